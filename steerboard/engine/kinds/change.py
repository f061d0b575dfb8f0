"""change: a figure against itself a period or a year before, less 1."""

from __future__ import annotations

from dataclasses import dataclass

from steerboard.engine.definition.spec import Context, Spec
from steerboard.engine.frames import Frame
from steerboard.engine.kinds.base import NO_PERIOD, NO_WHOLE, Cell, Measure, Part, Reader


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

    def cell(self, frame: Frame, read: Reader) -> Cell:
        current = self.inner.cell(frame, read)
        base = self._base(frame)
        if base is None:
            return Cell(None, current.value, None, current.n, current.missing, NO_PERIOD)
        before = self.inner.cell(base, read)
        missing = current.missing + before.missing
        if current.value is None or before.value is None:
            reason = current.reason or before.reason
            return Cell(None, current.value, before.value, current.n, missing, reason)
        if before.value <= 0:
            return Cell(None, current.value, before.value, current.n, missing, NO_WHOLE)
        value = float(current.value) / float(before.value) - 1
        return Cell(value, current.value, before.value, current.n, missing)

    def describe(self) -> dict[str, object]:
        return {"kind": "change", "against": self.against, "of": self.inner.describe()}

    def _base(self, frame: Frame) -> Frame | None:
        return frame.previous() if self.against == "previous" else frame.year_ago()


def change(spec: Spec, context: Context) -> Measure:
    """``{kind: change, of: revenue, against: year_ago}``; ``against`` is previous or year_ago."""
    spec.only("of", "against")
    against = spec.choice("against", ("previous", "year_ago"))
    return Change(context.measure(spec, "of", unit=None), against)
