"""What people did: activities, visits, calls, demos and their kin, plan_completion_rate."""

from __future__ import annotations

from collections.abc import Iterator

from steerboard.core.worldtime import instant, local_date
from tests.oracles.base import (
    Answers,
    Cut,
    Fact,
    Question,
    at_cut,
    find,
    first_value,
    live,
    ratio,
    summed,
)
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


def plan_completion_rate(q: Question) -> Answers:
    zone = q.world.calendar.zone
    committed, kept = [], []
    for row in live(q.world, "activity"):
        first = first_value(q.world, "activity", row, "planned_for")
        if row["kind"] not in CUSTOMER_FACING or first is None or not q.within(first):
            continue
        fact = Fact("activity", row, Cut.of(q.world, first))
        committed.append(fact)
        on = row["done_at"]
        if on is not None and (q.variant == "eventually" or local_date(on, zone) <= local_date(first, zone)):
            kept.append(fact)
    return ratio(q, kept, committed)


def calls(q: Question) -> Answers:
    """Outbound ones, or the inbound ones, or the outbound ones that reached somebody."""
    direction = "inbound" if q.variant == "inbound" else "outbound"
    some = [f for f in done(q) if f.row["kind"] == "call" and f.row["direction"] == direction]
    if q.variant == "connected":
        some = [f for f in some if f.row["outcome"] == "connected"]
    return summed(q, some)


def face_to_face_visits(q: Question) -> Answers:
    kinds = ("visit", "meeting", "demo", "presentation")
    return summed(q, [f for f in done(q) if f.row["mode"] == "in_person" and f.row["kind"] in kinds])


def demos(q: Question) -> Answers:
    return summed(q, [f for f in done(q) if f.row["kind"] == "demo"])


def key_account_visits(q: Question) -> Answers:
    """With accounts that were key accounts when they were visited."""
    seen = []
    for fact in done(q):
        account = find(q.world, "account", fact.row["account"])
        if fact.row["kind"] not in ("visit", "meeting") or account is None:
            continue
        if at_cut(q.world, "account", account, "is_key_account", fact.at):
            seen.append(fact)
    return summed(q, seen)


def follow_up_calls(q: Question) -> Answers:
    """Outbound calls to a lead, opportunity or account that somebody had touched before."""
    touched = [
        row
        for row in live(q.world, "activity")
        if row["kind"] in CUSTOMER_FACING and row["done_at"] is not None
    ]
    seen = []
    for fact in done(q):
        row = fact.row
        if (row["kind"], row["direction"]) != ("call", "outbound"):
            continue
        before = [other for other in touched if place(q.world, other) < place(q.world, row)]
        if any(_same(row, other, link) for other in before for link in ("lead", "opportunity", "account")):
            seen.append(fact)
    return summed(q, seen)


def place(world: World, row: Row) -> tuple[object, int]:
    """Where a done activity stands among others; of two at the same instant the lower id came first."""
    return instant(row["done_at"], world.calendar.zone), row["id"]


def _same(row: Row, other: Row, link: str) -> bool:
    return row[link] is not None and row[link] == other[link]
