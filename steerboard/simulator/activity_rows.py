"""Activities get their customer, deal and words, and become rows; what was done goes into the books."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from steerboard.simulator.accounts import Account
from steerboard.simulator.activities import (
    CANCELLED,
    KINDS,
    NUMBER,
    REASON,
    SCENE,
    Columns,
    Flags,
    Numbers,
)
from steerboard.simulator.books import Books
from steerboard.simulator.chance import urn
from steerboard.simulator.days import DAY, Days
from steerboard.simulator.deal import Deal
from steerboard.simulator.people import CAST, Staff
from steerboard.simulator.tables import Row
from steerboard.simulator.wording import NOTES, PURPOSES, REASONS_NOT_DONE

_ABOUT_A_DEAL = 0.62
_OUTCOMES = ("positive", "neutral", "negative")
_CONNECTED = 0.55
_MEETINGS = tuple(NUMBER[k] for k in ("visit", "meeting", "demo", "presentation", "onboarding"))
_CUSTOMER_FACING = tuple(NUMBER[k] for k in ("call", "email")) + _MEETINGS
_WITH_A_NOTE = 0.2


def link(
    c: Columns, staff: Staff, accounts: list[Account], deals: list[Deal], days: Days, seed: int
) -> tuple[Numbers, Numbers]:
    """For each activity the number of its account and of its deal (-1 for none), as they were at the time.

    ``c`` is sorted by person. A deal is taken only while it is open and in the person's hands.
    """
    rng = urn(seed, "activity links")
    number = {a.id: n for n, a in enumerate(accounts)}
    account_of_deal = np.array([number[d.account.id] for d in deals], dtype=np.int64)
    deal_spans = _deal_spans(deals, days)
    account_spans = _account_spans(accounts, staff)
    at = np.where(c.committed >= 0, c.committed, c.created)
    deal = np.full(len(at), -1, dtype=np.int64)
    account = np.full(len(at), -1, dtype=np.int64)
    bounds = np.searchsorted(c.person, np.arange(len(staff.people) + 1))
    for n, person in enumerate(staff.people):
        part = slice(int(bounds[n]), int(bounds[n + 1]))
        if part.start == part.stop:
            continue
        account[part] = _pick(rng, account_spans.get(person.id, []), at[part])
        about = rng.random(part.stop - part.start) < _ABOUT_A_DEAL
        deal[part] = np.where(about, _pick(rng, deal_spans.get(person.id, []), at[part]), -1)
    set_ = np.flatnonzero(c.fate == SCENE)
    deal[set_] = _distinct_customers(deals, account_of_deal, len(set_))
    return np.where(deal >= 0, account_of_deal[deal], account), deal


def _distinct_customers(deals: list[Deal], account_of_deal: Numbers, number: int) -> list[int]:
    """Open deals of the demo's rep, each with another customer."""
    found: dict[int, int] = {}
    for n, d in enumerate(deals):
        if d.owner == CAST["rep"] and d.fate.closed < 0:
            found.setdefault(int(account_of_deal[n]), n)
    return [*found.values()][:number]


Span = tuple[int, int, int]  # what, from, to


def _deal_spans(deals: list[Deal], days: Days) -> dict[str, list[Span]]:
    found: dict[str, list[Span]] = {}
    for n, d in enumerate(deals):
        ends = d.fate.closed if d.fate.closed >= 0 else len(days.dates) * DAY
        if d.handed_over >= 0:
            found.setdefault(d.first_owner, []).append((n, d.fate.created, d.handed_over))
            found.setdefault(d.owner, []).append((n, d.handed_over, ends))
        else:
            found.setdefault(d.owner, []).append((n, d.fate.created, ends))
    return found


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


def outcomes(c: Columns, seed: int) -> Numbers:
    """Per activity: 0–2 in _OUTCOMES, 3 connected, 4 no answer, -1 where there is none."""
    rng = urn(seed, "outcomes")
    size = len(c.kind)
    talk = rng.choice(3, size, p=(0.42, 0.45, 0.13))
    call = np.where(rng.random(size) < _CONNECTED, 3, 4)
    found = np.where(np.isin(c.kind, _MEETINGS), talk, np.where(c.kind == NUMBER["call"], call, -1))
    return np.where(c.done >= 0, found, -1)


