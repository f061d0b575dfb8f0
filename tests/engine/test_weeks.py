"""Figures by months that are made of weeks (4-4-5): each against numbers worked out by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from steerboard.core.calendars import Calendar
from tests.engine.asking import ask, over
from tests.engine.tables import Tables, utc

WEEKS = Calendar(weeks=(4, 4, 5))
YEARS: dict[str, Any] = {"from_": date(2025, 12, 29), "to": date(2027, 1, 3), "calendar": WEEKS}
NOW = datetime(2028, 1, 10, 12, tzinfo=UTC)


def won(tables: Tables, *days: date) -> None:
    for day in days:
        tables.add("opportunity", outcome="won", closed_at=day, created_at=date(2025, 1, 1), amount=10)


@pytest.fixture
def tables() -> Tables:
    return Tables()


def test_a_deal_falls_into_the_month_of_its_week(tables: Tables) -> None:
    """Fiscal February 2026 runs from 26 January to 22 February, fiscal March from then for five weeks."""
    won(tables, date(2026, 1, 25), date(2026, 1, 26), date(2026, 2, 22), date(2026, 2, 23), date(2026, 3, 29))
    values = over(tables, "won_deals", "month", now=NOW, **YEARS)
    assert list(values.items())[:4] == [
        ("2025-12-29", 1),
        ("2026-01-26", 2),
        ("2026-02-23", 2),
        ("2026-03-30", 0),
    ]
    assert len(values) == 12


def test_quarters_and_the_53rd_week(tables: Tables) -> None:
    won(tables, date(2026, 9, 27), date(2026, 9, 28), date(2026, 12, 28), date(2027, 1, 3))
    assert over(tables, "won_deals", "quarter", now=NOW, **YEARS) == {
        "2025-12-29": 0,
        "2026-03-30": 0,
        "2026-06-29": 1,
        "2026-09-28": 3,
    }
    assert over(tables, "won_deals", "year", now=NOW, **YEARS) == {"2025-12-29": 4}


def test_a_year_ago_is_the_month_with_the_same_place(tables: Tables) -> None:
    """Fiscal December 2027 begins on 29 November 2027, that of 2026 on 23 November 2026 (six weeks long)."""
    won(tables, date(2026, 11, 22), date(2026, 11, 23), date(2026, 12, 31))
    asked: dict[str, Any] = {
        "from_": date(2027, 11, 29),
        "to": date(2028, 1, 2),
        "calendar": WEEKS,
        "now": NOW,
    }
    (row,) = ask(tables, "won_deals", grain="month", compare=["year_ago"], **asked).rows
    figure = row.values["won_deals"]
    assert figure.year_ago is not None
    assert figure.year_ago.value == 2


def test_the_part_of_a_month_that_is_over_is_compared_with_the_same_part_a_year_ago(tables: Tables) -> None:
    """On the second Sunday of fiscal February 2027 (from 1 February) two of its weeks are over."""
    won(tables, date(2026, 1, 26), date(2026, 2, 8), date(2026, 2, 9))
    asked: dict[str, Any] = {"from_": date(2027, 2, 1), "to": date(2027, 2, 28), "calendar": WEEKS}
    now = datetime(2027, 2, 14, 12, tzinfo=UTC)
    (row,) = ask(tables, "won_deals", grain="month", compare=["year_ago"], now=now, **asked).rows
    figure = row.values["won_deals"]
    assert figure.year_ago is not None
    assert figure.year_ago.value == 2


def test_states_are_read_at_the_end_of_a_month_of_weeks_in_the_companys_zone() -> None:
    """The last instant of fiscal January 2026 in Shanghai is 25 January, 16:00 UTC."""
    zone = ZoneInfo("Asia/Shanghai")
    tables = Tables(zone="Asia/Shanghai")
    for hour in (15, 17):
        tables.add("opportunity", created_at=utc(2026, 1, 25, hour), amount=1)
    calendar = Calendar(zone=zone, weeks=(4, 4, 5))
    asked: dict[str, Any] = {"from_": date(2025, 12, 29), "to": date(2026, 2, 22), "calendar": calendar}
    assert over(tables, "open_opportunities", "month", now=NOW, **asked) == {"2025-12-29": 1, "2026-01-26": 2}
