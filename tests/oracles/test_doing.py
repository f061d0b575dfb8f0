"""Activities and plans, by hand."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from tests.oracles.ask import oracle
from tests.oracles.tiny import ANN, BOB, FEBRUARY, JANUARY, MARCH, company, local


def test_activities_are_done_and_customer_facing() -> None:
    b = company()
    for kind in ("call", "email", "visit", "meeting", "demo", "presentation", "onboarding", "task", "note"):
        b.add("activity", kind=kind, owner=ANN, done_at=date(2024, 1, 5))
    b.add("activity", kind="visit", owner=ANN, planned_for=date(2024, 1, 5))
    world = b.build()
    assert oracle(world, "activities", JANUARY) == {(): 7}
    assert oracle(world, "activities", JANUARY, by="kind")[("call",)] == 1
    assert ("task",) not in oracle(world, "activities", JANUARY, by="kind")


def test_visits_are_visits_meetings_and_connected_calls() -> None:
    b = company()
    for kind, outcome in (("visit", None), ("meeting", "positive"), ("call", "connected"), ("call", "no_answer"),
                          ("call", None), ("demo", "connected")):  # fmt: skip
        b.add("activity", kind=kind, outcome=outcome, owner=ANN, done_at=local(1, 5))
    assert oracle(b.build(), "visits", JANUARY) == {(): 3}


def test_the_owner_when_it_was_done_has_the_credit() -> None:
    b = company()
    number = b.add("activity", kind="visit", owner=ANN, done_at=local(1, 31, 23, 59))
    b.change("activity", number, "owner", BOB, local(2, 1))
    world = b.build()
    assert oracle(world, "activities", JANUARY, by="owner") == {(ANN,): 1}
    assert oracle(world, "activities", FEBRUARY) == {(): 0}


def test_plan_completion_goes_by_the_day_first_committed_to() -> None:
    b = company()
    on_time = b.add("activity", kind="visit", owner=ANN, planned_for=local(1, 5), done_at=local(1, 5, 23, 59))
    moved = b.add("activity", kind="visit", owner=ANN, planned_for=local(1, 5), done_at=local(2, 6))
    b.change("activity", moved, "planned_for", date(2024, 2, 6), local(1, 4))
    b.add("activity", kind="call", owner=ANN, planned_for=date(2024, 1, 5), done_at=local(1, 6, 0, 0))
    b.add("activity", kind="call", owner=ANN, planned_for=date(2024, 1, 5), cancelled_at=local(1, 5))
    b.add("activity", kind="task", owner=ANN, planned_for=date(2024, 1, 5), done_at=local(1, 5))
    world = b.build()
    assert on_time == 1
    assert oracle(world, "plan_completion_rate", JANUARY) == {(): Fraction(1, 4)}
    assert oracle(world, "plan_completion_rate:eventually", JANUARY) == {(): Fraction(3, 4)}
    assert oracle(world, "plan_completion_rate", FEBRUARY) == {(): None}


def test_a_plan_made_after_entering_counts_from_its_first_time() -> None:
    b = company()
    number = b.add("activity", kind="visit", owner=ANN, done_at=local(1, 9))
    b.change("activity", number, "planned_for", date(2024, 1, 9), local(1, 2))
    b.change("activity", number, "planned_for", date(2024, 1, 3), local(1, 3))
    assert oracle(b.build(), "plan_completion_rate", JANUARY) == {(): 1}


def test_commitments_of_days_to_come_do_not_count_yet() -> None:
    b = company()
    b.add("activity", kind="visit", owner=ANN, planned_for=local(3, 14), done_at=local(3, 14))
    b.add("activity", kind="visit", owner=ANN, planned_for=local(3, 15, 18))
    b.add("activity", kind="visit", owner=ANN, planned_for=local(3, 16))
    assert oracle(b.build(), "plan_completion_rate", MARCH) == {(): Fraction(1, 2)}
