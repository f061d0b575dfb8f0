"""Ways through the stages, by hand."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction

from steerboard.core.worldtime import WorldTime
from tests.oracles.ask import answers, oracle
from tests.oracles.tiny import (
    ANN,
    BOB,
    DEVELOP,
    FEBRUARY,
    JANUARY,
    LOST,
    PROPOSE,
    QUALIFY,
    QUARTER,
    TEAM_A,
    TEAM_B,
    WON,
    company,
    deal,
    local,
)  # fmt: skip
from tests.worlds import Builder


def way(b: Builder, *steps: tuple[int, WorldTime], source: str = "app") -> int:
    """An opportunity of Ann's that goes through these stages; won and lost close it."""
    (first, created), *rest = steps
    number = deal(b, ANN, 1, created, source=source, stage=first)
    for stage, at in rest:
        b.change("opportunity", number, "stage", stage, at)
        if stage in (WON, LOST):
            b.change("opportunity", number, "outcome", "won" if stage == WON else "lost", at)
            b.change("opportunity", number, "closed_at", at, at)
    return number


def test_conversion_counts_each_deal_once_and_the_lost_as_not_reached() -> None:
    b = company()
    way(b, (QUALIFY, local(1, 2)), (DEVELOP, local(1, 5)), (QUALIFY, local(1, 8)), (DEVELOP, local(1, 9)))
    way(b, (QUALIFY, local(1, 2)), (LOST, local(1, 20)))
    way(b, (QUALIFY, local(1, 2)), (WON, local(3, 1)))
    world = b.build()
    by_stage = oracle(world, "stage_conversion_rate", JANUARY, by="stage")
    assert by_stage == {(QUALIFY,): Fraction(2, 3), (DEVELOP,): 0}
    assert oracle(world, "stage_conversion_rate", JANUARY) == {(): Fraction(1, 2)}


def test_a_skipped_stage_was_not_entered_and_a_later_one_counts_as_reached() -> None:
    b = company()
    way(b, (QUALIFY, local(1, 2)), (PROPOSE, local(2, 5)))
    world = b.build()
    assert oracle(world, "stage_conversion_rate", QUARTER, by="stage") == {(QUALIFY,): 1, (PROPOSE,): 0}
    assert oracle(world, "stage_conversion_rate", FEBRUARY, by="stage") == {(PROPOSE,): 0}


def test_only_known_stage_histories_count() -> None:
    b = company()
    deal(b, ANN, 1, date(2024, 1, 2), source="sheet", stage=PROPOSE)
    deal(b, ANN, 1, date(2024, 1, 2), source="crm", stage=PROPOSE, outcome="lost", closed=date(2024, 1, 8))
    deal(b, ANN, 1, date(2024, 1, 2), source="crm", stage=PROPOSE, outcome="lost", closed=date(2024, 1, 9))
    deal(b, ANN, 1, date(2024, 1, 2), source="app", stage=QUALIFY)
    way(b, (QUALIFY, date(2024, 1, 3)), (DEVELOP, date(2024, 1, 9)), source="crm")
    world = b.build()
    assert oracle(world, "stage_conversion_rate", JANUARY, by="stage") == {
        (QUALIFY,): Fraction(1, 2),
        (DEVELOP,): 0,
        (PROPOSE,): 0,
    }
    assert answers(world, "stage_conversion_rate", JANUARY, by="stage")[(PROPOSE,)].denominator == 1


def test_a_deal_that_did_not_move_counts_where_its_source_tells_of_moves() -> None:
    b = company()
    deal(b, ANN, 1, date(2024, 1, 2), source="crm", stage=QUALIFY)
    assert oracle(b.build(), "stage_conversion_rate", JANUARY, by="stage") == {}
    way(b, (QUALIFY, date(2024, 1, 3)), (DEVELOP, date(2024, 1, 9)), source="crm")
    rates = oracle(b.build(), "stage_conversion_rate", JANUARY, by="stage")
    assert rates == {(QUALIFY,): Fraction(1, 2), (DEVELOP,): 0}


