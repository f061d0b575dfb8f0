"""Attainment, gap, pace and what a day must bring, against arithmetic done by hand and against their own laws."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from steerboard.core.calendars import Calendar
from steerboard.core.periods import Period
from steerboard.plans.progress import NO_ACTUAL, NO_TARGET, ZERO_TARGET, Progress, WorkingDays

JUNE = Period(date(2026, 6, 1), date(2026, 7, 1))
MIDDLE = WorkingDays(13, 22, 10)
amounts = st.decimals(min_value=0, max_value=10**9, places=2)
targets = st.decimals(min_value=Decimal("0.01"), max_value=10**9, places=2)
days = st.integers(0, 22).map(lambda n: WorkingDays(n, 22, min(22, 22 - n + 1)))


def test_it_says_where_one_stands_in_the_middle_of_a_month() -> None:
    p = Progress(Decimal(312_000), Decimal(500_000), MIDDLE, Decimal(600_000))
    assert p.attainment == Decimal("0.624")
    assert p.gap == 188_000
    assert p.per_day == 18_800
    assert p.to_stretch == 288_000
    assert p.expected is not None
    assert round(p.expected, 2) == Decimal("295454.55")
    assert p.on_pace


def test_without_a_target_there_is_no_attainment_but_a_reason() -> None:
    p = Progress(Decimal(5), None, MIDDLE)
    assert (p.attainment, p.gap, p.per_day, p.on_pace, p.reason) == (None, None, None, None, NO_TARGET)


def test_a_target_of_nothing_is_met_and_has_no_attainment() -> None:
    p = Progress(Decimal(0), Decimal(0), MIDDLE)
    assert (p.attainment, p.reason, p.met, p.on_pace) == (None, ZERO_TARGET, True, None)
    assert p.gap == 0


def test_a_figure_that_is_not_known_is_not_nothing() -> None:
    p = Progress(None, Decimal(10), MIDDLE)
    assert (p.attainment, p.gap, p.met, p.reason) == (None, None, False, NO_ACTUAL)


def test_on_the_first_morning_the_whole_month_is_left() -> None:
    assert WorkingDays.of(JUNE, date(2026, 6, 1), Calendar()) == WorkingDays(1, 22, 22)


def test_on_the_last_evening_all_of_it_is_due_and_one_day_is_left() -> None:
    found = WorkingDays.of(JUNE, date(2026, 6, 30), Calendar())
    assert found.pace == 1
    assert found.left == 1


def test_on_a_weekend_the_days_left_begin_on_monday() -> None:
    friday, saturday = (WorkingDays.of(JUNE, date(2026, 6, day), Calendar()) for day in (19, 20))
    assert saturday.done == friday.done
    assert saturday.left == friday.left - 1


def test_holidays_count_for_neither_side() -> None:
    calendar = Calendar(off=frozenset({date(2026, 6, 19)}))
    assert WorkingDays.of(JUNE, date(2026, 6, 17), calendar) == WorkingDays(13, 21, 9)


def test_a_month_in_which_nobody_works_has_no_pace() -> None:
    calendar = Calendar(off=frozenset(JUNE.each_day()))
    found = WorkingDays.of(JUNE, date(2026, 6, 17), calendar)
    assert found.pace is None
    assert Progress(Decimal(1), Decimal(2), found).per_day is None


@given(amounts, targets, days)
def test_what_is_done_and_what_is_missing_make_the_target(
    actual: Decimal, target: Decimal, left: WorkingDays
) -> None:
    p = Progress(actual, target, left)
    assert p.gap is not None
    assert p.met == (p.gap == 0)
    assert max(actual, target) == actual + p.gap


@given(amounts, targets, days)
def test_the_days_that_are_left_bring_just_the_gap(
    actual: Decimal, target: Decimal, left: WorkingDays
) -> None:
    p = Progress(actual, target, left)
    if p.per_day is None:
        assert p.met or not left.left
    else:
        assert p.gap is not None
        assert abs(p.per_day * left.left - p.gap) < Decimal("0.0001")


@given(amounts, targets, days)
def test_who_has_met_the_target_is_on_pace(actual: Decimal, target: Decimal, left: WorkingDays) -> None:
    p = Progress(actual, target, left)
    assert not p.met or p.on_pace


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(1, 120), st.integers(-10, 130))
def test_done_and_left_overlap_in_today_alone(start: date, length: int, shift: int) -> None:
    calendar, period = Calendar(), Period(start, start + timedelta(days=length))
    today = start + timedelta(days=shift)
    found = WorkingDays.of(period, today, calendar)
    both = 1 if today in period and calendar.is_working_day(today) else 0
    assert found.done + found.left == found.total + both
