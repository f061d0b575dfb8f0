"""Leads beyond the spine, by hand."""

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
    QUARTER,
    TEAM_A,
    TEAM_B,
    company,
    deal,
    local,
    order,
)
from tests.worlds import Builder


def lead(b: Builder, **fields: object) -> int:
    return b.add("lead", **{"created_at": date(2024, 1, 10), "owner": ANN, **fields})


def test_the_funnel_ends_with_readiness_conversion_or_disqualification() -> None:
    b = company()
    lead(b)
    lead(b, sql_at=date(2024, 1, 31))
    lead(b, sql_at=date(2024, 1, 20), handed_over_at=date(2024, 2, 1))
    lead(b, converted_at=local(1, 31, 23, 59))
    lead(b, disqualified_at=date(2024, 2, 9))
    lead(b, created_at=date(2024, 2, 1))
    world = b.build()
    assert oracle(world, "leads_in_funnel", as_of=date(2024, 1, 31)) == {(): 3}
    assert oracle(world, "leads_in_funnel", JANUARY) == {(): 3}


def test_shares_of_stages_add_up_without_the_disqualified() -> None:
    b = company()
    moved = lead(b, lifecycle_stage="lead")
    b.change("lead", moved, "lifecycle_stage", "mql", date(2024, 2, 5))
    lead(b, lifecycle_stage="lead")
    lead(b, lifecycle_stage=None)
    lead(b, lifecycle_stage="disqualified")
    lead(b, lifecycle_stage="mql", disqualified_at=date(2024, 1, 20))
    world = b.build()
    by = oracle(world, "leads_by_stage_share", as_of=date(2024, 1, 31), by="lifecycle_stage")
    assert by == {("lead",): Fraction(2, 3), (None,): Fraction(1, 3)}
    by = oracle(world, "leads_by_stage_share", as_of=date(2024, 2, 5), by="lifecycle_stage")
    assert by == dict.fromkeys([("lead",), ("mql",), (None,)], Fraction(1, 3))
    assert oracle(world, "leads_by_stage_share", FEBRUARY) == {(): 1}


def test_mql_within_days_by_the_clock_or_by_the_calendar() -> None:
    b = company()
    lead(b, created_at=local(1, 1, 12), mql_at=local(1, 3, 12))
    lead(b, created_at=local(1, 1, 12), mql_at=local(1, 3, 12, 1))
    lead(b, created_at=local(1, 1, 23), mql_at=date(2024, 1, 3))
    lead(b, created_at=date(2024, 1, 1), mql_at=date(2024, 3, 16))
    lead(b, created_at=date(2024, 1, 1), sql_at=date(2024, 1, 1))
    world = b.build()
    assert oracle(world, "lead_to_mql_rate", JANUARY) == {(): Fraction(3, 5)}
    assert oracle(world, "lead_to_mql_rate", JANUARY, params={"within": 2}) == {(): Fraction(2, 5)}


def test_an_sql_became_a_deal_or_a_customer() -> None:
    b = company()
    first = lead(b, sql_at=date(2024, 1, 20))
    deal(b, BOB, 10, date(2024, 3, 16), lead=first)
    second = lead(b, sql_at=date(2024, 1, 20), owner=BOB)
    deal(b, BOB, 10, None, date(2024, 3, 1), "won", lead=second)
    account = b.add("account", name="Old")
    lead(b, sql_at=date(2024, 1, 20), account=account)
    order(b, account, date(2024, 1, 10), 5)
    lead(b, sql_at=date(2024, 1, 20), opportunity=2)
    world = b.build()
    # A deal of tomorrow is none yet; one of unknown beginning is there.
    assert oracle(world, "sql_to_opportunity_rate", JANUARY) == {(): Fraction(2, 4)}
    assert oracle(world, "sql_to_customer_rate", JANUARY, by="owner") == {(ANN,): Fraction(2, 3), (BOB,): 1}


