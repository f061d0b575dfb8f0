"""Numbers as people read them: short on the screen, exact on hover and in the clipboard.

Rules, the same everywhere:

- Chinese counts in 万 and 亿, English in k, M and B; about three figures are shown, halves are rounded away from
  zero (what people expect of a figure they check by hand; stored values are never rounded here).
- A rounding never crosses a line that matters: 9,999.5 is 1.0 万, and 99.6 % is not shown as 100 %.
- What must not break at the end of a line is held together by a no-break space.
- A value that is not there is a dash; the reason belongs beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Literal, get_args

from babel.numbers import get_currency_symbol

from steerboard.core.scaled import Money
from steerboard.core.text import Language

Number = Decimal | int | float | str | Money | None
Unit = Literal["money", "ratio", "count", "days", "hours", "minutes", "seconds", "score"]
UNITS: tuple[Unit, ...] = get_args(Unit)

DASH = "—"
MINUS = "−"
NBSP = "\N{NO-BREAK SPACE}"

# (limit, decimals): below the limit so many decimals are shown; the last one has no limit.
Places = Sequence[tuple[Decimal | None, int]]
_FINE: Places = ((Decimal(10), 2), (Decimal(100), 1), (None, 0))
_COARSE: Places = ((Decimal(100), 1), (None, 0))
_THOUSAND: Places = ((Decimal(10), 1), (None, 0))
_CENTS: Places = ((Decimal(100), 2), (None, 0))

_STEPS: dict[Language, tuple[tuple[Decimal, str, Places], ...]] = {
    "zh": ((Decimal(10**4), f"{NBSP}万", _COARSE), (Decimal(10**8), f"{NBSP}亿", _FINE)),
    "en": ((Decimal(10**3), "k", _THOUSAND), (Decimal(10**6), "M", _FINE), (Decimal(10**9), "B", _FINE)),
}
_EXACT_COUNTS_BELOW = Decimal(100_000)

_SIGNS: dict[Language, dict[str, str]] = {
    "zh": {"CNY": "¥", "USD": "US$", "EUR": "€", "GBP": "£", "JPY": "JP¥", "HKD": "HK$", "TWD": "NT$"},
    "en": {"CNY": "¥", "USD": "$", "EUR": "€", "GBP": "£", "JPY": "JP¥", "HKD": "HK$", "TWD": "NT$"},
}

_SPANS: dict[str, dict[Language, tuple[str, str]]] = {
    "days": {"en": ("day", "days"), "zh": ("天", "天")},
    "hours": {"en": ("hour", "hours"), "zh": ("小时", "小时")},
    "minutes": {"en": ("minute", "minutes"), "zh": ("分钟", "分钟")},
    "seconds": {"en": ("second", "seconds"), "zh": ("秒", "秒")},
}


def number_of(value: Number) -> Decimal | None:
    """The exact decimal that ``value`` stands for, None where there is none."""
    if value is None or value == "":
        return None
    if isinstance(value, Money):
        return value.amount
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def money(value: Number, currency: str, language: Language) -> str:
    """``¥31.2 万``, ``¥312k``."""
    return _with_number(
        value, lambda n: _join(n, sign_of(currency, language), _short(abs(n), language, _CENTS))
    )


def amount(value: Number, language: Language) -> str:
    """Money without its sign, where the sign stands beside it already: ``42–51 万``'s parts."""
    return _with_number(value, lambda n: _join(n, "", _short(abs(n), language, _CENTS)))


def count(value: Number, language: Language) -> str:
    """Exact below a hundred thousand, for people compare counts with lists; shares of a record show a decimal."""

    def show(number: Decimal) -> str:
        size = abs(number)
        if size < _EXACT_COUNTS_BELOW:
            return _join(number, "", _plain(size, 0 if size == size.to_integral_value() else 1))
        return _join(number, "", _short(size, language, _CENTS))

    return _with_number(value, show)


def ratio(value: Number, language: Language, digits: int = 0) -> str:
    """``62%`` in Chinese, ``62 %`` in English; 0.62 is given.

    More decimals are shown where rounding would say that something is whole, or nothing, that is not.
    """

    def show(number: Decimal) -> str:
        percent = abs(number) * 100
        shown = _rounded(percent, digits)
        places = digits
        while places < 2 and shown != percent and shown in (0, 100):
            places += 1
            shown = _rounded(percent, places)
        below = "<" if shown == 0 and percent > 0 else ""
        if below or (shown == 100 and percent < 100):
            shown = max(Decimal("0.01"), percent.quantize(Decimal("0.01"), ROUND_DOWN))
        return f"{below}{_join(number, '', f'{shown:,.{places}f}')}{'' if language == 'zh' else NBSP}%"

    return _with_number(value, show)


