"""The silent wrong numbers of this field, each against a figure worked out by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from steerboard.core.calendars import Calendar
from tests.engine.asking import NOW, YEAR, ask, by, over, total
from tests.engine.tables import Tables, utc


@pytest.fixture
def tables() -> Tables:
    return Tables()


def won(tables: Tables, on: date | datetime, amount: object = 100, **more: object) -> int:
    values: dict[str, Any] = {
        "outcome": "won",
        "closed_at": on,
        "created_at": date(2017, 1, 1),
        "amount": amount,
    }
    return tables.add("opportunity", **(values | more))


def test_an_order_with_three_lines_is_one_order(tables: Tables) -> None:
    order = tables.add("order", ordered_at=date(2017, 3, 1))
    for amount in (10, 20, 30):
        tables.add("order_line", order=order, quantity=1, net_amount=amount)
    result = ask(tables, "orders", "revenue", "units", "average_order_value", **YEAR)
    values = {k: f.value for k, f in result.totals.items()}
    assert values == {"orders": 1, "revenue": 60, "units": 3, "average_order_value": 60}


def test_two_facts_of_one_owner_do_not_multiply(tables: Tables) -> None:
    tables.add("user", id=1, name="Ana")
    for _ in range(3):
        won(tables, date(2017, 3, 1), owner=1)
    for _ in range(5):
        tables.add("activity", owner=1, kind="call", done_at=date(2017, 3, 1))
    (row,) = ask(tables, "won_deals", "activities", by=["owner"], **YEAR).rows
    assert (row.values["won_deals"].value, row.values["activities"].value) == (3, 5)


def test_groups_that_are_not_known_meet_across_facts(tables: Tables) -> None:
    won(tables, date(2017, 3, 1), owner=None)
    tables.add("activity", owner=None, kind="call", done_at=date(2017, 3, 1))
    (row,) = ask(tables, "won_deals", "activities", by=["owner"], **YEAR).rows
    assert row.key == {"owner": None}
    assert (row.values["won_deals"].value, row.values["activities"].value) == (1, 1)


def test_rolling_means_count_days_and_not_rows_with_data(tables: Tables) -> None:
    tables.add("order", ordered_at=date(2017, 1, 1))
    for day in (1, 11, 31):
        tables.add("order", ordered_at=date(2017, 5, day))
    asked = {"from_": date(2017, 5, 31), "to": date(2017, 5, 31)}
    assert total(tables, "orders_rolling_30_90", **asked) == pytest.approx(2 / 30)
    assert total(tables, "orders_rolling_30_90:90", **asked) == pytest.approx(3 / 90)
    assert total(tables, "orders_rolling_30_90:trend", **asked) == pytest.approx(2 / 30 - 3 / 90)


def test_rolling_means_reach_back_before_the_question(tables: Tables) -> None:
    tables.add("order", ordered_at=date(2017, 1, 1))
    tables.add("order", ordered_at=date(2017, 5, 20))
    values = over(tables, "orders_rolling_30_90", "day", from_=date(2017, 6, 1), to=date(2017, 6, 20))
    assert values["2017-06-01"] == pytest.approx(1 / 30)
    assert values["2017-06-18"] == pytest.approx(1 / 30)
    assert values["2017-06-19"] == 0


def test_a_rolling_window_older_than_the_records_has_no_value(tables: Tables) -> None:
    tables.add("order", ordered_at=date(2017, 5, 20))
    figure = ask(tables, "orders_rolling_30_90", from_=date(2017, 6, 1), to=date(2017, 6, 1)).totals
    cell = figure["orders_rolling_30_90"].cell
    assert cell.value is None
    assert cell.reason is not None
    assert cell.reason.code == "not_covered"


def test_a_rate_of_two_owners_is_a_ratio_of_sums(tables: Tables) -> None:
    won(tables, date(2017, 3, 1), owner=1)
    for outcome in ("won", "lost", "lost", "lost"):
        won(tables, date(2017, 3, 1), owner=2, outcome=outcome)
    assert total(tables, "win_rate", **YEAR) == 2 / 5
    assert by(tables, "win_rate", "owner", **YEAR) == {1: 1.0, 2: 0.25}


def test_one_of_three_is_a_third_and_not_zero(tables: Tables) -> None:
    for outcome in ("won", "lost", "lost"):
        won(tables, date(2017, 3, 1), outcome=outcome)
    assert total(tables, "win_rate", **YEAR) == pytest.approx(1 / 3)


def test_a_ratio_over_nothing_is_null_with_a_reason(tables: Tables) -> None:
    cell = ask(tables, "win_rate", **YEAR).totals["win_rate"].cell
    assert (cell.value, cell.denominator) == (None, 0)
    assert cell.reason is not None
    assert cell.reason.code == "nothing_to_divide_by"


def test_states_are_read_at_each_end_and_never_added_up(tables: Tables) -> None:
    tables.add("opportunity", created_at=date(2017, 1, 10), amount=100)
    tables.add(
        "opportunity", created_at=date(2017, 2, 10), closed_at=date(2017, 3, 5), outcome="won", amount=50
    )
    asked = {"from_": date(2017, 1, 1), "to": date(2017, 3, 31)}
    assert over(tables, "pipeline_value", "month", **asked) == {
        "2017-01-01": 100,
        "2017-02-01": 150,
        "2017-03-01": 100,
    }
    assert total(tables, "pipeline_value", **asked) == 100


def test_a_state_is_never_read_later_than_now(tables: Tables) -> None:
    tables.add("opportunity", created_at=utc(2018, 1, 10, 11), amount=1)
    tables.add("opportunity", created_at=utc(2018, 1, 10, 13), amount=2)
    assert total(tables, "pipeline_value", to=date(2018, 12, 31)) == 1


@pytest.mark.parametrize(("start", "weeks"), [(0, ["2017-02-27", "2017-03-06"]), (6, ["2017-03-05"])])
def test_weeks_begin_on_the_day_that_the_calendar_says(tables: Tables, start: int, weeks: list[str]) -> None:
    won(tables, date(2017, 3, 5))  # a Sunday
    won(tables, date(2017, 3, 6))
    asked = {"from_": date(2017, 2, 26), "to": date(2017, 3, 11), "calendar": Calendar(week_start=start)}
    values = over(tables, "won_deals", "week", **asked)
    assert [week for week, n in values.items() if n] == weeks


def test_the_last_day_belongs_to_the_period(tables: Tables) -> None:
    won(tables, datetime(2017, 3, 31, 23, 59, tzinfo=UTC))
    won(tables, datetime(2017, 4, 1, tzinfo=UTC))
    assert total(tables, "won_deals", from_=date(2017, 3, 1), to=date(2017, 3, 31)) == 1


def test_a_fiscal_year_begins_when_the_calendar_says(tables: Tables) -> None:
    won(tables, date(2017, 3, 31))
    won(tables, date(2017, 4, 1))
    values = over(tables, "won_deals", "year", calendar=Calendar(fiscal_month=4), to=date(2018, 3, 31))
    assert values == {"2016-04-01": 1, "2017-04-01": 1}


def test_the_current_period_is_compared_with_the_same_elapsed_part(tables: Tables) -> None:
    for day in (5, 20):
        won(tables, date(2017, 12, day))
    won(tables, date(2018, 1, 5))
    rows = ask(
        tables, "won_deals", grain="month", from_=date(2018, 1, 1), to=date(2018, 1, 31),
        compare=["previous", "year_ago"],
    ).rows  # fmt: skip
    (row,) = rows
    figure = row.values["won_deals"]
    assert row.partial
    assert figure.previous is not None
    assert (figure.value, figure.previous.value) == (1, 1)


def test_growth_compares_the_same_period_over_gaps(tables: Tables) -> None:
    for day, amount in ((date(2016, 3, 5), 100), (date(2017, 3, 5), 150), (date(2017, 1, 5), 70)):
        order = tables.add("order", ordered_at=day)
        tables.add("order_line", order=order, quantity=1, net_amount=amount)
    values = over(tables, "revenue_yoy", "month", from_=date(2017, 1, 1), to=date(2017, 3, 31))
    assert values == {"2017-01-01": None, "2017-02-01": None, "2017-03-01": 0.5}


def test_friday_ends_in_the_zone_of_the_company() -> None:
    tables = Tables("Asia/Shanghai")
    won(tables, datetime(2017, 3, 3, 15, 59, tzinfo=UTC))  # Friday, a minute before midnight in Shanghai
    won(tables, datetime(2017, 3, 3, 16, 0, tzinfo=UTC))
    assert over(tables, "won_deals", "day", from_=date(2017, 3, 3), to=date(2017, 3, 4)) == {
        "2017-03-03": 1,
        "2017-03-04": 1,
    }


def test_the_hour_that_comes_twice_stands_as_two_hours() -> None:
    tables = Tables("Europe/Berlin")
    for minute in (0, 30):
        won(tables, datetime(2017, 10, 29, 0, minute, tzinfo=UTC))  # 02:00 and 02:30, before the change
        won(tables, datetime(2017, 10, 29, 1, minute, tzinfo=UTC))  # 02:00 and 02:30 once more
    values = over(tables, "won_deals", "hour", from_=date(2017, 10, 29), to=date(2017, 10, 29))
    assert len(values) == 25
    assert {hour: n for hour, n in values.items() if n} == {
        "2017-10-29 02:00:00+02:00": 2,
        "2017-10-29 02:00:00+01:00": 2,
    }


def test_an_unknown_amount_is_missing_and_not_zero(tables: Tables) -> None:
    won(tables, date(2017, 3, 1), amount=None)
    cell = ask(tables, "bookings", **YEAR).totals["bookings"].cell
    assert (cell.value, cell.n, cell.missing) == (None, 0, 1)
    won(tables, date(2017, 3, 2), amount=30)
    result = ask(tables, "bookings", "average_contract_value", **YEAR).totals
    assert (result["bookings"].value, result["bookings"].cell.missing) == (30, 1)
    assert result["average_contract_value"].value == Decimal(30)


def test_a_median_day_count_is_by_the_calendar_where_only_dates_are_known(tables: Tables) -> None:
    won(tables, date(2017, 3, 1), created_at=datetime(2017, 2, 1, 18, tzinfo=UTC))
    won(tables, datetime(2017, 3, 1, 12, tzinfo=UTC), created_at=datetime(2017, 2, 1, 18, tzinfo=UTC))
    assert total(tables, "sales_cycle_days:mean", **YEAR) == pytest.approx((28 + 27.75) / 2)
    assert total(tables, "sales_cycle_days", **YEAR) == pytest.approx(27.875)


def test_what_is_dated_after_now_does_not_count_yet(tables: Tables) -> None:
    won(tables, date(2018, 1, 10))
    won(tables, date(2018, 1, 11))
    assert total(tables, "won_deals", now=NOW) == 1
