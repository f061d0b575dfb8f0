"""Measuring the people of a team: each link of the chain by person and month, and the bands of their peers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from steerboard.core.calendars import Calendar
from steerboard.core.periods import Period, add_months
from steerboard.diagnosis.chain import Month, Verdict, compared, judge
from steerboard.diagnosis.links import Link
from steerboard.diagnosis.peers import Band, Measure, bands
from steerboard.engine.query import Org, Query
from steerboard.engine.rights import Rights
from steerboard.mart.asking import Document, decimal, documents, query_for
from steerboard.mart.kept import Kept
from steerboard.people.requests import Asked
from steerboard.work.team.members import Member

HISTORY = 15  # months that are asked for
BOOKINGS = "bookings"
Pair = tuple[float, float]  # numerator and denominator; of a count the count alone
Place = tuple[int, date]  # a person and the beginning of a month


@dataclass(frozen=True)
class Figures:
    """``links`` by key, person and month; ``bookings`` of the period by the team for which they counted and person."""

    months: Sequence[Period]
    links: Mapping[str, Mapping[Place, Pair]]
    bookings: Mapping[tuple[int, int], Decimal] = field(default_factory=dict)
    fresh_at: str = ""

    def won(self, teams: frozenset[int] | None = None) -> dict[int, Decimal]:
        """The period's bookings by person: those that counted for ``teams``, or all."""
        found: dict[int, Decimal] = defaultdict(Decimal)
        for (team, person), value in self.bookings.items():
            if teams is None or team in teams:
                found[person] += value
        return dict(found)


def figures_of(
    request: Asked, links: Iterable[Link], period: Period, rights: Rights, org: Org = "then"
) -> Figures:
    """One question for bookings, one for whole KPIs, and one for each part of them, over one connection.

    With ``org`` then, bookings count for the team in which a person was when the deal was won; else for the one in
    which he is today. ``period`` is made of whole months among the last :data:`HISTORY`.
    """
    months = months_of(request.workspace.calendar, request.today)
    known = list(links)
    whole = [link for link in known if link.part is None]
    parts = [link for link in known if link.part is not None]
    asked = [
        _bookings_query(request, ("owner.team", "owner"), period, rights, org),
        _whole_query(request, whole, months, rights),
        *(_part_query(request, p, months, rights) for p in parts),
    ]
    told = documents(request.workspace, request.clock, *asked)
    found = _FIGURES.of(
        [document["rows"] for document in told],
        (period, months[0], tuple(link.key for link in known)),
        lambda: _read(told, whole, parts, months),
    )
    return (
        found if found.fresh_at == told[0].get("fresh_at") else replace(found, fresh_at=told[0]["fresh_at"])
    )


def months_of(calendar: Calendar, today: date) -> list[Period]:
    """The last months, the running one included."""
    last = calendar.period("month", today)
    first = add_months(last.start, 1 - HISTORY)
    return list(calendar.periods("month", Period(first, last.end)))


def window_of(link: Link, months: Sequence[Period], today: date) -> Period:
    """The days over which a link is judged."""
    window = months[-link.months :]
    return Period(window[0].start, min(window[-1].end, today + timedelta(days=1)))


@dataclass
class Shares:
    """How much of a usual month a month counts: its working days up to today on which the person was there, over
    those that a month of the last year had on average. October with its holidays is a short month."""

    calendar: Calendar
    today: date
    _kept: dict[tuple[date, date], float] = field(default_factory=dict)
    _usual: float = 0.0

    def of(self, month: Period, since: date | None) -> float:
        return self.between(month.start, month.end, since)

    def between(self, start: date, end: date, since: date | None) -> float:
        """The same for any days."""
        start = max(start, since) if since is not None else start
        end = min(end, self.today + timedelta(days=1))
        if start >= end:
            return 0.0
        if (start, end) not in self._kept:
            self._kept[start, end] = self.calendar.working_days(Period(start, end)) / self.usual
        return self._kept[start, end]

    @property
    def usual(self) -> float:
        """The working days of a usual month."""
        if not self._usual:
            year = Period(add_months(self.today, -12), self.today)
            self._usual = max(self.calendar.working_days(year) / 12, 1.0)
        return self._usual


def chain_of(
    member: Member, links: Sequence[Link], figures: Figures, peers: Mapping[str, Band], shares: Shares
) -> list[Verdict]:
    """Each link of one person, judged. Who is new is not compared with people who are not."""
    new = member.is_new(shares.today)
    known = tuple(Band() if new else peers.get(link.key, Band()) for link in links)

    def judged() -> list[Verdict]:
        return compared(
            [
                judge(link, member_months(member, link, figures, shares), band)
                for link, band in zip(links, known, strict=True)
            ]
        )

    keys = tuple(link.key for link in links)
    return _CHAINS.of([figures.links], (member, keys, known, shares.today), judged)