def enter(books: Books, c: Columns, outcome: Numbers, staff: Staff, days: Days) -> None:
    """Counts by month and person of what was done, and how plans were kept."""
    visits = np.isin(c.kind, (NUMBER["visit"], NUMBER["meeting"])) | (outcome == 3)
    done = c.done >= 0
    _count(books, "activities", c, done & np.isin(c.kind, _CUSTOMER_FACING), c.done, staff, days)
    _count(books, "visits", c, done & visits, c.done, staff, days)
    due = (c.committed >= 0) & (c.committed < days.end)
    kept = due & done & (c.done // DAY <= c.committed // DAY)
    _count(books, "plans_due", c, due, c.committed, staff, days)
    _count(books, "plans_kept", c, kept, c.committed, staff, days)
    _count(books, "plans_kept_eventually", c, due & done, c.committed, staff, days)


def _count(books: Books, name: str, c: Columns, which: Flags, at: Numbers, staff: Staff, days: Days) -> None:
    months = sorted(set(days.month))
    month_number = np.array([months.index(m) for m in days.month])
    pairs = month_number[at[which] // DAY] * len(staff.people) + c.person[which]
    for pair, number in zip(*(a.tolist() for a in np.unique(pairs, return_counts=True)), strict=True):
        month, person = divmod(pair, len(staff.people))
        books.add(name, months[month], staff.people[person].id, by=number)


def activity_rows(
    c: Columns,
    outcome: Numbers,
    links: tuple[Numbers, Numbers],
    staff: Staff,
    accounts: list[Account],
    deals: list[Deal],
    days: Days,
    seed: int,
) -> Iterator[Row]:
    """The rows of the file, in the order of ``c``."""
    rng = urn(seed, "activity words")
    size = len(c.kind)
    english = np.array([a.english for a in accounts])[links[0]]
    luck = rng.random((size, 4))
    said = np.where(english, 0, 1).tolist()
    kinds = [KINDS[k] for k in c.kind.tolist()]
    account_ids = [a.id for a in accounts] + [""]
    deal_ids = [d.id for d in deals] + [""]
    goods = [d.lines[0][0].id for d in deals] + [""]
    shows = np.isin(c.kind, (NUMBER["demo"], NUMBER["presentation"]))
    shown = [goods[d] if show else "" for d, show in zip(links[1].tolist(), shows.tolist(), strict=True)]
    words = [
        _words(k.name, s, o, r)
        for k, s, o, *r in zip(kinds, said, outcome.tolist(), *luck.T.tolist(), strict=True)
    ]
    done, fate = c.done >= 0, c.fate
    excuse = [
        REASONS_NOT_DONE[int(r * len(REASONS_NOT_DONE))][s] if f in (REASON, CANCELLED) else ""
        for r, s, f in zip(rng.random(size).tolist(), said, fate.tolist(), strict=True)
    ]
    minutes = [
        k.minutes[0] + int(r * (k.minutes[1] - k.minutes[0]))
        for k, r in zip(kinds, luck[:, 0].tolist(), strict=True)
    ]
    modes = [_mode(k.modes, r) for k, r in zip(kinds, luck[:, 1].tolist(), strict=True)]
    inbound = rng.random(size).tolist()
    prepared = ((rng.random(size) < 0.6) & np.isin(c.kind, _MEETINGS) & (c.planned >= 0)).tolist()
    return zip(
        [f"V{n:07d}" for n in range(1, size + 1)],
        [k.name for k in kinds],
        modes,
        ["inbound" if r < k.inbound else "outbound" for k, r in zip(kinds, inbound, strict=True)],
        [staff.people[n].id for n in c.person.tolist()],
        [account_ids[n] for n in links[0].tolist()],
        [deal_ids[n] for n in links[1].tolist()],
        shown,
        days.stamps(c.planned),
        days.stamps(c.done),
        days.stamps(c.cancelled),
        [str(m) if d else "" for m, d in zip(minutes, done.tolist(), strict=True)],
        [w[0] for w in words],
        [w[1] for w in words],
        ["true" if p else "false" for p in prepared],
        excuse,
        [w[2] for w in words],
        days.stamps(c.entered),
        days.stamps(c.created),
        strict=True,
    )


def history_rows(c: Columns, days: Days) -> Iterator[Row]:
    """The dates that were moved."""
    moved = np.flatnonzero(c.moved_at >= 0)
    return zip(
        [f"V{n + 1:07d}" for n in moved.tolist()],
        ["planned_for"] * len(moved),
        days.stamps(c.committed[moved]),
        days.stamps(c.planned[moved]),
        days.stamps(c.moved_at[moved]),
        strict=True,
    )


def _words(kind: str, language: int, outcome: int, luck: list[float]) -> tuple[str, str, str]:
    """Outcome, purpose and notes of one activity."""
    purposes = PURPOSES[kind]
    purpose = purposes[int(luck[2] * len(purposes))][language]
    if outcome < 0:
        return "", purpose, ""
    if outcome >= 3:
        return ("connected", "no_answer")[outcome - 3], purpose, ""
    word = _OUTCOMES[outcome]
    return word, purpose, NOTES[word][language] if luck[3] < _WITH_A_NOTE else ""


def _mode(modes: tuple[tuple[str, float], ...], luck: float) -> str:
    for name, share in modes:
        luck -= share
        if luck < 0:
            return name
    return modes[-1][0]
