"""revenue, orders, units, average_order_value, new and repeat revenue, rolling means, revenue_yoy."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from steerboard.core.periods import Period, add_months
from steerboard.core.worldtime import instant, local_date
from tests.oracles.base import (
    Answer,
    Answers,
    Cut,
    Fact,
    Pile,
    Question,
    fraction,
    live,
    piles,
    quotient,
    ratio,
    summed,
)
from tests.worlds import Row, World

Wanted = Callable[[Row], bool]


def every(row: Row) -> bool:
    return True


def is_order(world: World, row: Row) -> bool:
    """Neither a credit, nor cancelled by itself or by a credit that names it."""
    if row["credit_of"] is not None or row["cancelled_at"] is not None:
        return False
    return not any(other["credit_of"] == row["id"] for other in live(world, "order"))


def line_facts(q: Question, measure: str, wanted: Wanted = every) -> Iterator[Fact]:
    """Net amounts or quantities of all order lines by their order's time; a credit's are negative as they stand."""
    for row in live(q.world, "order"):
        if q.within(row["ordered_at"]) and wanted(row):
            for line in live(q.world, "order_line"):
                if line["order"] == row["id"]:
                    yield Fact(
                        "order", row, Cut.of(q.world, row["ordered_at"]), _of_line(q.world, line, measure)
                    )


def _of_line(world: World, line: Row, measure: str) -> Fraction | None:
    quantity = fraction(line["quantity"])
    if measure == "units" or quantity is None:
        return quantity
    price = fraction(world.money(line, "net_price"))
    return None if price is None else quantity * price


def order_facts(q: Question, gross: bool = False) -> Iterator[Fact]:
    for row in live(q.world, "order"):
        counts = row["credit_of"] is None if gross else is_order(q.world, row)
        if q.within(row["ordered_at"]) and counts:
            yield Fact("order", row, Cut.of(q.world, row["ordered_at"]))


def revenue(q: Question) -> Answers:
    return summed(q, line_facts(q, "revenue"))


def units(q: Question) -> Answers:
    return summed(q, line_facts(q, "units"))


def orders(q: Question) -> Answers:
    return summed(q, order_facts(q, gross=q.variant == "gross"))


def average_order_value(q: Question) -> Answers:
    return ratio(q, line_facts(q, "revenue"), order_facts(q))


def first_orders(world: World) -> set[int]:
    """Each known customer's first order, company-wide; of two at the same time the one with the lower id."""
    first: dict[int, Row] = {}
    for row in live(world, "order"):
        if row["account"] is None or row["ordered_at"] is None or not is_order(world, row):
            continue
        best = first.get(row["account"])
        if best is None or _place(world, row) < _place(world, best):
            first[row["account"]] = row
    return {row["id"] for row in first.values()}


def _place(world: World, row: Row) -> tuple[object, int]:
    return instant(row["ordered_at"], world.calendar.zone), row["id"]


def new_customer_revenue(q: Question) -> Answers:
    first = first_orders(q.world)
    return summed(q, line_facts(q, "revenue", lambda row: row["id"] in first))


def repeat_customer_revenue(q: Question) -> Answers:
    """All other revenue of known customers, credits and cancelled orders included, so that the three add up."""
    if q.variant == "unknown":
        return summed(q, line_facts(q, "revenue", lambda row: row["account"] is None))
    first = first_orders(q.world)
    return summed(
        q, line_facts(q, "revenue", lambda row: row["account"] is not None and row["id"] not in first)
    )


def new_customer_orders(q: Question) -> Answers:
    first = first_orders(q.world)
    return summed(q, [fact for fact in order_facts(q) if fact.row["id"] in first])


def repeat_customer_orders(q: Question) -> Answers:
    """The later ones of known customers; with new ones and those without a customer they are all orders."""
    first = first_orders(q.world)
    known = [fact for fact in order_facts(q) if fact.row["account"] is not None]
    return summed(q, [fact for fact in known if fact.row["id"] not in first])


ROLLING = {"": ("orders", 30), "30": ("orders", 30), "90": ("orders", 90), "units30": ("units", 30),
           "units90": ("units", 90), "revenue30": ("revenue", 30), "revenue90": ("revenue", 90)}  # fmt: skip


def orders_rolling_30_90(q: Question) -> Answers:
    if q.variant != "trend":
        return rolling(q, *ROLLING[q.variant])
    short, long = rolling(q, "orders", 30), rolling(q, "orders", 90)
    out = {}
    for key, wide in long.items():
        near = short.get(key, Answer(Fraction(0)))
        known = wide.value is not None and near.value is not None
        value = near.value - wide.value if near.value is not None and wide.value is not None else None
        out[key] = Answer(value, wide.n, wide.missing, reason=None if known else wide.reason or near.reason)
    return out


def rolling(q: Question, measure: str, days: int) -> Answers:
    """Mean per day over the days that end with the period's last day, or with today."""
    if q.period is None:
        raise ValueError("this KPI needs a period")
    end = min(q.period.last, q.today) + timedelta(days=1)
    window = replace(q, period=Period(end - timedelta(days=days), end))
    found = summed(window, order_facts(window) if measure == "orders" else line_facts(window, measure))
    begins = data_begins(q.world)
    censored = begins is None or window.elapsed.start < begins
    out = {}
    for key, answer in found.items():
        if censored:
            out[key] = Answer(
                None, answer.n, answer.missing, reason="the window begins before the first order"
            )
        else:
            value = None if answer.value is None else answer.value / days
            out[key] = Answer(value, answer.n, answer.missing, reason=answer.reason)
    return out


def data_begins(world: World) -> date | None:
    """The day of the first order of the company, cancelled ones and credits included."""
    days = [
        local_date(row["ordered_at"], world.calendar.zone)
        for row in live(world, "order")
        if row["ordered_at"]
    ]
    return min(days, default=None)


def revenue_yoy(q: Question) -> Answers:
    return over_a_year(q, lambda asked: line_facts(asked, "revenue"))


def orders_yoy(q: Question) -> Answers:
    return over_a_year(q, order_facts)


def over_a_year(q: Question, facts: Callable[[Question], Iterable[Fact]]) -> Answers:
    """The elapsed part of the period against the same part a year before; null where that is not positive."""
    before = replace(q, period=a_year_before(q.elapsed), now=q.world.now)
    return growth(q, facts, before, "nothing a year before")


def growth(
    q: Question, facts: Callable[[Question], Iterable[Fact]], before: Question, reason: str
) -> Answers:
    """What it came to by what it came to before, less 1; null where that is not positive."""
    now, then = piles(q, facts(q)), piles(q, facts(before))
    out = {}
    for key in ({()} if not q.by else set()) | now.keys() | then.keys():
        answer = quotient(now.get(key, Pile()), then.get(key, Pile()))
        if answer.value is not None and answer.denominator is not None and answer.denominator > 0:
            out[key] = replace(answer, value=answer.value - 1)
        else:
            out[key] = replace(answer, value=None, reason=reason)
    return out


def a_year_before(period: Period) -> Period:
    """The same dates; a part that ends with 28 February ends with it in the year before too."""
    end = add_months(period.end, -12)
    if (period.end.month, period.end.day) == (2, 29):
        end += timedelta(days=1)
    return Period(min(add_months(period.start, -12), end), end)
