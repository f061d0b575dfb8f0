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


def test_calls_go_out_come_in_or_reach_somebody() -> None:
    b = company()
    for direction, outcome in (("outbound", "connected"), ("outbound", "no_answer"), ("inbound", "connected"),
                               (None, "connected"), ("outbound", "positive")):  # fmt: skip
        b.add("activity", kind="call", direction=direction, outcome=outcome, owner=ANN, done_at=local(1, 5))
    b.add("activity", kind="email", direction="outbound", owner=ANN, done_at=local(1, 5))
    world = b.build()
    found = [oracle(world, kpi, JANUARY)[()] for kpi in ("calls", "calls:inbound", "calls:connected")]
    assert found == [3, 1, 1]


def test_demos_are_demos_and_face_to_face_is_in_person() -> None:
    b = company()
    for kind, mode in (("demo", "video"), ("demo", "in_person"), ("visit", "in_person"), ("visit", None),
                       ("call", "in_person"), ("presentation", "in_person"), ("meeting", "phone")):  # fmt: skip
        b.add("activity", kind=kind, mode=mode, owner=ANN, done_at=local(1, 5))
    world = b.build()
    assert oracle(world, "demos", JANUARY) == {(): 2}
    assert oracle(world, "face_to_face_visits", JANUARY) == {(): 3}


def test_a_key_account_is_one_at_the_time_of_the_visit() -> None:
    b = company()
    account = b.add("account", name="K", is_key_account=False, created_at=date(2023, 5, 1))
    b.change("account", account, "is_key_account", True, local(1, 10))
    b.change("account", account, "is_key_account", False, local(2, 1))
    for done in (local(1, 9), local(1, 10), local(1, 31), local(2, 1)):
        b.add("activity", kind="visit", owner=ANN, account=account, done_at=done)
    b.add("activity", kind="demo", owner=ANN, account=account, done_at=local(1, 12))
    b.add("activity", kind="visit", owner=ANN, done_at=local(1, 12))
    world = b.build()
    assert oracle(world, "key_account_visits", JANUARY) == {(): 2}
    assert oracle(world, "key_account_visits", FEBRUARY) == {(): 0}


def test_a_call_follows_up_what_anybody_touched_before() -> None:
    b = company()
    b.add("activity", kind="email", direction="inbound", owner=BOB, lead=1, account=1, done_at=local(1, 4))
    for links in ({"lead": 1}, {"account": 1}, {"opportunity": 1}, {}):
        b.add("activity", kind="call", direction="outbound", owner=ANN, done_at=local(1, 5), **links)
    b.add("activity", kind="call", direction="outbound", owner=ANN, opportunity=1, done_at=local(1, 5))
    b.add("activity", kind="call", direction="inbound", owner=ANN, lead=1, done_at=local(1, 6))
    b.add("activity", kind="note", owner=ANN, lead=2, done_at=local(1, 4))
    b.add("activity", kind="call", direction="outbound", owner=ANN, lead=2, done_at=local(1, 5))
    assert oracle(b.build(), "follow_up_calls", JANUARY) == {(): 3}
