"""running: another figure over all time up to the frame's last day; a running total where it is a sum."""

from __future__ import annotations

from dataclasses import dataclass

from steerboard.engine.definition.spec import Context, Spec
from steerboard.engine.frames import Frame
from steerboard.engine.kinds.base import Cells, Look, Measure, Part


@dataclass(frozen=True)
class Running:
    """The inner figure from the first record on up to the frame's last day, or up to today where that comes first."""

    inner: Measure

    def parts(self, frame: Frame) -> tuple[Part, ...]:
        return self.inner.parts(frame.to_date())

    def cells(self, frame: Frame, look: Look) -> Cells:
        return self.inner.cells(frame.to_date(), look)

    def describe(self) -> dict[str, object]:
        return {"kind": "running", "of": self.inner.describe()}


def running(spec: Spec, context: Context) -> Measure:
    """``{kind: running, of: revenue}``; ``of`` is a measure or the id of a KPI."""
    spec.only("of")
    return Running(context.measure(spec, "of"))
