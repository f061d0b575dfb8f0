"""Prices, margins and repeat orders, and quotes, by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from steerboard.core.worldtime import WorldTime
from tests.oracles.ask import answers, oracle
from tests.oracles.tiny import ANN, BOB, CY, FEBRUARY, JANUARY, company, deal, local, order
from tests.worlds import Builder, rights_of


def priced(
    b: Builder, quantity: int, full: int | None, net: int | None, cost: int | None, **more: Any
) -> None:
    number = b.add("order", ordered_at=date(2024, 1, 5), owner=ANN, currency="CNY")
    prices = {"list_price": full, "net_price": net, "unit_cost": cost}
    known = {name: None if value is None else Decimal(value) for name, value in prices.items()}
    b.add(
        "order_line", **{"order": number, "quantity": Decimal(quantity), "currency": "CNY", **known, **more}
    )


def test_prices_margin_and_discount_leave_out_the_lines_that_are_not_known() -> None:
    b = company()
    priced(b, 2, 100, 80, 60)
    priced(b, 1, None, 40, None)
    priced(b, -1, 100, 80, 60)
    priced(b, 5, 100, None, 60)
    priced(b, 5, 1, 1, 1, currency="USD")
    world = b.build()
    assert oracle(world, "average_selling_price", JANUARY) == {(): 60}
    assert oracle(world, "gross_margin", JANUARY) == {(): Fraction(1, 4)}
    assert oracle(world, "discount_rate", JANUARY) == {(): Fraction(1, 5)}
    assert answers(world, "gross_margin", JANUARY)[()].missing == 3
    assert oracle(world, "gross_margin", FEBRUARY) == {(): None}


def test_who_may_not_read_costs_has_no_margin() -> None:
    b = company()
    priced(b, 2, 100, 80, 60)
    world = b.build()
    assert oracle(world, "gross_margin", JANUARY, rights=rights_of(world, ANN)) == {(): None}
    assert oracle(world, "discount_rate", JANUARY, rights=rights_of(world, ANN)) == {(): Fraction(1, 5)}


def test_of_two_that_cancel_out_there_is_no_price() -> None:
    b = company()
    priced(b, 2, 100, 80, 60)
    priced(b, -2, 100, 80, 60)
    assert oracle(b.build(), "average_selling_price", JANUARY) == {(): None}
    assert oracle(b.build(), "discount_rate", JANUARY) == {(): None}


def test_repeat_orders_are_those_of_known_customers_after_the_first() -> None:
    b = company()
    order(b, 1, date(2023, 12, 1), 5, owner=CY)
    order(b, 1, date(2024, 1, 2), 5)
    order(b, 2, date(2024, 1, 2), 5)
    order(b, 2, date(2024, 1, 3), 5, cancelled_at=local(1, 9))
    order(b, None, date(2024, 1, 2), 5)
    world = b.build()
    assert oracle(world, "repeat_order_share", JANUARY) == {(): Fraction(1, 2)}
    assert oracle(world, "repeat_order_share", JANUARY, rights=rights_of(world, ANN)) == {(): Fraction(1, 2)}


def test_a_customer_comes_again_within_the_days_or_does_not() -> None:
    b = company()
    order(b, 1, date(2024, 1, 5), 5)
    order(b, 1, local(2, 4, 23, 0), 5)
    order(b, 2, local(1, 5, 12, 0), 5)
    order(b, 2, local(2, 4, 12, 1), 5)
    order(b, 3, local(1, 5), 5, owner=CY)
    order(b, 3, local(1, 6), 5, cancelled_at=local(1, 6))
    world = b.build()
    assert oracle(world, "repeat_purchase_rate", JANUARY) == {(): Fraction(2, 3)}
    assert oracle(world, "repeat_purchase_rate", JANUARY, params={"within": 30}) == {(): Fraction(1, 3)}
    assert oracle(world, "repeat_purchase_rate", FEBRUARY) == {(): None}
    assert oracle(world, "repeat_purchase_rate", JANUARY, by="owner") == {(ANN,): 1, (CY,): 0}


def quote(
    b: Builder, sent: WorldTime | None, deal: int | None = None, amount: int | None = 10, **more: Any
) -> int:
    values = {"owner": ANN, "currency": "CNY", "amount": None if amount is None else Decimal(amount)}
    return b.add("quote", **{**values, "sent_at": sent, "opportunity": deal, **more})


def test_every_version_is_a_quote_sent_and_the_last_one_counts_for_the_rate() -> None:
    b = company()
    one = deal(b, ANN, 1, None)
    quote(b, local(1, 5), one, 30, status="accepted", order=order(b, 1, local(2, 1), 5))
    quote(b, local(2, 5), one, 40)
    quote(b, None, one, status="draft")
    quote(b, local(1, 6), None, 10, accepted_at=local(1, 9))
    world = b.build()
    assert oracle(world, "quotes_sent", JANUARY) == {(): 2}
    assert oracle(world, "quote_to_order_rate", JANUARY) == {(): 0}
    assert oracle(world, "quote_to_order_rate:accepted", JANUARY) == {(): 1}
    assert oracle(world, "quote_to_order_rate", FEBRUARY) == {(): 0}


def test_an_order_names_its_quote_or_the_quote_its_order() -> None:
    b = company()
    named = order(b, 1, local(2, 1), 5)
    quote(b, local(1, 5), None, 30, order=named)
    order(b, 1, local(2, 1), 5, quote=quote(b, local(1, 6), None, 60))
    gone = order(b, 1, local(2, 1), 5, cancelled_at=local(2, 2))
    quote(b, local(1, 7), None, 90, order=gone)
    quote(b, local(1, 7), None, None, order=named)
    world = b.build()
    assert oracle(world, "quote_to_order_rate", JANUARY) == {(): Fraction(3, 4)}
    assert oracle(world, "quote_to_order_rate:amount", JANUARY) == {(): Fraction(1, 2)}
    assert answers(world, "quote_to_order_rate:amount", JANUARY)[()].missing == 1


def test_of_two_versions_of_one_instant_the_later_entered_is_the_last() -> None:
    b = company()
    one = deal(b, BOB, 1, None)
    quote(b, local(1, 5), one, order=order(b, 1, local(2, 1), 5))
    quote(b, local(1, 5), one, owner=CY)
    assert oracle(b.build(), "quote_to_order_rate", JANUARY, by="owner") == {(CY,): 0}
