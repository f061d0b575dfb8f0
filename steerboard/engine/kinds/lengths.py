"""days and last_part: how many days the frame has, and a figure over the end of its period."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from steerboard.engine.definition.spec import Context, Spec
from steerboard.engine.frames import Frame
from steerboard.engine.kinds.base import NO_PERIOD, Cell, Cells, Look, Measure, Part


@dataclass(frozen=True)
class Days:
    """The days of the frame that have come; null where it has no beginning, or none has come."""

    def parts(self, frame: Frame) -> tuple[Part, ...]:
        del frame
        return ()

    def cells(self, frame: Frame, look: Look) -> Cells:
        del look
        known = frame.elapsed.start != date.min and frame.elapsed.days > 0
        cell = Cell(frame.elapsed.days) if known else Cell(None, reason=NO_PERIOD)
        return lambda _: cell

    def describe(self) -> dict[str, object]:
        return {"kind": "days"}


@dataclass(frozen=True)
class LastPart:
    """The inner figure over the last ``share`` of the working days of the period, as far as they have come."""

    inner: Measure
    share: Decimal

    def parts(self, frame: Frame) -> tuple[Part, ...]:
        last = frame.last_part(self.share)
        return self.inner.parts(last) if last is not None else ()

    def cells(self, frame: Frame, look: Look) -> Cells:
        last = frame.last_part(self.share)
        if last is None:
            return lambda _: Cell(None, reason=NO_PERIOD)
        return self.inner.cells(last, look)

    def describe(self) -> dict[str, object]:
        return {"kind": "last_part", "share": str(self.share), "of": self.inner.describe()}


def days(spec: Spec, _context: Context) -> Measure:
    """``{kind: days}``: to make a mean per day of what is counted day by day."""
    spec.only()
    return Days()


def last_part(spec: Spec, context: Context) -> Measure:
    """``{kind: last_part, of: bookings, share: 0.1}``: over the last tenth of the working days, rounded up."""
    spec.only("of", "share")
    share = spec.number("share")
    if not 0 < share <= 1:
        raise spec.wrong("share", "lies above 0 and up to 1", "应大于 0 且不超过 1")
    return LastPart(context.measure(spec, "of"), share)
