"""Days, moments and periods as people say them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from steerboard.core.periods import Period
from steerboard.ui import dates

TODAY = date(2026, 11, 20)
SHANGHAI = ZoneInfo("Asia/Shanghai")


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("day", "zh", "en"),
    [
        (date(2026, 11, 20), "今天", "today"),
        (date(2026, 11, 19), "昨天", "yesterday"),
        (date(2026, 11, 18), "前天", "2 days ago"),
        (date(2026, 11, 17), "3 天前", "3 days ago"),
        (date(2026, 11, 21), "明天", "tomorrow"),
        (date(2026, 11, 22), "后天", "in 2 days"),
        (date(2026, 12, 20), "30 天后", "in 30 days"),
        (date(2026, 9, 21), "60 天前", "60 days ago"),
        (date(2026, 9, 20), "9月20日", "20 Sep"),
        (date(2025, 9, 20), "2025年9月20日", "20 Sep 2025"),
        (None, "—", "—"),
    ],
)
def test_it_says_how_far_a_day_is_until_its_date_says_more(day: date | None, zh: str, en: str) -> None:
    assert plain(dates.ago(day, TODAY, "zh")) == zh
    assert plain(dates.ago(day, TODAY, "en")) == en


def test_the_year_is_said_unless_it_is_this_one() -> None:
    assert dates.date_short(date(2026, 3, 5), "zh", TODAY) == "3月5日"
    assert dates.date_short(date(2026, 3, 5), "zh") == "2026年3月5日"
    assert plain(dates.date_long(TODAY, "zh", TODAY)) == "11月20日 周五"
    assert plain(dates.date_long(TODAY, "en", TODAY)) == "Fri 20 Nov"
    assert dates.weekday(date(2026, 11, 22), "zh") == "周日"


def test_a_moment_is_told_in_the_zone_of_the_reader() -> None:
    now = datetime(2026, 11, 20, 6, 30, tzinfo=UTC)
    late = datetime(2026, 11, 19, 16, 5, tzinfo=UTC)  # 00:05 of the 20th in Shanghai
    assert plain(dates.moment(late, now, SHANGHAI, "zh")) == "今天 00:05"
    assert plain(dates.moment(late, now, ZoneInfo("UTC"), "en")) == "yesterday 16:05"
    old = datetime(2025, 11, 3, 2, 0, tzinfo=UTC)
    assert plain(dates.moment(old, now, SHANGHAI, "zh")) == "2025年11月3日 10:00"
    assert dates.clock_time(late, SHANGHAI) == "00:05"
    assert dates.moment(None, now, SHANGHAI, "zh") == dates.clock_time(None, SHANGHAI) == "—"


def test_periods_have_names() -> None:
    month = Period(date(2026, 11, 1), date(2026, 12, 1))
    quarter = Period(date(2026, 10, 1), date(2027, 1, 1))
    week = Period(date(2026, 12, 28), date(2027, 1, 4))
    assert dates.period_name(month, "month", "zh") == "2026年11月"
    assert plain(dates.period_name(month, "month", "en")) == "November 2026"
    assert plain(dates.period_name(quarter, "quarter", "en")) == "Q4 2026"
    assert dates.period_name(quarter, "quarter", "zh") == "2026年4季度"
    assert dates.period_name(quarter, "year", "zh") == "2026年"
    assert plain(dates.period_name(week, "week", "en")) == "28 Dec 2026–3 Jan 2027"
    assert dates.period_name(month, "day", "zh") == "2026年11月1日"


def test_quarters_and_years_are_fiscal_ones() -> None:
    first = Period(date(2026, 4, 1), date(2026, 7, 1))
    last = Period(date(2027, 1, 1), date(2027, 4, 1))
    assert plain(dates.period_name(first, "quarter", "en", fiscal_month=4)) == "Q1 2026"
    assert plain(dates.period_name(last, "quarter", "en", fiscal_month=4)) == "Q4 2026"
    assert dates.period_name(last, "year", "en", fiscal_month=4) == "2026"