def member_months(member: Member, link: Link, figures: Figures, shares: Shares) -> list[Month]:
    """A person's months: of a count how much of each he was there, of anything else its denominator.

    What lies before the first record of a count is not known to be nothing: perhaps nobody kept records then."""
    seen = figures.links[link.key]
    before = len(figures.months) - link.months
    known = (n for n, month in enumerate(figures.months) if seen.get((member.id, month.start), (0.0, 0.0))[0])
    begins = min(next(known, 0), before) if link.kind == "count" else 0
    found = []
    for n, month in enumerate(figures.months):
        top, bottom = seen.get((member.id, month.start), (0.0, 0.0))
        if link.kind == "count":
            bottom = shares.of(month, member.since) if n >= begins else 0.0
        found.append(Month(month.start, top, bottom))
    return found


def peers_of(
    request: Asked, links: Iterable[Link], months: Sequence[Period], role: str, shares: Shares
) -> dict[str, Band]:
    """The bands by link: one question for links of the same length and part; counts are by month."""
    found: dict[str, Band] = {}
    groups: dict[tuple[int, str], list[Link]] = defaultdict(list)
    for link in links:
        groups[link.months, link.part[0] if link.part else ""].append(link)
    for (length, by), some in groups.items():
        span = window_of(some[0], months, request.today)
        asked = [Measure(link.kpi, link.least) for link in some]
        told = bands(request.workspace, request.clock, request.rights, asked, span, role=role, by=by)
        share = sum(shares.of(month, None) for month in months[-length:])
        for link in some:
            band = told.of(link.kpi, link.part[1] if link.part else "")
            found[link.key] = _by_month(band, share) if link.kind == "count" else band
    return found


def _read(
    told: Sequence[Document],
    whole: Sequence[Link],
    parts: Sequence[Link],
    months: Sequence[Period],
) -> Figures:
    booked, first, *rest = told
    found = {link.key: _pairs(first, link) for link in whole}
    found |= {link.key: _pairs(document, link) for link, document in zip(parts, rest, strict=True)}
    return Figures(months, found, _bookings(booked), booked.get("fresh_at") or "")


def _bookings_query(request: Asked, by: tuple[str, ...], period: Period, rights: Rights, org: Org) -> Query:
    return query_for(
        request.workspace,
        request.clock,
        [BOOKINGS],
        rights,
        by=by,
        from_=period.start,
        to=period.last,
        org=org,
        totals=False,
    )


def _whole_query(request: Asked, links: Sequence[Link], months: Sequence[Period], rights: Rights) -> Query:
    return query_for(
        request.workspace,
        request.clock,
        list(dict.fromkeys(link.kpi for link in links)),
        rights,
        by=("owner",),
        grain="month",
        from_=months[0].start,
        to=months[-1].last,
        totals=False,
    )


def _part_query(request: Asked, link: Link, months: Sequence[Period], rights: Rights) -> Query:
    return query_for(
        request.workspace,
        request.clock,
        [link.kpi],
        rights,
        by=("owner",),
        grain="month",
        where=link.where,
        from_=months[-link.months].start,
        to=months[-1].last,
        totals=False,
    )


def _pairs(document: Document, link: Link) -> dict[Place, Pair]:
    """By person and month."""
    return {
        (int(row["by"]["owner"]["id"]), date.fromisoformat(row["period"])): _pair(
            row["values"][link.kpi], link
        )
        for row in document["rows"]
        if row["by"]["owner"]["id"] is not None
    }


def _pair(figure: Mapping[str, Any], link: Link) -> Pair:
    if link.kind == "count":
        return _float(figure["value"]), 0.0
    return _float(figure["numerator"]), _float(figure["denominator"])


def _bookings(document: Document) -> dict[tuple[int, int], Decimal]:
    found: dict[tuple[int, int], Decimal] = defaultdict(Decimal)
    for row in document["rows"]:
        team, owner = row["by"]["owner.team"]["id"], row["by"]["owner"]["id"]
        value = decimal(row["values"][BOOKINGS]["value"])
        if owner is not None and value:
            found[int(team or 0), int(owner)] += value
    return dict(found)


def _by_month(band: Band, share: float) -> Band:
    if not band.known or not share:
        return Band(band.people)
    low, median, high = (
        round(v / Decimal(str(share)), 2) for v in (band.low, band.median, band.high) if v is not None
    )
    return Band(band.people, low, median, high)


def _float(value: Any) -> float:
    return float(value) if value is not None else 0.0


def bookings_of_teams(request: Asked, period: Period, rights: Rights, org: Org) -> dict[int, Decimal]:
    """The period's bookings by team alone, for teams of very many people."""
    query = _bookings_query(request, ("owner.team",), period, rights, org)
    rows = documents(request.workspace, request.clock, query)[0]["rows"]
    sums = {r["by"]["owner.team"]["id"]: decimal(r["values"][BOOKINGS]["value"]) for r in rows}
    return {int(team): value for team, value in sums.items() if team is not None and value}


_FIGURES: Kept[Figures] = Kept()
_CHAINS: Kept[list[Verdict]] = Kept(2048)
