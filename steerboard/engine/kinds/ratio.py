"""ratio: one figure divided by another, of sums, never a mean of ratios."""

from __future__ import annotations

from dataclasses import dataclass, replace

from steerboard.engine.definition.spec import Context, Spec
from steerboard.engine.frames import Frame
from steerboard.engine.kinds.base import (
    NO_WHOLE,
    Cell,
    Cells,
    Key,
    Look,
    Measure,
    Part,
    Unit,
    quotient,
    summed,
)


@dataclass(frozen=True)
class Ratio:
    """``numerator / denominator``. By the dimensions in ``whole_of`` only the numerator is broken down."""

    numerator: Measure
    denominator: Measure
    unit: Unit
    whole_of: frozenset[str] = frozenset()

    def parts(self, frame: Frame) -> tuple[Part, ...]:
        above = (p.under("numerator") for p in self.numerator.parts(frame))
        below = (p.under("denominator") for p in self.denominator.parts(frame))
        return (*above, *(self._whole(p) for p in below))

    def _whole(self, part: Part) -> Part:
        return replace(part, whole_of=part.whole_of | self.whole_of)

    def cells(self, frame: Frame, look: Look) -> Cells:
        above = self.numerator.cells(frame, look)
        below = self.denominator.cells(frame, lambda part: look(self._whole(part)))

        def cell(key: Key) -> Cell:
            return self._quotient(above(key), below(key))

        return cell

    def _quotient(self, top: Cell, whole: Cell) -> Cell:
        missing = max(top.missing, whole.missing)
        above, below = summed(top), summed(whole)
        if above is None or below is None:
            return Cell(None, above, below, whole.n, missing, top.reason or whole.reason)
        if below == 0:
            return Cell(None, above, below, whole.n, missing, NO_WHOLE)
        return Cell(quotient(above, below, self.unit), above, below, whole.n, missing)

    def describe(self) -> dict[str, object]:
        return {
            "kind": "ratio",
            "numerator": self.numerator.describe(),
            "denominator": self.denominator.describe(),
        }


def ratio(spec: Spec, context: Context) -> Measure:
    """``{kind: ratio, numerator: …, denominator: …}``: each a measure or the id of a KPI.

    ``whole_of: [loss_reason]`` says that by this dimension the denominator stays whole, so that the parts add
    up to the figure.
    """
    spec.only("numerator", "denominator", "whole_of")
    return Ratio(
        context.measure(spec, "numerator", unit=None),
        context.measure(spec, "denominator", unit=None),
        context.unit,
        frozenset(spec.texts("whole_of")),
    )
