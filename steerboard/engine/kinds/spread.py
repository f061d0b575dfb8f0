"""mean, median and percentile of a value over the rows whose time lies in the frame."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from steerboard.engine.definition.spec import Context, Spec
from steerboard.engine.frames import Frame
from steerboard.engine.kinds.base import (
    NO_ROWS,
    NONE_KNOWN,
    Atom,
    Cell,
    Cells,
    Key,
    Look,
    Measure,
    Part,
    Raw,
    Reason,
    counts,
    quotient,
    tidy,
)
from steerboard.engine.kinds.simple import described

HALF = Decimal("0.5")


@dataclass(frozen=True)
class Mean:
    """The sum divided once by the number of rows in which the value is known; never a mean of means."""

    atom: Atom

    def parts(self, frame: Frame) -> tuple[Part, ...]:
        return (Part("numerator", self.atom, self.atom.window(frame)),)

    def cells(self, frame: Frame, look: Look) -> Cells:
        read, unit = look(*self.parts(frame)), self.atom.unit

        def cell(key: Key) -> Cell:
            raw = read(key)
            n, missing = counts(raw)
            if raw.value is None or not n:
                return Cell(None, tidy(0, unit), 0, n, missing, reason_without_value(raw))
            return Cell(quotient(raw.value, raw.n, unit), tidy(raw.value, unit), n, n, missing)

        return cell

    def describe(self) -> dict[str, object]:
        return {"kind": "mean", **described(self.atom)}


@dataclass(frozen=True)
class Quantile:
    """The value below which a share of the rows lies, interpolated; each row counts once."""

    atom: Atom

    def parts(self, frame: Frame) -> tuple[Part, ...]:
        return (Part("value", self.atom, self.atom.window(frame)),)

    def cells(self, frame: Frame, look: Look) -> Cells:
        read, unit = look(*self.parts(frame)), self.atom.unit

        def cell(key: Key) -> Cell:
            raw = read(key)
            n, missing = counts(raw)
            if raw.value is None:
                return Cell(None, n=n, missing=missing, reason=reason_without_value(raw))
            return Cell(tidy(raw.value, unit), n=n, missing=missing)

        return cell

    def describe(self) -> dict[str, object]:
        return {"kind": "median" if self.atom.share == HALF else "percentile", **described(self.atom)}


def reason_without_value(raw: Raw) -> Reason:
    return NONE_KNOWN if raw.missing else NO_ROWS


def mean(spec: Spec, context: Context) -> Measure:
    """``{kind: mean, value: "days(created_at, closed_at)", of: opportunity, at: closed_at, where: …}``."""
    spec.only("of", "at", "where", "value")
    spec.text("value")
    return Mean(context.atom(spec, "sum_once"))


def median(spec: Spec, context: Context) -> Measure:
    """As ``mean``; the middle value."""
    spec.only("of", "at", "where", "value")
    spec.text("value")
    return Quantile(context.atom(spec, "quantile", share=HALF))


def percentile(spec: Spec, context: Context) -> Measure:
    """As ``mean``, with ``share: 0.9`` for the ninetieth."""
    spec.only("of", "at", "where", "value", "share")
    spec.text("value")
    share = spec.number("share")
    if not 0 <= share <= 1:
        raise spec.wrong("share", "lies between 0 and 1", "应在 0 到 1 之间")
    return Quantile(context.atom(spec, "quantile", share=share))
