"""at_start: a state as it was when the frame began, which is where the one before it ended."""

from __future__ import annotations

from dataclasses import dataclass

from steerboard.engine.definition.spec import Context, Spec
from steerboard.engine.frames import Frame
from steerboard.engine.kinds.base import Cells, Look, Measure, Part


@dataclass(frozen=True)
class AtStart:
    """The inner state at the end of the day before the frame, so that what came and went in the frame is the change."""

    inner: Measure

    def parts(self, frame: Frame) -> tuple[Part, ...]:
        return self.inner.parts(frame.eve())

    def cells(self, frame: Frame, look: Look) -> Cells:
        return self.inner.cells(frame.eve(), look)

    def describe(self) -> dict[str, object]:
        return {"kind": "at_start", "of": self.inner.describe()}


def at_start(spec: Spec, context: Context) -> Measure:
    """``{kind: at_start, of: mrr}``; ``of`` is an ``as_of`` measure or the id of a KPI that is one."""
    spec.only("of")
    return AtStart(context.measure(spec, "of"))
