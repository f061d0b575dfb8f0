"""The rows that are there at given instants, as they were then: the source of everything asked as of a time."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from sqlglot import exp

from steerboard.core.moments import BEGINNING, END
from steerboard.engine.compile.scope import Scope
from steerboard.engine.frames import Instant
from steerboard.engine.model import Column, Table
from steerboard.engine.sql import values as v
from steerboard.engine.sql.nodes import Node
from steerboard.engine.sql.shapes import select, subquery, union, values_table

FROM, TO = "there_from", "there_until"
PERIOD_START, PERIOD_END = "period_start", "period_end"
SPINE: dict[str, v.SqlType] = {
    "slot": "integer",
    "t": "timestamp",
    "upto": "timestamp",
    "day": "date",
    "first": "date",
    "last": "date",
}

_INSTANT: dict[str, Callable[[], Node]] = {
    "slot": lambda: v.column("slot", "i"),
    "t": lambda: v.column("t", "i"),
    "day": lambda: v.column("day", "i"),
    "as_of": lambda: v.column("upto", "i"),
    "as_of_on": lambda: v.column("day", "i"),
    "as_of_exact": lambda: v.boolean(True),
    PERIOD_START: lambda: v.column("first", "i"),
    PERIOD_END: lambda: v.column("last", "i"),
}


def state_source(
    scope: Scope,
    table: Table,
    span: tuple[str, str],
    instants: Sequence[Instant],
    wanted: Collection[str],
    alias: str,
) -> exp.Subquery:
    """One row for each record and instant at which it is there: the columns ``wanted`` (the instant's among them).

    ``span`` are the fields ``start`` and ``until``. A record is there from ``start`` (of a kind: from when the
    system learned of it where that is not known) until ``until``. Fields that closing set are not known before
    it, where the history still shows them so.
    """
    asked = {"slot", "t", "day"}
    if "as_of" in wanted:
        asked.add("upto")
    if PERIOD_START in wanted or PERIOD_END in wanted:
        asked |= {"first", "last"}
    base = StateRows(scope, table, *span, wanted)
    query = select(
        *(v.column(name, "x") for name in base.columns),
        *(v.named(make(), name) for name, make in _INSTANT.items() if name in wanted),
        source=subquery(base.all(), "x"),
    )
    there = v.both(
        [
            exp.LTE(this=v.column(FROM, "x"), expression=v.column("t", "i")),
            exp.LT(this=v.column("t", "i"), expression=v.column(TO, "x")),
        ]
    )
    query.join(exp.Join(this=subquery(spine(instants, asked), "i"), on=there), copy=False)
    # What is never there, or not between the first instant and the last, need not meet the instants.
    some: list[Node] = [
        exp.LT(this=v.column(FROM, "x"), expression=v.column(TO, "x")),
        exp.LTE(this=v.column(FROM, "x"), expression=v.moment(max(i.at for i in instants))),
        exp.GT(this=v.column(TO, "x"), expression=v.moment(min(i.at for i in instants))),
    ]
    return subquery(query.where(v.both(some), copy=False), alias)


def spine(instants: Sequence[Instant], asked: Collection[str]) -> exp.Select:
    """One row for each instant: some of the columns of ``SPINE``."""
    columns = {name: of for name, of in SPINE.items() if name in asked}
    rows: list[list[v.Value]] = []
    for slot, i in enumerate(instants):
        first, last = i.days[:2] if i.days else (None, None)
        told: dict[str, v.Value] = {
            "slot": slot,
            "t": i.at,
            "upto": i.upto,
            "day": i.day,
            "first": first,
            "last": last,
        }
        rows.append([told[name] for name in columns])
    return values_table(columns, rows)


@dataclass(frozen=True)
class StateRows:
    """The rows of a kind with the time from ``FROM`` up to ``TO`` in which each of them is there."""

    scope: Scope
    table: Table
    start: str
    until: str
    wanted: Collection[str]

    @property
    def columns(self) -> list[str]:
        return [name for name in self.scope.columns(self.table) if name in self.wanted]

    def all(self) -> exp.Query:
        if not self.table.spans or self.table.derived:
            return self._plain(changed=None)
        return union([self._plain(changed=False), self._spans()], distinct=False)

    def _plain(self, changed: bool | None) -> exp.Select:
        """Records that were always as they are now."""
        source = (
            self.scope.source(self.table.name, "x") if self.table.derived else v.table(self.table.name, "x")
        )
        conditions = [self.scope.learned("x")]
        if changed is not None:
            conditions.append(exp.Not(this=v.column("changed", "x")))
        query = self.select(source, self.begin(), self.end())
        kept = [c for c in conditions if c is not None]
        return query.where(v.both(kept), copy=False) if kept else query

    def _spans(self) -> exp.Select:
        """Records with a history, each rectangle while it was valid."""
        nodes = self.scope.nodes
        begin = nodes.greatest(v.column("valid_from", "x"), self.begin(learned="k"))
        end = nodes.least(v.column("valid_to", "x"), self.end())
        blind = self._unknown_before() & set(self.wanted)
        source = v.table(f"{self.table.name}_span", "x")
        query = self.select(source, begin, end, present="p" if blind else "")
        if blind:
            same = exp.EQ(this=v.column("id", "p"), expression=v.column("id", "x"))
            query.join(exp.Join(this=v.table(self.table.name, "p"), side="LEFT", on=same), copy=False)
        same = exp.EQ(this=v.column("id", "k"), expression=v.column("id", "x"))
        query.join(exp.Join(this=subquery(self._beginless(), "k"), side="LEFT", on=same), copy=False)
        return query.where(self.scope.in_force("x"), copy=False)

    def _beginless(self) -> exp.Select:
        """The records whose start is not known, with when the system learned of each: a rectangle tells of itself only."""
        query = select(v.column("id", "b"), v.column("known_from", "b"), source=v.table(self.table.name, "b"))
        return query.where(exp.Is(this=v.column(self.start, "b"), expression=exp.Null()), copy=False)

    def select(
        self, source: exp.Table | exp.Subquery, begin: Node, end: Node, present: str = ""
    ) -> exp.Select:
        blind = self._unknown_before()
        columns: list[Node] = [
            self._blinded(name, present) if name in blind else v.column(name, "x") for name in self.columns
        ]
        return select(*columns, v.named(begin, FROM), v.named(end, TO), source=source)

    def _unknown_before(self) -> frozenset[str]:
        """The physical columns that closing sets, where ``until`` is the closing."""
        closing = self.table.closing
        if not closing or closing["ended"] != self.until:
            return frozenset()
        fields: list[Column] = [self.table.columns[f] for f in closing["unknown_before"]]
        return frozenset(p for f in fields for p in f.physical)

    def _blinded(self, name: str, present: str) -> exp.Expression:
        """NULL where the row shows the closed state: closed, and this field still as it is now."""
        closed: Node = exp.Not(this=exp.Is(this=v.column("outcome", "x"), expression=exp.Null()))
        if present:
            still = self.scope.nodes.same(v.column(name, "x"), v.column(name, present))
            closed = v.both([closed, still])
        case = exp.Case().when(closed, exp.Null(), copy=False).else_(v.column(name, "x"), copy=False)
        return v.named(case, name)

    def begin(self, learned: str = "") -> Node:
        """From when the record is there: of a derived one whose start is not known, always."""
        known = [v.column("known_from", alias) for alias in ((learned, "x") if learned else ("x",))]
        unknown: list[Node] = [v.moment(BEGINNING)] if self.table.derived else [*known]
        return self.scope.nodes.coalesce(self._instant(self.start), *unknown)

    def _instant(self, name: str) -> Node:
        """A time of the record; a date counts from the local beginning of its day."""
        column = v.column(name, "x")
        return self.scope.starts(column) if self.table.column(name).type == "date" else column

    def end(self) -> Node:
        """Until when: without end where ``until`` is not known, but never where closing set the rest of it."""
        if not self.until:
            return v.moment(END)
        end = self._instant(self.until)
        if not self._unknown_before():
            return self.scope.nodes.coalesce(end, v.moment(END))
        undecided = exp.Is(this=v.column("outcome", "x"), expression=exp.Null())
        without = self.scope.nodes.choose([(undecided, v.moment(END))], v.moment(BEGINNING))
        return self.scope.nodes.coalesce(end, without)