def test_enquiries_are_answered_from_when_they_came() -> None:
    b = company()
    lead(b, direction="inbound", created_at=local(1, 5, 17), first_response_at=local(1, 5, 18))
    lead(b, direction="inbound", created_at=local(1, 5, 23), first_response_at=local(1, 8, 1))
    lead(b, direction="inbound", created_at=local(1, 5, 9), first_response_at=local(1, 5, 8))
    lead(b, direction="inbound", created_at=local(1, 5, 9))
    lead(b, direction="inbound", created_at=date(2024, 1, 5), first_response_at=local(1, 6, 8))
    lead(b, direction="outbound", created_at=local(1, 5, 9), first_response_at=local(1, 9, 9))
    world = b.build()
    assert oracle(world, "enquiry_response_minutes", JANUARY) == {(): 60}
    assert oracle(world, "enquiry_response_minutes:mean", JANUARY) == {(): (60 + 50 * 60 + 0) / Fraction(3)}
    # From Friday night to Monday night, the weekend left out: one hour of each.
    assert oracle(world, "enquiry_response_minutes:working", JANUARY) == {(): 60}
    assert answers(world, "enquiry_response_minutes", JANUARY)[()].missing == 1
    assert oracle(world, "enquiry_response_minutes:unanswered", JANUARY) == {(): Fraction(1, 5)}


def test_referrals_come_from_who_had_bought_before() -> None:
    b = company()
    customer, late, never = (b.add("account", name=name) for name in ("A", "B", "C"))
    order(b, customer, local(1, 10, 9), 5)
    order(b, late, date(2024, 1, 10), 5)
    for account in (customer, late, never, None):
        lead(b, created_at=local(1, 10, 10), referred_by=account)
    gone = b.add("account", name="D", deleted_at=local(3, 1))
    order(b, gone, date(2023, 5, 1), 5)
    lead(b, referred_by=gone)
    assert oracle(b.build(), "referral_leads", JANUARY) == {(): 1}


def test_each_lead_becomes_qualified_once() -> None:
    b = company()
    lead(b, mql_at=date(2024, 1, 12), sql_at=date(2024, 2, 1), direction="outbound")
    lead(b, mql_at=date(2024, 2, 12), sql_at=date(2024, 1, 31), direction="inbound")
    lead(b, sql_at=date(2024, 2, 3), direction="inbound")
    lead(b)
    world = b.build()
    assert oracle(world, "qualified_leads", JANUARY) == {(): 2}
    assert oracle(world, "qualified_leads", FEBRUARY) == {(): 1}
    assert oracle(world, "outbound_inbound_ratio:qualified", JANUARY) == {(): 1}
    assert oracle(world, "outbound_inbound_ratio", JANUARY) == {(): Fraction(1, 2)}
    assert oracle(world, "outbound_inbound_ratio", MARCH) == {(): None}


def test_what_a_lead_was_worth() -> None:
    b = company()
    first = lead(b, lead_source="web", created_at=date(2023, 3, 1))
    lead(b, lead_source="web", created_at=date(2023, 3, 2))
    old = deal(b, BOB, 100, date(2023, 4, 1), date(2024, 3, 2), "won", lead=first)
    deal(b, BOB, None, date(2023, 4, 1), date(2024, 3, 2), "won", lead=first)
    deal(b, BOB, 9, date(2023, 4, 1), date(2024, 3, 2), "lost", lead=first)
    order(b, None, date(2024, 2, 29), 30, opportunity=old)
    order(b, None, date(2024, 3, 1), 50, opportunity=old)
    order(b, None, date(2023, 9, 1), -10, opportunity=old)
    lead(b, lead_source="web", owner=BOB)
    lead(b, lead_source="fair", owner=BOB)
    world = b.build()
    spring = answers(world, "revenue_per_lead", Period(date(2023, 3, 1), date(2023, 4, 1)))[()]
    assert spring.value == 50
    assert spring.missing == 1
    year = Period(date(2023, 1, 1), date(2024, 1, 1))
    assert oracle(world, "revenue_per_lead:first_year", year) == {(): Fraction(20, 2)}
    expected = answers(world, "revenue_per_lead:expected", JANUARY)[()]
    assert expected.value == 50
    assert expected.denominator == 1
    assert expected.missing == 1


