"""What became of a reminder, by the answer, the days that went by, and the figure measured again."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from steerboard.core.calendars import Calendar
from steerboard.core.periods import add_months
from steerboard.diagnosis.chain import Month, Verdict, judge
from steerboard.diagnosis.links import BY_KEY
from steerboard.diagnosis.peers import Band
from steerboard.work.team.loops import Loop, Present, grouped, loop_of
from steerboard.work.team.questions import Duties, Undone
from steerboard.work.team.reminder import Reminder

ZONE = ZoneInfo("Asia/Shanghai")
CALENDAR = Calendar(zone=ZONE)
TODAY = date(2026, 6, 17)  # a Wednesday
PEERS = Band(20, Decimal(18), Decimal(20), Decimal(22))


def at(day: int, month: int = 6) -> datetime:
    return datetime(2026, month, day, 10, tzinfo=ZONE)


def visits(*counts: float) -> Verdict:
    first = add_months(date(2026, 6, 1), 1 - len(counts))
    months = [Month(add_months(first, n), count, 1.0) for n, count in enumerate(counts)]
    return judge(BY_KEY["activity"], months, PEERS)


LOW, WELL = visits(*[3] * 12), visits(*[20] * 12)


def late(count: int) -> Duties:
    return Duties(5, [Undone(n, 1, "Offer", Decimal(100), frozenset({"steps"})) for n in range(count)])


def loop(reminder: Reminder, steps: int = 2, verdict: Verdict = LOW) -> Loop:
    return loop_of(reminder, Present([verdict], late(steps)), "CNY", TODAY, CALENDAR)


YESTERDAY = at(16)


def asked(topic: str = "steps", sent: datetime = YESTERDAY, was: str = "2", **more: Any) -> Reminder:
    return Reminder(topic=topic, head_en="2 next steps are overdue", was=was, sent_at=sent, **more)


def answered(kind: str, **more: Any) -> Reminder:
    return asked(answered_at=at(16), seen_at=at(16), answer=kind, **more)


@pytest.mark.parametrize(
    ("reminder", "state"),
    [
        (asked(), "sent"),
        (asked(seen_at=at(17)), "seen"),
        (asked(sent=at(12)), "sent"),  # Friday: two working days before today
        (asked(sent=at(12), seen_at=at(12)), "seen"),
        (asked(sent=at(10)), "overdue"),
        (asked(sent=at(10), seen_at=at(11)), "overdue"),
        (answered("by", answer_day=TODAY), "promised"),
        (answered("by", answer_day=date(2026, 6, 16)), "overdue"),
        (answered("done"), "unsolved"),
        (answered("cannot"), "unsolved"),
        (answered("note"), "unsolved"),
    ],
)
def test_what_is_undone_in_deals_is_measured_at_once(reminder: Reminder, state: str) -> None:
    assert loop(reminder).state == state


@pytest.mark.parametrize("reminder", [asked(), asked(sent=at(1)), answered("by", answer_day=TODAY)])
def test_it_is_solved_when_nothing_is_left_whatever_was_answered(reminder: Reminder) -> None:
    found = loop(reminder, steps=0)
    assert found.state == "solved"
    assert (str(found.then), str(found.now), found.moved) == ("2", "0", "better")


def test_a_figure_over_months_is_measured_after_four_weeks() -> None:
    fresh = asked("activity", at(1), "3", answered_at=at(1), answer="done")
    assert loop(fresh).state == "early"
    assert loop(fresh, verdict=WELL).state == "early"
    old = asked("activity", at(12, 5), "3", answered_at=at(12, 5), answer="done")
    assert loop(old).state == "unsolved"
    assert loop(old, verdict=WELL).state == "solved"
    assert loop(asked("activity", at(12, 5), "3")).state == "overdue"
    assert loop(asked("activity", at(16), "3")).state == "sent"


def test_then_and_now_are_of_the_same_figure_with_its_direction() -> None:
    up = loop(asked("activity", at(16), "3"), verdict=WELL)
    assert (str(up.then), str(up.now), up.moved) == ("3", "20", "better")
    down = loop(asked("activity", at(16), "9"))
    assert (str(down.then), str(down.now), down.moved) == ("9", "3", "worse")
    assert loop(asked("steps"), steps=5).moved == "worse"
    assert loop(asked("steps")).moved == "neutral"


def test_without_a_figure_there_is_no_then() -> None:
    assert loop(asked(was="")).then is None
    assert loop(asked("creation", was="4")).then is None


def test_they_stand_by_state_and_those_that_wait_longest_first() -> None:
    some = [loop(asked()), loop(asked(sent=at(1))), loop(asked(sent=at(9))), loop(answered("done"))]
    groups = grouped(some)
    assert [(state, len(found)) for state, _, found in groups] == [
        ("overdue", 2),
        ("sent", 1),
        ("unsolved", 1),
    ]
    assert groups[0][2][0].reminder.sent_at == at(1)
    assert all(name.zh for _, name, _ in groups)
    assert [x.is_open for x in some] == [True, True, True, False]
