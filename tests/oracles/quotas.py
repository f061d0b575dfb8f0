"""quota_attainment, quota_gap and reps_at_quota_share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction

from steerboard.core.periods import Period
from tests.oracles import closing, doing, orders
from tests.oracles.base import Answer, Answers, Key, Pile, Question, fraction, live, quotient
from tests.oracles.organisation import chain, region_of, team_above, team_of
from tests.worlds import Row

KPIS: dict[str, Callable[[Question], Answers]] = {
    "bookings": closing.bookings,
    "won_deals": closing.won_deals,
    "visits": doing.visits,
    "revenue": orders.revenue,
    "win_rate": closing.win_rate,
}
ADDITIVE = KPIS.keys() - {"win_rate"}
TEAMS = ("owner.team", "owner.region")


def actual(q: Question, kpi: str) -> Answers:
    return KPIS[kpi](replace(q, variant="", as_of=None))


def scope_of(by: tuple[str, ...], key: Key) -> tuple[str, int | None] | None:
    """For whom a target would have to be to stand in the row."""
    if by == ():
        return "company", None
    if len(by) == 1 and key[0] is not None:
        if by[0] == "owner":
            return "user", key[0]
        if by[0] in TEAMS:
            return "team", key[0]
    return None


def whole(q: Question, team: int | None) -> bool:
    """Whether the row of a team is its whole figure: a region's by region, by team that of one that nobody stands under."""
    below, above, regions = set(), set(), set()
    rows = [*q.world.rows["membership"], *q.world.rows["team_place"]]
    for day in {date(1900, 1, 1), *(r["valid_from"] for r in rows if r["valid_from"])}:
        for user in q.world.rows["user"]:
            own = team_of(q.world, user["id"], day)
            if own is None:
                continue
            _, *higher = chain(q.world, own, day)
            region = region_of(q.world, own, day)
            below.add(own)
            regions.add(region)
            above |= {step for step in (*higher[:1], *higher[-1:], region) if step != own}
    return team in (regions if q.by == ("owner.region",) else below - above)


def sees_all_of(q: Question, scope: tuple[str, int | None]) -> bool:
    """Whether the reader sees all that the target is for: else his part would stand against the whole."""
    kind, number = scope
    if q.rights.everything:
        return True
    if not q.rights.roles or kind == "company":
        return False
    return number in (q.rights.people if kind == "user" else q.rights.teams)


def set_for(q: Question, kpi: str, scope: tuple[str, int | None]) -> Fraction | None:
    """The target of just the period, else the sum of parts that follow one another through it."""
    rows = [
        row
        for row in live(q.world, "target")
        if (row["kpi"], row["scope"], row["scope_id"], row["level"]) == (kpi, *scope, "target")
        and not row["params"]
        and row["value"] is not None
    ]
    for row in rows:
        if Period(row["starts_on"], row["ends_on"]) == q.whole:
            return fraction(row["value"])
    return _pieced(q.whole, rows) if kpi in ADDITIVE else None


def _pieced(period: Period, rows: list[Row]) -> Fraction | None:
    """From the first day on the longest part that begins there: a quarter goes before its months."""
    day, total = period.start, Fraction(0)
    while day < period.end:
        begun = [row for row in rows if row["starts_on"] == day and row["ends_on"] <= period.end]
        if not begun:
            return None
        longest = max(begun, key=lambda row: row["ends_on"])
        day, total = longest["ends_on"], total + Fraction(longest["value"])
    return total


def target_of(q: Question, kpi: str, key: Key) -> Fraction | None:
    scope = scope_of(q.by, key)
    if scope is None or not sees_all_of(q, scope) or (scope[0] == "team" and not whole(q, scope[1])):
        return None
    return set_for(q, kpi, scope)


def both(q: Question) -> Iterator[tuple[Key, Fraction | None, Fraction | None]]:
    """Each group with its target and what it came to; who has a target and did nothing came to 0."""
    kpi = str(q.params.get("kpi", "bookings"))
    found = actual(q, kpi)
    nothing = Fraction(0) if kpi in ADDITIVE else None
    keys = set(found)
    for row in live(q.world, "target"):
        key = (row["scope_id"],) if q.by else ()
        scope = scope_of(q.by, key)
        if scope == (row["scope"], row["scope_id"]) and target_of(q, kpi, key) is not None:
            keys.add(key)
    for key in keys:
        yield key, target_of(q, kpi, key), found[key].value if key in found else nothing


def quota_attainment(q: Question) -> Answers:
    out = {}
    for key, target, have in both(q):
        if not target or have is None:
            out[key] = Answer(None, reason="no target, or it is 0, or the figure is not known")
        else:
            out[key] = Answer(have / target, numerator=have, denominator=target)
    return out


def quota_gap(q: Question) -> Answers:
    out = {}
    for key, target, have in both(q):
        if target is None or have is None:
            out[key] = Answer(None, reason="no target, or the figure is not known")
        else:
            out[key] = Answer(target * (pace(q) if q.variant == "pace" else 1) - have)
    return out


def pace(q: Question) -> Fraction:
    """The share of the period's working days that are over with today."""
    every = list(q.whole.each_day())
    working = [day for day in every if q.world.calendar.is_working_day(day)]
    return Fraction(sum(day <= q.today for day in working), len(working)) if working else Fraction(1)


def reps_at_quota_share(q: Question) -> Answers:
    kpi = str(q.params.get("kpi", "bookings"))
    each = actual(replace(q, by=("owner",)), kpi)
    nothing = Answer(Fraction(0)) if kpi in ADDITIVE else Answer(None)
    tops: dict[Key, Pile] = {}
    bottoms: dict[Key, Pile] = {}
    for user in live(q.world, "user"):
        target = target_of(replace(q, by=("owner",)), kpi, (user["id"],))
        if target is None or target <= 0:
            continue
        have = each.get((user["id"],), nothing).value
        key = tuple(_place(q, path, user["id"]) for path in q.by)
        bottom = bottoms.setdefault(key, Pile())
        if have is None:
            bottom.missing.add(user["id"])
            continue
        bottom.total += 1
        bottom.records.add(user["id"])
        if _wanted(q.variant, have / target):
            tops.setdefault(key, Pile()).total += 1
    keys = bottoms.keys() | ({()} if not q.by else set())
    return {key: quotient(tops.get(key, Pile()), bottoms.get(key, Pile())) for key in keys}


def _wanted(variant: str, attained: Fraction) -> bool:
    if variant == "below":
        return attained < 1
    return attained < Fraction(7, 10) if variant == "far_below" else attained >= 1


def _place(q: Question, path: str, user: int) -> int | None:
    """His team on the last day of the period, or today."""
    day = min(q.whole.last, q.today)
    if path == "owner":
        return user
    team = team_of(q.world, user, day)
    if path == "owner.team":
        return team
    return (region_of if path == "owner.region" else team_above)(q.world, team, day)
