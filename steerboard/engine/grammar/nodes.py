"""The typed tree of a condition or a formula: frozen, equal where the meaning is equal.

Logic is two-valued. A comparison with something missing does not hold, and ``not`` is the plain complement, so
the records for a condition and those for its negation always make up all records. ``!=``, ``not in`` and
their kin are complements: ``industry != 'steel'`` also takes the records whose industry is not known.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from typing_extensions import override

from steerboard.core.text import Text
from steerboard.engine.model import Choice, Column

Kind = Literal["text", "number", "boolean", "date", "time", "link"]
Part = Literal["", "on", "exact"]
Scalar = str | bool | int | Decimal | date | datetime

MOST_DIGITS = 38


@dataclass(frozen=True, slots=True)
class Type:
    """What a value is. An exact number has so many ``digits`` before and ``places`` behind the point."""

    kind: Kind
    target: str = ""
    choices: tuple[Choice, ...] = ()
    digits: int = 0
    places: int = 0
    exact: bool = True


TEXT, BOOLEAN, DATE, TIME = Type("text"), Type("boolean"), Type("date"), Type("time")
INTEGER = Type("number", digits=19)
DECIMAL = Type("number", digits=14, places=4)
SHARE = Type("number", digits=3, places=6)
DOUBLE = Type("number", exact=False)

KIND_NAMES: dict[Kind, Text] = {
    "text": Text("a text", "文本"),
    "number": Text("a number", "数字"),
    "boolean": Text("a yes or no", "是/否"),
    "date": Text("a date", "日期"),
    "time": Text("a time", "时间"),
    "link": Text("a link", "关联"),
}


@dataclass(frozen=True)
class Node:
    """A part of the tree; ``at`` is where it begins in the text and no part of what it means."""

    type: Type
    at: int = field(compare=False, repr=False)

    @property
    def parts(self) -> tuple[Node, ...]:
        return ()

    def walk(self) -> Iterator[Node]:
        """This node and all below it."""
        yield self
        for part in self.parts:
            yield from part.walk()


@dataclass(frozen=True)
class Constant(Node):
    value: Scalar


@dataclass(frozen=True)
class Field(Node):
    """A field, reached through links: ``path`` as written, ``steps`` the (table, column) at each of its names.

    ``part`` "on" is the local day of a time, "exact" whether its time of day is known.
    """

    path: tuple[str, ...]
    steps: tuple[tuple[str, Column], ...]
    part: Part = ""


@dataclass(frozen=True)
class Kpi(Node):
    """The value of another KPI, in a formula."""

    name: str


@dataclass(frozen=True)
class Unary(Node):
    operand: Node

    @property
    @override
    def parts(self) -> tuple[Node, ...]:
        return (self.operand,)


@dataclass(frozen=True)
class Negative(Unary):
    """Minus a number."""


@dataclass(frozen=True)
class Not(Unary):
    """The complement of a condition."""


@dataclass(frozen=True)
class IsMissing(Unary):
    """The value is not known."""


@dataclass(frozen=True)
class In(Unary):
    options: tuple[Scalar, ...]


@dataclass(frozen=True)
class Binary(Node):
    left: Node
    right: Node

    @property
    @override
    def parts(self) -> tuple[Node, ...]:
        return (self.left, self.right)


@dataclass(frozen=True)
class Compare(Binary):
    """Holds where both are known and stand so to each other."""

    operator: Literal["=", "<", "<=", ">", ">="]


@dataclass(frozen=True)
class Match(Binary):
    """The left text contains or starts with the right one; upper and lower case are alike."""

    how: Literal["contains", "starts_with"]


@dataclass(frozen=True)
class Arithmetic(Binary):
    """A number, a moved date (date ± days), or the days between two dates (date - date)."""

    operator: Literal["+", "-", "*", "/"]


@dataclass(frozen=True)
class Many(Node):
    items: tuple[Node, ...]

    @property
    @override
    def parts(self) -> tuple[Node, ...]:
        return self.items


@dataclass(frozen=True)
class Both(Many):
    """All hold."""


@dataclass(frozen=True)
class Either(Many):
    """At least one holds."""


@dataclass(frozen=True)
class Call(Many):
    """A function of the closed list (functions.py)."""

    function: str


@dataclass(frozen=True, slots=True, order=True)
class Use:
    """One column of one table that an expression reads, with the sensitivity that a reader needs a right for."""

    table: str
    column: str
    tag: str


def fields_of(node: Node) -> frozenset[Use]:
    """Every column that the expression touches, the links on the way included."""
    fields = (n for n in node.walk() if isinstance(n, Field))
    return frozenset(Use(table, column.name, column.tag) for f in fields for table, column in f.steps)


def paths_of(node: Node) -> frozenset[tuple[str, ...]]:
    """The field paths, as written (without ``_on`` and ``_exact``)."""
    return frozenset(n.path for n in node.walk() if isinstance(n, Field))


def kpis_of(node: Node) -> frozenset[str]:
    """The KPIs that a formula names."""
    return frozenset(n.name for n in node.walk() if isinstance(n, Kpi))
