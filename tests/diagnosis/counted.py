"""The months of a simulated company counted from its files, without the engine: what the diagnosis is fed with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from zoneinfo import ZoneInfo

from steerboard.core.calendars import Calendar
from steerboard.core.periods import Period, add_months
from steerboard.core.working_days import of_country
from steerboard.diagnosis.chain import Month, Verdict, compared, judge
from steerboard.diagnosis.links import LINKS, Link
from steerboard.diagnosis.peers import Band, of_values
from steerboard.simulator.company import Company, simulate
from steerboard.simulator.days import Days
from steerboard.simulator.people import Person, make_staff

UNTIL, DAYS = date(2026, 11, 19), 430
HISTORY = 14  # months before the running one, all of them simulated
CHAIN = tuple(link for link in LINKS if link.key != "size")
Pair = tuple[float, float]
Counts = Mapping[tuple[str, str, str], Pair]  # by link, person and month (YYYY-MM)


@cache
def calendar() -> Calendar:
    off, worked = of_country("CN", range(2025, 2028))
    return Calendar(zone=ZoneInfo("Asia/Shanghai"), off=off, worked=worked)


@dataclass(frozen=True)
class World:
    company: Company
    reps: Sequence[Person]  # who have not left
    since: Mapping[str, date]  # the first day of who came on the way
    counts: Counts

    @property
    def steady(self) -> list[Person]:
        """Those of whom peers are made: who were there all the time."""
        return [p for p in self.reps if p.id not in self.since]

    @property
    def settled(self) -> list[Person]:
        """Those who are compared: not in their first three months."""
        return [p for p in self.reps if add_months(self.since.get(p.id, date.min), 3) <= UNTIL]

    @property
    def stories(self) -> Mapping[str, Mapping[str, str]]:
        found: Mapping[str, Mapping[str, str]] = self.company.truth["stories"]
        return found


@cache
def world(people: int, seed: int) -> World:
    company = simulate(people, DAYS, UNTIL, seed, calendar())
    staff = make_staff(people, Days(calendar(), UNTIL, DAYS), seed)
    reps = [p for p in staff.reps if not p.left]
    days = Days(calendar(), UNTIL, DAYS)
    since = {p.id: days.dates[p.starts] for p in reps if p.starts}
    counts: dict[tuple[str, str, str], Pair] = defaultdict(lambda: (0.0, 0.0))
    for link, person, month, top, bottom in _events(company):
        had = counts[link, person, month]
        counts[link, person, month] = had[0] + top, had[1] + bottom
    return World(company, reps, since, counts)


def _events(company: Company) -> Iterable[tuple[str, str, str, float, float]]:
    deals = company.tables["opportunities"].dicts()
    for a in company.tables["activities"].dicts():
        if not a["done_at"]:
            continue
        month, owner = a["done_at"][:7], a["owner"]
        if a["kind"] in ("visit", "meeting") or (a["kind"] == "call" and a["outcome"] == "connected"):
            yield "activity", owner, month, 1, 0
        if a["kind"] in ("visit", "meeting", "demo", "presentation") and a["mode"] == "in_person":
            yield "meetings", owner, month, 1, 0
    for d in deals:
        yield "creation", d["owner"], d["created_at"][:7], 1, 0
        if not d["outcome"]:
            continue
        month, won = d["closed_at"][:7], float(d["outcome"] == "won")
        yield "conversion", d["owner"], month, won, 1
        if d["type"] == "new":
            yield "newcomers", d["owner"], month, won, 1
        if won:
            days = date.fromisoformat(d["closed_at"][:10]) - date.fromisoformat(d["created_at"][:10])
            yield "cycle", d["owner"], month, days / timedelta(days=1), 1
    last = {
        q["opportunity"]: q
        for q in sorted(company.tables["quotes"].dicts(), key=lambda q: q["sent_at"])
        if q["sent_at"]
    }
    ordered = {o["quote"] for o in company.tables["orders"].dicts() if o["quote"] and not o["cancelled_at"]}
    for q in last.values():
        yield "quotes", q["owner"], q["sent_at"][:7], float(q["external_id"] in ordered), 1


def months() -> list[Period]:
    first = add_months(UNTIL.replace(day=1), -HISTORY)
    return list(calendar().periods("month", Period(first, add_months(first, HISTORY + 1))))


def months_of(world: World, person: str, link: Link) -> list[Month]:
    usual = calendar().working_days(Period(add_months(UNTIL, -12), UNTIL)) / 12
    found = []
    for month in months():
        top, bottom = world.counts.get((link.key, person, month.start.isoformat()[:7]), (0.0, 0.0))
        start = max(month.start, min(world.since.get(person, month.start), month.end))
        there = calendar().working_days(Period(start, month.end).until(UNTIL)) / usual
        found.append(Month(month.start, top, there if link.kind == "count" else bottom))
    return found


def bands(world: World) -> dict[str, Band]:
    """As ``peers`` makes them: the quartiles of everybody with enough records over the judged months."""
    found = {}
    for link in CHAIN:
        values = []
        for rep in world.steady:
            window = months_of(world, rep.id, link)[-link.months :]
            top, bottom = sum(m.top for m in window), sum(m.bottom for m in window)
            if bottom and (link.kind == "count" or bottom >= link.least):
                values.append(Decimal(str(top / bottom)))
        found[link.key] = of_values(values)
    return found


def chains(world: World) -> dict[str, list[Verdict]]:
    """Every link of everybody, judged."""
    peers = bands(world)
    return {
        rep.id: compared([judge(link, months_of(world, rep.id, link), peers[link.key]) for link in CHAIN])
        for rep in world.settled
    }
