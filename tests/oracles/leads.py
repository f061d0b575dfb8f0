"""Leads: how many there are and how far they get, what they cost, how soon they are answered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from steerboard.core.worldtime import WorldTime, instant
from tests.oracles.base import (
    OPEN_TO,
    SPEND,
    Answer,
    Answers,
    Cut,
    Fact,
    Question,
    at_cut,
    days_between,
    first_value,
    fraction,
    live,
    ratio,
    statistic,
    summed,
)
from tests.oracles.doing import CUSTOMER_FACING
from tests.oracles.orders import is_order
from tests.worlds import Row, World

Time = Callable[[Row], WorldTime | None]
FIELDS = (
    "status",
    "lifecycle_stage",
    "direction",
    "lead_source",
    "campaign",
    "product_line",
    "region",
    "industry",
)


def ready(row: Row) -> WorldTime | None:
    """When it was ready for sales: handed over, or sales-qualified where no hand-over is kept."""
    found: WorldTime | None = row["sql_at"] if row["handed_over_at"] is None else row["handed_over_at"]
    return found


def at(name: str) -> Time:
    return lambda row: row[name]


def leads(q: Question, time: Time) -> Iterator[Fact]:
    """The leads whose ``time`` falls in the period."""
    for row in live(q.world, "lead"):
        when = time(row)
        if when is not None and q.within(when):
            yield Fact("lead", row, Cut.of(q.world, when))


def leads_created(q: Question) -> Answers:
    return summed(q, leads(q, at("created_at")))


def mqls(q: Question) -> Answers:
    return summed(q, leads(q, at("mql_at")))


def sqls(q: Question) -> Answers:
    return summed(q, leads(q, at("sql_at")))


def sales_ready_leads(q: Question) -> Answers:
    return summed(q, _in_stock(q) if q.variant == "stock" else leads(q, ready))


def _in_stock(q: Question) -> Iterator[Fact]:
    """Ready at the instant, and neither given to a rep nor ended by then."""
    for row in live(q.world, "lead"):
        ends = (first_assigned(q.world, row), row["converted_at"], row["disqualified_at"])
        begun = ready(row)
        if begun is None or not q.cut.holds(q.world, begun):
            continue
        if not any(end is not None and q.cut.holds(q.world, end) for end in ends):
            then = {name: at_cut(q.world, "lead", row, name, q.cut) for name in FIELDS}
            yield Fact("lead", row, q.cut, fields=then)


def lead_nurture_days(q: Question) -> Answers:
    def timed(fact: Fact) -> Fact:
        began, end = fact.row["created_at"], ready(fact.row)
        known = began is not None and end is not None
        return replace(fact, value=days_between(q.world, began, end) if known and end is not None else None)

    return statistic(q, [timed(fact) for fact in leads(q, ready)], q.variant)


def mql_to_sql_rate(q: Question) -> Answers:
    cohort = list(leads(q, at("mql_at")))
    return ratio(q, [fact for fact in cohort if q.by_now(fact.row["sql_at"])], cohort)


def mql_to_customer_rate(q: Question) -> Answers:
    cohort = list(leads(q, at("mql_at")))
    return ratio(q, [fact for fact in cohort if any(q.by_now(t) for t in bought(q.world, fact.row))], cohort)


def won(world: World, lead: Row) -> Iterator[WorldTime]:
    """When deals that came of the lead were won: those that name it, and the one that it names."""
    for deal in live(world, "opportunity"):
        named = deal["lead"] == lead["id"] or deal["id"] == lead["opportunity"]
        if named and deal["outcome"] == "won" and deal["closed_at"] is not None:
            yield deal["closed_at"]


def bought(world: World, lead: Row) -> Iterator[WorldTime]:
    """Each time at which what became of the lead was won or ordered; the earliest makes it a customer."""
    yield from won(world, lead)
    zone = world.calendar.zone
    created = lead["created_at"]
    begins = None if created is None else world.calendar.starts(Cut.of(world, created).day)
    for order in live(world, "order"):
        mine = lead["account"] is not None and order["account"] == lead["account"]
        if not mine or order["ordered_at"] is None or not is_order(world, order):
            continue
        if begins is None or instant(order["ordered_at"], zone) >= begins:
            yield order["ordered_at"]


def time_to_convert(q: Question) -> Answers:
    """Days from a lead's creation to the first deal that was won of it, by that."""
    wins = {row["id"]: first_win(q.world, row) for row in live(q.world, "lead")}

    def timed(fact: Fact) -> Fact:
        began, end = fact.row["created_at"], wins[fact.row["id"]]
        return replace(
            fact, value=None if began is None or end is None else days_between(q.world, began, end)
        )

    facts = [timed(fact) for fact in leads(q, lambda row: wins[row["id"]])]
    return statistic(q, facts, "" if q.variant == "median" else "mean")


