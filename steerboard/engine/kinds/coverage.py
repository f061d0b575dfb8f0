"""coverage: how many times what is open covers what is lacking to the target."""

from __future__ import annotations

from dataclasses import dataclass

from steerboard.core.text import Text
from steerboard.engine.definition.spec import Context, Spec
from steerboard.engine.frames import Frame
from steerboard.engine.kinds.attainment import Attainment
from steerboard.engine.kinds.base import Cell, Cells, Key, Look, Measure, Part, Reason, quotient

MET = Reason(
    "target_met", Text("the target is met: nothing is left to cover", "目标已完成，没有缺口需要覆盖")
)


@dataclass(frozen=True)
class Coverage:
    """``open / (target - actual)``; null where nothing is lacking, or where nothing is known of what is open."""

    open: Measure
    gap: Attainment

    def parts(self, frame: Frame) -> tuple[Part, ...]:
        above = (p.under("numerator") for p in self.open.parts(frame))
        below = (p.under("denominator") for p in self.gap.parts(frame))
        return (*above, *below)

    def cells(self, frame: Frame, look: Look) -> Cells:
        above, below = self.open.cells(frame, look), self.gap.cells(frame, look)

        def cell(key: Key) -> Cell:
            return self._covered(above(key), below(key))

        return cell

    def _covered(self, top: Cell, gap: Cell) -> Cell:
        if gap.value is None:
            return Cell(None, top.value, None, top.n, top.missing, gap.reason)
        if gap.value <= 0:
            return Cell(None, top.value, gap.value, top.n, top.missing, MET)
        if top.value is None:
            return Cell(None, None, gap.value, top.n, top.missing, top.reason)
        value = quotient(top.value, gap.value, "ratio")
        return Cell(value, top.value, gap.value, top.n, top.missing)

    def describe(self) -> dict[str, object]:
        return {"kind": "coverage", "open": self.open.describe(), "gap": self.gap.describe()}


def coverage(spec: Spec, context: Context) -> Measure:
    """``{kind: coverage, open: {kind: as_of, …}, of: bookings}``: what is open, against the target of ``of``."""
    spec.only("open", "of")
    target = context.target(spec, "of", "whole_target")
    gap = Attainment(context.measure(spec, "of"), target, "gap")
    return Coverage(context.measure(spec, "open", unit=target.unit), gap)
