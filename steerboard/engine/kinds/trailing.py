"""trailing: another figure over the months that end with the frame's last day, as a base line is taken."""

from __future__ import annotations

from dataclasses import dataclass

from steerboard.engine.definition.spec import Context, Spec
from steerboard.engine.frames import Frame
from steerboard.engine.kinds.base import Cells, Look, Measure, Part


@dataclass(frozen=True)
class Trailing:
    """The inner figure over ``months`` months up to the frame's last day, or up to today where that comes first."""

    inner: Measure
    months: int

    def parts(self, frame: Frame) -> tuple[Part, ...]:
        return self.inner.parts(frame.trailing_months(self.months))

    def cells(self, frame: Frame, look: Look) -> Cells:
        return self.inner.cells(frame.trailing_months(self.months), look)

    def describe(self) -> dict[str, object]:
        return {"kind": "trailing", "months": self.months, "of": self.inner.describe()}


def trailing(spec: Spec, context: Context) -> Measure:
    """``{kind: trailing, of: win_rate, months: 12}``; ``of`` is a measure or the id of a KPI."""
    spec.only("of", "months")
    months = spec.integer("months")
    if not 1 <= months <= 120:
        raise spec.wrong("months", "lies between 1 and 120", "应在 1 到 120 之间")
    return Trailing(context.measure(spec, "of"), months)
