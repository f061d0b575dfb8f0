"""How well one saw it coming: forecasts kept up, closing dates, the rush at the end, the mix that was expected."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from math import ceil

from tests.oracles import closing, pipeline
from tests.oracles.base import (
    Answer,
    Answers,
    Cut,
    Fact,
    Question,
    at_cut,
    changes,
    find,
    fraction,
    live,
    percentile,
    piles,
    ratio,
    statistic,
)
from tests.oracles.orders import is_order
from tests.worlds import Row

MONTH = timedelta(days=30)
FORECAST = ("forecast_category", "amount", "close_date")


def forecast_submitted_share(q: Question) -> Answers:
    """Of what is open and due in the period that of which the forecast moved or was confirmed lately."""
    due = [
        fact
        for fact in pipeline.facts(q, "count")
        if fact.fields["close_date"] is not None and fact.fields["close_date"] in q.whole
    ]
    return ratio(q, [fact for fact in due if _kept_up(q, fact.row)], due)


def _kept_up(q: Question, row: Row) -> bool:
    first = q.cut.day - timedelta(days=int(q.params.get("days", 7)) - 1)
    times = [c.effective_at for name in FORECAST for c in changes(q.world, "opportunity", row, name)]
    confirmed = at_cut(q.world, "opportunity", row, "forecast_confirmed_at", q.cut)
    times += [confirmed] if confirmed is not None else []
    return any(q.cut.holds(q.world, time) and q.day(time) >= first for time in times)


def close_date_accuracy(q: Question) -> Answers:
    """Days by which it closed later than was expected thirty days before."""
    facts = [replace(fact, value=_late(q, fact)) for fact in closing.closed(q, ("won", "lost"), closing.one)]
    if q.variant == "within_week":
        known = [replace(f, value=Fraction(1)) for f in facts if f.value is not None]
        near = [f for f in facts if f.value is not None and abs(f.value) <= 7]
        return ratio(q, [replace(f, value=Fraction(1)) for f in near], known)
    if q.variant != "spread":
        return statistic(q, facts, q.variant)
    out = {}
    for key, pile in (piles(q, facts) or {}).items():
        out[key] = Answer(_spread(pile.values), len(pile.records), len(pile.missing))
    return out if q.by or out else {(): Answer(None, reason="nothing to measure")}


def _spread(values: list[Fraction]) -> Fraction | None:
    """From the lower to the upper quarter."""
    if not values:
        return None
    return percentile(values, Fraction(3, 4)) - percentile(values, Fraction(1, 4))


def before_closing(q: Question, row: Row) -> Cut:
    """The end of the local day thirty days before the one on which it closed."""
    return Cut.as_of(q.world, q.day(row["closed_at"]) - MONTH, q.now)


def _late(q: Question, fact: Fact) -> Fraction | None:
    """Not known of a deal that did not exist then, or had no date."""
    row, then = fact.row, before_closing(q, fact.row)
    since = row["recorded_at"] if row["created_at"] is None else row["created_at"]
    expected = at_cut(q.world, "opportunity", row, "close_date", then)
    if expected is None or not then.holds(q.world, since):
        return None
    return Fraction((fact.at.day - expected).days)


def close_spike(q: Question) -> Answers:
    """What was won from the first of the last tenth of the working days on."""
    late = last_tenth(q)
    won = list(closing.closed(q, ("won",), closing.amount))
    return ratio(q, [f for f in won if late is not None and f.at.day >= late], won)


def last_tenth(q: Question) -> date | None:
    """The first of them; a tenth that is no whole number of days is taken larger."""
    working = [day for day in q.whole.each_day() if q.world.calendar.is_working_day(day)]
    return working[-ceil(len(working) / 10)] if working else None


def mix_accuracy(q: Question) -> Answers:
    """Of what came to be ordered of won deals, how much was expected thirty days before, product by product.

    Where nothing was expected, which mix it would be was not told: that deal is missing, above and below.
    """
    top, bottom = [], []
    for fact in closing.closed(q, ("won",), closing.one):
        expected, ordered = _mix(q, _expected(q, fact.row)), _mix(q, _ordered(q, fact.row))
        if not expected:
            top.append(replace(fact, value=None))
            bottom.append(replace(fact, value=None))
            continue
        both = sum((min(expected.get(key, Fraction(0)), n) for key, n in ordered.items()), Fraction(0))
        top.append(replace(fact, value=both))
        bottom.append(replace(fact, value=sum(ordered.values(), Fraction(0))))
    return ratio(q, top, bottom)


def _mix(q: Question, rows: Iterator[tuple[Row, Fraction]]) -> dict[object, Fraction]:
    """Quantities by product, or by its line; what is of no known one is left out."""
    out: dict[object, Fraction] = {}
    for row, quantity in rows:
        product = find(q.world, "product", row["product"])
        key = None if product is None else product["line" if q.variant == "line" else "id"]
        if key is not None:
            out[key] = out.get(key, Fraction(0)) + quantity
    return out


def _expected(q: Question, deal: Row) -> Iterator[tuple[Row, Fraction]]:
    """The lines that the deal had then, with their quantities of then."""
    then = before_closing(q, deal)
    for row in live(q.world, "opportunity_line"):
        since = row["recorded_at"] if row["created_at"] is None else row["created_at"]
        if row["opportunity"] == deal["id"] and then.holds(q.world, since):
            quantity = fraction(at_cut(q.world, "opportunity_line", row, "quantity", then))
            if quantity is not None:
                yield row, quantity


def _ordered(q: Question, deal: Row) -> Iterator[tuple[Row, Fraction]]:
    for order in live(q.world, "order"):
        if order["opportunity"] == deal["id"] and is_order(q.world, order) and q.by_now(order["ordered_at"]):
            for row in live(q.world, "order_line"):
                quantity = fraction(row["quantity"])
                if row["order"] == order["id"] and quantity is not None:
                    yield row, quantity
