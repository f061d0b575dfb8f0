"""Orders, credits and customers, by hand."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from steerboard.core.periods import Period
from tests.oracles.ask import answers, oracle
from tests.oracles.orders import a_year_before
from tests.oracles.tiny import ANN, BOB, FEBRUARY, JANUARY, MARCH, QUARTER, company, local, order


def test_a_credit_takes_revenue_back_and_cancels_the_order() -> None:
    b = company()
    kept = order(b, 1, date(2024, 1, 5), 100, 2)
    taken = order(b, 1, date(2024, 1, 9), 50)
    order(b, 1, date(2024, 2, 3), 50, -1, credit_of=taken)
    order(b, 2, date(2024, 1, 9), 7, cancelled_at=local(1, 10))
    world = b.build()
    assert kept == 1
    assert oracle(world, "revenue", JANUARY) == {(): 257}
    assert oracle(world, "revenue", FEBRUARY) == {(): -50}
    assert oracle(world, "orders", JANUARY) == {(): 1}
    assert oracle(world, "orders:gross", QUARTER) == {(): 3}
    assert oracle(world, "units", QUARTER) == {(): 3}
    assert oracle(world, "average_order_value", JANUARY) == {(): 257}
    assert oracle(world, "average_order_value", FEBRUARY) == {(): None}


def test_a_deleted_credit_cancels_nothing() -> None:
    b = company()
    taken = order(b, 1, date(2024, 1, 9), 50)
    order(b, 1, date(2024, 1, 12), 50, -1, credit_of=taken, deleted_at=local(3, 1))
    world = b.build()
    assert oracle(world, "orders", JANUARY) == {(): 1}
    assert oracle(world, "revenue", JANUARY) == {(): 50}


def test_new_repeat_and_unknown_add_up_to_revenue() -> None:
    b = company()
    order(b, 1, date(2024, 1, 2), 5, cancelled_at=local(1, 3))
    order(b, 1, date(2024, 1, 5), 100)
    order(b, 1, date(2024, 1, 9), 30)
    order(b, None, date(2024, 1, 9), 2)
    world = b.build()
    assert oracle(world, "new_customer_revenue", JANUARY) == {(): 100}
    assert oracle(world, "repeat_customer_revenue", JANUARY) == {(): 35}
    assert oracle(world, "repeat_customer_revenue:unknown", JANUARY) == {(): 2}
    assert oracle(world, "revenue", JANUARY) == {(): 137}


def test_of_two_first_orders_at_once_the_lower_id_is_the_first() -> None:
    b = company()
    order(b, 1, date(2024, 1, 5), 100, owner=ANN)
    order(b, 1, local(1, 5, 0, 0), 30, owner=BOB)
    order(b, 2, local(1, 5, 9, 0), 1)
    order(b, 2, local(1, 5, 8, 59), 9)
    world = b.build()
    assert oracle(world, "new_customer_revenue", JANUARY) == {(): 109}
    assert oracle(world, "new_customer_revenue", JANUARY, by="owner") == {(ANN,): 109}


def test_the_first_order_is_looked_for_in_all_time() -> None:
    b = company()
    order(b, 1, date(2023, 5, 5), 1)
    order(b, 1, date(2024, 1, 5), 100)
    world = b.build()
    assert oracle(world, "new_customer_revenue", JANUARY) == {(): 0}
    assert oracle(world, "repeat_customer_revenue", JANUARY) == {(): 100}


def test_rolling_counts_empty_days_and_ends_today() -> None:
    b = company()
    order(b, 1, date(2023, 12, 1), 100)
    for day in (14, 15, 16):
        order(b, 1, date(2024, 2, day), 10, 3)
    order(b, 1, date(2024, 3, 15), 10)
    world = b.build()
    # Today is 15 March: the thirty days begin with 15 February.
    assert oracle(world, "orders_rolling_30_90", MARCH) == {(): Fraction(3, 30)}
    assert oracle(world, "orders_rolling_30_90:units30", MARCH) == {(): Fraction(7, 30)}
    assert oracle(world, "orders_rolling_30_90:revenue90", MARCH) == {(): Fraction(100, 90)}
    assert oracle(world, "orders_rolling_30_90:trend", MARCH) == {(): Fraction(3, 30) - Fraction(4, 90)}
    assert oracle(world, "orders_rolling_30_90", FEBRUARY) == {(): Fraction(3, 30)}


def test_rolling_is_null_where_the_data_begins_inside_the_window() -> None:
    b = company()
    order(b, 1, date(2024, 1, 2), 10)
    world = b.build()
    whole = Period(date(2024, 1, 1), date(2024, 2, 1))
    assert oracle(world, "orders_rolling_30_90", whole) == {(): Fraction(1, 30)}
    earlier = Period(whole.start, whole.end - timedelta(days=1))
    assert oracle(world, "orders_rolling_30_90", earlier) == {(): None}
    assert answers(world, "orders_rolling_30_90:90", whole)[()].reason is not None
    assert oracle(world, "orders_rolling_30_90:trend", whole) == {(): None}


def test_a_year_before_compares_the_elapsed_part() -> None:
    b = company()
    for year, day, net in ((2023, 10, 100), (2023, 15, 50), (2023, 16, 1000), (2024, 15, 300)):
        order(b, 1, date(year, 3, day), net)
    world = b.build()
    assert oracle(world, "revenue_yoy", MARCH) == {(): 1}
    assert oracle(world, "revenue_yoy", JANUARY) == {(): None}
    assert oracle(world, "revenue_yoy", MARCH, now=local(3, 14)) == {(): -1}


def test_a_year_before_keeps_leap_days_right() -> None:
    leap = Period(date(2024, 2, 1), date(2024, 3, 1))
    assert a_year_before(leap) == Period(date(2023, 2, 1), date(2023, 3, 1))
    assert a_year_before(Period(date(2024, 2, 1), date(2024, 2, 29))) == a_year_before(leap)
    assert a_year_before(Period(date(2024, 2, 29), date(2024, 3, 1))) == Period(
        date(2023, 2, 28), date(2023, 3, 1)
    )
    assert a_year_before(Period(date(2025, 2, 1), date(2025, 3, 1))) == leap


def test_an_unknown_price_is_missing_from_revenue_and_not_from_units() -> None:
    b = company()
    order(b, 1, date(2024, 1, 5), None, 4)
    world = b.build()
    revenue = answers(world, "revenue", JANUARY)[()]
    assert (revenue.value, revenue.missing) == (None, 1)
    assert oracle(world, "units", JANUARY) == {(): 4}