def test_time_in_stage_adds_all_visits_and_is_dated_by_the_last() -> None:
    b = company()
    way(b, (QUALIFY, local(1, 2)), (DEVELOP, local(1, 5)), (QUALIFY, local(1, 8)), (DEVELOP, local(2, 9)))
    world = b.build()
    assert oracle(world, "time_in_stage", JANUARY, by="stage") == {}
    assert oracle(world, "time_in_stage", FEBRUARY, by="stage") == {(QUALIFY,): 3 + 32}


def test_time_in_stage_statistics_and_credit_at_leaving() -> None:
    b = company()
    for day in (4, 6, 12):
        way(b, (QUALIFY, date(2024, 1, 2)), (DEVELOP, date(2024, 1, day)), source="crm")
    b.change("opportunity", 3, "owner", BOB, date(2024, 1, 10))
    world = b.build()
    assert oracle(world, "time_in_stage", JANUARY) == {(): 4}
    assert oracle(world, "time_in_stage:mean", JANUARY) == {(): Fraction(16, 3)}
    assert oracle(world, "time_in_stage:p90", JANUARY) == {(): 4 + Fraction(8, 10) * 6}
    assert oracle(world, "time_in_stage", JANUARY, by="owner") == {(ANN,): 3, (BOB,): 10}


def test_the_open_ones_count_up_to_the_instant() -> None:
    b = company()
    way(b, (QUALIFY, local(1, 2, 12)), (DEVELOP, local(1, 5, 12)))
    way(b, (QUALIFY, date(2024, 1, 2)), (DEVELOP, date(2024, 1, 6)), (LOST, date(2024, 1, 11)), source="crm")
    world = b.build()
    assert oracle(world, "time_in_stage:open", as_of=date(2024, 1, 4), by="stage") == {
        (QUALIFY,): Fraction(9, 4)
    }
    assert oracle(world, "time_in_stage:open", as_of=local(1, 8, 12)) == {(): Fraction(5, 2)}
    assert oracle(world, "time_in_stage:open", as_of=date(2024, 1, 11), by="owner.team") == {
        (TEAM_A,): Fraction(13, 2)
    }
    assert oracle(world, "time_in_stage:open", as_of=date(2024, 2, 1), by="owner.team") == {
        (TEAM_B,): Fraction(55, 2)
    }


def test_closing_without_a_move_ends_the_visit() -> None:
    b = company()
    number = way(b, (QUALIFY, local(1, 2)), (DEVELOP, local(1, 4)))
    closed: datetime = local(1, 9)
    b.change("opportunity", number, "outcome", "lost", closed)
    b.change("opportunity", number, "closed_at", closed, closed)
    world = b.build()
    assert oracle(world, "time_in_stage", JANUARY, by="stage") == {(QUALIFY,): 2, (DEVELOP,): 5}
    assert oracle(world, "time_in_stage:open", as_of=date(2024, 2, 1)) == {(): None}


def test_two_steps_on_one_day_leave_a_visit_of_no_days() -> None:
    b = company()
    day = date(2024, 1, 5)
    way(b, (QUALIFY, date(2024, 1, 2)), (DEVELOP, day), (PROPOSE, day), source="crm")
    world = b.build()
    assert oracle(world, "time_in_stage", JANUARY, by="stage") == {(QUALIFY,): 3, (DEVELOP,): 0}
    assert oracle(world, "stage_conversion_rate", JANUARY, by="stage")[(DEVELOP,)] == 1


def test_conversion_to_won_waits_for_the_days_that_it_gives() -> None:
    b = company()
    way(b, (QUALIFY, local(1, 2)), (WON, local(2, 1)))
    way(b, (QUALIFY, local(1, 2)), (DEVELOP, local(1, 4)), (WON, local(2, 1, 12, 1)))
    way(b, (QUALIFY, local(1, 2)), (LOST, local(1, 3)))
    way(b, (QUALIFY, local(2, 14)))
    world = b.build()
    assert oracle(world, "stage_conversion_rate:won", QUARTER) == {(): Fraction(3, 5)}
    within = oracle(world, "stage_conversion_rate:won", QUARTER, by="stage", params={"within": 30})
    assert within == {(QUALIFY,): Fraction(1, 4), (DEVELOP,): 1}
    # On 15 March at noon the entry of 14 February at noon is 30 days old.
    shorter = oracle(world, "stage_conversion_rate:won", QUARTER, by="stage", params={"within": 31})
    assert shorter == {(QUALIFY,): Fraction(2, 3), (DEVELOP,): 1}
