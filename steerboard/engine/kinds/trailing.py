"""trailing: another figure over the months or days that end with the frame's last day, as a base line is taken."""

from __future__ import annotations

from dataclasses import dataclass

from steerboard.engine.definition.spec import Context, Spec
from steerboard.engine.frames import Frame
from steerboard.engine.kinds.base import Cells, Look, Measure, Part


@dataclass(frozen=True)
class Trailing:
    """The inner figure over ``months`` months or ``days`` days up to the frame's last day, or up to today where that comes first."""

    inner: Measure
    months: int = 0
    days: int = 0

    def parts(self, frame: Frame) -> tuple[Part, ...]:
        return self.inner.parts(self._back(frame))

    def cells(self, frame: Frame, look: Look) -> Cells:
        return self.inner.cells(self._back(frame), look)

    def describe(self) -> dict[str, object]:
        length = {"days": self.days} if self.days else {"months": self.months}
        return {"kind": "trailing", **length, "of": self.inner.describe()}

    def _back(self, frame: Frame) -> Frame:
        return frame.trailing(self.days) if self.days else frame.trailing_months(self.months)


def trailing(spec: Spec, context: Context) -> Measure:
    """``{kind: trailing, of: win_rate, months: 12}``; ``of`` is a measure or the id of a KPI. Or ``days: 30``."""
    spec.only("of", "months", "days")
    days = spec.optional_integer("days")
    if days is not None:
        if not 1 <= days <= 3660:
            raise spec.wrong("days", "lies between 1 and 3660", "应在 1 到 3660 之间")
        return Trailing(context.measure(spec, "of"), days=days)
    months = spec.integer("months")
    if not 1 <= months <= 120:
        raise spec.wrong("months", "lies between 1 and 120", "应在 1 到 120 之间")
    return Trailing(context.measure(spec, "of"), months=months)
