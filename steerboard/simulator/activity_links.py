"""Which customer, deal or lead an activity is about."""

from __future__ import annotations

from itertools import cycle
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from steerboard.simulator.accounts import Account
from steerboard.simulator.activities import NUMBER, SCENE, Columns, Numbers
from steerboard.simulator.chance import urn
from steerboard.simulator.days import DAY, Days, Instants
from steerboard.simulator.deal import Deal
from steerboard.simulator.leads import Leads
from steerboard.simulator.people import CAST, Staff

_ABOUT_A_DEAL, _ABOUT_A_LEAD, _SHOWN_A_DEAL = 0.62, 0.7, 0.95
_SOLUTION = 2  # the open stage from which on something is shown
_FRESH = 2 * DAY  # how long what happened to a lead calls for an answer


class Links(NamedTuple):
    """For each activity the number of its account, of its deal and of its lead; -1 for none."""

    account: Numbers
    deal: Numbers
    lead: Numbers


def link(
    c: Columns,
    staff: Staff,
    accounts: list[Account],
    deals: list[Deal],
    leads: Leads,
    days: Days,
    seed: int,
) -> Links:
    """What each activity is about, as it was at the time.

    ``c`` is sorted by person. A deal is taken only while it is open and in the person's hands, for a demo only
    from the solution on; a lead only shortly after something happened to it.
    """
    rng = urn(seed, "activity links")
    account_of_deal = np.array([d.account.number for d in deals], dtype=np.int64)
    deal_spans, shown_spans = _deal_spans(deals, days)
    account_spans = _account_spans(accounts, staff)
    fresh = _Fresh(leads)
    at = np.where(c.committed >= 0, c.committed, c.created)
    deal, account, lead = (np.full(len(at), -1, dtype=np.int64) for _ in range(3))
    shows = np.isin(c.kind, (NUMBER["demo"], NUMBER["presentation"]))
    talks = np.isin(c.kind, (NUMBER["call"], NUMBER["email"])) & (c.committed < 0)
    bounds = np.searchsorted(c.person, np.arange(len(staff.people) + 1))
    for n, person in enumerate(staff.people):
        part = slice(int(bounds[n]), int(bounds[n + 1]))
        if part.start == part.stop:
            continue
        luck = rng.random((2, part.stop - part.start))
        account[part] = _pick(rng, account_spans.get(person.id, []), at[part])
        about = np.where(luck[0] < _ABOUT_A_DEAL, _pick(rng, deal_spans.get(person.id, []), at[part]), -1)
        show = shows[part] & (luck[0] < _SHOWN_A_DEAL)
        shown = np.full(len(about), -1, dtype=np.int64)
        shown[show] = _pick(rng, shown_spans.get(person.id, []), at[part][show])
        deal[part] = np.where(shown >= 0, shown, about)
        calls = talks[part] & (deal[part] < 0) & (luck[1] < _ABOUT_A_LEAD)
        lead[part] = np.where(calls, fresh.of(n, at[part], luck[1]), -1)
    set_ = np.flatnonzero(c.fate == SCENE)
    deal[set_] = _distinct_customers(deals, account_of_deal, len(set_))
    account = np.where(deal >= 0, account_of_deal[deal], np.where(lead >= 0, -1, account))
    return Links(account, deal, lead)


