"""Shapes of queries that plans need: spines, tables of values, the first row per key, the null-safe merge."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import reduce

from sqlglot import exp

from steerboard.engine.sql import values as v
from steerboard.engine.sql.nodes import Node, Nodes


def select(*columns: Node, source: exp.Table | exp.Subquery | None = None) -> exp.Select:
    """A select; nothing in it is parsed from text."""
    query = exp.Select(expressions=list(columns))
    return query if source is None else query.from_(source, copy=False)


def subquery(query: exp.Query, alias: str) -> exp.Subquery:
    """A query as a source."""
    return exp.Subquery(this=query, alias=exp.TableAlias(this=v.name(alias)))


def with_parts(query: exp.Select, parts: Mapping[str, exp.Query]) -> exp.Select:
    """``WITH name AS (…), … query``. A part may use those before it."""
    expressions = [exp.CTE(this=part, alias=exp.TableAlias(this=v.name(n))) for n, part in parts.items()]
    if expressions:
        query.set("with_", exp.With(expressions=expressions))
    return query


def values_table(columns: Mapping[str, v.SqlType], rows: Sequence[Sequence[v.Value]]) -> exp.Select:
    """A query that gives exactly these rows, typed as said, none of them allowed."""
    if not rows:
        return select(*(v.named(v.null(of), n) for n, of in columns.items())).where(
            v.boolean(False), copy=False
        )
    types = list(columns.values())
    tuples = [
        exp.Tuple(expressions=[_typed(value, of) for value, of in zip(row, types, strict=True)])
        for row in rows
    ]
    alias = exp.TableAlias(this=v.name("given"), columns=[v.name(n) for n in columns])
    query = exp.Select(expressions=[_read(n, of) for n, of in columns.items()])
    return query.from_(exp.Values(expressions=tuples, alias=alias), copy=False)


_TIMES = ("date", "timestamp")


def _typed(value: v.Value, of: v.SqlType) -> Node:
    """A time stands as its text: there may be thousands, and each would be cast by itself."""
    literal = v.literal(value)
    if of in _TIMES:
        return literal.this if isinstance(literal, exp.Cast) else literal
    return v.cast(literal, of)


def _read(name: str, of: v.SqlType) -> Node:
    column = v.column(name, "given")
    return v.named(v.cast(column, of), name) if of in _TIMES else column


def limited(query: exp.Select, rows: int) -> exp.Select:
    """At most so many rows of ``query``, which is changed."""
    query.set("limit", exp.Limit(expression=v.integer(rows)))
    return query


def day_spine(nodes: Nodes, start: date, end: date, column: str = "day") -> exp.Select:
    """One row for each day from ``start`` up to, not including, ``end``."""
    numbers = v.call("GENERATE_SERIES", v.integer(0), v.integer((end - start).days - 1))
    source = exp.Table(this=numbers, alias=exp.TableAlias(this=v.name("spine"), columns=[v.name("n")]))
    day = nodes.add_days(v.day(start), v.column("n", "spine"))
    return select(v.named(v.cast(day, "date"), column), source=source)


def first_per_key(
    nodes: Nodes, query: exp.Query, keys: Sequence[str], order: Sequence[Node], columns: Sequence[str]
) -> exp.Select:
    """The first row of ``query`` for each key. ``order`` names its columns and must not leave ties."""
    inner = exp.Select(expressions=[v.column(c) for c in columns]).from_(subquery(query, "rows"), copy=False)
    number = nodes.row_number([v.column(k) for k in keys], order)
    inner.select(v.named(number, "place"), copy=False)
    outer = exp.Select(expressions=[v.column(c) for c in columns])
    first = exp.EQ(this=v.column("place"), expression=v.integer(1))
    return outer.from_(subquery(inner, "ranked"), copy=False).where(first, copy=False)


def union(queries: Iterable[exp.Query], *, distinct: bool) -> exp.Query:
    """All rows of the queries; with ``distinct`` each once, where missing values count as equal."""
    return reduce(lambda left, right: exp.Union(this=left, expression=right, distinct=distinct), queries)


def merge(
    nodes: Nodes,
    parts: Mapping[str, Sequence[str]],
    keys: Sequence[str],
    spine: exp.Query | None = None,
) -> exp.Select:
    """Grouped parts side by side: the keys, then each part's value columns; NULL where a part has no row.

    ``parts`` maps the name of a part (a common table expression whose rows are unique by ``keys``) to its
    value columns. Keys may be NULL and still meet. A dense ``spine`` of keys takes the place of the keys that
    occur. Without keys each part is one row.
    """
    names = list(parts)
    projected = [v.column(column, part) for part in names for column in parts[part]]
    if not keys:
        query = select(*projected, source=v.table(names[0]))
        for part in names[1:]:
            query.join(exp.Join(this=v.table(part), kind="CROSS"), copy=False)
        return query
    if len(names) == 1 and spine is None:
        return select(*(v.column(k, names[0]) for k in keys), *projected, source=v.table(names[0]))
    if spine is None:
        spine = union(
            (select(*(v.column(k, part) for k in keys), source=v.table(part)) for part in names),
            distinct=True,
        )
    query = select(*(v.column(k, "spine") for k in keys), *projected, source=subquery(spine, "spine"))
    for part in names:
        on = nodes.same_keys([(v.column(k, part), v.column(k, "spine")) for k in keys])
        query.join(exp.Join(this=v.table(part), side="LEFT", on=on), copy=False)
    return query
