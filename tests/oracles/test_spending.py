"""Costs by what they brought, and budgets, by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from steerboard.core.periods import Period
from steerboard.engine.rights import Rights
from tests.oracles.ask import answers, oracle
from tests.oracles.tiny import ANN, FEBRUARY, JANUARY, MARCH, QUARTER, company, deal, order
from tests.worlds import Builder

DAY = date(2024, 1, 10)


def cost(b: Builder, amount: int | None, category: str = "marketing", **fields: object) -> None:
    more = {"day": DAY, "currency": "CNY", **fields}
    b.add("cost", category=category, amount=None if amount is None else Decimal(amount), **more)


def lead(b: Builder, **fields: object) -> None:
    b.add("lead", **{"created_at": DAY, "owner": ANN, **fields})


def campaigns(b: Builder) -> None:
    for channel, source in (("search_ads", "web"), ("email", None)):
        b.add("campaign", name=channel, channel=channel, lead_source=source, currency="CNY")


def test_a_cost_has_a_source_of_its_own_or_of_its_campaign() -> None:
    b = company()
    campaigns(b)
    cost(b, 10, lead_source="fair", campaign=1)
    cost(b, 20, campaign=1)
    cost(b, 100, campaign=2)
    cost(b, 1000, "sales", lead_source="web")
    for source in ("web", "web", "fair", None):
        lead(b, lead_source=source)
    world = b.build()
    assert oracle(world, "cost_per_lead_by_source", JANUARY) == {(): 10}
    by = oracle(world, "cost_per_lead_by_source", JANUARY, by="lead_source")
    assert by == {("web",): 10, ("fair",): 10}
    rep, analyst = Rights(1, frozenset({"rep"})), Rights(9, frozenset({"analyst"}), everything=True)
    assert oracle(world, "cost_per_lead_by_source", JANUARY, rights=rep) == {(): None}
    assert oracle(world, "cost_per_lead_by_source", JANUARY, rights=analyst) == {(): 10}


def test_a_campaign_against_the_average_of_all() -> None:
    b = company()
    campaigns(b)
    cost(b, 30, campaign=1)
    cost(b, 30, "overhead", campaign=2)
    cost(b, 500)
    for campaign in (1, 2, 2, None):
        lead(b, campaign=campaign)
    world = b.build()
    by = oracle(world, "campaign_cost_per_lead", JANUARY, by="campaign")
    assert by == {(1,): 30, (2,): 15}
    by = oracle(world, "campaign_cost_per_lead:against_average", JANUARY, by="campaign")
    assert by == {(1,): Fraction(3, 2), (2,): Fraction(3, 4)}
    assert oracle(world, "campaign_cost_per_lead:against_average", FEBRUARY) == {(): None}


def test_a_budget_counts_for_the_days_that_are_over() -> None:
    b = company()
    b.add("budget", category="marketing", starts_on=date(2024, 3, 1), ends_on=date(2024, 4, 1), amount=Decimal(310),
          currency="CNY")  # fmt: skip
    b.add("budget", category="marketing", starts_on=date(2024, 1, 1), ends_on=date(2024, 4, 1), amount=Decimal(910),
          currency="CNY")  # fmt: skip
    b.add("budget", category="sales", starts_on=date(2024, 3, 1), ends_on=date(2024, 4, 1), currency="CNY")
    cost(b, 360, day=date(2024, 3, 15))
    cost(b, 999, day=date(2024, 3, 16))
    world = b.build()
    # Of March fifteen days are over: 150 of the month's budget and 150 of the quarter's.
    assert oracle(world, "marketing_budget_variance", MARCH) == {(): Fraction(360, 300) - 1}
    assert oracle(world, "marketing_budget_variance", JANUARY) == {(): -1}
    found = answers(world, "sales_budget_variance", MARCH)[()]
    assert found.value is None
    assert found.missing == 1
    assert oracle(world, "marketing_budget_variance", Period(date(2023, 1, 1), date(2023, 2, 1))) == {
        (): None
    }


def test_advertising_by_what_its_orders_brought() -> None:
    b = company()
    campaigns(b)
    order(b, None, DAY, 90, campaign=1)
    order(b, None, DAY, 500, campaign=2)
    order(b, None, DAY, 500)
    cost(b, 20, "overhead", campaign=1)
    cost(b, 10, campaign=1)
    cost(b, 7, campaign=2)
    world = b.build()
    assert oracle(world, "roas", JANUARY) == {(): 3}
    assert oracle(world, "roas", QUARTER, by="campaign.channel") == {("search_ads",): 3}


def test_what_a_customer_costs_and_what_its_first_order_leaves() -> None:
    b = company()
    for name in ("A", "B"):
        b.add("account", name=name)
    order(b, 1, DAY, 100)
    b.rows["order_line"][-1]["unit_cost"] = Decimal(40)
    order(b, 2, DAY, 70)
    order(b, 1, date(2024, 1, 11), 30)
    deal(b, ANN, 5, None, DAY, "won", account=1)
    cost(b, 12, "sales", type="pay")
    cost(b, 8, "sales", type="training")
    cost(b, 30)
    world = b.build()
    assert oracle(world, "cac", JANUARY) == {(): 10}
    assert oracle(world, "cac:with_marketing", JANUARY) == {(): 25}
    assert oracle(world, "cac:per_sale", JANUARY) == {(): 20}
    assert oracle(world, "sales_cost_ratio", JANUARY) == {(): Fraction(20, 200)}
    # The line of unknown cost leaves nothing that is known; its order is one all the same.
    assert oracle(world, "first_sale_contribution", JANUARY) == {(): Fraction(60, 2) - 10}
    assert oracle(world, "sales_contribution", JANUARY) == {(): Fraction(60, 100) - Fraction(12, 200)}
    assert oracle(world, "sales_contribution", JANUARY, by="owner") == {(ANN,): None}
    assert oracle(world, "cac", FEBRUARY) == {(): None}
