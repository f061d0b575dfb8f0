"""First purchases, further ones, referrals and churn, by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from steerboard.core.periods import Period
from tests.oracles.ask import answers, oracle
from tests.oracles.tiny import (
    ANN,
    BOB,
    CY,
    FEBRUARY,
    JANUARY,
    MARCH,
    TEAM_B,
    company,
    deal,
    local,
    order,
)
from tests.worlds import Builder


def account(b: Builder, owner: int | None = ANN, **fields: object) -> int:
    return b.add("account", name="Some", owner=owner, created_at=date(2022, 1, 1), **fields)


def won(b: Builder, of: int, closed: object, **fields: object) -> int:
    return deal(b, BOB, 10, date(2022, 6, 1), closed, "won", account=of, **fields)  # type: ignore[arg-type]


def test_a_customer_is_new_by_the_earlier_of_order_and_deal_for_who_had_it_then() -> None:
    b = company()
    first, second, third = account(b), account(b), account(b, CY)
    won(b, first, local(1, 31, 23, 59))
    order(b, first, date(2024, 2, 1), 5)
    order(b, second, date(2024, 2, 3), 5)
    won(b, second, date(2024, 2, 2))
    cancelled = order(b, third, date(2024, 1, 5), 5)
    b.add("order", credit_of=cancelled, account=third, ordered_at=date(2024, 1, 9))
    b.change("account", second, "owner", BOB, date(2024, 2, 3))
    world = b.build()
    assert oracle(world, "new_customers", JANUARY) == {(): 1}
    assert oracle(world, "new_customers", FEBRUARY, by="owner.team") == {(TEAM_B,): 1}
    assert oracle(world, "new_customer_orders", FEBRUARY) == {(): 2}
    assert oracle(world, "repeat_customer_orders", FEBRUARY) == {(): 0}


def test_the_way_to_the_first_order() -> None:
    b = company()
    order(b, account(b, first_touch_at=date(2024, 1, 1)), date(2024, 1, 11), 5)
    order(b, account(b, first_touch_at=local(1, 10, 0)), local(1, 10, 12), 5)
    order(b, account(b, first_touch_at=date(2024, 2, 1)), date(2024, 1, 11), 5)
    order(b, account(b), date(2024, 1, 11), 5)
    world = b.build()
    assert oracle(world, "customer_lifecycle_days", JANUARY) == {(): Fraction(1, 2)}
    assert oracle(world, "customer_lifecycle_days:mean", JANUARY) == {(): (10 + Fraction(1, 2) - 21) / 3}
    assert answers(world, "customer_lifecycle_days", JANUARY)[()].missing == 1


def test_who_bought_more_of_those_who_were_there() -> None:
    b = company()
    b.add("product", name="P", line="Pro", currency="CNY")
    b.add("product", name="Q", line=None, currency="CNY")
    old, other, fresh = account(b), account(b, BOB), account(b)
    won(b, old, date(2023, 1, 31), product_line="Basic")
    won(b, other, date(2023, 2, 1), product_line="Pro")
    won(b, fresh, date(2024, 2, 1), type="upsell", product_line="Pro")
    won(b, other, date(2024, 2, 9), type="expansion", product_line="Pro")
    won(b, old, date(2024, 2, 9), type="upsell")
    world = b.build()
    # The first one bought more than twelve months before: it is none of those who were there.
    assert oracle(world, "upsell_rate", FEBRUARY, by="owner") == {(BOB,): 1}
    assert oracle(world, "cross_sell_rate", FEBRUARY) == {(): 0}
    more = order(b, other, date(2024, 2, 3), 5)
    b.rows["order_line"][-1]["product"] = 2
    won(b, other, date(2024, 2, 10), product_line="Basic")
    assert oracle(b.build(), "cross_sell_rate", FEBRUARY) == {(): 1}
    assert more


def test_referrals_of_active_customers_and_those_who_came_by_them() -> None:
    b = company()
    buyer, subscriber, gone = account(b), account(b), account(b)
    order(b, buyer, date(2023, 2, 1), 5)
    b.add("subscription", account=subscriber, started_on=date(2022, 1, 1), ended_on=date(2024, 2, 2))
    b.add("subscription", account=gone, started_on=date(2022, 1, 1), ended_on=date(2024, 2, 1))
    for who in (buyer, gone):
        b.add("lead", created_at=date(2024, 2, 5), referred_by=who, account=subscriber)
    world = b.build()
    assert oracle(world, "referral_rate", FEBRUARY) == {(): Fraction(1, 2)}
    assert oracle(world, "referral_rate", MARCH) == {(): None}
    assert oracle(world, "referral_rate", FEBRUARY, params={"months": 6}) == {(): 0}
    won(b, subscriber, date(2024, 2, 9))
    other = account(b)
    deal = won(b, other, date(2024, 2, 9))
    assert oracle(b.build(), "fission_rate", FEBRUARY) == {(): 1}
    b.add("lead", created_at=date(2024, 2, 5), referred_by=buyer, opportunity=deal)
    assert oracle(b.build(), "fission_rate", FEBRUARY) == {(): 2}


def test_churn_within_a_year_by_the_length_of_the_cycle() -> None:
    b = company()
    span = Period(date(2023, 2, 1), date(2023, 5, 1))
    stays, goes, ends, runs, young = (account(b) for _ in range(5))
    for who, created in (
        (stays, date(2023, 2, 8)),
        (goes, date(2023, 2, 7)),
        (ends, None),
        (runs, date(2022, 1, 1)),
    ):
        deal(b, BOB, 10, created, date(2023, 3, 10), "won", account=who)
    won(b, goes, date(2023, 6, 1))
    won(b, young, date(2023, 3, 16))
    order(b, stays, date(2024, 3, 9), 5)
    order(b, goes, date(2024, 3, 10), 5)
    order(b, ends, date(2023, 3, 10), 5)
    b.add("subscription", account=ends, started_on=date(2023, 3, 10), ended_on=date(2024, 3, 10))
    b.add("subscription", account=runs, started_on=date(2023, 3, 10), ended_on=date(2024, 3, 11))
    world = b.build()
    assert oracle(world, "churn_by_cycle_length", span) == {(): Fraction(2, 4)}
    by = oracle(world, "churn_by_cycle_length", span, by="cycle_band")
    assert by == {("0-30",): 0, ("31-90",): 1, (None,): 1, ("181+",): 0}


def test_revenue_by_customer_leaves_out_who_is_not_known() -> None:
    b = company()
    first, second = account(b), account(b)
    order(b, first, date(2024, 1, 5), 30)
    order(b, first, date(2024, 1, 6), 30, owner=BOB)
    order(b, None, date(2024, 1, 6), 999)
    taken = order(b, second, date(2024, 1, 6), 8, cancelled_at=date(2024, 1, 9))
    world = b.build()
    assert oracle(world, "revenue_per_customer", JANUARY) == {(): 68}
    assert oracle(world, "revenue_per_customer", JANUARY, by="owner") == {(ANN,): 38, (BOB,): 30}
    assert taken == 4


def test_a_month_of_a_customer_as_it_was() -> None:
    b = company()
    first, second = account(b), account(b)
    for who, mrr in ((first, 30), (first, 10), (second, 20)):
        b.add(
            "subscription",
            account=who,
            owner=ANN,
            started_on=date(2024, 1, 1),
            mrr=Decimal(mrr),
            currency="CNY",
        )
    b.change("subscription", 1, "mrr", Decimal(50), date(2024, 2, 1))
    b.change("subscription", 3, "ended_on", date(2024, 2, 5), date(2024, 2, 5))
    world = b.build()
    assert oracle(world, "revenue_per_customer:arpa", as_of=date(2024, 1, 31)) == {(): 30}
    assert oracle(world, "revenue_per_customer:arpa", as_of=date(2024, 2, 5)) == {(): 60}
    assert oracle(world, "revenue_per_customer:arpa", as_of=date(2023, 12, 31)) == {(): None}


def test_partners_are_counted_once_and_only_for_what_stands() -> None:
    b = company()
    one, two, three = account(b), account(b, CY), account(b)
    deal(b, ANN, 5, date(2024, 1, 5), partner=one)
    deal(b, BOB, 5, date(2024, 1, 6), date(2024, 1, 9), "lost", partner=one)
    order(b, None, date(2024, 1, 6), 7, partner=two, channel="direct")
    order(b, None, date(2024, 1, 6), 7, partner=three, cancelled_at=date(2024, 1, 8))
    order(b, None, date(2024, 1, 6), 11, channel="partner")
    order(b, None, date(2024, 1, 6), 100, channel="online")
    world = b.build()
    assert oracle(world, "active_partners", JANUARY) == {(): 2}
    assert oracle(world, "active_partners", JANUARY, by="owner") == {(ANN,): 1, (CY,): 1}
    assert oracle(world, "partner_revenue", JANUARY) == {(): 25}
    assert oracle(world, "partner_opportunities", JANUARY) == {(): 2}
    assert oracle(world, "partner_win_rate", JANUARY) == {(): 0}
