"""Money of the company: cash, margins, costs as parts of revenue, growth, and what others earn."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import timedelta

from steerboard.core.periods import Grain, Period
from tests.oracles.base import Answers, Cut, Fact, Pile, Question, fraction, live, piles, quotient, summed
from tests.oracles.leads import sees_spending
from tests.oracles.orders import growth, line_facts
from tests.oracles.reading import company, of_whole
from tests.oracles.spending import budget_variance, of, spent, withheld

service_budget_variance = budget_variance("service")
CATEGORIES = ("sales", "marketing", "service", "technology", "overhead")


def cash_flow(q: Question) -> Answers:
    """What came less what went; ``:balance`` all that there is, with what there was to begin with."""
    facts = [fact for fact in _paid(q) if q.variant == "balance" or moved(fact)]
    if q.variant == "balance":
        facts = [fact for fact in facts if q.cut.holds(q.world, fact.row["paid_on"])]
    else:
        facts = [fact for fact in facts if q.within(fact.row["paid_on"])]
    return company(q, facts, lambda: summed(q, facts), "payment")


def moved(fact: Fact) -> bool:
    return bool(fact.row["direction"] != "opening")


def _paid(q: Question) -> Iterator[Fact]:
    for row in live(q.world, "payment"):
        amount = fraction(q.world.money(row, "amount"))
        if amount is not None and row["direction"] == "out":
            amount = -amount
        yield Fact("payment", row, Cut.of(q.world, row["paid_on"]), amount)


def operating_margin(q: Question) -> Answers:
    """What is left of revenue after all costs, of whatever category."""
    found = of_revenue(q, spent(q, lambda row: True))
    return {key: replace(a, value=None if a.value is None else 1 - a.value) for key, a in found.items()}


def cost_ratio(q: Question) -> Answers:
    return of_revenue(q, spent(q, of(*CATEGORIES)))


def of_revenue(q: Question, costs: list[Fact]) -> Answers:
    """Costs by revenue; by category the revenue is the whole one."""
    found = of_whole(q, costs, line_facts(q, "revenue"), "category")
    return found if sees_spending(q, "order") else withheld(found)


def revenue_growth(q: Question) -> Answers:
    return against_before(q, lambda asked: line_facts(asked, "revenue"))


def against_before(q: Question, facts: Callable[[Question], Iterable[Fact]]) -> Answers:
    """Against the same part of the period before; null where that is not positive."""
    before = replace(q, period=the_one_before(q))
    return growth(q, facts, before, "nothing before")


GRAINS: tuple[Grain, ...] = ("year", "quarter", "month")


def the_one_before(q: Question) -> Period:
    """Before a month the month, before other days as many; of a running one what is over of it."""
    whole = q.whole
    before = Period(whole.start - timedelta(days=whole.days), whole.start)
    for grain in GRAINS:
        if q.world.calendar.period(grain, whole.start) == whole:
            before = q.world.calendar.period(grain, whole.start - timedelta(days=1))
            break
    return before if q.elapsed == whole else before.until(before.start + timedelta(days=q.elapsed.days))


def relative_market_share(q: Question) -> Answers:
    """By what the largest competitor earned, as far as it was entered for periods within the asked one."""
    revenue = list(line_facts(q, "revenue"))

    def figure() -> Answers:
        tops, rivals = piles(q, revenue), piles(q, _rivals(q), (*q.by, "competitor"))
        largest: dict[tuple[object, ...], Pile] = {}
        for key, pile in rivals.items():
            if pile.values and (key[:-1] not in largest or pile.total > largest[key[:-1]].total):
                largest[key[:-1]] = pile
        keys = ({()} if not q.by else set()) | tops.keys() | largest.keys()
        return {key: quotient(tops.get(key, Pile()), largest.get(key, Pile())) for key in keys}

    return company(q, revenue, figure, "order", "market_figure")


def _rivals(q: Question) -> Iterator[Fact]:
    for row in live(q.world, "market_figure"):
        known = row["name"] == "competitor_revenue" and row["competitor"] is not None
        if known and q.within(row["starts_on"]) and row["ends_on"] <= q.whole.end:
            yield Fact(
                "market_figure", row, Cut.of(q.world, row["starts_on"]), fraction(q.world.money(row, "value"))
            )
