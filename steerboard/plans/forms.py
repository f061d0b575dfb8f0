"""What is typed into the grid of targets, pasted into it, or stands in a file."""

from __future__ import annotations

import re
from decimal import Decimal

from steerboard.core.errors import BadInput
from steerboard.core.scaled import QUANTITY_PLACES, scale
from steerboard.core.text import Text

UNITS = {"万": Decimal(10**4), "亿": Decimal(10**8), "k": Decimal(10**3), "m": Decimal(10**6)}
LONGEST = 40
_WIDE = str.maketrans("０１２３４５６７８９．，－＋％￥＄（）", "0123456789.,-+%¥$()")
_GROUPED = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?: \d{3})+(?:\.\d+)?"
_TYPED = re.compile(rf"({_GROUPED}|\d+(?:\.\d+)?|\.\d+)\s*(万|亿|k|m)?", re.IGNORECASE | re.ASCII)
_SPANS = {"days": ("days", "day", "d", "天", "日"), "minutes": ("minutes", "minute", "min", "分钟", "分")}
WRITE = Text("Write 500,000, 500k or leave it empty.", "请写 500,000、50 万，或留空。")
WRITE_PERCENT = Text("Write it with a per cent sign, 35%.", "请带百分号填写，如 35%。")
WRITE_PLAIN = Text(
    "Write a number such as 12 or 12.5, or leave it empty.", "请写 12 或 12.5 这样的数字，或留空。"
)


def typed(text: str, unit: str = "money") -> Decimal | None:
    """A number as people type it: ``500,000``, ``50 万``, ``1.2M``, ``35%`` of a ratio; nothing typed is no target,
    which is not 0.

    >>> typed("50 万")
    Decimal('500000')
    """
    plain = _spaced(text.translate(_WIDE)).strip()
    if not plain:
        return None
    sign = -1 if unit == "ratio" and plain.startswith(("-", "−")) else 1
    number = _number(_bare(plain.lstrip("-−") if sign < 0 else plain, unit, text), unit, text)
    value = number * sign / (100 if unit == "ratio" else 1)
    scale(value, QUANTITY_PLACES)  # refuses what the records cannot hold
    return value


def given(value: Decimal, unit: str) -> Decimal:
    """A number that a file holds as a number: of a ratio the fraction, as sheets keep per cents."""
    if value < 0 and unit != "ratio":
        raise _refused(f"{value:f}", unit)
    scale(value, QUANTITY_PLACES)
    return value


def _spaced(text: str) -> str:
    return re.sub(r"[\s\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]+", " ", text)


def _bare(plain: str, unit: str, text: str) -> str:
    """Without the signs and words of its unit."""
    if unit == "ratio":
        if not plain.endswith("%"):
            raise _refused(text, unit)
        return plain[:-1].rstrip()
    if unit == "money":
        return plain.lstrip("¥$€£ ").removesuffix("元").rstrip()
    for word in _SPANS.get(unit, ()):
        if plain.endswith(word):
            return plain.removesuffix(word).rstrip()
    return plain


def _number(plain: str, unit: str, text: str) -> Decimal:
    found = _TYPED.fullmatch(plain)
    if found is None:
        raise _refused(text, unit)
    return Decimal(found[1].replace(",", "").replace(" ", "")) * UNITS.get(
        (found[2] or "").lower(), Decimal(1)
    )


def _refused(text: str, unit: str) -> BadInput:
    hint = {"money": WRITE, "count": WRITE, "ratio": WRITE_PERCENT}.get(unit, WRITE_PLAIN)
    return BadInput(Text("“{t}” is no number.", "“{t}”不是数字。").fill(t=text[:LONGEST]), hint=hint)