def act(b: Builder, kind: str, at: object, **fields: object) -> int:
    return b.add("activity", **{"kind": kind, "owner": ANN, "done_at": at, "created_at": at, **fields})


def test_a_lead_is_worked_from_its_first_contact_by_who_made_it() -> None:
    b = company()
    first, second = lead(b), lead(b)
    act(b, "task", date(2024, 1, 2), lead=first)
    act(b, "email", date(2024, 1, 11), lead=first, owner=BOB)
    act(b, "call", date(2024, 2, 11), lead=first, owner=CY)
    act(b, "demo", date(2024, 2, 12), lead=second, mode="video")
    deal(b, CY, 5, None, date(2024, 3, 1), "won", lead=first)
    world = b.build()
    by = oracle(world, "customer_acquisition_rate", QUARTER, by=("owner", "contact_method"))
    assert by == {(BOB, "email"): 1, (ANN, None): 0}
    assert oracle(world, "customer_acquisition_rate", FEBRUARY) == {(): 0}


def test_a_lead_answers_once_however_often_it_was_asked() -> None:
    b = company()
    yes, no = lead(b, answer="positive"), lead(b, answer="negative", owner=BOB)
    b.add("campaign", name="Mail", channel="email")
    b.add("campaign_touch", campaign=1, lead=yes, sent_at=date(2024, 1, 12))
    b.add("campaign_touch", campaign=1, lead=no, sent_at=date(2024, 1, 12))
    b.add("campaign_touch", campaign=1, sent_at=date(2024, 1, 12))
    for day in (13, 14):
        act(b, "call", date(2024, 1, day), lead=yes, owner=CY)
    lead(b, answer="positive")
    world = b.build()
    assert oracle(world, "positive_reply_rate", JANUARY) == {(): Fraction(1, 2)}
    assert oracle(world, "negative_reply_rate", JANUARY, by="owner") == {(ANN,): 0, (BOB,): 1}
    assert oracle(world, "positive_reply_rate", FEBRUARY) == {(): None}


def test_the_load_is_of_all_who_sell_also_of_who_has_none() -> None:
    b = company()
    for _ in range(3):
        lead(b)
    lead(b, owner=CY)
    lead(b, converted_at=date(2024, 1, 20))
    lead(b, owner=None)
    world = b.build()
    assert oracle(world, "lead_load", as_of=date(2024, 1, 31)) == {(): Fraction(4, 3)}
    by = oracle(world, "lead_load", as_of=date(2024, 2, 1), by="owner.team")
    assert by == {(TEAM_A,): 0, (TEAM_B,): 2}


def test_leads_of_shows_and_contracts_by_sqls() -> None:
    b = company()
    b.add("campaign", name="Fair", channel="trade_show")
    b.add("campaign", name="Mail", channel="email")
    lead(b, campaign=1, sql_at=date(2024, 1, 12))
    lead(b, campaign=1, handed_over_at=date(2024, 3, 16))
    lead(b, campaign=2)
    b.add("contract", owner=BOB, signed_at=date(2024, 1, 5), value=Decimal(5))
    world = b.build()
    assert oracle(world, "event_leads", JANUARY) == {(): 2}
    assert oracle(world, "event_sales_ready_share", JANUARY) == {(): Fraction(1, 2)}
    assert oracle(world, "contracts_per_sql", JANUARY, by="owner") == {(ANN,): 0, (BOB,): None}
    assert oracle(world, "contracts_per_sql", JANUARY) == {(): 1}
