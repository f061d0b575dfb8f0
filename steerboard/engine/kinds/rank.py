"""rank: the place that a group has among those of the same question by another figure; 1 is the most."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from decimal import Decimal

from steerboard.engine.definition.spec import Context, Spec
from steerboard.engine.frames import Frame
from steerboard.engine.kinds.base import NO_GROUPS, Cell, Cells, Grouped, Key, Look, Measure, Number, Part


@dataclass(frozen=True)
class Rank:
    """Groups with equal figures share the better place. Only groups that the reader sees stand beside each other."""

    inner: Measure

    def parts(self, frame: Frame) -> tuple[Part, ...]:
        return self.inner.parts(frame)

    def cells(self, frame: Frame, look: Look) -> Cells:
        inner = self.inner.cells(frame, look)
        groups = [key for key in look.groups() if key] if isinstance(look, Grouped) else []
        others = [inner(key) for key in groups]
        below = sorted(-_exact(c.value) for c in others if c.value is not None and (c.n or c.missing))

        def cell(key: Key) -> Cell:
            found = inner(key)
            if not key or not groups or found.value is None:
                return Cell(None, n=found.n, missing=found.missing, reason=found.reason or NO_GROUPS)
            place = bisect_left(below, -_exact(found.value)) + 1
            return Cell(place, found.value, len(below), found.n, found.missing)

        return cell

    def describe(self) -> dict[str, object]:
        return {"kind": "rank", "of": self.inner.describe()}


def _exact(value: Number) -> Decimal:
    return Decimal(str(value))


def rank(spec: Spec, context: Context) -> Measure:
    """``{kind: rank, of: revenue}``; ``of`` is a measure or the id of a KPI. Without groups there is no place."""
    spec.only("of")
    return Rank(context.measure(spec, "of", unit=None))
