from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from steerboard.core.errors import BadInput
from steerboard.intake import cells
from steerboard.intake.rules import Numbers

PLAIN = Numbers()
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("text", "style", "value"),
    [
        ("12", PLAIN, "12"),
        ("-0.5", PLAIN, "-0.5"),
        (".5", PLAIN, "0.5"),
        ("1.5E+05", PLAIN, "150000"),
        ("1,234.50", Numbers(thousands=","), "1234.50"),
        ("-12,345,678", Numbers(thousands=","), "-12345678"),
        ("1.234,50", Numbers(thousands=".", decimal=","), "1234.50"),
        ("¥ 1,200", Numbers(thousands=",", signs=("¥", "元")), "1200"),
        ("1200元", Numbers(signs=("¥", "元")), "1200"),
        ("１，２３４．５０", Numbers(thousands=",", full_width=True), "1234.50"),
        ("￥1,200元", Numbers(thousands=",", signs=("¥", "元"), full_width=True), "1200"),
        ("￥1200", Numbers(signs=("￥",), full_width=True), "1200"),
        ("45%", Numbers(percent=True), "0.45"),
        ("45", Numbers(percent=True), "0.45"),
    ],
)
def test_it_reads_numbers_as_they_are_declared(text: str, style: Numbers, value: str) -> None:
    assert cells.number(text, style) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "style"),
    [
        ("1,234.50", PLAIN),
        ("$5", PLAIN),
        ("５", PLAIN),
        ("45%", PLAIN),
        ("NaN", PLAIN),
        ("Infinity", PLAIN),
        ("1_000", PLAIN),
        ("0x10", PLAIN),
        ("1e999", PLAIN),
        ("12 34", PLAIN),
        ("", PLAIN),
        ("1" * 41, PLAIN),
        ("1,23", Numbers(thousands=",")),
        ("1.5", Numbers(decimal=",")),
        ("1234,567", Numbers(thousands=",")),
    ],
)
def test_it_refuses_numbers_that_are_not_declared_so(text: str, style: Numbers) -> None:
    with pytest.raises(BadInput):
        cells.number(text, style)


def test_it_refuses_a_whole_number_with_a_part_or_beyond_64_bits() -> None:
    assert cells.whole("7.0", PLAIN) == 7
    for text in ("7.5", "9223372036854775808"):
        with pytest.raises(BadInput):
            cells.whole(text, PLAIN)


@pytest.mark.parametrize(("text", "value"), [("Yes", True), ("是", True), ("0", False), ("否", False)])
def test_it_reads_yes_and_no_in_both_languages(text: str, value: bool) -> None:
    assert cells.boolean(text) is value


def test_it_keeps_a_date_a_date_and_puts_a_time_into_the_zone() -> None:
    assert cells.moment("2026-03-01", (), SHANGHAI) == date(2026, 3, 1)
    assert cells.moment("2026-03-01 09:30", (), SHANGHAI) == datetime(2026, 3, 1, 1, 30, tzinfo=UTC)
    assert cells.moment("2026-03-01T09:30+02:00", (), SHANGHAI) == datetime(2026, 3, 1, 7, 30, tzinfo=UTC)


def test_it_tries_the_date_formats_in_their_order() -> None:
    formats = ("%d/%m/%Y", "%m/%d/%Y %H:%M")
    assert cells.moment("03/01/2026", formats, SHANGHAI) == date(2026, 1, 3)
    found = cells.moment("03/01/2026 08:00", formats, SHANGHAI)
    assert found == datetime(2026, 3, 1, 0, 0, tzinfo=UTC)


def test_it_takes_the_local_day_of_a_time_for_a_date_field() -> None:
    assert cells.day("2026-03-01T20:00Z", (), SHANGHAI) == date(2026, 3, 2)


@pytest.mark.parametrize(
    "text", ["2026-02-30", "2026-13-01", "yesterday", "0001-01-01", "9999-12-31", "20", "一月"]
)
def test_it_refuses_dates_that_do_not_exist(text: str) -> None:
    with pytest.raises(BadInput):
        cells.moment(text, (), SHANGHAI)
    with pytest.raises(BadInput):
        cells.moment(text, ("%Y/%m/%d",), SHANGHAI)


def test_it_says_both_languages_what_is_wrong() -> None:
    with pytest.raises(BadInput) as refused:
        cells.number("abc", PLAIN)
    assert "abc" in refused.value.text().en
    assert "abc" in refused.value.text().zh
    assert "数字" in refused.value.text().zh