def first_win(world: World, lead: Row) -> WorldTime | None:
    zone = world.calendar.zone
    return min(won(world, lead), key=lambda time: instant(time, zone), default=None)


def cost_per_lead(q: Question) -> Answers:
    """The company's marketing cost by the company's leads."""
    if not sees_spending(q, "lead"):
        keys = {()} if not q.by else ratio(q, [], leads(q, at("created_at"))).keys()
        return {key: Answer(None, reason="not for this reader, or not by owner") for key in keys}
    spent = [
        Fact("cost", row, Cut.of(q.world, row["day"]), fraction(q.world.money(row, "amount")))
        for row in live(q.world, "cost")
        if row["category"] == "marketing" and q.within(row["day"])
    ]
    return ratio(q, spent, leads(q, at("created_at")))


def sees_spending(q: Question, *kinds: str) -> bool:
    """Costs are nobody's own: a figure of them is for who sees them all, and all of the ``kinds`` beside them."""
    roles = q.rights.roles
    may_read = q.rights.user is None or bool(roles & SPEND)
    all_of = (q.rights.everything or roles & OPEN_TO.get(kind, set()) for kind in ("cost", *kinds))
    return not q.owned and may_read and all(all_of)


def first_assigned(world: World, row: Row) -> WorldTime | None:
    found: WorldTime | None = first_value(world, "lead", row, "assigned_at")
    return found


def lead_response_minutes(q: Question) -> Answers:
    assigned = list(leads(q, lambda row: first_assigned(q.world, row)))
    if q.variant == "unanswered":
        waiting = [fact for fact in assigned if not q.by_now(fact.row["first_response_at"])]
        return ratio(q, waiting, assigned)
    answered = [
        replace(fact, value=waited(q, first_assigned(q.world, fact.row), fact.row["first_response_at"]))
        for fact in assigned
        if q.by_now(fact.row["first_response_at"])
    ]
    return statistic(q, answered, "" if q.variant == "working" else q.variant)


def waited(q: Question, start: Any, end: Any) -> Fraction | None:
    """Minutes from the one to the other; of ``:working`` those that fall on working days."""
    if not (isinstance(start, datetime) and isinstance(end, datetime)):
        return None
    if q.variant != "working":
        return max(days_between(q.world, start, end) * 1440, Fraction(0))
    calendar, total = q.world.calendar, Fraction(0)
    day = q.day(start)
    while day <= q.day(end):
        low, high = max(start, calendar.starts(day)), min(end, calendar.starts(day + timedelta(days=1)))
        if calendar.is_working_day(day) and high > low:
            total += days_between(q.world, low, high) * 1440
        day += timedelta(days=1)
    return total


def leads_followed_up_share(q: Question) -> Answers:
    days = int(q.params.get("within", 2))
    old = [fact for fact in leads(q, lambda row: qualified(q.world, row)) if _over(q, fact, days)]
    return ratio(q, [fact for fact in old if _followed(q, fact, days)], old)


def qualified(world: World, row: Row) -> WorldTime | None:
    """When it first was marketing- or sales-qualified."""
    times = [row[name] for name in ("mql_at", "sql_at") if row[name] is not None]
    return min(times, key=lambda time: instant(time, world.calendar.zone), default=None)


def _over(q: Question, fact: Fact, days: int) -> bool:
    """Whether the last day on which somebody could have followed up is over."""
    return fact.at.day + timedelta(days=days) < q.today


def _followed(q: Question, fact: Fact, days: int) -> bool:
    since = qualified(q.world, fact.row)
    for row in live(q.world, "activity"):
        when = row["done_at"]
        if row["lead"] != fact.row["id"] or row["kind"] not in CUSTOMER_FACING or when is None:
            continue
        if (
            since is not None
            and not_before(q.world, when, since)
            and (q.day(when) - fact.at.day).days <= days
        ):
            return True
    return False


def not_before(world: World, time: WorldTime, other: WorldTime) -> bool:
    """At or after; where a time of day is not known, on the same local day or later."""
    if isinstance(time, datetime) and isinstance(other, datetime):
        return time >= other
    return Cut.of(world, time).day >= Cut.of(world, other).day
