"""count and sum: of the rows whose time lies in the frame."""

from __future__ import annotations

from dataclasses import dataclass

from steerboard.engine.definition.spec import Context, Spec
from steerboard.engine.frames import Frame
from steerboard.engine.kinds.base import (
    NOT_KNOWN,
    NOTHING,
    Atom,
    Cell,
    Cells,
    Key,
    Look,
    Measure,
    Part,
    counts,
    tidy,
)


@dataclass(frozen=True)
class Simple:
    """One additive atom, read over the frame's window (or at its end, for a state)."""

    kind: str
    atom: Atom

    def parts(self, frame: Frame) -> tuple[Part, ...]:
        return (Part("value", self.atom, self.atom.window(frame)),)

    def cells(self, frame: Frame, look: Look) -> Cells:
        read, unit = look(*self.parts(frame)), self.atom.unit
        counting = unit == self.atom.aggregate == "count"
        empty = Cell(tidy(0, unit))

        def cell(key: Key) -> Cell:
            raw = read(key)
            if raw is NOTHING:
                return empty
            n, missing = counts(raw)
            if counting:
                return Cell(n, None, None, n)
            if raw.value is None and missing:
                return Cell(None, n=n, missing=missing, reason=NOT_KNOWN)
            return Cell(tidy(raw.value or 0, unit), n=n, missing=missing)

        return cell

    def describe(self) -> dict[str, object]:
        return {"kind": self.kind, **described(self.atom)}


def described(atom: Atom) -> dict[str, object]:
    """An atom in explain's words."""
    told: dict[str, object] = {"of": atom.table, "aggregate": atom.aggregate}
    told["from" if atom.state else "at"] = atom.at
    more = {"until": atom.until, "value": atom.value, "where": atom.where}
    told |= {key: value for key, value in more.items() if value}
    if atom.each:
        told |= {"first_of_each": atom.each} | ({"among": atom.among} if atom.among else {})
    if atom.opening:
        told["opening"] = True
    if atom.aggregate == "quantile":
        told["share"] = str(atom.share)
    return told


def count(spec: Spec, context: Context) -> Measure:
    """``{kind: count, of: opportunity, at: created_at, where: …}``.

    With ``each: account`` accounts are counted: each once, by its first row of the period.
    """
    spec.only("of", "at", "where", "each")
    return Simple("count", context.atom(spec, "count"))


def sum_(spec: Spec, context: Context) -> Measure:
    """``{kind: sum, value: amount, of: opportunity, at: closed_at, where: …}``."""
    spec.only("of", "at", "where", "value")
    spec.text("value")
    return Simple("sum", context.atom(spec, "sum"))
