"""alike: another figure, where all its records share one value, such as the scale that a score is on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from steerboard.engine.definition.spec import Context, Spec
from steerboard.engine.frames import Frame
from steerboard.engine.kinds.base import NOT_ALIKE, Atom, Cell, Cells, Key, Look, Measure, Part, Raw


@dataclass(frozen=True)
class Alike:
    """The inner figure; null where the least and the greatest value differ, or some are not known."""

    inner: Measure
    least: Atom
    greatest: Atom

    def parts(self, frame: Frame) -> tuple[Part, ...]:
        return (*self.inner.parts(frame), *self._ends(frame))

    def cells(self, frame: Frame, look: Look) -> Cells:
        inner = self.inner.cells(frame, look)
        low, high = (look(part) for part in self._ends(frame))

        def cell(key: Key) -> Cell:
            found = inner(key)
            if found.value is None or _same(low(key), high(key)):
                return found
            return Cell(None, n=found.n, missing=found.missing, reason=NOT_ALIKE)

        return cell

    def describe(self) -> dict[str, object]:
        return {"kind": "alike", "value": self.least.value, "of": self.inner.describe()}

    def _ends(self, frame: Frame) -> tuple[Part, Part]:
        return (
            Part("least", self.least, self.least.window(frame)),
            Part("greatest", self.greatest, self.greatest.window(frame)),
        )


def _same(low: Raw, high: Raw) -> bool:
    return low.value is not None and low.value == high.value and not low.missing


def alike(spec: Spec, context: Context) -> Measure:
    """``{kind: alike, of: {kind: mean, …}, value: scale}``: ``of`` is written out, over records."""
    spec.only("of", "value")
    written = Spec.of(spec.required("of"), spec.at("of"))
    value = spec.text("value")
    shared = {k: v for k, v in written.values.items() if k in ("of", "at", "where")} | {"value": value}
    least = context.atom(Spec(shared, spec.at("of")), "quantile", share=Decimal(0))
    greatest = context.keep(replace(least, share=Decimal(1)))
    return Alike(context.measure(spec, "of"), least, greatest)
