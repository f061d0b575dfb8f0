"""The company's calendar: periods, fiscal years, weeks, working days."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steerboard.core.calendars import Calendar
from steerboard.core.errors import UnknownName
from steerboard.core.periods import Grain, Period, add_months
from steerboard.core.working_days import of_country

DAYS = st.dates(date(2000, 1, 1), date(2050, 12, 31))
GRAINS = st.sampled_from(["day", "week", "month", "quarter", "year"])
CALENDARS = st.builds(Calendar, week_start=st.integers(0, 6), fiscal_month=st.integers(1, 12))


@given(CALENDARS, GRAINS, DAYS)
def test_every_day_lies_in_exactly_its_period(calendar: Calendar, grain: Grain, day: date) -> None:
    period = calendar.period(grain, day)
    assert day in period
    assert calendar.period(grain, period.start) == calendar.period(grain, period.last) == period
    assert calendar.period(grain, period.end).start == period.end


@given(CALENDARS, GRAINS, DAYS)
def test_the_period_before_ends_where_this_begins(calendar: Calendar, grain: Grain, day: date) -> None:
    period = calendar.period(grain, day)
    assert calendar.previous(period, grain).end == period.start


def test_a_fiscal_year_may_start_in_april() -> None:
    calendar = Calendar(fiscal_month=4)
    assert calendar.period("year", date(2026, 3, 31)) == Period(date(2025, 4, 1), date(2026, 4, 1))
    assert calendar.period("quarter", date(2026, 5, 1)) == Period(date(2026, 4, 1), date(2026, 7, 1))


def test_a_week_may_start_on_sunday() -> None:
    assert Calendar(week_start=6).period("week", date(2026, 11, 21)).start == date(2026, 11, 15)
    assert Calendar(week_start=0).period("week", date(2026, 11, 21)).start == date(2026, 11, 16)


def test_china_works_on_swapped_days() -> None:
    off, worked = of_country("CN", range(2026, 2027))
    calendar = Calendar(zone=ZoneInfo("Asia/Shanghai"), off=off, worked=worked)
    assert not calendar.is_working_day(date(2026, 10, 7))
    assert calendar.is_working_day(date(2026, 10, 10))  # a Saturday
    assert calendar.working_days(Period(date(2026, 10, 1), date(2026, 11, 1))) == 18


def test_an_unknown_country_is_named() -> None:
    with pytest.raises(UnknownName):
        of_country("XX", range(2026, 2027))


def test_pace_counts_working_days_that_are_over() -> None:
    november = Period(date(2026, 11, 1), date(2026, 12, 1))
    assert Calendar().pace(november, date(2026, 10, 31)) == 0
    assert Calendar().pace(november, date(2026, 11, 20)) == pytest.approx(15 / 21)
    assert Calendar().pace(november, date(2026, 12, 5)) == 1


def test_today_is_the_zones() -> None:
    now = datetime(2026, 3, 1, 23, tzinfo=ZoneInfo("UTC"))
    assert Calendar(zone=ZoneInfo("Asia/Shanghai")).today(now) == date(2026, 3, 2)


def test_months_are_added_to_the_last_day_where_it_must_be() -> None:
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert add_months(date(2026, 1, 31), -2) == date(2025, 11, 30)


def test_a_period_cannot_end_before_it_starts() -> None:
    with pytest.raises(ValueError, match="cannot end"):
        Period(date(2026, 2, 1), date(2026, 1, 1))