class _Fresh:
    """Whom a person has something to answer, by the instant at which something happened to the lead."""

    def __init__(self, leads: Leads) -> None:
        number = np.arange(len(leads.owner))
        parts = [
            (np.where(leads.before >= 0, leads.before, leads.owner), leads.first_assigned),
            (leads.owner, leads.assigned),
            (leads.owner, leads.mql),
            (leads.owner, leads.sql),
        ]
        owner = np.concatenate([o for o, _ in parts])
        begins = np.concatenate([b for _, b in parts])
        what = np.concatenate([number] * len(parts))
        ends = np.where(leads.ends >= 0, leads.ends, 2**62)[what]
        ends = np.minimum(begins + _FRESH, ends)
        there = (begins >= 0) & (owner >= 0) & (begins < ends)
        there &= begins >= np.where(owner == leads.owner[what], leads.assigned[what], 0)
        order = np.lexsort((begins[there], owner[there]))
        self._owner, self._begins = owner[there][order], begins[there][order]
        self._ends, self._what = ends[there][order], what[there][order]

    def of(self, person: int, at: Instants, luck: npt.NDArray[np.float64]) -> Numbers:
        """The latest or the one before it, where it is still fresh; else -1."""
        first, last = np.searchsorted(self._owner, [person, person + 1])
        if first == last:
            return np.full(len(at), -1, dtype=np.int64)
        found = np.searchsorted(self._begins[first:last], at, side="right") - 1
        found = np.maximum(found - (luck * 97 % 1 < 0.4), 0) + first
        fresh = (self._begins[found] <= at) & (at < self._ends[found])
        return np.where(fresh, self._what[found], -1)


def _distinct_customers(deals: list[Deal], account_of_deal: Numbers, number: int) -> list[int]:
    """Open deals of the demo's rep, each with another customer."""
    found: dict[int, int] = {}
    for n, d in enumerate(deals):
        if d.owner == CAST["rep"] and d.fate.closed < 0:
            found.setdefault(int(account_of_deal[n]), n)
    return [n for n, _ in zip(cycle(found.values()), range(number), strict=False)]


Span = tuple[int, int, int]  # what, from, to


def _deal_spans(deals: list[Deal], days: Days) -> tuple[dict[str, list[Span]], dict[str, list[Span]]]:
    """The deals in each person's hands: while they are open, and from the solution on."""
    found: dict[str, list[Span]] = {}
    shown: dict[str, list[Span]] = {}
    for n, d in enumerate(deals):
        begins = d.fate.created
        ends = d.fate.closed if d.fate.closed >= 0 else len(days.dates) * DAY
        solution = next((at for at, stage in d.fate.steps if stage >= _SOLUTION), ends)
        handed = d.handed_over if d.handed_over >= 0 else ends
        for owner, since, until in ((d.first_owner, begins, handed), (d.owner, handed, ends)):
            if since < until:
                found.setdefault(owner, []).append((n, since, until))
                if max(since, solution) < until:
                    shown.setdefault(owner, []).append((n, max(since, solution), until))
    return found, shown


def _account_spans(accounts: list[Account], staff: Staff) -> dict[str, list[Span]]:
    """The accounts in each person's hands; a lead calls on those of the team."""
    found: dict[str, list[Span]] = {}
    for n, a in enumerate(accounts):
        if a.handed_over >= 0:
            found.setdefault(a.first_owner, []).append((n, a.created, a.handed_over * DAY))
            found.setdefault(a.owner, []).append((n, max(a.created, a.handed_over * DAY), 2**62))
        elif a.owner:
            found.setdefault(a.owner, []).append((n, a.created, 2**62))
    leads = {p.team.id: p.id for p in staff.people if p.role == "team_lead"}
    for rep in staff.reps:
        found.setdefault(leads[rep.team.id], []).extend(found.get(rep.id, []))
    return found


def _pick(rng: np.random.Generator, spans: list[Span], at: Numbers) -> Numbers:
    """For each instant one of the spans that hold it, at random; -1 where none does."""
    if not spans:
        return np.full(len(at), -1, dtype=np.int64)
    what, begins, ends = (np.array(column) for column in zip(*spans, strict=True))
    holds = (begins[None, :] <= at[:, None]) & (at[:, None] < ends[None, :])
    rank = np.cumsum(holds, axis=1, dtype=np.int32)
    wanted = np.minimum((rng.random(len(at)) * rank[:, -1]).astype(np.int32) + 1, rank[:, -1])
    place = (rank < wanted[:, None]).sum(axis=1)
    return np.where(rank[:, -1] > 0, what[np.minimum(place, len(what) - 1)], -1)
