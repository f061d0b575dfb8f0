"""What it costs: leads and customers by what was spent on them, budgets, and what the costs bring."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

from steerboard.core.periods import Period
from tests.oracles import buyers, closing, lines, orders
from tests.oracles.base import (
    COST,
    Answer,
    Answers,
    Cut,
    Fact,
    Key,
    Pile,
    Question,
    find,
    fraction,
    live,
    piles,
    quotient,
    ratio,
)
from tests.oracles.leads import at, leads, sees_spending
from tests.worlds import Row

Wanted = Callable[[Row], bool]
ADS = ("social", "search_ads", "print")


def withheld(found: Answers) -> Answers:
    return {key: Answer(None, reason="not for this reader, or not by owner") for key in found}


def spent(q: Question, wanted: Wanted) -> list[Fact]:
    """The costs of the period; a campaign's source stands in where a cost has none of its own."""
    found = []
    for row in live(q.world, "cost"):
        if q.within(row["day"]) and wanted(row):
            source = {"lead_source": source_of(q, row)}
            amount = fraction(q.world.money(row, "amount"))
            found.append(Fact("cost", row, Cut.of(q.world, row["day"]), amount, source))
    return found


def source_of(q: Question, cost: Row) -> str | None:
    campaign = find(q.world, "campaign", cost["campaign"])
    own: str | None = cost["lead_source"]
    return own if own is not None or campaign is None else campaign["lead_source"]


def of(*categories: str) -> Wanted:
    return lambda row: row["category"] in categories


def per(q: Question, costs: Iterable[Fact], bottom: Iterable[Fact], *kinds: str) -> Answers:
    """By facts that tell of records of the ``kinds``."""
    if not sees_spending(q, *kinds):
        return withheld(ratio(q, [], bottom))
    return ratio(q, costs, bottom)


def cost_per_lead_by_source(q: Question) -> Answers:
    known = [fact for fact in leads(q, at("created_at")) if fact.row["lead_source"] is not None]
    costs = [f for f in spent(q, of("marketing")) if f.fields["lead_source"] is not None]
    return per(q, costs, known, "lead")


def campaign_cost_per_lead(q: Question) -> Answers:
    """``:against_average``: by how much it differs from that of all campaigns, as a ratio of the two."""
    came = [fact for fact in leads(q, at("created_at")) if fact.row["campaign"] is not None]
    costs = spent(q, lambda row: row["campaign"] is not None)
    found = per(q, costs, came, "lead")
    if q.variant != "against_average":
        return found
    whole = per(replace(q, by=()), costs, came, "lead")[()].value
    out = {}
    for key, answer in found.items():
        known = answer.value is not None and whole
        out[key] = replace(
            answer, value=answer.value / whole if known and answer.value is not None and whole else None
        )
    return out


def budget_variance(category: str) -> Callable[[Question], Answers]:
    """Costs less budget, by budget: so much of it as falls on the days that are over."""

    def ask(q: Question) -> Answers:
        if not sees_spending(q, "budget"):
            return {} if q.by else {(): Answer(None, reason="not for this reader")}
        costs, budgets = spent(q, of(category)), budgeted(q, category)
        had, might = piles(q, costs), piles(q, budgets)
        out: Answers = {}
        for key in ({()} if not q.by else set()) | had.keys() | might.keys():
            answer = quotient(had.get(key, Pile()), might.get(key, Pile()))
            out[key] = replace(answer, value=None if answer.value is None else answer.value - 1)
        return out

    return ask


def budgeted(q: Question, category: str) -> list[Fact]:
    found = []
    for row in live(q.world, "budget"):
        span = Period(row["starts_on"], row["ends_on"])
        days = sum(day in q.elapsed for day in span.each_day())
        if row["category"] == category and days:
            amount = fraction(q.world.money(row, "amount"))
            part = Fraction(days, (span.end - span.start) // timedelta(days=1))
            at_begin = Cut.of(q.world, row["starts_on"])
            found.append(Fact("budget", row, at_begin, None if amount is None else amount * part))
    return found


def roas(q: Question) -> Answers:
    """Revenue of the orders that came of advertising, by what it cost."""

    def ad(row: Row) -> bool:
        campaign = find(q.world, "campaign", row["campaign"])
        return campaign is not None and campaign["channel"] in ADS

    brought = list(orders.line_facts(q, "revenue", ad))
    if not sees_spending(q, "order"):
        return withheld(ratio(q, brought, []))
    return ratio(q, brought, spent(q, ad))


def cac(q: Question) -> Answers:
    """Sales costs by new customers; ``:with_marketing`` both costs, ``:per_sale`` by won deals."""
    costs = spent(q, of("sales", "marketing") if q.variant == "with_marketing" else of("sales"))
    if q.variant == "per_sale":
        return per(q, costs, closing.closed(q, ("won",), closing.one), "opportunity")
    return per(q, costs, buyers.new(q), "account", "order", "opportunity")


def sales_cost_ratio(q: Question) -> Answers:
    return per(q, spent(q, of("sales")), orders.line_facts(q, "revenue"), "order")


DIRECT = ("pay", "commission", "incentive", "enablement")


def sales_contribution(q: Question) -> Answers:
    """Gross margin less the direct costs of sales, both as parts of revenue."""
    margin = lines.gross_margin(q)
    direct = spent(q, lambda row: row["category"] == "sales" and row["type"] in DIRECT)
    return minus(margin, per(q, direct, orders.line_facts(q, "revenue"), "order"))


def minus(one: Answers, other: Answers) -> Answers:
    """Null where one of the two is."""
    out: dict[Key, Answer] = {}
    for key in one.keys() | other.keys():
        a, b = (found[key].value if key in found else None for found in (one, other))
        out[key] = Answer(None if a is None or b is None else a - b)
    return out


def first_sale_contribution(q: Question) -> Answers:
    """What a first order leaves on average, less what the customer cost."""
    first = orders.first_orders(q.world)
    left = []
    for fact, line in lines.lines(q):
        if fact.row["id"] in first:
            net, cost = (lines.worth(q.world, line, price) for price in ("net_price", "unit_cost"))
            left.append(replace(fact, value=None if net is None or cost is None else net - cost))
    number = [fact for fact in orders.order_facts(q) if fact.row["id"] in first]
    found = minus(ratio(q, left, number), cac(replace(q, variant="")))
    reads = q.rights.roles & COST or q.rights.user is None
    return found if reads else withheld(found)
