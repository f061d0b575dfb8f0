"""Customers: who is in the pool, who is key, who was reached, and what visits led to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from steerboard.core.periods import Period, add_months
from steerboard.core.worldtime import WorldTime
from tests.oracles.base import Answers, Cut, Fact, Question, at_cut, live, once_each, ratio, summed
from tests.oracles.doing import done, place
from tests.oracles.leads import not_before
from tests.oracles.lines import soon
from tests.oracles.orders import is_order
from tests.worlds import Row, World

FIELDS = ("region", "size", "industry", "is_key_account", "grade")


def accounts(q: Question, owned: bool | None) -> Iterator[Fact]:
    """The accounts there were at the instant, with an owner or without one; None: both."""
    for row in live(q.world, "account"):
        since = row["recorded_at"] if row["created_at"] is None else row["created_at"]
        if q.cut.holds(q.world, since):
            held = at_cut(q.world, "account", row, "owner", q.cut) is not None
            if owned is None or held is owned:
                then = {name: at_cut(q.world, "account", row, name, q.cut) for name in FIELDS}
                yield Fact("account", row, q.cut, fields=then)


def customer_pool(q: Question) -> Answers:
    return summed(q, accounts(q, owned=q.variant != "public"))


def key_account_share(q: Question) -> Answers:
    owned = list(accounts(q, owned=True))
    return ratio(q, [fact for fact in owned if fact.fields["is_key_account"]], owned)


def account_classification_share(q: Question) -> Answers:
    owned = list(accounts(q, owned=True))
    return ratio(q, [fact for fact in owned if fact.fields["grade"] is not None], owned)


def large_customers(q: Question) -> Answers:
    sizes = ("very_large",) if q.variant == "very_large" else ("large", "very_large")
    return summed(q, [fact for fact in accounts(q, owned=None) if fact.fields["size"] in sizes])


def accounts_created(q: Question) -> Answers:
    rows = [row for row in live(q.world, "account") if q.within(row["created_at"])]
    return summed(q, [Fact("account", row, Cut.of(q.world, row["created_at"])) for row in rows])


def purchases(world: World, account: int) -> Iterator[WorldTime]:
    """The times of its orders that stand and of its won deals."""
    for row in live(world, "order"):
        if row["account"] == account and row["ordered_at"] is not None and is_order(world, row):
            yield row["ordered_at"]
    for row in live(world, "opportunity"):
        if row["account"] == account and row["outcome"] == "won" and row["closed_at"] is not None:
            yield row["closed_at"]


def existing_customer_engagement(q: Question) -> Answers:
    """Customers of the twelve months before the period: those that somebody reached in it."""
    start = q.whole.start
    if start > q.today:
        return ratio(q, [], [])
    year = Period(add_months(start, -12), start)
    touched = {fact.row["account"] for fact in done(q)}
    existing = [
        Fact("account", row, Cut.of(q.world, start))
        for row in live(q.world, "account")
        if any(q.day(time) in year for time in purchases(q.world, row["id"]))
    ]
    return ratio(q, [fact for fact in existing if fact.row["id"] in touched], existing)


def first_of_each(q: Question, facts: list[Fact]) -> list[Fact]:
    """The first activity of each account."""
    found: dict[int, Fact] = {}
    for fact in sorted(facts, key=lambda fact: place(q.world, fact.row)):
        if fact.row["account"] is not None:
            found.setdefault(fact.row["account"], fact)
    return list(found.values())


def visit_conversion_rate(q: Question) -> Answers:
    """By the first visit or meeting of the period: customers that bought from then on."""
    within = q.params.get("within")
    met = [f for f in done(q) if f.row["kind"] in ("visit", "meeting") and f.row["account"] is not None]
    return once_each(
        q,
        met,
        subject=lambda fact: fact.row["account"],
        order=lambda fact: place(q.world, fact.row),
        reached=lambda fact: _bought_after(q, fact.row, within),
    )


def _bought_after(q: Question, visit: Row, within: int | None) -> bool:
    at = visit["done_at"]
    for time in purchases(q.world, visit["account"]):
        if q.by_now(time) and not_before(q.world, time, at) and soon(q.world, at, time, within):
            return True
    return False


def first_visit_success_rate(q: Question) -> Answers:
    """Of the visits that were the first ever to their account."""
    ever = Period(date.min, q.elapsed.end)
    visits = [
        Fact("activity", row, Cut.of(q.world, row["done_at"]))
        for row in live(q.world, "activity")
        if row["kind"] == "visit" and row["done_at"] is not None and q.day(row["done_at"]) in ever
    ]
    first = [fact for fact in first_of_each(q, visits) if q.within(fact.row["done_at"])]
    return ratio(q, [fact for fact in first if fact.row["outcome"] == "positive"], first)
