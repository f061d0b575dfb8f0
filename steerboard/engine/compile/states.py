"""The rows that are there at given instants, as they were then: the source of everything asked as of a time."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlglot import exp

from steerboard.engine.compile.scope import Scope
from steerboard.engine.model import Column, Table
from steerboard.engine.sql import values as v
from steerboard.engine.sql.nodes import Node
from steerboard.engine.sql.shapes import select, subquery, union, values_table

SPINE: dict[str, v.SqlType] = {"slot": "integer", "t": "timestamp", "upto": "timestamp", "day": "date"}

_INSTANT: dict[str, Callable[[], Node]] = {
    "slot": lambda: v.column("slot", "i"),
    "t": lambda: v.column("t", "i"),
    "day": lambda: v.column("day", "i"),
    "as_of": lambda: v.column("upto", "i"),
    "as_of_on": lambda: v.column("day", "i"),
    "as_of_exact": lambda: v.boolean(True),
}


@dataclass(frozen=True)
class Instant:
    """A state is read at ``at``; the clock stands at ``upto``; ``day`` is the local day."""

    at: datetime
    upto: datetime
    day: date


def state_source(
    scope: Scope,
    table: Table,
    span: tuple[str, str],
    instants: Sequence[Instant],
    wanted: Collection[str],
    alias: str,
) -> exp.Subquery:
    """One row for each record and instant at which it is there: the columns ``wanted`` (the instant's among them).

    ``span`` are the fields ``start`` and ``until``. A record is there from ``start`` (of a kind: from when the system learned of it where that is not known)
    until ``until``. Fields that closing set are not known before it, where the history still shows them so.
    """
    given = [(n, i.at, i.upto, i.day) for n, i in enumerate(instants)]
    spine = values_table(SPINE, given)
    base = _Rows(scope, table, *span, spine, wanted)
    if not table.spans or table.derived:
        return subquery(base.plain(changed=None), alias)
    return subquery(union([base.plain(changed=False), base.spans()], distinct=False), alias)


@dataclass(frozen=True)
class _Rows:
    scope: Scope
    table: Table
    start: str
    until: str
    spine: exp.Select
    wanted: Collection[str]

    def plain(self, changed: bool | None) -> exp.Select:
        """Records that were always as they are now."""
        source = (
            self.scope.source(self.table.name, "x") if self.table.derived else v.table(self.table.name, "x")
        )
        conditions = [self._there(), self.scope.learned("x")]
        if changed is not None:
            conditions.append(exp.Not(this=v.column("changed", "x")))
        query = self._select(source, present="")
        query.join(exp.Join(this=subquery(self.spine.copy(), "i"), kind="CROSS"), copy=False)
        return query.where(v.both(conditions), copy=False)

    def spans(self) -> exp.Select:
        """Records with a history, by the rectangle that was valid."""
        valid = v.both(
            [
                exp.LTE(this=v.column("valid_from", "x"), expression=v.column("t", "i")),
                exp.LT(this=v.column("t", "i"), expression=v.column("valid_to", "x")),
            ]
        )
        closing = bool(self._unknown_before())
        query = self._select(v.table(f"{self.table.name}_span", "x"), present="p" if closing else "")
        query.join(exp.Join(this=subquery(self.spine.copy(), "i"), on=valid), copy=False)
        if closing:
            same = exp.EQ(this=v.column("id", "p"), expression=v.column("id", "x"))
            query.join(exp.Join(this=v.table(self.table.name, "p"), side="LEFT", on=same), copy=False)
        return query.where(v.both([self._there(), self.scope.in_force("x")]), copy=False)

    def _select(self, source: exp.Table | exp.Subquery, present: str) -> exp.Select:
        blind = self._unknown_before()
        columns: list[Node] = [
            self._blinded(name, present) if name in blind else v.column(name, "x")
            for name in self.scope.columns(self.table)
            if name in self.wanted
        ]
        columns += [v.named(make(), name) for name, make in _INSTANT.items() if name in self.wanted]
        return select(*columns, source=source)

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

    def _there(self) -> Node:
        now = v.column("t", "i")
        begun: Node = exp.LTE(this=self._begin(), expression=now)
        if self.table.derived:
            unknown = exp.Is(this=v.column(self.start, "x"), expression=exp.Null())
            begun = v.either([begun, unknown])
        end = v.column(self.until, "x")
        over_later: Node = exp.GT(this=end, expression=now.copy())
        not_over: Node = exp.Is(this=end.copy(), expression=exp.Null())
        if self._unknown_before():
            undecided = exp.Is(this=v.column("outcome", "x"), expression=exp.Null())
            not_over = v.both([not_over, undecided])
        return v.both([begun, v.either([over_later, not_over])])

    def _begin(self) -> Node:
        start = v.column(self.start, "x")
        if self.table.derived:
            return start
        return self.scope.nodes.coalesce(start, v.column("known_from", "x"))
