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
WEEKS = st.sampled_from([(), (4, 4, 5), (4, 5, 4), (5, 4, 4)])
CALENDARS = st.builds(Calendar, week_start=st.integers(0, 6), fiscal_month=st.integers(1, 12), weeks=WEEKS)


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


def test_months_may_be_made_of_weeks() -> None:
    """A year of 53 weeks: the Monday nearest to 1 January 2024 is 1 January, that of 2025 is 30 December 2024; the one
    nearest to 1 January 2027 is 4 January."""
    calendar = Calendar(weeks=(4, 4, 5))
    assert calendar.period("year", date(2025, 1, 1)) == Period(date(2024, 12, 30), date(2025, 12, 29))
    assert calendar.period("year", date(2026, 6, 1)) == Period(date(2025, 12, 29), date(2027, 1, 4))
    assert calendar.period("month", date(2025, 3, 1)) == Period(date(2025, 2, 24), date(2025, 3, 31))
    assert calendar.period("quarter", date(2026, 12, 31)) == Period(date(2026, 9, 28), date(2027, 1, 4))
    assert calendar.period("month", date(2027, 1, 3)) == Period(date(2026, 11, 23), date(2027, 1, 4))


@given(CALENDARS.filter(lambda c: bool(c.weeks)), DAYS)
def test_a_year_of_weeks_has_four_quarters_of_thirteen_and_at_most_one_week_more(
    calendar: Calendar, day: date
) -> None:
    year = calendar.period("year", day)
    quarters = list(calendar.periods("quarter", year))
    months = list(calendar.periods("month", year))
    assert [q.days // 7 for q in quarters[:3]] == [13, 13, 13]
    assert quarters[3].days in (13 * 7, 14 * 7)
    assert [m.days // 7 for m in months[:11]] == list(calendar.weeks * 4)[:11]
    assert months[-1].end == quarters[-1].end == year.end
    assert abs(
        (year.start - date(year.start.year + (year.start.month == 12), calendar.fiscal_month, 1)).days
    ) <= 3 or (abs((year.start - date(year.start.year, calendar.fiscal_month, 1)).days) <= 3)
    assert calendar.year_before(year, "year").end == year.start
    assert all(calendar.year_before(m, "month").days // 7 in (4, 5, 6) for m in months)


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
