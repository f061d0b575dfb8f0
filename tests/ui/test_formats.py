"""Numbers as people read them, in both languages."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steerboard.core.scaled import Money
from steerboard.core.text import Language
from steerboard.ui import formats

NBSP = "\u00a0"


def plain(text: str) -> str:
    """No-break spaces as spaces, so that the tables below can be read."""
    return text.replace(NBSP, " ")


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        (0, "¥0", "¥0"),
        (12.5, "¥12.50", "¥12.50"),
        (99.996, "¥100", "¥100"),
        (487.35, "¥487", "¥487"),
        (999.4, "¥999", "¥999"),
        (999.5, "¥1,000", "¥1.0k"),
        (9999.4, "¥9,999", "¥10k"),
        (9999.5, "¥1.0 万", "¥10k"),
        (10_000, "¥1.0 万", "¥10k"),
        (94_000, "¥9.4 万", "¥94k"),
        (312_000, "¥31.2 万", "¥312k"),
        (500_000, "¥50 万", "¥500k"),
        (999_499, "¥99.9 万", "¥999k"),
        (999_500, "¥100 万", "¥1.00M"),
        (2_410_000, "¥241 万", "¥2.41M"),
        (3_200_000, "¥320 万", "¥3.20M"),
        (26_435_925, "¥2,644 万", "¥26.4M"),
        (99_994_999, "¥9,999 万", "¥100M"),
        (99_995_000, "¥1.00 亿", "¥100M"),
        (123_456_789, "¥1.23 亿", "¥123M"),
        (10**9, "¥10 亿", "¥1.00B"),
        (-312_450, "−¥31.2 万", "−¥312k"),
        (-0.001, "¥0", "¥0"),
        (None, "—", "—"),
    ],
)
def test_it_shortens_money_without_crossing_a_step_by_rounding(value: float | None, zh: str, en: str) -> None:
    assert plain(formats.money(value, "CNY", "zh")) == zh
    assert plain(formats.money(value, "CNY", "en")) == en


@pytest.mark.parametrize(
    ("value", "short"),
    [("0.125", "0.13"), ("0.135", "0.14"), ("2.5", "2.50"), ("100.5", "101"), ("101.5", "102")],
)
def test_it_rounds_halves_away_from_zero(value: str, short: str) -> None:
    assert formats.amount(value, "en") == short
    assert formats.amount(f"-{value}", "en") == f"−{short}"


@given(st.decimals(min_value=0, max_value=10**14, places=2), st.sampled_from(["zh", "en"]))
def test_a_short_amount_is_near_the_exact_one(value: Decimal, language: Language) -> None:
    short = formats.amount(value, language).replace(",", "")
    units = {"万": 10**4, "亿": 10**8, "k": 10**3, "M": 10**6, "B": 10**9}
    unit = Decimal(units.get(short[-1], 1))
    number = Decimal(short.rstrip("".join(units)).strip())
    assert abs(number * unit - value) <= max(Decimal("0.5"), value * Decimal("0.05"))
    assert unit == 1 or number >= 1


@given(
    st.integers(min_value=0, max_value=10**13),
    st.integers(min_value=0, max_value=10**6),
    st.sampled_from(["zh", "en"]),
)
def test_the_larger_of_two_amounts_is_never_shown_as_the_smaller(
    low: int, more: int, language: Language
) -> None:
    def shown(value: int) -> Decimal:
        short = formats.amount(value, language).replace(",", "")
        units = {"万": 10**4, "亿": 10**8, "k": 10**3, "M": 10**6, "B": 10**9}
        return Decimal(short.rstrip("".join(units)).strip()) * units.get(short[-1], 1)

    assert shown(low) <= shown(low + more)


@pytest.mark.parametrize(
    ("currency", "zh", "en"),
    [
        ("CNY", "¥50", "¥50"),
        ("USD", "US$50", "$50"),
        ("EUR", "€50", "€50"),
        ("GBP", "£50", "£50"),
        ("JPY", "JP¥50", "JP¥50"),
        ("CHF", "CHF 50", "CHF 50"),
    ],
)
def test_each_currency_has_its_sign(currency: str, zh: str, en: str) -> None:
    assert plain(formats.money(50, currency, "zh")) == zh
    assert plain(formats.money(50, currency, "en")) == en


def test_it_takes_money_as_it_is_kept() -> None:
    assert formats.money(Money.of("312450.50", "CNY"), "CNY", "en") == "¥312k"
    assert formats.copied(Money.of("312450.50", "CNY")) == "312450.5"


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        (0, "0", "0"),
        (4238, "4,238", "4,238"),
        (99_999, "99,999", "99,999"),
        (100_000, "10 万", "100k"),
        (541_909, "54.2 万", "542k"),
        (2.5, "2.5", "2.5"),
        (-3, "−3", "−3"),
    ],
)
def test_counts_are_exact_as_long_as_people_compare_them_with_lists(value: float, zh: str, en: str) -> None:
    assert plain(formats.count(value, "zh")) == zh
    assert plain(formats.count(value, "en")) == en


@pytest.mark.parametrize(
    ("value", "zh"),
    [
        ("0.62", "62%"),
        ("0.625", "63%"),
        ("1", "100%"),
        ("1.204", "120%"),
        ("0.996", "99.6%"),
        ("0.9999", "99.99%"),
        ("0.99999999", "99.99%"),
        ("1.001", "100.1%"),
        ("0.003", "0.3%"),
        ("0.0000001", "<0.01%"),
        ("0", "0%"),
        ("-0.04", "−4%"),
        (None, "—"),
    ],
)
def test_a_ratio_never_says_whole_or_nothing_that_is_not(value: str | None, zh: str) -> None:
    assert formats.ratio(value, "zh") == zh
    assert plain(formats.ratio(value, "en")) == zh.replace("%", " %")


def test_a_ratio_shows_the_decimals_that_are_asked_for() -> None:
    assert formats.ratio("0.6315", "zh", 1) == "63.2%"


def test_differences_of_ratios_are_points() -> None:
    assert plain(formats.points("-0.042", "zh")) == "−4.2 个百分点"
    assert plain(formats.points("0.04", "en")) == "4 points"


@pytest.mark.parametrize(
    ("value", "unit", "zh", "en"),
    [
        (1, "days", "1 天", "1 day"),
        (57, "days", "57 天", "57 days"),
        ("51.782", "days", "51.8 天", "51.8 days"),
        ("0.96", "days", "1 天", "1 day"),
        (250.4, "days", "250 天", "250 days"),
        (16.39, "hours", "16.4 小时", "16.4 hours"),
        (1, "minutes", "1 分钟", "1 minute"),
        (30, "seconds", "30 秒", "30 seconds"),
    ],
)
def test_spans_carry_their_unit(value: float, unit: str, zh: str, en: str) -> None:
    assert plain(formats.span(value, unit, "zh")) == zh
    assert plain(formats.span(value, unit, "en")) == en


@pytest.mark.parametrize(
    ("unit", "short", "exact"),
    [
        ("money", "¥31.2 万", "¥312,450.00"),
        ("ratio", "31,245,000%", "31,245,000.0000%"),
        ("count", "31.2 万", "312,450"),
        ("days", "312,450 天", "312,450 天"),
        ("score", "312,450", "312,450"),
    ],
)
def test_each_unit_has_a_short_and_an_exact_form(unit: str, short: str, exact: str) -> None:
    assert plain(formats.figure("312450", unit, "zh", "CNY")) == short
    assert plain(formats.full("312450", unit, "zh", "CNY")) == exact


def test_the_exact_form_keeps_every_decimal() -> None:
    assert formats.full("10893405.505", "money", "en", "USD") == "$10,893,405.505"
    assert plain(formats.full("0.6315", "ratio", "en")) == "63.1500 %"
    assert plain(formats.full("51.782", "days", "en")) == "51.782 days"


def test_what_is_no_number_is_a_dash_and_copies_as_nothing() -> None:
    for value in (None, "", "none", float("nan"), float("inf")):
        assert formats.money(value, "CNY", "zh") == formats.DASH
        assert formats.copied(value) == ""


def test_a_number_and_its_unit_never_part_at_the_end_of_a_line() -> None:
    shown = [
        formats.money(312_000, "CNY", "zh"),
        formats.ratio(0.62, "en"),
        formats.span(21, "days", "zh"),
        formats.points(0.04, "en"),
        formats.money(5, "CHF", "en"),
    ]
    assert all(" " not in text and NBSP in text for text in shown)
