"""People at work, by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from tests.oracles.ask import answers, oracle
from tests.oracles.tiny import (
    ANN,
    BOB,
    CY,
    DEE,
    EVE,
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
from tests.worlds import Builder, rights_of

PARTS = ("mindset", "volume", "conversion", "value")


def test_revenue_by_head_counts_who_sells_by_the_day() -> None:
    b = company()
    order(b, None, date(2024, 1, 9), 60)
    order(b, None, date(2024, 2, 9), 90, owner=CY)
    b.add("membership", user=EVE, team=TEAM_B, role="rep", leads=False, valid_from=date(2024, 1, 17))
    # Bob is in a second team too, later: there he counts, once.
    b.add("membership", user=BOB, team=TEAM_B, role="rep", leads=False, valid_from=date(2024, 2, 15))
    world = b.build()
    # In January three and Eve for 15 of 31 days.
    assert oracle(world, "revenue_per_rep", JANUARY) == {(): 60 / (3 + Fraction(15, 31))}
    assert oracle(world, "revenue_per_rep", JANUARY, by="owner.team") == {
        (TEAM_A,): 30,
        (TEAM_B,): 0,
    }
    by = oracle(world, "revenue_per_rep", FEBRUARY, by="owner.team")
    assert by == {(TEAM_A,): 0, (TEAM_B,): 90 / (3 + Fraction(15, 29))}
    # To the middle of March fifteen days are over, and four sell on each of them.
    assert answers(world, "revenue_per_rep", MARCH)[()].denominator == 4
    # Bob sees himself and Ann, who was in his team then.
    seen = answers(world, "revenue_per_rep", JANUARY, rights=rights_of(world, BOB))[()]
    assert seen.denominator == 2


def entry(b: Builder, user: int, day: date, kind: str | None, minutes: int | None) -> None:
    b.add("time_entry", user=user, day=day, kind=kind, minutes=minutes)


def test_time_spent() -> None:
    b = company()
    day = date(2024, 2, 1)
    for user, kind, minutes in (
        (ANN, "selling", 60),
        (ANN, None, 60),
        (BOB, "travel", 90),
        (BOB, "selling", None),
    ):
        entry(b, user, day, kind, minutes)
    entry(b, ANN, date(2024, 3, 16), "selling", 600)
    world = b.build()
    found = answers(world, "selling_time_share", QUARTER)[()]
    assert (found.value, found.missing) == (Fraction(60, 210), 1)
    assert oracle(world, "selling_time_share", QUARTER, by="user") == {(ANN,): Fraction(1, 2), (BOB,): 0}
    assert oracle(world, "travel_hours", QUARTER, by="user.team") == {(TEAM_A,): Fraction(3, 2)}
    assert oracle(world, "travel_hours", QUARTER, rights=rights_of(world, CY)) == {(): 0}


def test_the_mind_of_somebody_multiplies_to_his_bookings_or_to_nothing() -> None:
    b = company()
    for user, score in ((ANN, 4), (ANN, 2), (BOB, 5), (CY, None)):
        b.add("check_in", user=user, week=date(2024, 1, 8), score=score)
    world = b.build()
    assert oracle(world, "mindset_score", JANUARY) == {(): Fraction(11, 3)}
    assert oracle(world, "mindset_score", JANUARY, by="user") == {(ANN,): 3, (BOB,): 5, (CY,): None}
    for user in (ANN, BOB, CY, DEE):
        deal(b, user, 50, date(2023, 1, 1), date(2024, 1, 9), "won")
        if user != BOB:
            b.add("activity", kind="visit", owner=user, done_at=date(2024, 1, 9))
    world = b.build()
    by = oracle(world, "performance_product", JANUARY, by="owner")
    assert by == {(ANN,): 50, (BOB,): None, (CY,): None, (DEE,): None}
    assert oracle(world, "performance_product", JANUARY) == {(): 200}
    parts = [oracle(world, f"performance_product:{part}", JANUARY, by="owner")[(ANN,)] for part in PARTS]
    assert parts == [3 / Fraction(11, 3), Fraction(11, 3) / 3, 1, 50]


def test_courses_by_completion_and_what_is_due() -> None:
    b = company()
    begun = date(2024, 1, 1)
    for required, completed in (
        (True, date(2024, 1, 31)),
        (True, None),
        (False, date(2024, 1, 5)),
        (None, None),
    ):
        b.add("training", user=ANN, required=required, completed_at=completed, created_at=begun)
    b.add("training", user=ANN, required=True, created_at=date(2024, 2, 1))
    b.change("training", 2, "completed_at", local(2, 1, 0), local(2, 1, 0))
    world = b.build()
    assert oracle(world, "training_completed", JANUARY) == {(): 2}
    assert oracle(world, "training_completed:required", as_of=date(2024, 1, 31)) == {(): Fraction(1, 2)}
    assert oracle(world, "training_completed:required", as_of=date(2024, 2, 1)) == {(): Fraction(2, 3)}


def test_answers_of_fewer_than_five_people_are_not_told() -> None:
    b = company()

    def say(score: int | None, user: int | None, team: int = TEAM_A) -> None:
        value = None if score is None else Decimal(score)
        b.add(
            "survey_response",
            kind="employee",
            score=value,
            user=user,
            team=team,
            answered_at=date(2024, 1, 9),
        )

    for score, user in ((2, ANN), (4, ANN), (6, BOB), (8, None)):
        say(score, user)
    say(None, EVE)
    b.add("survey_response", kind="csat", score=Decimal(1), answered_at=date(2024, 1, 9))
    say(10, None, TEAM_B)
    world = b.build()
    # Ann twice is one: with Bob and two without a name there are four.
    assert oracle(world, "employee_satisfaction", JANUARY) == {(): None}
    say(6, None)
    world = b.build()
    assert oracle(world, "employee_satisfaction", JANUARY) == {(): Fraction(36, 6)}
    assert oracle(world, "employee_satisfaction", JANUARY, by="team") == {(TEAM_A,): None, (TEAM_B,): None}
    assert oracle(world, "employee_satisfaction", JANUARY, rights=rights_of(world, ANN)) == {(): None}
