"""Activities become words and rows; what was done goes into the books."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from steerboard.simulator.accounts import Account
from steerboard.simulator.activities import (
    CANCELLED,
    KINDS,
    NUMBER,
    REASON,
    Columns,
    Flags,
    Numbers,
)
from steerboard.simulator.activity_links import Links
from steerboard.simulator.books import Books
from steerboard.simulator.campaigns import Campaign
from steerboard.simulator.chance import urn
from steerboard.simulator.contacts import Contacts
from steerboard.simulator.days import DAY, Days
from steerboard.simulator.deal import Deal
from steerboard.simulator.leads import Leads, lead_id
from steerboard.simulator.people import Staff
from steerboard.simulator.tables import Row
from steerboard.simulator.wording import COLLATERAL, NOTES, PURPOSES, REASONS_NOT_DONE

_OUTCOMES = ("positive", "neutral", "negative")
_CONNECTED = 0.55
_MEETINGS = tuple(NUMBER[k] for k in ("visit", "meeting", "demo", "presentation", "onboarding"))
_CUSTOMER_FACING = tuple(NUMBER[k] for k in ("call", "email")) + _MEETINGS
_WITH_A_NOTE, _WITH_A_CONTACT, _WITH_MATERIAL, _FOR_A_CAMPAIGN = 0.2, 0.55, 0.2, 0.6
_CHUNK = 40_000


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


@dataclass(frozen=True)
class Told:
    """All that the rows need; they are made in chunks, each time that somebody reads them."""

    columns: Columns
    outcome: Numbers
    links: Links
    staff: Staff
    accounts: list[Account]
    contacts: Contacts
    deals: list[Deal]
    leads: Leads
    campaigns: list[Campaign]
    days: Days
    seed: int

    def __len__(self) -> int:
        return len(self.columns.kind)

    def __iter__(self) -> Iterator[Row]:
        """In the order of the columns."""
        words = _Words.of(self)
        rng = urn(self.seed, "activity words")
        for start in range(0, len(self), _CHUNK):
            yield from words.rows(self, slice(start, min(len(self), start + _CHUNK)), rng)


@dataclass(frozen=True)
class _Words:
    """By number: ids and what goes with them; the last one of each stands for none."""

    people: list[str]
    accounts: list[str]
    english: Flags
    first_contact: list[str]
    deals: list[str]
    goods: list[str]
    deal_contact: list[str]
    campaigns: list[str]

    @classmethod
    def of(cls, told: Told) -> _Words:
        return cls(
            people=[p.id for p in told.staff.people],
            accounts=[a.id for a in told.accounts] + [""],
            english=np.array([a.english for a in told.accounts] + [False]),
            first_contact=[own[0][0] if own else "" for own in told.contacts.of] + [""],
            deals=[d.id for d in told.deals] + [""],
            goods=[d.lines[0][0].id for d in told.deals] + [""],
            deal_contact=[d.contact for d in told.deals] + [""],
            campaigns=[c.id for c in told.campaigns] + [""],
        )

    def rows(self, told: Told, part: slice, rng: np.random.Generator) -> Iterator[Row]:
        c, days = told.columns.take(part), told.days
        account, deal, lead = (numbers[part].tolist() for numbers in told.links)
        size = len(c.kind)
        luck = rng.random((9, size)).tolist()
        kinds = [KINDS[k] for k in c.kind.tolist()]
        said = np.where(self.english[account], 0, 1).tolist()
        done = (c.done >= 0).tolist()
        words = [
            _words(k.name, s, o, *r)
            for k, s, o, *r in zip(kinds, said, told.outcome[part].tolist(), *luck[2:4], strict=True)
        ]
        given_up = np.isin(c.fate, (REASON, CANCELLED)).tolist()
        met = np.isin(c.kind, _MEETINGS)
        shows = np.isin(c.kind, (NUMBER["demo"], NUMBER["presentation"])).tolist()
        prepared = (np.array(luck[6]) < 0.6) & met & (c.planned >= 0)
        shown = met | (c.kind == NUMBER["email"])
        material = (np.array(luck[7]) < _WITH_MATERIAL) & shown & (c.done >= 0)
        about = told.leads.campaign[lead].tolist()
        return zip(
            [f"V{n:07d}" for n in range(part.start + 1, part.stop + 1)],
            [k.name for k in kinds],
            [_mode(k.modes, r) for k, r in zip(kinds, luck[1], strict=True)],
            ["inbound" if r < k.inbound else "outbound" for k, r in zip(kinds, luck[5], strict=True)],
            [self.people[n] for n in c.person.tolist()],
            [self.accounts[n] for n in account],
            [
                (self.deal_contact[d] if d >= 0 else self.first_contact[a]) if r < _WITH_A_CONTACT else ""
                for a, d, r in zip(account, deal, luck[8], strict=True)
            ],
            [lead_id(n) if n >= 0 else "" for n in lead],
            [self.deals[n] for n in deal],
            [
                self.campaigns[a] if n >= 0 and r < _FOR_A_CAMPAIGN else ""
                for n, a, r in zip(lead, about, luck[8], strict=True)
            ],
            [self.goods[d] if show else "" for d, show in zip(deal, shows, strict=True)],
            days.stamps(c.planned),
            days.stamps(c.done),
            days.stamps(c.cancelled),
            [
                str(k.minutes[0] + int(r * (k.minutes[1] - k.minutes[0]))) if d else ""
                for k, r, d in zip(kinds, luck[0], done, strict=True)
            ],
            [w[0] for w in words],
            [w[1] for w in words],
            [
                COLLATERAL[int(r * len(COLLATERAL))] if m else ""
                for r, m in zip(luck[4], material.tolist(), strict=True)
            ],
            ["true" if p else "false" for p in prepared.tolist()],
            [
                REASONS_NOT_DONE[int(r * len(REASONS_NOT_DONE))][s] if g else ""
                for r, s, g in zip(luck[4], said, given_up, strict=True)
            ],
            [w[2] for w in words],
            days.stamps(c.entered),
            days.stamps(c.created),
            strict=True,
        )


def history_rows(c: Columns, days: Days) -> list[Row]:
    """The dates that were moved."""
    moved = np.flatnonzero(c.moved_at >= 0)
    columns = (days.stamps(at[moved]) for at in (c.committed, c.planned, c.moved_at))
    ids = [f"V{n + 1:07d}" for n in moved.tolist()]
    return [(id_, "planned_for", old, new, at) for id_, old, new, at in zip(ids, *columns, strict=True)]


def _words(kind: str, language: int, outcome: int, which: float, more: float) -> tuple[str, str, str]:
    """Outcome, purpose and notes of one activity."""
    purposes = PURPOSES[kind]
    purpose = purposes[int(which * len(purposes))][language]
    if outcome < 0:
        return "", purpose, ""
    if outcome >= 3:
        return ("connected", "no_answer")[outcome - 3], purpose, ""
    word = _OUTCOMES[outcome]
    return word, purpose, NOTES[word][language] if more < _WITH_A_NOTE else ""


def _mode(modes: tuple[tuple[str, float], ...], luck: float) -> str:
    for name, share in modes:
        luck -= share
        if luck < 0:
            return name
    return modes[-1][0]
