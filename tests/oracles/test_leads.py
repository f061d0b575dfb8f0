"""Leads, by hand."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from steerboard.core.worldtime import WorldTime
from steerboard.engine.rights import Rights
from tests.oracles.ask import answers, oracle
from tests.oracles.tiny import ANN, BOB, CY, DEE, FEBRUARY, JANUARY, MARCH, company, deal, local, order
from tests.worlds import Builder, rights_of


def lead(b: Builder, owner: int | None = ANN, created: WorldTime | None = None, **more: Any) -> int:
    return b.add("lead", owner=owner, created_at=created, **more)


def test_leads_count_once_for_each_step_that_they_reach() -> None:
    b = company()
    lead(b, created=local(1, 5), mql_at=local(1, 9), sql_at=date(2024, 2, 1))
    lead(b, created=local(1, 31, 23, 59), mql_at=local(2, 1, 0, 0), disqualified_at=local(2, 2))
    lead(b, created=local(2, 1, 0, 0), sql_at=local(2, 9), handed_over_at=local(3, 1))
    lead(b, created=None)
    lead(b, created=local(1, 6), deleted_at=local(3, 1))
    world = b.build()
    for kpi, counts in (("leads_created", (2, 1, 0)), ("mqls", (1, 1, 0)), ("sqls", (0, 2, 0)),
                        ("sales_ready_leads", (0, 1, 1))):  # fmt: skip
        found = [oracle(world, kpi, month)[()] for month in (JANUARY, FEBRUARY, MARCH)]
        assert found == list(counts), kpi


def test_a_lead_counts_for_who_had_it_when_it_got_there() -> None:
    b = company()
    number = lead(b, None, local(1, 5), mql_at=local(1, 20))
    b.change("lead", number, "owner", ANN, local(1, 10))
    b.change("lead", number, "owner", CY, local(1, 21))
    world = b.build()
    assert oracle(world, "leads_created", JANUARY, by="owner") == {(None,): 1}
    assert oracle(world, "mqls", JANUARY, by="owner.team") == {(4,): 1}


def test_leads_without_an_owner_are_seen_by_every_member_and_all_by_marketing() -> None:
    b = company()
    lead(b, None, local(1, 5))
    lead(b, CY, local(1, 5))
    world = b.build()
    seen = [
        oracle(world, "leads_created", JANUARY, rights=rights_of(world, who))[()] for who in (BOB, CY, DEE, 5)
    ]
    assert seen == [1, 2, 2, 0]


def test_the_stock_is_ready_and_neither_given_to_a_rep_nor_ended() -> None:
    b = company()
    lead(b, handed_over_at=local(1, 5))
    lead(b, sql_at=local(1, 5), assigned_at=local(2, 5))
    lead(b, sql_at=local(1, 5), handed_over_at=local(2, 10))
    lead(b, sql_at=local(1, 5), disqualified_at=local(1, 9))
    lead(b, sql_at=local(1, 5), converted_at=local(1, 31))
    lead(b, mql_at=local(1, 5))
    again = lead(b, sql_at=local(1, 5), assigned_at=local(1, 20))
    b.change("lead", again, "assigned_at", local(2, 9), local(2, 9))
    world = b.build()
    days = (date(2024, 1, 8), date(2024, 1, 31), date(2024, 2, 5), date(2024, 2, 10))
    assert [oracle(world, "sales_ready_leads:stock", as_of=day)[()] for day in days] == [5, 2, 1, 2]


def test_nurture_runs_from_creation_to_ready() -> None:
    b = company()
    lead(b, created=local(1, 1), sql_at=local(1, 3), handed_over_at=local(1, 4))
    lead(b, created=date(2024, 1, 1), sql_at=local(1, 11))
    lead(b, created=None, sql_at=local(1, 11))
    world = b.build()
    assert oracle(world, "lead_nurture_days", JANUARY) == {(): Fraction(13, 2)}
    assert answers(world, "lead_nurture_days:mean", JANUARY)[()].missing == 1


def test_the_way_to_sql_and_to_the_customer_is_a_cohort() -> None:
    b = company()
    bought = b.add("account", name="B")
    lead(b, created=local(1, 1), mql_at=local(1, 5), sql_at=local(3, 1))
    lead(b, created=local(1, 1), mql_at=local(1, 5), sql_at=local(3, 16))
    lead(b, created=local(1, 3), mql_at=local(1, 5), account=bought)
    winning = lead(b, created=local(1, 3), mql_at=local(1, 5), sql_at=date(2024, 1, 2))
    world = b.build()
    assert oracle(world, "mql_to_sql_rate", JANUARY) == {(): Fraction(1, 2)}
    assert oracle(world, "mql_to_customer_rate", JANUARY) == {(): 0}
    assert oracle(world, "mql_to_sql_rate", FEBRUARY) == {(): None}
    order(b, bought, date(2024, 1, 2), 5)
    assert oracle(b.build(), "mql_to_customer_rate", JANUARY) == {(): 0}
    order(b, bought, date(2024, 1, 3), 5)
    for _ in range(2):
        deal(b, CY, 1, None, local(2, 2), "won", lead=winning)
    lost = deal(b, CY, 1, None, local(2, 2), "lost")
    b.row("lead", 1)["opportunity"] = lost
    assert oracle(b.build(), "mql_to_customer_rate", JANUARY) == {(): Fraction(1, 2)}
    b.row("opportunity", lost)["outcome"] = "won"
    assert oracle(b.build(), "mql_to_customer_rate", JANUARY) == {(): Fraction(3, 4)}


def test_a_cancelled_order_makes_no_customer() -> None:
    b = company()
    account = b.add("account", name="B")
    lead(b, created=None, mql_at=local(1, 5), account=account)
    order(b, account, date(2023, 5, 1), 5, cancelled_at=local(1, 9))
    back = order(b, account, date(2023, 5, 2), 5)
    order(b, account, date(2023, 5, 3), -5, credit_of=back)
    assert oracle(b.build(), "mql_to_customer_rate", JANUARY) == {(): 0}
    order(b, account, date(2023, 5, 1), 5)
    assert oracle(b.build(), "mql_to_customer_rate", JANUARY) == {(): 1}


def test_cost_per_lead_is_the_companys_and_nobodys() -> None:
    b = company()
    for day, category, amount, currency in (
        (date(2024, 1, 31), "marketing", 90, "CNY"),
        (date(2024, 1, 1), "marketing", 10, "CNY"),
        (date(2024, 1, 9), "sales", 7, "CNY"),
        (date(2024, 1, 9), "marketing", 7, "USD"),
        (date(2024, 2, 1), "marketing", 5, "CNY"),
    ):
        b.add("cost", day=day, category=category, amount=Decimal(amount), currency=currency)
    lead(b, ANN, local(1, 5), region="East")
    lead(b, CY, local(1, 6), region="West")
    world = b.build()
    assert oracle(world, "cost_per_lead", JANUARY) == {(): 50}
    assert answers(world, "cost_per_lead", JANUARY)[()].missing == 1
    assert oracle(world, "cost_per_lead", FEBRUARY) == {(): None}
    assert oracle(world, "cost_per_lead", JANUARY, by="owner") == {(ANN,): None, (CY,): None}
    assert oracle(world, "cost_per_lead", JANUARY, rights=rights_of(world, BOB)) == {(): None}
    boss = Rights(DEE, frozenset({"executive"}), everything=True)
    assert oracle(world, "cost_per_lead", JANUARY, rights=boss) == {(): 50}


def test_the_answer_is_timed_from_the_first_assignment() -> None:
    b = company()
    moved = lead(b, assigned_at=local(1, 5, 12, 0), first_response_at=local(1, 5, 12, 30))
    b.change("lead", moved, "assigned_at", local(2, 9), local(2, 9))
    lead(b, assigned_at=local(1, 5, 12, 0), first_response_at=local(1, 5, 10, 0))
    lead(b, assigned_at=local(1, 5, 12, 0), first_response_at=local(1, 5, 14, 0))
    lead(b, assigned_at=local(1, 5, 12, 0), first_response_at=date(2024, 1, 5))
    lead(b, assigned_at=date(2024, 1, 5))
    lead(b, assigned_at=None)
    world = b.build()
    assert oracle(world, "lead_response_minutes", JANUARY) == {(): 30}
    assert oracle(world, "lead_response_minutes:mean", JANUARY) == {(): 50}
    assert oracle(world, "lead_response_minutes:p90", JANUARY) == {(): 102}
    assert answers(world, "lead_response_minutes", JANUARY)[()].missing == 1
    assert oracle(world, "lead_response_minutes:unanswered", JANUARY) == {(): Fraction(1, 5)}
    assert oracle(world, "lead_response_minutes:unanswered", FEBRUARY) == {(): None}


def test_working_minutes_leave_rest_days_out() -> None:
    b = company()
    # A Friday evening to the Monday after.
    lead(b, assigned_at=local(1, 5, 23, 0), first_response_at=local(1, 8, 1, 0))
    world = b.build()
    assert oracle(world, "lead_response_minutes:working", JANUARY) == {(): 120}
    assert oracle(world, "lead_response_minutes", JANUARY) == {(): 50 * 60}


@pytest.mark.parametrize(
    ("done", "days", "share"),
    [
        (local(1, 5, 11, 59), 2, 0),
        (local(1, 5, 12, 0), 2, 1),
        (local(1, 7, 23, 59), 2, 1),
        (local(1, 8, 0, 0), 2, 0),
        (local(1, 8, 0, 0), 3, 1),
        (date(2024, 1, 5), 2, 1),
        (date(2024, 1, 4), 2, 0),
    ],
)
def test_following_up_is_something_done_soon_after(done: datetime, days: int, share: int) -> None:
    b = company()
    number = lead(b, mql_at=local(1, 5, 12, 0), sql_at=local(2, 5))
    b.add("activity", kind="call", owner=BOB, lead=number, done_at=done)
    b.add("activity", kind="note", owner=BOB, lead=number, done_at=local(1, 6))
    b.add("activity", kind="call", owner=BOB, lead=number, planned_for=local(1, 6))
    world = b.build()
    found = oracle(world, "leads_followed_up_share", JANUARY, params={"within": days})
    assert found == {(): share}


def test_a_lead_counts_when_its_days_are_over() -> None:
    b = company()
    for day in (12, 13):
        lead(b, mql_at=local(3, day))
    b.add("activity", kind="call", owner=BOB, lead=2, done_at=local(3, 13))
    # On the 15th the two days of the 12th are over, those of the 13th are not.
    assert answers(b.build(), "leads_followed_up_share", MARCH)[()].denominator == 1
    assert oracle(b.build(), "leads_followed_up_share", MARCH) == {(): 0}


def test_a_lead_took_until_the_first_deal_that_was_won_of_it() -> None:
    b = company()
    named = deal(b, CY, 1, None, local(1, 21), "won")
    one = lead(b, ANN, local(1, 1), opportunity=named)
    deal(b, ANN, 1, None, date(2024, 1, 11), "won", lead=one)
    deal(b, ANN, 1, None, local(1, 5), "lost", lead=one)
    for created, closed in ((local(1, 1), local(1, 31)), (None, local(1, 31)), (local(1, 1), local(2, 1))):
        deal(b, ANN, 1, None, closed, "won", lead=lead(b, CY, created))
    world = b.build()
    found = answers(world, "time_to_convert", JANUARY)[()]
    assert found.value == 20
    assert (found.n, found.missing) == (2, 1)
    assert oracle(world, "time_to_convert", JANUARY, by="owner") == {(ANN,): 10, (CY,): 30}
    assert oracle(world, "time_to_convert:median", FEBRUARY) == {(): 31}
