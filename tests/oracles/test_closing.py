"""Closed deals, by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from tests.oracles.ask import answers, oracle
from tests.oracles.tiny import (
    ANN,
    BOB,
    CY,
    FEBRUARY,
    JANUARY,
    MARCH,
    NORTH,
    QUARTER,
    SOUTH,
    TEAM_A,
    TEAM_B,
    company,
    deal,
    local,
)  # fmt: skip


def test_bookings_take_the_local_day_of_closing() -> None:
    b = company()
    deal(b, ANN, 100, date(2024, 1, 1), local(1, 31, 23, 59), "won")
    deal(b, ANN, 20, date(2024, 1, 1), local(2, 1, 0, 0), "won")
    deal(b, ANN, 3, date(2024, 1, 1), date(2024, 1, 31), "won")
    deal(b, ANN, 1000, date(2024, 1, 1), date(2024, 1, 31), "lost")
    world = b.build()
    assert oracle(world, "bookings", JANUARY) == {(): 103}
    assert oracle(world, "bookings", FEBRUARY) == {(): 20}


def test_bookings_go_to_the_owner_and_the_team_at_closing() -> None:
    b = company()
    first = deal(b, ANN, 100, date(2024, 1, 1), date(2024, 1, 20), "won")
    b.change("opportunity", first, "owner", CY, date(2024, 1, 25))
    second = deal(b, BOB, 10, date(2024, 1, 1), date(2024, 2, 20), "won")
    b.change("opportunity", second, "owner", ANN, date(2024, 2, 20))
    world = b.build()
    assert oracle(world, "bookings", QUARTER, by="owner") == {(ANN,): 110}
    assert oracle(world, "bookings", QUARTER, by="owner.team") == {(TEAM_A,): 100, (TEAM_B,): 10}
    assert oracle(world, "bookings", QUARTER, by="owner.region") == {(NORTH,): 100, (SOUTH,): 10}


def test_a_shared_deal_is_weighted_by_owner_and_counts_once_in_total() -> None:
    b = company()
    shared = deal(b, ANN, 100, date(2024, 1, 1), date(2024, 1, 20), "won")
    b.add("opportunity_split", opportunity=shared, user=BOB, share=Decimal("0.7"))
    b.add("opportunity_split", opportunity=shared, user=CY, share=Decimal("0.3"))
    world = b.build()
    assert oracle(world, "bookings", JANUARY, by="owner") == {(BOB,): 70, (CY,): 30}
    assert oracle(world, "won_deals", JANUARY, by="owner") == {
        (BOB,): Fraction(7, 10),
        (CY,): Fraction(3, 10),
    }
    assert oracle(world, "won_deals", JANUARY) == {(): 1}
    assert oracle(world, "sales_cycle_days", JANUARY, by="owner") == {(BOB,): 19, (CY,): 19}


def test_an_unknown_amount_is_missing_and_not_zero() -> None:
    b = company()
    deal(b, ANN, None, date(2024, 1, 1), date(2024, 1, 20), "won")
    deal(b, BOB, 50, date(2024, 1, 1), date(2024, 1, 20), "won")
    deal(b, BOB, 7, date(2024, 1, 1), date(2024, 1, 20), "won", currency="USD")
    world = b.build()
    assert oracle(world, "bookings", JANUARY, by="owner") == {(ANN,): None, (BOB,): 50}
    assert answers(world, "bookings", JANUARY)[()].missing == 2
    assert oracle(world, "average_contract_value", JANUARY) == {(): 50}
    assert oracle(world, "won_deals", JANUARY) == {(): 3}


def test_win_rate_and_its_variants() -> None:
    b = company()
    deal(b, ANN, 300, date(2024, 1, 5), date(2024, 2, 5), "won")
    deal(b, ANN, 100, date(2024, 1, 6), date(2024, 2, 6), "lost")
    deal(b, ANN, 100, date(2024, 1, 7), date(2024, 3, 7), "lost")
    deal(b, ANN, 100, date(2024, 1, 8))
    world = b.build()
    assert oracle(world, "win_rate", FEBRUARY) == {(): Fraction(1, 2)}
    assert oracle(world, "win_rate:amount", FEBRUARY) == {(): Fraction(3, 4)}
    assert oracle(world, "win_rate:cohort", JANUARY) == {(): Fraction(1, 3)}
    assert oracle(world, "win_rate", JANUARY) == {(): None}
    assert oracle(world, "opportunities_created", JANUARY) == {(): 4}


def test_loss_rate_by_reason_adds_up_to_the_loss_rate() -> None:
    b = company()
    for outcome, reason in (("won", None), ("won", None), ("lost", "price"), ("lost", None)):
        deal(b, ANN, 1, date(2024, 1, 5), date(2024, 2, 5), outcome, loss_reason=reason)
    world = b.build()
    assert oracle(world, "loss_rate", FEBRUARY) == {(): Fraction(1, 2)}
    by = oracle(world, "loss_rate", FEBRUARY, by="loss_reason")
    assert by == {("price",): Fraction(1, 4), (None,): Fraction(1, 4)}


def test_the_cycle_is_exact_or_in_calendar_days() -> None:
    b = company()
    deal(b, ANN, 1, local(2, 1, 23, 0), local(2, 3, 11, 0), "won")
    deal(b, ANN, 1, local(2, 1, 23, 0), date(2024, 2, 5), "won")
    deal(b, ANN, 1, date(2024, 2, 1), date(2024, 2, 11), "won")
    deal(b, ANN, 1, None, date(2024, 2, 11), "won")
    world = b.build()
    assert oracle(world, "sales_cycle_days", FEBRUARY) == {(): 4}
    assert oracle(world, "sales_cycle_days:mean", FEBRUARY) == {(): Fraction(31, 6)}
    assert oracle(world, "sales_cycle_days:p90", FEBRUARY) == {(): 4 + Fraction(8, 10) * 6}
    assert answers(world, "sales_cycle_days", FEBRUARY)[()].missing == 1


def test_deleted_deals_and_days_after_now_do_not_count() -> None:
    b = company()
    deal(b, ANN, 10, date(2024, 1, 1), date(2024, 3, 10), "won")
    deal(b, ANN, 5, date(2024, 1, 1), date(2024, 3, 10), "won", deleted_at=local(3, 12))
    deal(b, ANN, 3, date(2024, 1, 1), date(2024, 3, 16), "won")
    world = b.build()
    assert oracle(world, "bookings", MARCH) == {(): 10}
    assert oracle(world, "bookings", MARCH, now=local(3, 9)) == {(): 0}
    assert oracle(world, "bookings", MARCH, by="owner", now=local(3, 9)) == {}
