"""activities, visits, plan_completion_rate."""

from __future__ import annotations

from collections.abc import Iterator

from steerboard.core.worldtime import WorldTime, local_date
from tests.oracles.base import Answers, Cut, Fact, Question, changes, live, ratio, summed
from tests.worlds import Row, World

CUSTOMER_FACING = ("call", "email", "visit", "meeting", "demo", "presentation", "onboarding")


def done(q: Question) -> Iterator[Fact]:
    for row in live(q.world, "activity"):
        if row["kind"] in CUSTOMER_FACING and q.within(row["done_at"]):
            yield Fact("activity", row, Cut.of(q.world, row["done_at"]))


def activities(q: Question) -> Answers:
    return summed(q, done(q))


def visits(q: Question) -> Answers:
    """Visits and meetings, and calls that reached somebody."""
    seen = []
    for fact in done(q):
        kind, outcome = fact.row["kind"], fact.row["outcome"]
        if kind in ("visit", "meeting") or (kind == "call" and outcome == "connected"):
            seen.append(fact)
    return summed(q, seen)


def committed_for(world: World, row: Row) -> WorldTime | None:
    """The first time the activity was ever planned for."""
    for change in changes(world, "activity", row, "planned_for"):
        for value in (change.old, change.new):
            if value is not None:
                first: WorldTime = value
                return first
    planned: WorldTime | None = row["planned_for"]
    return planned


def plan_completion_rate(q: Question) -> Answers:
    zone = q.world.calendar.zone
    committed, kept = [], []
    for row in live(q.world, "activity"):
        first = committed_for(q.world, row)
        if row["kind"] not in CUSTOMER_FACING or first is None or not q.within(first):
            continue
        fact = Fact("activity", row, Cut.of(q.world, first))
        committed.append(fact)
        on = row["done_at"]
        if on is not None and (q.variant == "eventually" or local_date(on, zone) <= local_date(first, zone)):
            kept.append(fact)
    return ratio(q, kept, committed)
