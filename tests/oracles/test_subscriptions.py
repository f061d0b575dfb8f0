"""MRR and what changed it, renewals, and who stayed, by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from steerboard.core.worldtime import WorldTime
from tests.oracles.ask import answers, oracle
from tests.oracles.tiny import ANN, BOB, FEBRUARY, JANUARY, MARCH, company, local, order
from tests.worlds import Builder

MOVES = ("new", "expansion", "contraction", "churned", "reactivated")


def subscription(b: Builder, account: int | None, start: date, mrr: int | None, **more: object) -> int:
    fields = {"account": account, "started_on": start, "owner": ANN, "currency": b.currency, **more}
    number = b.add("subscription", **fields, mrr=None if mrr is None else Decimal(mrr))
    event(b, number, "new", start, mrr)
    return number


def event(
    b: Builder, number: int, kind: str, at: WorldTime, amount: int | None, due: date | None = None
) -> None:
    b.add("subscription_event", subscription=number, kind=kind, effective_at=at, currency=b.currency, due_on=due,
          amount=None if amount is None else Decimal(amount))  # fmt: skip


def resize(b: Builder, number: int, kind: str, at: date, amount: int) -> None:
    event(b, number, kind, at, amount)
    was = b.row("subscription", number)["mrr"]
    b.change("subscription", number, "mrr", was + (amount if kind == "expansion" else -amount), at)


def a_life() -> Builder:
    """Account 1 has two that grow and shrink, account 2 ends and comes back, account 3 begins on 1 February."""
    b = company()
    for _ in range(3):
        b.add("account", owner=ANN, created_at=date(2023, 1, 1))
    one = subscription(b, 1, date(2023, 3, 1), 100)
    subscription(b, 1, date(2023, 6, 1), 50)
    two = subscription(b, 2, date(2023, 3, 1), 30)
    resize(b, one, "expansion", date(2024, 1, 10), 20)
    resize(b, one, "contraction", date(2024, 2, 1), 60)
    event(b, two, "churn", date(2024, 1, 31), 30)
    b.change("subscription", two, "ended_on", date(2024, 1, 31), date(2024, 1, 31))
    event(b, two, "reactivation", date(2024, 2, 20), 30)
    b.change("subscription", two, "ended_on", None, date(2024, 2, 20))
    subscription(b, 3, date(2024, 2, 1), 7)
    return b


def test_what_changed_the_mrr_adds_up_to_its_change() -> None:
    world = a_life().build()
    days = (date(2023, 12, 31), date(2024, 1, 31), date(2024, 2, 29))
    levels = [oracle(world, "mrr", as_of=day)[()] for day in days]
    assert levels == [180, 170, 147]
    assert oracle(world, "arr", as_of=days[2]) == {(): 12 * 147}
    for period, change in ((JANUARY, -10), (FEBRUARY, -23)):
        moves = [oracle(world, f"mrr:{move}", period)[()] or Fraction(0) for move in MOVES]
        assert sum(moves, Fraction(0)) == change
    assert oracle(world, "mrr:contraction", FEBRUARY) == {(): -60}
    assert oracle(world, "mrr:churned", JANUARY) == {(): -30}


def test_retention_follows_the_accounts_of_the_start() -> None:
    world = a_life().build()
    # January: account 1 from 150 to 170, account 2 from 30 to nothing; none is above its start in :gross.
    assert oracle(world, "revenue_retention", JANUARY) == {(): Fraction(170, 180)}
    assert oracle(world, "revenue_retention:gross", JANUARY) == {(): Fraction(150, 180)}
    assert oracle(world, "revenue_churn", JANUARY) == {(): Fraction(30, 180)}
    # February: account 2 was gone when it began, account 3 began with it.
    assert oracle(world, "revenue_retention", FEBRUARY) == {(): Fraction(110, 170)}
    assert oracle(world, "revenue_churn", FEBRUARY) == {(): Fraction(60, 170)}
    assert oracle(world, "customer_retention_rate", JANUARY) == {(): Fraction(1, 2)}
    assert oracle(world, "customer_churn_rate", FEBRUARY) == {(): 0}


def test_the_value_of_subscribers_rests_on_how_many_were_lost() -> None:
    b = a_life()
    b.row("subscription", 3)["ended_on"] = date(2024, 3, 1)
    subscription(b, 2, date(2023, 1, 1), 1)
    number = b.add("account", owner=ANN, created_at=date(2023, 1, 1))
    subscription(b, number, date(2023, 1, 1), 40, ended_on=date(2024, 2, 2))
    subscription(b, None, date(2023, 1, 1), 999)
    recurring = b.add("product", name="Plan", recurring=True)
    order(b, number, date(2023, 5, 5), 60)
    order(b, number, date(2023, 5, 5), 500)
    b.row("order_line", 2)["product"] = recurring
    # On 20 February 2023 accounts 2 and 4 paid; 4 is gone. Now 1, 2 and 3 pay 110, 31 and 7.
    found = oracle(b.build(), "lifetime_value:subscription", as_of=date(2024, 2, 20))
    assert found == {(): Fraction(12 * (110 + 31 + 7), 3) * 2 + 60}


def test_an_unknown_part_makes_the_account_unknown() -> None:
    b = a_life()
    subscription(b, 1, date(2023, 9, 1), None)
    found = answers(b.build(), "revenue_retention", JANUARY)[()]
    assert (found.value, found.missing) == (Fraction(0), 1)


def test_who_has_no_subscription_stays_by_his_orders() -> None:
    b = a_life()
    for _ in range(3):
        b.add("account", owner=BOB, created_at=date(2022, 1, 1))
    order(b, 4, date(2023, 2, 15), 5)  # too old by the end of February
    order(b, 5, date(2023, 3, 1), 5)
    order(b, 6, date(2023, 3, 1), 5, cancelled_at=date(2024, 3, 1))
    order(b, 2, date(2024, 1, 20), 5)  # is judged by its subscription
    world = b.build()
    assert oracle(world, "customer_retention_rate", FEBRUARY, by="owner") == {
        (ANN,): 1,
        (BOB,): Fraction(1, 2),
    }
    assert oracle(world, "customer_retention_rate", JANUARY, by="owner") == {
        (ANN,): Fraction(1, 2),
        (BOB,): 1,
    }


@pytest.mark.parametrize("renewed", [date(2024, 1, 2), date(2024, 2, 10), local(3, 14)])
def test_a_renewal_counts_by_the_date_that_it_answers(renewed: WorldTime) -> None:
    b = company()
    number = subscription(b, None, date(2023, 2, 10), 100, renewal_due_on=date(2025, 2, 10))
    event(b, number, "renewal", renewed, 90, date(2024, 2, 10))
    event(b, number, "expansion", renewed, 30)
    subscription(b, None, date(2023, 2, 10), 40, renewal_due_on=date(2024, 2, 29))
    subscription(b, None, date(2023, 2, 10), 40, renewal_due_on=date(2024, 2, 20), ended_on=date(2024, 2, 1))
    world = b.build()
    assert oracle(world, "renewal_rate", FEBRUARY) == {(): Fraction(1, 2)}
    assert oracle(world, "renewal_amount_rate", FEBRUARY) == {(): Fraction(120, 140)}
    assert oracle(world, "renewal_rate", MARCH) == {(): None}


def test_a_churn_in_the_place_of_a_renewal_was_due() -> None:
    b = company()
    number = subscription(b, None, date(2023, 2, 10), 100, ended_on=date(2024, 2, 1))
    event(b, number, "churn", date(2024, 2, 1), 100, date(2024, 2, 10))
    early = subscription(b, None, date(2023, 2, 10), 50)
    event(b, early, "renewal", date(2024, 2, 3), 50)
    world = b.build()
    assert oracle(world, "renewal_rate", FEBRUARY) == {(): Fraction(1, 2)}
    assert oracle(world, "renewal_amount_rate", FEBRUARY) == {(): Fraction(50, 150)}
