"""Attainment, gap, and who is there, by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from steerboard.core.periods import Period
from steerboard.engine.rights import Rights
from tests.oracles.ask import oracle
from tests.oracles.test_flow import target
from tests.oracles.tiny import (
    ANN,
    BOB,
    CY,
    DEE,
    FEBRUARY,
    JANUARY,
    MARCH,
    QUARTER,
    TEAM_A,
    TEAM_B,
    company,
    deal,
    local,
)
from tests.worlds import Builder, World, rights_of


def sold() -> Builder:
    """January: Ann 50, Bob nothing, Cy 130."""
    b = company()
    deal(b, ANN, 50, local(1, 2), local(1, 9), "won")
    deal(b, CY, 130, local(1, 2), local(1, 9), "won")
    return b


@pytest.fixture
def world() -> World:
    b = sold()
    target(b, 1, 200)
    target(b, 2, 300)
    target(b, 3, 500)
    target(b, 1, 40, "team", TEAM_A)
    for user, value in ((ANN, 100), (BOB, 80), (CY, 130), (DEE, 0), (5, None)):
        target(b, 1, value, "user", user)
    return b.build()


def test_attainment_is_against_the_target_of_the_same_scope(world: World) -> None:
    assert oracle(world, "quota_attainment", JANUARY) == {(): Fraction(9, 10)}
    by_owner = oracle(world, "quota_attainment", JANUARY, by="owner")
    assert by_owner == {(ANN,): Fraction(1, 2), (BOB,): 0, (CY,): 1, (DEE,): None}
    by_team = oracle(world, "quota_attainment", JANUARY, by="owner.team")
    assert by_team == {(TEAM_A,): Fraction(5, 4), (TEAM_B,): None}
    assert oracle(world, "quota_attainment", JANUARY, by="type") == {(None,): None}


def test_a_quarter_without_its_own_target_has_that_of_its_months(world: World) -> None:
    assert oracle(world, "quota_attainment", QUARTER) == {(): Fraction(180, 1000)}
    assert oracle(world, "quota_attainment", QUARTER, by="owner") == {(ANN,): None, (CY,): None}


def test_the_quarters_own_target_goes_before_its_months() -> None:
    b = sold()
    for month in (1, 2, 3):
        target(b, month, 100)
    b.add("target", kpi="bookings", params={}, level="target", scope="company", value=Decimal(360),
          starts_on=QUARTER.start, ends_on=QUARTER.end)  # fmt: skip
    b.add("target", kpi="bookings", params={"x": 1}, level="target", scope="company", value=Decimal(1),
          starts_on=QUARTER.start, ends_on=QUARTER.end)  # fmt: skip
    assert oracle(b.build(), "quota_attainment", QUARTER) == {(): Fraction(1, 2)}


def test_a_year_takes_a_quarter_before_its_months() -> None:
    b = sold()
    for month in range(1, 12):
        target(b, month, 100)
    for start, end, value in (((2024, 12), (2025, 1), 100), ((2024, 1), (2024, 4), 600)):
        target(b, 1, value)
        b.rows["target"][-1].update(starts_on=date(*start, 1), ends_on=date(*end, 1))
    year = Period(date(2024, 1, 1), date(2025, 1, 1))
    assert oracle(b.build(), "quota_attainment", year) == {(): Fraction(180, 1500)}


def test_months_that_leave_a_gap_are_no_quarter() -> None:
    b = sold()
    target(b, 1, 100)
    target(b, 3, 100)
    assert oracle(b.build(), "quota_attainment", QUARTER) == {(): None}


def test_the_gap_may_be_negative_and_a_target_of_nothing_is_one(world: World) -> None:
    assert oracle(world, "quota_gap", JANUARY) == {(): 20}
    by_owner = oracle(world, "quota_gap", JANUARY, by="owner")
    assert by_owner == {(ANN,): 50, (BOB,): 80, (CY,): 0, (DEE,): 0}
    assert oracle(world, "quota_gap", JANUARY, by="owner.team")[TEAM_A,] == -10


def test_the_pace_goes_by_working_days(world: World) -> None:
    # 1–15 March 2024 has 11 of the month's 21 working days; the month before is over, the one after is not begun.
    assert oracle(world, "quota_gap:pace", MARCH) == {(): Fraction(500 * 11, 21)}
    assert oracle(world, "quota_gap:pace", FEBRUARY) == {(): 300}
    assert oracle(world, "quota_gap:pace", MARCH, now=local(2, 29)) == {(): 0}


def test_who_sees_a_part_has_no_attainment_of_the_whole(world: World) -> None:
    ann, bob, boss = rights_of(world, ANN), rights_of(world, BOB), Rights(9, frozenset({"finance"}), True)
    whole = [oracle(world, "quota_attainment", JANUARY, rights=who)[()] for who in (ann, bob, boss)]
    assert whole == [None, None, Fraction(9, 10)]
    assert oracle(world, "quota_attainment", JANUARY, by="owner", rights=ann) == {(ANN,): Fraction(1, 2)}
    # Ann has left Bob's team: what she did in it is his to see, her target is not.
    found = oracle(world, "quota_attainment", JANUARY, by="owner", rights=bob)
    assert found == {(ANN,): None, (BOB,): 0}
    assert oracle(world, "quota_attainment", JANUARY, by="owner.team", rights=ann) == {(TEAM_A,): None}
    found = oracle(world, "quota_attainment", JANUARY, by="owner.team", rights=bob)
    assert found == {(TEAM_A,): Fraction(5, 4)}


def test_reps_at_quota_are_counted_over_those_with_a_target(world: World) -> None:
    found = [oracle(world, f"reps_at_quota_share{v}", JANUARY)[()] for v in ("", ":below", ":far_below")]
    assert found == [Fraction(1, 3), Fraction(2, 3), Fraction(2, 3)]
    by_team = oracle(world, "reps_at_quota_share", JANUARY, by="owner.team")
    assert by_team == {(TEAM_A,): 0, (TEAM_B,): 1}
    assert oracle(world, "reps_at_quota_share", JANUARY, by="owner", rights=rights_of(world, CY)) == {
        (ANN,): 0,
        (CY,): 1,
    }
    assert oracle(world, "reps_at_quota_share", FEBRUARY) == {(): None}


def test_far_below_is_more_than_thirty_percent() -> None:
    b = company()
    for user, amount in ((ANN, 70), (BOB, 69), (CY, 100)):
        deal(b, user, amount, local(1, 2), local(1, 9), "won")
        target(b, 1, 100, "user", user)
    assert oracle(b.build(), "reps_at_quota_share:far_below", JANUARY) == {(): Fraction(1, 3)}
    assert oracle(b.build(), "reps_at_quota_share:below", JANUARY) == {(): Fraction(2, 3)}


def test_another_kpi_may_be_asked(world: World) -> None:
    assert oracle(world, "quota_attainment", JANUARY, params={"kpi": "won_deals"}) == {(): None}
    b = sold()
    target(b, 1, 4)
    b.row("target", 1)["kpi"] = "won_deals"
    month = oracle(b.build(), "quota_attainment", JANUARY, params={"kpi": "won_deals"})
    assert month == {(): Fraction(1, 2)}
