"""What becomes of a deal between two instants, as a table: in which parts of a bridge it stands, and with what.

The table is read twice: in Python, to add up the parts from sums over deals with the same marks, and as a condition
in SQL, to list the deals of one part.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlglot import exp

from steerboard.engine.sql import values as v
from steerboard.engine.sql.nodes import Node, Nodes

# What a deal is on a side: not there, in the pipeline, open but due later, or closed.
ABSENT, IN, LATER, WON, LOST, ENDED = 0, 1, 2, 3, 4, 5
CLOSED = (WON, LOST, ENDED)
DOWN, UP = (-1,), (1,)
NO, YES = (0,), (1,)

MARKS = ("before", "after", "begun", "closed", "foreign", "grown", "handed")
"""What it is at the start and at the end; whether it came into being and was closed in between; whether it is in
another currency; whether its amount, and whether its share, became more (1) or less (-1)."""

Measure = Literal["first", "last", "change", "shift"]
MEASURES: Mapping[Measure, tuple[str, str]] = {
    "first": ("share0", "unknown0"),
    "last": ("share1", "unknown1"),
    "change": ("", "unknown1"),
    "shift": ("share_shift", "unknown1"),
}
"""Money, with the columns of the deals that it stands for and of those whose amount is not known: all of a deal as it
was at the start; as it is at the end; the change of its amount at the share of the start; and the change of its share
at the amount of the end. The last two and the first add up to the second."""


@dataclass(frozen=True)
class Case:
    """A deal with these marks stands in the part, with the measure or (``sign`` -1) with its opposite."""

    measure: Measure
    sign: int
    marks: Mapping[str, Sequence[int]]

    def holds(self, marks: Mapping[str, int]) -> bool:
        return all(marks[name] in allowed for name, allowed in self.marks.items())

    def condition(self, nodes: Nodes, alias: str) -> Node:
        return v.both([nodes.is_in(v.column(n, alias), allowed) for n, allowed in self.marks.items()])

    def value(self, alias: str) -> Node:
        return self._signed(v.column(self.measure, alias))

    def deals(self, alias: str) -> Node:
        share = MEASURES[self.measure][0]
        return self._signed(v.column(share, alias)) if share else v.integer(0)

    def _signed(self, node: Node) -> Node:
        return exp.Neg(this=node) if self.sign < 0 else node


def _case(measure: Measure, /, **marks: Sequence[int]) -> Case:
    return Case(measure, 1, marks)


def _less(measure: Measure, /, **marks: Sequence[int]) -> Case:
    return Case(measure, -1, marks)


def _enters(**marks: Sequence[int]) -> Case:
    """It comes with what it is at the end."""
    return _case("last", after=(IN,), **marks)


def _leaves(after: int) -> Case:
    """It was in the pipeline, its amount and share changed, and now it goes with all that it is at the end."""
    return _less("last", before=(IN,), after=(after,))


def _stays(measure: Measure, **marks: Sequence[int]) -> Case:
    """It was in the pipeline and is still seen, whatever it is now."""
    return _case(measure, before=(IN,), after=(IN, LATER, *CLOSED), **marks)


# What left the reader's sight, or the scope, goes as it was at the start: what came after is not his to know.
_GONE = _less("first", before=(IN,), after=(ABSENT,))
_WENT_BY: Mapping[str, Sequence[int]] = {"before": (ABSENT, LATER, *CLOSED), "closed": YES}

STORY: Mapping[str, Sequence[Case]] = {
    "start": (_case("first", before=(IN,)),),
    "new": (_enters(before=(ABSENT,), begun=YES),),
    "reopened": (_enters(before=CLOSED),),
    "pulled_in": (_enters(before=(LATER,)),),
    "moved_in": (_enters(before=(ABSENT,), begun=NO), _stays("shift", handed=UP)),
    "value_up": (_stays("change", foreign=NO, grown=UP),),
    "value_down": (_stays("change", foreign=NO, grown=DOWN),),
    "exchange": (_stays("change", foreign=YES, grown=(*DOWN, *UP)),),
    "pushed_out": (_leaves(LATER),),
    "won": (_leaves(WON),),
    "lost": (_leaves(LOST),),
    "removed": (_leaves(ENDED),),
    "moved_out": (_GONE, _stays("shift", handed=DOWN)),
    "end": (_case("last", after=(IN,)),),
    # Came and went in between: part of neither end, so outside the sum.
    "passed": (_case("last", after=CLOSED, **_WENT_BY),),
    "passed_won": (_case("last", after=(WON,), **_WENT_BY),),
}
"""The parts in their order. A deal falls into at most one case of a part; for every deal the cases between ``start``
and ``end`` add up to the difference of the two."""
