"""change: a figure against itself a period or a year before, less 1."""

from __future__ import annotations

from dataclasses import dataclass

from steerboard.engine.definition.spec import Context, Spec
from steerboard.engine.frames import Frame
from steerboard.engine.kinds.base import (
    NO_PERIOD,
    NO_WHOLE,
    Cell,
    Cells,
    Key,
    Look,
    Measure,
    Part,
    quotient,
    summed,
)


@dataclass(frozen=True)
class Change:
    """``current / base - 1``; a period that is not over is compared with the same elapsed part.

    Null where the base is not positive: growth from nothing, or from less, is no number.
    """

    inner: Measure
    against: str

    def parts(self, frame: Frame) -> tuple[Part, ...]:
        now = tuple(p.under("numerator") for p in self.inner.parts(frame))
        base = self._base(frame)
        return now if base is None else (*now, *(p.under("denominator") for p in self.inner.parts(base)))

    def cells(self, frame: Frame, look: Look) -> Cells:
        base = self._base(frame)
        current = self.inner.cells(frame, look)
        earlier = None if base is None else self.inner.cells(base, look)

        def cell(key: Key) -> Cell:
            return self._change(current(key), None if earlier is None else earlier(key))

        return cell

    def _change(self, current: Cell, earlier: Cell | None) -> Cell:
        now = summed(current)
        if earlier is None:
            return Cell(None, now, None, current.n, current.missing, NO_PERIOD)
        before, missing = summed(earlier), current.missing + earlier.missing  # type: ignore[operator]
        if now is None or before is None:
            return Cell(None, now, before, current.n, missing, current.reason or earlier.reason)
        if before <= 0:
            return Cell(None, now, before, current.n, missing, NO_WHOLE)
        return Cell(quotient(now, before, "ratio") - 1.0, now, before, current.n, missing)  # type: ignore[operator]

    def describe(self) -> dict[str, object]:
        return {"kind": "change", "against": self.against, "of": self.inner.describe()}

    def _base(self, frame: Frame) -> Frame | None:
        return frame.previous() if self.against == "previous" else frame.year_ago()


def change(spec: Spec, context: Context) -> Measure:
    """``{kind: change, of: revenue, against: year_ago}``; ``against`` is previous or year_ago."""
    spec.only("of", "against")
    against = spec.choice("against", ("previous", "year_ago"))
    return Change(context.measure(spec, "of", unit=None), against)
