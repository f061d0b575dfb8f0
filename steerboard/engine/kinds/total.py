"""total: figures added up, some of them taken off, such as what came into the pipeline less what went out of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from steerboard.engine.definition.spec import Context, Spec
from steerboard.engine.frames import Frame
from steerboard.engine.kinds.base import (
    NOT_KNOWN,
    Cell,
    Cells,
    Key,
    Look,
    Measure,
    Number,
    Part,
    Unit,
    summed,
    tidy,
)


@dataclass(frozen=True)
class Total:
    """Each inner figure with its sign. As in a sum, records of unknown value are left out and counted as missing."""

    inner: tuple[tuple[str, Measure, int], ...]
    unit: Unit

    def parts(self, frame: Frame) -> tuple[Part, ...]:
        return tuple(p.under(name) for name, measure, _ in self.inner for p in measure.parts(frame))

    def cells(self, frame: Frame, look: Look) -> Cells:
        inner = [(measure.cells(frame, look), sign) for _, measure, sign in self.inner]

        def cell(key: Key) -> Cell:
            return self._added([(cells(key), sign) for cells, sign in inner])

        return cell

    def _added(self, terms: list[tuple[Cell, int]]) -> Cell:
        n = sum_of([cell.n for cell, _ in terms])
        missing = sum_of([cell.missing for cell, _ in terms])
        values = [(summed(cell), sign) for cell, sign in terms]
        for (value, _), (cell, _) in zip(values, terms, strict=True):
            if value is None:
                return Cell(None, n=n, missing=missing, reason=cell.reason)
        if missing and not n:
            return Cell(None, n=n, missing=missing, reason=NOT_KNOWN)
        whole = sum_of([sign * value for value, sign in values if value is not None])
        return Cell(tidy(whole, self.unit), n=n, missing=missing)

    def describe(self) -> dict[str, object]:
        plus = {name: measure.describe() for name, measure, sign in self.inner if sign > 0}
        minus = {name: measure.describe() for name, measure, sign in self.inner if sign < 0}
        told: dict[str, object] = {"kind": "total", "plus": plus}
        return {**told, "minus": minus} if minus else told


def sum_of(values: list[Number]) -> Number:
    """Exact where any of them is a decimal."""
    if any(isinstance(value, Decimal) for value in values):
        return sum((Decimal(str(value)) for value in values), Decimal(0))
    return sum(values)


def total(spec: Spec, context: Context) -> Measure:
    """``{kind: total, plus: {new: …}, minus: {won: …, lost: …}}``: named measures or ids of KPIs."""
    spec.only("plus", "minus")
    return Total(tuple(_terms(spec, context)), context.unit)


def _terms(spec: Spec, context: Context) -> Iterator[tuple[str, Measure, int]]:
    for key, sign in (("plus", 1), ("minus", -1)):
        if key == "minus" and spec.values.get(key) is None:
            continue
        named = Spec.of(spec.required(key), spec.at(key))
        for name in named.values:
            yield name, context.measure(named, name), sign
