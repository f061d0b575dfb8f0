"""private: a figure of what people answered in confidence, shown only where enough of them did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from steerboard.core.text import Text
from steerboard.engine.definition.spec import Context, Spec
from steerboard.engine.frames import Frame
from steerboard.engine.kinds.base import NOTHING, Atom, Cell, Cells, Key, Look, Measure, Part, Raw, Reason

ENOUGH = 5  # what fewer people answer tells who said what (docs/rights.md)


@dataclass(frozen=True)
class Private:
    """The inner figure where at least ``least`` people answered; else null, and nothing of it is told.

    ``known`` counts the people of whom it is told that they answered, ``unknown`` the answers without a name.
    """

    inner: Measure
    least: int
    known: Atom
    unknown: Atom

    def parts(self, frame: Frame) -> tuple[Part, ...]:
        known, unknown = self._people(frame)
        return (*self.inner.parts(frame), known, unknown)

    def cells(self, frame: Frame, look: Look) -> Cells:
        inner = self.inner.cells(frame, look)
        known, unknown = (look(part) for part in self._people(frame))
        said = Text("fewer than {n} people answered", "作答人数少于 {n} 人，为保护匿名不显示").fill(
            n=self.least
        )
        few = Cell(None, reason=Reason("too_few", said))

        def cell(key: Key) -> Cell:
            people = _count(known(key)) + _count(unknown(key))
            return inner(key) if people >= self.least else few

        return cell

    def describe(self) -> dict[str, object]:
        return {"kind": "private", "least": self.least, "of": self.inner.describe()}

    def _people(self, frame: Frame) -> tuple[Part, Part]:
        known = Part("people", self.known, self.known.window(frame))
        return known, Part("answers", self.unknown, self.unknown.window(frame))


def private(spec: Spec, context: Context) -> Measure:
    """``{kind: private, least: 5, person: user, of: {kind: mean, …}}``: ``of`` is written out, over records.

    The records behind the KPI are listed to nobody. Rows that a kind withholds count in no other measure.
    """
    spec.only("of", "least", "person")
    least = spec.integer("least")
    if least < ENOUGH:
        raise spec.wrong("least", f"is at least {ENOUGH}", f"应不小于 {ENOUGH}")
    written = spec.required("of")
    if not isinstance(written, Mapping):
        raise spec.wrong("of", "is a measure over records", "应为基于记录的度量")
    person = context.answering(spec, str(written.get("of")))
    with context.in_confidence():
        inner = context.measure(spec, "of")
        known = context.atom(_counted(spec, written, f"{person} is known", each=person), "count")
        unknown = context.atom(_counted(spec, written, f"{person} is unknown"), "count")
    return Private(inner, least, known, unknown)


def _counted(spec: Spec, written: Mapping[str, Any], who: str, **more: str) -> Spec:
    """The answers that carry the figure: those whose value is known."""
    conditions = [written.get("where"), who]
    conditions += [f"({written['value']}) is known"] if written.get("value") else []
    where = " and ".join(f"({text})" for text in conditions if text)
    return Spec.of({"of": written.get("of"), "at": written.get("at"), "where": where, **more}, spec.at("of"))


def _count(raw: Raw) -> int:
    return 0 if raw is NOTHING else int(raw.n)
