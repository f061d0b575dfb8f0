"""What a derived table or column is to the model and to the compiler."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from sqlglot import exp

from steerboard.core.calendars import Calendar
from steerboard.engine.frames import Instant
from steerboard.engine.model import Column, Table
from steerboard.engine.sql.nodes import Node, Nodes


class Sources(Protocol):
    """The tables that a derivation reads: in their present state, or as known at the instant asked for."""

    @property
    def nodes(self) -> Nodes: ...

    @property
    def calendar(self) -> Calendar: ...

    @property
    def today(self) -> date:
        """The local day of the question: what is dated later has not happened yet."""
        ...

    def local_day(self, moment: Node) -> Node:
        """The local day of an instant that no column gives the day of."""
        ...

    def starts(self, day: Node) -> Node:
        """The instant at which a local day begins."""
        ...

    def source(self, table: str, alias: str) -> exp.Table | exp.Subquery: ...

    def history(self, table: str, columns: Sequence[str], alias: str) -> exp.Subquery:
        """Every state of every record: ``id``, the physical ``columns``, ``valid_from`` and ``valid_to``."""
        ...


@dataclass(frozen=True)
class DerivedTable:
    """A table that is a query; ``rows`` has the physical columns of ``table`` and ``id``.

    ``fed_by`` names the kind whose records it is made of, where that is not the one its policy leads to. ``tells_of`` names
    kinds of which its rows tell something beyond what their policy shows: a figure of the whole company that is made of it
    is for who sees all of them.
    """

    table: Table
    rows: Callable[[Sources], exp.Query]
    fed_by: str = ""
    tells_of: tuple[str, ...] = ()


@dataclass(frozen=True)
class DerivedColumn:
    """A field of ``table`` worked out over all its rows.

    ``rows`` gives ``id`` (unique) and ``value`` (of a time also ``value_on`` and ``value_exact``); a record
    without a row there has ``otherwise``, or nothing known where that is None.
    """

    table: str
    column: Column
    rows: Callable[[Sources], exp.Query]
    otherwise: exp.Expression | None = None


@dataclass(frozen=True)
class ComputedColumn:
    """A field of ``table`` that follows from other fields ``of`` of the same row, such as a band of a number.

    In a state it follows from them as they were at the instant. It carries the tag of what it follows from.
    """

    table: str
    column: Column
    of: tuple[str, ...]
    value: Callable[[Nodes, Sequence[Node]], Node]


@dataclass(frozen=True)
class FramedColumn:
    """A field of ``table`` that looks at the period in which a state is read (``Instant.days``).

    ``rows`` gives ``slot`` (the place of the instant), ``id`` where it is ``keyed`` (else it is one value for all
    records), and ``value``; a record without a row there has ``otherwise``, or nothing known where that is None.
    """

    table: str
    column: Column
    rows: Callable[[Sources, Sequence[Instant]], exp.Query]
    otherwise: exp.Expression | None = None
    keyed: bool = True
