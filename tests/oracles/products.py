"""How products do, what a new one takes from the old, and the way from free goods to the brand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from itertools import pairwise

from steerboard.core.periods import Period
from steerboard.core.worldtime import WorldTime, instant
from tests.oracles.base import (
    COST,
    Answer,
    Answers,
    Cut,
    Fact,
    Key,
    Question,
    find,
    fraction,
    live,
    ratio,
    summed,
)
from tests.oracles.leads import not_before
from tests.oracles.lines import lines, worth
from tests.oracles.money import against_before
from tests.oracles.orders import is_order
from tests.oracles.reading import company
from tests.worlds import Row, World

ROLES = ("free", "traffic", "hot", "profit", "brand")


def sold(q: Question, measure: str) -> Iterator[Fact]:
    """Lines of known products: their net amount, units, margin, or the net amount of which the margin is known."""
    for fact, line in lines(q):
        if find(q.world, "product", line["product"]) is None:
            continue
        net, cost = worth(q.world, line, "net_price"), worth(q.world, line, "unit_cost")
        known = net is not None and cost is not None
        value = {
            "revenue": net,
            "units": fraction(line["quantity"]),
            "margin": net - cost if net is not None and cost is not None else None,
            "costed": net if known else None,
        }[measure]
        yield replace(fact, value=value, fields={"product": line["product"]})


def product_performance(q: Question) -> Answers:
    """Revenue, asked by product; units, margin, growth and place are the variants."""
    if q.variant == "margin":
        found = ratio(q, sold(q, "margin"), sold(q, "costed"))
        if q.rights.roles & COST or (q.rights.everything and q.rights.user is None):
            return found
        return {key: Answer(None, reason="costs are not for this reader") for key in found}
    if q.variant == "growth":
        return against_before(q, lambda asked: sold(asked, "revenue"))
    if q.variant == "rank":
        found = summed(q, sold(q, "revenue"))
        return placed(found) if q.by else {(): Answer(None, reason="nothing to stand among")}
    return summed(q, sold(q, q.variant or "revenue"))


def placed(found: Answers) -> Answers:
    """1 for the most; who has as much shares the better place."""
    out: dict[Key, Answer] = {}
    for key, answer in found.items():
        own = answer.value
        if own is None:
            out[key] = answer
            continue
        better = [a for a in found.values() if a.value is not None and a.value > own]
        out[key] = replace(answer, value=Fraction(len(better) + 1))
    return out


def cannibalization_rate(q: Question) -> Answers:
    """By the launch: what the old one lost in as many days as there were since, by what the new one sold."""
    lost, gained = [], []
    for row in live(q.world, "product"):
        launch = row["launched_on"]
        if row["replaces"] is None or not q.within(launch):
            continue
        days = timedelta(days=min(90, (q.today - launch).days + 1))
        before, after = Period(launch - days, launch), Period(launch, launch + days)
        less = _units(q, row["replaces"], before) - _units(q, row["replaces"], after)
        at = Cut.of(q.world, launch)
        lost.append(Fact("product", row, at, less))
        gained.append(Fact("product", row, at, _units(q, row["id"], after)))
    return company(q, gained, lambda: ratio(q, lost, gained))


def _units(q: Question, product: int, period: Period) -> Fraction:
    """Known quantities of all lines, credits off."""
    total = Fraction(0)
    for row in live(q.world, "order"):
        if row["ordered_at"] is not None and q.day(row["ordered_at"]) in period:
            for line in live(q.world, "order_line"):
                if (line["order"], line["product"]) == (row["id"], product) and line["quantity"] is not None:
                    total += Fraction(line["quantity"])
    return total


def product_matrix_flow(q: Question) -> Answers:
    """Customers by their first order of a role: those that took a product of the next role from then on."""
    cohort, reached = [], []
    for account in live(q.world, "account"):
        for role, following in pairwise(ROLES):
            times = list(_ordered(q.world, account, role))
            if not times:
                continue
            first = min(times, key=lambda time: instant(time, q.world.calendar.zone))
            if not q.within(first):
                continue
            fact = Fact("account", account, Cut.of(q.world, first), fields={"role": role})
            cohort.append(fact)
            later = _ordered(q.world, account, following)
            if any(q.by_now(time) and not_before(q.world, time, first) for time in later):
                reached.append(fact)
    return company(q, cohort, lambda: ratio(q, reached, cohort))


def _ordered(world: World, account: Row, role: str) -> Iterator[WorldTime]:
    """The times of its standing orders with a product of the role."""
    for row in live(world, "order"):
        if row["account"] != account["id"] or row["ordered_at"] is None or not is_order(world, row):
            continue
        for line in live(world, "order_line"):
            product = find(world, "product", line["product"]) if line["order"] == row["id"] else None
            if product is not None and product["matrix_role"] == role:
                yield row["ordered_at"]