def points(value: Number, language: Language) -> str:
    """A difference of two ratios, in percentage points."""

    def show(number: Decimal) -> str:
        shown = _plain(abs(number) * 100, 1)
        return _join(number, "", f"{shown}{NBSP}{'个百分点' if language == 'zh' else 'points'}")

    return _with_number(value, show)


def span(value: Number, unit: str, language: Language) -> str:
    """A length of time in ``unit``: ``57 天``, ``51.8 days``, ``1 hour``."""

    def show(number: Decimal) -> str:
        size = abs(number)
        shown = _plain(size, 1 if size < 100 and size != size.to_integral_value() else 0)
        one, many = _SPANS[unit][language]
        return _join(number, "", f"{shown}{NBSP}{one if shown == '1' else many}")

    return _with_number(value, show)


def score(value: Number) -> str:
    return _with_number(value, lambda n: _join(n, "", _plain(abs(n), 1)))


def figure(value: Number, unit: str, language: Language, currency: str = "") -> str:
    """A KPI's value in its unit, short. A unit that is not known is shown as a count."""
    if unit == "money":
        return money(value, currency, language) if currency else amount(value, language)
    if unit == "ratio":
        return ratio(value, language)
    if unit in _SPANS:
        return span(value, unit, language)
    return score(value) if unit == "score" else count(value, language)


def full(value: Number, unit: str, language: Language, currency: str = "") -> str:
    """The exact value, for reading on hover: ``¥312,450.00``, ``63.1500 %``."""

    def show(number: Decimal) -> str:
        size = abs(number)
        if unit == "money":
            digits = f"{size:,.2f}" if size == _rounded(size, 2) else f"{size.normalize():,f}"
            return _join(number, sign_of(currency, language) if currency else "", digits)
        if unit == "ratio":
            return _join(number, "", f"{_rounded(size * 100, 4):,f}{'' if language == 'zh' else NBSP}%")
        digits = f"{size:,f}" if size == size.to_integral_value() else f"{size.normalize():,f}"
        if unit in _SPANS:
            return _join(number, "", f"{digits}{NBSP}{_SPANS[unit][language][0 if digits == '1' else 1]}")
        return _join(number, "", digits)

    return _with_number(value, show)


def copied(value: Number) -> str:
    """What the clipboard gets: the exact number as a spreadsheet reads it; empty where there is none."""
    number = number_of(value)
    return "" if number is None else f"{number:f}"


def sign_of(currency: str, language: Language) -> str:
    """The sign that stands before an amount; a code that has none keeps its letters and a space."""
    if not currency:
        return ""
    sign = _SIGNS[language].get(currency) or get_currency_symbol(currency, locale="en_US")
    return f"{sign}{NBSP}" if sign.isalpha() else sign


def _with_number(value: Number, show: Callable[[Decimal], str]) -> str:
    number = number_of(value)
    return DASH if number is None else show(number)


def _join(number: Decimal, sign: str, digits: str) -> str:
    """Minus, sign and digits; a value that rounds to nothing has no minus."""
    minus = MINUS if number < 0 and any(c in "123456789" for c in digits) else ""
    return f"{minus}{sign}{digits}"


def _rounded(number: Decimal, places: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _plain(number: Decimal, places: int) -> str:
    """Grouped digits; decimals only where one of them is not 0."""
    shown = _rounded(number, places)
    return f"{shown:,.0f}" if shown == shown.to_integral_value() else f"{shown:,f}"


def _short(size: Decimal, language: Language, below: Places) -> str:
    """``size`` in the largest step that its rounded value reaches."""
    steps = _STEPS[language]
    unit, suffix, places = Decimal(1), "", below
    for step, name, step_places in steps:
        if _fit(size / unit, places)[0] * unit < step:
            break
        unit, suffix, places = step, name, step_places
    shown, decimals = _fit(size / unit, places)
    if shown == shown.to_integral_value() and (unit == 1 or shown >= 10):
        decimals = 0
    return f"{shown:,.{decimals}f}{suffix}"


def _fit(number: Decimal, places: Places) -> tuple[Decimal, int]:
    """Rounded to the decimals of the first limit that the rounded number stays below."""
    for limit, decimals in places:
        shown = _rounded(number, decimals)
        if limit is None or shown < limit:
            return shown, decimals
    raise AssertionError("the last of the places has no limit")
