"""What a drawn chart is made of: values with the words for them, as JSON for ``chart.js``.

Words are made here, in the page's language, so that a chart says a number as the table beside it does; the script
makes only the numbers of the axis.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from steerboard.core.text import Language, Text
from steerboard.ui import formats
from steerboard.ui.formats import Number, number_of

Shape = Literal["bars", "line"]
Manner = Literal["quiet", "ticks"]
Kind = Literal["total", "step"]


@dataclass(frozen=True)
class Point:
    """One period: ``name`` on the axis (a line break makes two lines), ``full`` in words; ``partial`` still runs."""

    name: str
    value: Number
    full: str = ""
    href: str = ""
    partial: bool = False
    note: str = ""


@dataclass(frozen=True)
class Line:
    """Something to compare with, a value for each point: a quiet line, or ticks as a target has them."""

    name: Text | str
    values: Sequence[Number]
    manner: Manner = "quiet"


@dataclass(frozen=True)
class Trend:
    """A figure over time. Sums are bars from nothing; ratios and lengths of time are a line."""

    label: Text | str
    unit: str
    points: Sequence[Point]
    lines: Sequence[Line] = ()
    shape: Shape = "bars"

    def document(self, language: Language) -> dict[str, Any]:
        lines = [line for line in self.lines if any(_float(v) is not None for v in line.values)]
        return {
            "kind": "trend",
            "shape": self.shape,
            **_frame(self.label, self.unit, language),
            "points": [_point(p, self.unit, language) for p in self.points],
            "lines": [
                {
                    "name": _said(line.name, language),
                    "manner": line.manner,
                    "values": [_float(v) for v in line.values],
                    "said": [_words(v, self.unit, language) for v in line.values],
                }
                for line in lines
            ],
        }


@dataclass(frozen=True)
class Step:
    """One bar of a bridge: a total stands on the ground, a step goes up or down from where the last one ended.

    ``valence`` is better, worse or neutral: what a step means, which its direction alone does not say."""

    name: str
    value: Number
    kind: Kind = "step"
    valence: str = "neutral"
    href: str = ""
    note: str = ""


@dataclass(frozen=True)
class Bridge:
    """How a total became another: the steps add up from the first total to the last."""

    label: Text | str
    unit: str
    steps: Sequence[Step] = field(default_factory=tuple)

    def document(self, language: Language) -> dict[str, Any]:
        found, level = [], Decimal(0)
        for step in self.steps:
            value = number_of(step.value) or Decimal(0)
            start = Decimal(0) if step.kind == "total" else level
            level = start + value
            found.append(
                {
                    "name": step.name,
                    "from": float(start),
                    "to": float(level),
                    "total": step.kind == "total",
                    "valence": step.valence,
                    "href": step.href,
                    "note": step.note,
                    "said": _signed(value, step, self.unit, language),
                }
            )
        return {"kind": "bridge", **_frame(self.label, self.unit, language), "steps": found}


Chart = Trend | Bridge


def _frame(label: Text | str, unit: str, language: Language) -> dict[str, Any]:
    kind, _colon, currency = unit.partition(":")
    return {
        "label": _said(label, language),
        "language": language,
        "unit": kind,
        "sign": formats.sign_of(currency, language),
    }


def _point(point: Point, unit: str, language: Language) -> dict[str, Any]:
    return {
        "name": point.name,
        "full": point.full or point.name,
        "value": _float(point.value),
        "said": _words(point.value, unit, language),
        "href": point.href,
        "partial": point.partial,
        "note": point.note,
    }


def _signed(value: Decimal, step: Step, unit: str, language: Language) -> str:
    """``+¥1.2M``; a total has no sign."""
    words = _words(value, unit, language)
    return f"+{words}" if step.kind == "step" and value > 0 else words


def _words(value: Number, unit: str, language: Language) -> str:
    kind, _colon, currency = unit.partition(":")
    return formats.figure(value, kind, language, currency)


def _said(text: Text | str, language: Language) -> str:
    return text.in_language(language) if isinstance(text, Text) else str(text)


def _float(value: Number) -> float | None:
    number = number_of(value)
    return None if number is None else float(number)
