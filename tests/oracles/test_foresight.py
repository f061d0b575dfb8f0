"""Forecasts, closing dates and the expected mix, by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from steerboard.core.periods import Period
from tests.oracles.ask import answers, oracle
from tests.oracles.tiny import ANN, BOB, JANUARY, MARCH, QUARTER, company, deal, local, order
from tests.worlds import Builder

OLD = date(2023, 6, 1)


def test_a_forecast_is_kept_up_by_a_change_or_a_confirmation() -> None:
    b = company()
    due = date(2024, 3, 30)
    for confirmed in (date(2024, 3, 9), date(2024, 3, 8), None, None):
        deal(b, ANN, 5, OLD, close_date=due, forecast_confirmed_at=confirmed)
    b.change("opportunity", 3, "amount", Decimal(7), local(3, 9, 0))
    b.change("opportunity", 4, "next_step", "call", local(3, 14))
    deal(b, BOB, 5, OLD, close_date=date(2024, 4, 1))
    deal(b, BOB, 5, OLD, date(2024, 3, 14), "won", close_date=due)
    world = b.build()
    # Now is 15 March: the seven days are those from the 9th on.
    assert oracle(world, "forecast_submitted_share", MARCH) == {(): Fraction(2, 4)}
    assert oracle(world, "forecast_submitted_share", MARCH, params={"days": 8}) == {(): Fraction(3, 4)}


def test_the_date_that_was_expected_thirty_days_before() -> None:
    b = company()
    moved = deal(b, ANN, 5, OLD, date(2024, 1, 31), "won", close_date=date(2024, 1, 21))
    b.change("opportunity", moved, "close_date", date(2024, 1, 25), date(2024, 1, 1))
    b.change("opportunity", moved, "close_date", date(2024, 1, 31), date(2024, 1, 2))
    deal(b, ANN, 5, OLD, date(2024, 1, 31), "lost", close_date=date(2024, 2, 7))
    deal(b, ANN, 5, date(2024, 1, 2), date(2024, 1, 31), "won", close_date=date(2024, 1, 31))
    deal(b, ANN, 5, OLD, date(2024, 1, 31), "won")
    deal(b, BOB, 5, OLD, date(2024, 1, 31), "won", close_date=date(2024, 1, 11))
    world = b.build()
    found = answers(world, "close_date_accuracy", JANUARY)[()]
    assert found.value == 6
    assert (found.n, found.missing) == (3, 2)
    assert oracle(world, "close_date_accuracy:mean", JANUARY) == {(): Fraction(6 - 7 + 20, 3)}
    assert oracle(world, "close_date_accuracy:spread", JANUARY) == {(): 13 + Fraction(1, 2)}
    assert oracle(world, "close_date_accuracy:within_week", JANUARY) == {(): Fraction(2, 3)}


def test_the_rush_in_the_last_tenth_of_the_working_days() -> None:
    b = company()
    # January 2024 has 23 working days: the last three are the 29th, 30th and 31st.
    for day, amount in ((26, 100), (28, 10), (29, 30), (31, 60)):
        deal(b, ANN, amount, OLD, date(2024, 1, day), "won")
    deal(b, BOB, None, OLD, date(2024, 1, 31), "won")
    world = b.build()
    assert oracle(world, "close_spike", JANUARY) == {(): Fraction(90, 200)}
    weekend = Period(date(2024, 1, 27), date(2024, 1, 29))
    assert oracle(world, "close_spike", weekend) == {(): 0}


def line(b: Builder, of: int, product: int | None, quantity: int | None, on: date | None) -> int:
    number = None if quantity is None else Decimal(quantity)
    return b.add("opportunity_line", opportunity=of, product=product, quantity=number, created_at=on)


def test_the_mix_by_product_and_by_line() -> None:
    b = company()
    for name in ("P", "Q", "R"):
        b.add("product", name=name, line=None if name == "R" else "Pro", currency="CNY")
    first = deal(b, ANN, 5, OLD, date(2024, 1, 31), "won")
    told = line(b, first, 1, 4, date(2024, 1, 1))
    b.change("opportunity_line", told, "quantity", Decimal(9), date(2024, 1, 2))
    line(b, first, 3, 2, date(2023, 12, 1))
    line(b, first, 2, 50, date(2024, 1, 2))
    for product, quantity in ((1, 3), (2, 5), (3, 8)):
        order(b, None, date(2024, 2, 1), 1, quantity, opportunity=first)
        b.rows["order_line"][-1]["product"] = product
    order(b, None, date(2024, 2, 1), 1, 70, opportunity=first, cancelled_at=date(2024, 2, 2))
    untold = deal(b, BOB, 5, OLD, date(2024, 1, 31), "won")
    order(b, None, date(2024, 2, 1), 1, 9, opportunity=untold)
    b.rows["order_line"][-1]["product"] = 1
    world = b.build()
    found = answers(world, "mix_accuracy", QUARTER)[()]
    assert found.value == Fraction(3 + 2, 16)
    assert found.missing == 1
    # By line: four of the eight of Pro; what has no line is in neither.
    assert oracle(world, "mix_accuracy:line", QUARTER) == {(): Fraction(4, 8)}
