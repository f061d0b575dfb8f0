"""Activities become words and rows; what was done goes into the books."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

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
from steerboard.simulator.wording import COLLATERAL, NOTES, PURPOSES, REASONS_NOT_DONE, Said

Names = npt.NDArray[np.object_]
Shares = npt.NDArray[np.float64]


def names(texts: Iterable[str]) -> Names:
    """Texts by number. As objects: a text of the same length for all would be copied for each row."""
    return np.array(list(texts), dtype=object)


class _Choices:
    """By number and language the texts of which one is said; ``luck`` chooses."""

    def __init__(self, choices: Sequence[Sequence[Said]]) -> None:
        self._texts = np.array([said for texts in choices for said in texts], dtype=object)
        self._length = np.array([len(texts) for texts in choices])
        self._first = np.cumsum(self._length) - self._length

    def of(self, number: Numbers, language: Numbers, luck: Shares) -> Names:
        found: Names = self._texts[
            self._first[number] + (luck * self._length[number]).astype(np.int64), language
        ]
        return found


_OUTCOMES = ("positive", "neutral", "negative")
_OUTCOME = names([*_OUTCOMES, "connected", "no_answer", ""])
_NOTES = np.array([*(NOTES[word] for word in _OUTCOMES), *[("", "")] * 3], dtype=object)
_KIND = names(k.name for k in KINDS)
_INBOUND = np.array([k.inbound for k in KINDS])
_MODES = names(k.modes[0][0] for k in KINDS), names(k.modes[-1][0] for k in KINDS)
_FIRST_MODE = np.array([k.modes[0][1] for k in KINDS])
_SHORTEST, _LONGEST = np.array([k.minutes for k in KINDS]).T
_NUMBER_TEXT = names(str(n) for n in range(int(_LONGEST.max()) + 1))
_PURPOSES = _Choices([PURPOSES[k.name] for k in KINDS])
_REASONS = _Choices([REASONS_NOT_DONE])
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

    people: Names
    accounts: Names
    english: Flags
    first_contact: Names
    deals: Names
    goods: Names
    deal_contact: Names
    leads: Names
    campaigns: Names

    @classmethod
    def of(cls, told: Told) -> _Words:
        return cls(
            people=names(p.id for p in told.staff.people),
            accounts=names([*(a.id for a in told.accounts), ""]),
            english=np.array([a.english for a in told.accounts] + [False]),
            first_contact=names([*(own[0][0] if own else "" for own in told.contacts.of), ""]),
            deals=names([*(d.id for d in told.deals), ""]),
            goods=names([*(d.lines[0][0].id for d in told.deals), ""]),
            deal_contact=names([*(d.contact for d in told.deals), ""]),
            leads=names([*(lead_id(n) for n in range(len(told.leads.owner))), ""]),
            campaigns=names([*(c.id for c in told.campaigns), ""]),
        )

    def rows(self, told: Told, part: slice, rng: np.random.Generator) -> Iterator[Row]:
        c, days, outcome = told.columns.take(part), told.days, told.outcome[part]
        account, deal, lead = (numbers[part] for numbers in told.links)
        luck = rng.random((9, len(c.kind)))
        said = np.where(self.english[account], 0, 1)
        given_up = np.isin(c.fate, (REASON, CANCELLED))
        met = np.isin(c.kind, _MEETINGS)
        shows = np.isin(c.kind, (NUMBER["demo"], NUMBER["presentation"]))
        prepared = (luck[6] < 0.6) & met & (c.planned >= 0)
        material = (luck[7] < _WITH_MATERIAL) & (met | (c.kind == NUMBER["email"])) & (c.done >= 0)
        contact = np.where(deal >= 0, self.deal_contact[deal], self.first_contact[account])
        campaign = self.campaigns[told.leads.campaign[lead]]
        columns = (
            [f"V{n:07d}" for n in range(part.start + 1, part.stop + 1)],
            _KIND[c.kind],
            _mode(c.kind, luck[1]),
            np.where(luck[5] < _INBOUND[c.kind], "inbound", "outbound"),
            self.people[c.person],
            self.accounts[account],
            np.where(luck[8] < _WITH_A_CONTACT, contact, ""),
            self.leads[lead],
            self.deals[deal],
            np.where((lead >= 0) & (luck[8] < _FOR_A_CAMPAIGN), campaign, ""),
            np.where(shows, self.goods[deal], ""),
            days.stamps(c.planned),
            days.stamps(c.done),
            days.stamps(c.cancelled),
            np.where(c.done >= 0, _NUMBER_TEXT[_minutes(c.kind, luck[0])], ""),
            _OUTCOME[outcome],
            _PURPOSES.of(c.kind, said, luck[2]),
            np.where(material, names(COLLATERAL)[(luck[4] * len(COLLATERAL)).astype(int)], ""),
            np.where(prepared, "true", "false"),
            np.where(given_up, _REASONS.of(np.zeros_like(c.kind), said, luck[4]), ""),
            np.where((outcome >= 0) & (outcome < 3) & (luck[3] < _WITH_A_NOTE), _NOTES[outcome, said], ""),
            days.stamps(c.entered),
            days.stamps(c.created),
        )
        return zip(*(x if isinstance(x, list) else x.tolist() for x in columns), strict=True)


def history_rows(c: Columns, days: Days) -> list[Row]:
    """The dates that were moved."""
    moved = np.flatnonzero(c.moved_at >= 0)
    columns = (days.stamps(at[moved]) for at in (c.committed, c.planned, c.moved_at))
    ids = [f"V{n + 1:07d}" for n in moved.tolist()]
    return [(id_, "planned_for", old, new, at) for id_, old, new, at in zip(ids, *columns, strict=True)]


def _mode(kind: Numbers, luck: Shares) -> Names:
    """Of two modes the first with its share."""
    return np.where(luck < _FIRST_MODE[kind], _MODES[0][kind], _MODES[1][kind])


def _minutes(kind: Numbers, luck: Shares) -> Numbers:
    found: Numbers = _SHORTEST[kind] + (luck * (_LONGEST - _SHORTEST)[kind]).astype(np.int64)
    return found
