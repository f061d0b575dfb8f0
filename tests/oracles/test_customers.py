"""Pools, key accounts, visits and what came of them, by hand."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from steerboard.core.worldtime import WorldTime
from tests.oracles.ask import answers, oracle
from tests.oracles.tiny import ANN, BOB, CY, FEBRUARY, JANUARY, MARCH, company, deal, local, order
from tests.worlds import Builder, rights_of


def account(b: Builder, owner: int | None = ANN, **more: object) -> int:
    return b.add("account", **{"name": "A", "owner": owner, "created_at": date(2023, 5, 1), **more})


def visit(b: Builder, number: int | None, done: WorldTime, owner: int = ANN, **more: object) -> int:
    return b.add("activity", **{"kind": "visit", "account": number, "done_at": done, "owner": owner, **more})


def test_the_pool_is_read_at_an_instant() -> None:
    b = company()
    moving = account(b, ANN)
    b.change("account", moving, "owner", None, local(2, 5))
    account(b, BOB, is_key_account=True, created_at=local(2, 1))
    account(b, None, is_key_account=True)
    account(b, CY, deleted_at=local(3, 1))
    world = b.build()
    days = (date(2024, 1, 31), date(2024, 2, 1), date(2024, 2, 5))
    assert [oracle(world, "customer_pool", as_of=day)[()] for day in days] == [1, 2, 1]
    assert [oracle(world, "customer_pool:public", as_of=day)[()] for day in days] == [1, 1, 2]
    shares = [oracle(world, "key_account_share", as_of=day)[()] for day in days]
    assert shares == [0, Fraction(1, 2), 1]
    seen = oracle(world, "customer_pool:public", as_of=days[2], rights=rights_of(world, CY))
    assert seen == {(): 2}


def test_a_visit_led_to_a_deal_when_one_came_after_it() -> None:
    b = company()
    one, two, three = account(b), account(b), account(b)
    visit(b, one, local(1, 5, 12, 0))
    visit(b, one, local(1, 20), BOB)
    visit(b, two, local(1, 5, 12, 0), kind="meeting")
    visit(b, three, date(2024, 1, 5))
    visit(b, None, date(2024, 1, 5))
    visit(b, account(b), local(1, 5), kind="call")
    order(b, one, local(1, 5, 11, 0), 5)
    deal(b, CY, 1, None, local(1, 25, 12, 0), "won", account=two)
    order(b, three, local(1, 5, 1, 0), 5)
    world = b.build()
    assert oracle(world, "visit_conversion_rate", JANUARY) == {(): Fraction(2, 3)}
    assert oracle(world, "visit_conversion_rate", JANUARY, params={"within": 19}) == {(): Fraction(1, 3)}
    assert oracle(world, "visit_conversion_rate", JANUARY, params={"within": 20}) == {(): Fraction(2, 3)}
    # Bob came after the order; Ann's visit was before it, and counts once in the total.
    assert oracle(world, "visit_conversion_rate", JANUARY, by="owner") == {(ANN,): Fraction(2, 3), (BOB,): 0}


def test_the_first_visit_ever_counts_and_only_that() -> None:
    b = company()
    one, two = account(b), account(b)
    visit(b, one, local(1, 5), CY, outcome="positive")
    visit(b, one, local(2, 5), outcome="positive")
    visit(b, two, local(2, 5), outcome=None)
    visit(b, two, local(2, 5), BOB, outcome="positive")
    visit(b, account(b), local(2, 5), kind="meeting", outcome="positive")
    world = b.build()
    assert oracle(world, "first_visit_success_rate", JANUARY) == {(): 1}
    assert oracle(world, "first_visit_success_rate", FEBRUARY) == {(): 0}
    assert answers(world, "first_visit_success_rate", FEBRUARY)[()].denominator == 1
    assert oracle(world, "first_visit_success_rate", FEBRUARY, by="owner") == {(ANN,): 0}


@pytest.mark.parametrize(("bought", "customers"), [(date(2023, 1, 31), 0), (date(2023, 2, 1), 1),
                                                   (local(1, 31, 23, 59), 1), (local(2, 1, 0, 0), 0)])  # fmt: skip
def test_existing_customers_bought_in_the_year_before(bought: WorldTime, customers: int) -> None:
    b = company()
    order(b, account(b), bought, 5)
    assert answers(b.build(), "existing_customer_engagement", FEBRUARY)[()].denominator == customers


def test_a_customer_is_reached_by_anybody_and_counts_for_its_owner_at_the_start() -> None:
    b = company()
    one, two = account(b, ANN), account(b, BOB)
    b.change("account", one, "owner", CY, local(2, 2))
    order(b, one, local(1, 5), 5)
    deal(b, ANN, 1, None, local(1, 9), "won", account=two)
    visit(b, one, local(2, 28), BOB, kind="email")
    visit(b, two, local(2, 28), BOB, kind="note")
    world = b.build()
    assert oracle(world, "existing_customer_engagement", FEBRUARY, by="owner") == {(ANN,): 1, (BOB,): 0}
    assert oracle(world, "existing_customer_engagement", MARCH) == {(): 0}
    later = oracle(world, "existing_customer_engagement", MARCH, now=local(2, 29))
    assert later == {(): None}
