"""Times of the world: nothing is made up, and text sorts by time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steerboard.core.errors import BadInput
from steerboard.core.worldtime import end_of_day, from_text, instant, is_instant, local_date, to_text

SHANGHAI, NEW_YORK = ZoneInfo("Asia/Shanghai"), ZoneInfo("America/New_York")
INSTANTS = st.datetimes(datetime(1990, 1, 1), datetime(2060, 1, 1)).map(lambda d: d.replace(tzinfo=UTC))  # noqa: DTZ001


@given(INSTANTS | st.dates())
def test_text_and_back_is_the_same(value: date | datetime) -> None:
    assert from_text(to_text(value)) == value
    assert is_instant(from_text(to_text(value))) == is_instant(value)


@given(INSTANTS, INSTANTS)
def test_text_sorts_by_time(one: datetime, other: datetime) -> None:
    assert (to_text(one) < to_text(other)) == (one < other)


def test_a_zone_becomes_utc_and_a_day_stays_a_day() -> None:
    nine = datetime(2026, 3, 1, 9, tzinfo=timezone(timedelta(hours=8)))
    assert to_text(nine) == "2026-03-01T01:00:00.000000Z"
    assert to_text(date(2026, 3, 1)) == "2026-03-01"


@pytest.mark.parametrize("text", ["2026-02-30", "yesterday", "2026-03-01T09:30:00", "", "2026-3-1"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        from_text(text)


def test_a_day_belongs_to_its_zone() -> None:
    late = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
    assert local_date(late, SHANGHAI) == date(2026, 3, 2)
    assert local_date(late, NEW_YORK) == date(2026, 3, 1)


def test_days_of_a_clock_change_have_their_true_length() -> None:
    day = date(2026, 3, 8)  # New York moves its clocks forward
    assert end_of_day(day, NEW_YORK) - instant(day, NEW_YORK) == timedelta(hours=23)
