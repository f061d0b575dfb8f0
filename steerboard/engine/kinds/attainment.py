"""attainment: a figure beside the target of the same KPI, scope and period."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from steerboard.core.text import Text
from steerboard.engine.definition.spec import Context, Spec
from steerboard.engine.frames import Frame, window_of
from steerboard.engine.kinds.base import (
    NO_WHOLE,
    Atom,
    Cell,
    Cells,
    Key,
    Look,
    Measure,
    Number,
    Part,
    Reason,
    quotient,
    tidy,
)

NO_TARGET = Reason(
    "no_target",
    Text(
        "there is no target for this scope and period, or you see a part of what it is set for; "
        "ask by owner or by owner.team",
        "该范围与期间没有目标，或你只能看到其中一部分；可按负责人或团队查询",
    ),
)


@dataclass(frozen=True)
class Attainment:
    """``show`` share: actual / target; gap: target - actual; pace: what is due by now - actual.

    A share of a target of 0 is null. The actual covers what has elapsed, the target the whole period.
    """

    inner: Measure
    target: Atom
    show: str

    def parts(self, frame: Frame) -> tuple[Part, ...]:
        return (*(p.under("numerator") for p in self.inner.parts(frame)), self._aim(frame))

    def _aim(self, frame: Frame) -> Part:
        return Part("denominator", self.target, window_of(frame.aim, frame.calendar))

    def cells(self, frame: Frame, look: Look) -> Cells:
        actual, target = self.inner.cells(frame, look), look(self._aim(frame))

        def cell(key: Key) -> Cell:
            return self._held_against(actual(key), target(key).value)

        return cell

    def _held_against(self, actual: Cell, target: Number | None) -> Cell:
        value, n, missing = actual.value, actual.n, actual.missing
        if value is None or target is None:
            reason = NO_TARGET if target is None else actual.reason
            return Cell(None, value, self._said(target), n, missing, reason)
        if self.show != "share":
            gap = Decimal(str(target)) - Decimal(str(value))
            return Cell(tidy(gap, self.target.unit), value, self._said(target), n, missing)
        if target == 0:
            return Cell(None, value, self._said(target), n, missing, NO_WHOLE)
        return Cell(float(quotient(value, target, "ratio")), value, self._said(target), n, missing)

    def _said(self, target: Number | None) -> Number | None:
        return tidy(target, self.target.unit)

    def describe(self) -> dict[str, object]:
        of = self.inner.describe()
        return {"kind": "attainment", "show": self.show, "target": self.target.value, "of": of}


def attainment(spec: Spec, context: Context) -> Measure:
    """``{kind: attainment, of: bookings, show: share}``; ``of`` is the id of a KPI, ``show`` share, gap or pace.

    A gap has the unit of that KPI.
    """
    spec.only("of", "show")
    show = spec.choice("show", ("share", "gap", "pace"))
    target = context.target(spec, "of", "expected" if show == "pace" else "target")
    if show != "share":
        context.take_unit(target.unit)
    return Attainment(context.measure(spec, "of"), target, show)
