"""rolling: the mean per day over the trailing N days, days of the calendar and not rows."""

from __future__ import annotations

from dataclasses import dataclass

from steerboard.engine.definition.spec import Context, Spec
from steerboard.engine.frames import Frame
from steerboard.engine.kinds.base import (
    NOT_COVERED,
    Atom,
    Cell,
    Cells,
    Key,
    Look,
    Measure,
    Part,
    Unit,
    quotient,
)


@dataclass(frozen=True)
class Rolling:
    """The inner figure over the ``days`` days that end with the frame's last day, divided by ``days``.

    The window reaches back before the query's first day, so the first values are not cut short. Where it
    begins before the records do (``beginning``), there is no value.
    """

    inner: Measure
    days: int
    unit: Unit
    beginning: Atom

    def parts(self, frame: Frame) -> tuple[Part, ...]:
        trailing = frame.trailing(self.days)
        return (
            *(p.under("numerator") for p in self.inner.parts(trailing)),
            Part("beginning", self.beginning, trailing.window),
        )

    def cells(self, frame: Frame, look: Look) -> Cells:
        trailing = frame.trailing(self.days)
        first = trailing.asked.start.toordinal()
        inner = self.inner.cells(trailing, look)
        beginning = look(Part("beginning", self.beginning, trailing.window))

        def cell(key: Key) -> Cell:
            begun = beginning(key).value
            return self._mean(inner(key), covered=begun is not None and begun <= first)

        return cell

    def _mean(self, inner: Cell, *, covered: bool) -> Cell:
        if not covered:
            return Cell(None, inner.value, self.days, inner.n, inner.missing, NOT_COVERED)
        if inner.value is None:
            return Cell(None, None, self.days, inner.n, inner.missing, inner.reason)
        value = quotient(inner.value, self.days, "money" if self.unit == "money" else "ratio")
        return Cell(value, inner.value, self.days, inner.n, inner.missing)

    def describe(self) -> dict[str, object]:
        return {"kind": "rolling", "days": self.days, "of": self.inner.describe()}


def rolling(spec: Spec, context: Context) -> Measure:
    """``{kind: rolling, of: orders, days: 30, covered: {of: order, at: ordered_at}}``.

    ``of`` is a measure or the id of a KPI; ``covered`` names the table and time whose earliest record says
    since when there are records at all.
    """
    spec.only("of", "days", "covered")
    days = spec.integer("days")
    if not 1 <= days <= 3660:
        raise spec.wrong("days", "lies between 1 and 3660", "应在 1 到 3660 之间")
    covered = Spec.of(spec.required("covered"), spec.at("covered"))
    covered.only("of", "at")
    beginning = context.atom(covered, "beginning")
    return Rolling(context.measure(spec, "of"), days, context.unit, beginning)
