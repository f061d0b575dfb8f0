"""What order lines say beyond revenue, and who comes again: prices, margin, discount, repeat orders."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction

from steerboard.core.worldtime import WorldTime, instant
from tests.oracles.base import COST, Answer, Answers, Cut, Fact, Question, days_between, fraction, live, ratio
from tests.oracles.orders import Wanted, every, first_orders, is_order, order_facts
from tests.worlds import Row, World

Pair = Callable[[World, Row], tuple[Fraction | None, Fraction | None]]


def lines(q: Question) -> Iterator[tuple[Fact, Row]]:
    """All order lines of the period, of cancelled orders and of credits too, as for revenue."""
    for row in live(q.world, "order"):
        if q.within(row["ordered_at"]):
            for line in live(q.world, "order_line"):
                if line["order"] == row["id"]:
                    yield Fact("order", row, Cut.of(q.world, row["ordered_at"])), line


def by_lines(q: Question, pair: Pair, wanted: Wanted = every) -> Answers:
    """Sum by sum; a line of which one of the two is not known is left out of both."""
    top, bottom = [], []
    for fact, line in lines(q):
        above, below = pair(q.world, line)
        if not wanted(fact.row):
            continue
        known = above is not None and below is not None
        top.append(replace(fact, value=above if known else None))
        bottom.append(replace(fact, value=below if known else None))
    return ratio(q, top, bottom)


def worth(world: World, line: Row, price: str) -> Fraction | None:
    """The line at one of its prices."""
    each, quantity = fraction(world.money(line, price)), fraction(line["quantity"])
    return None if each is None or quantity is None else each * quantity


def average_selling_price(q: Question) -> Answers:
    return by_lines(q, lambda world, line: (worth(world, line, "net_price"), fraction(line["quantity"])))


def gross_margin(q: Question) -> Answers:
    return margin(q, every)


def margin(q: Question, wanted: Wanted) -> Answers:
    """Null for who may not read costs."""

    def pair(world: World, line: Row) -> tuple[Fraction | None, Fraction | None]:
        net, cost = worth(world, line, "net_price"), worth(world, line, "unit_cost")
        return None if net is None or cost is None else net - cost, net

    found = by_lines(q, pair, wanted)
    if q.rights.roles & COST or (q.rights.everything and q.rights.user is None):
        return found
    return {key: Answer(None, reason="costs are not for this reader") for key in found}


def discount_rate(q: Question) -> Answers:
    def pair(world: World, line: Row) -> tuple[Fraction | None, Fraction | None]:
        net, full = worth(world, line, "net_price"), worth(world, line, "list_price")
        return None if net is None or full is None else full - net, full

    return by_lines(q, pair)


def repeat_order_share(q: Question) -> Answers:
    first = first_orders(q.world)
    known = [fact for fact in order_facts(q) if fact.row["account"] is not None]
    return ratio(q, [fact for fact in known if fact.row["id"] not in first], known)


def repeat_purchase_rate(q: Question) -> Answers:
    """Customers by their first order: those with another one soon enough after it."""
    days = int(q.params.get("within", 365))
    first = first_orders(q.world)
    cohort = [fact for fact in order_facts(q) if fact.row["id"] in first]
    return ratio(q, [fact for fact in cohort if _again(q, fact.row, days)], cohort)


def _again(q: Question, first: Row, days: int) -> bool:
    for row in live(q.world, "order"):
        other = row["account"] == first["account"] and row["id"] != first["id"] and is_order(q.world, row)
        if (
            other
            and q.by_now(row["ordered_at"])
            and soon(q.world, first["ordered_at"], row["ordered_at"], days)
        ):
            return True
    return False


def soon(world: World, start: WorldTime, end: WorldTime, days: int | None) -> bool:
    """Whether it came within so many days: exact ones where both times of day are known."""
    return days is None or days_between(world, start, end) <= days


def latest(world: World, rows: list[Row], time: str) -> Row:
    """Of one instant the higher id."""
    return max(rows, key=lambda row: (instant(row[time], world.calendar.zone), row["id"]))
