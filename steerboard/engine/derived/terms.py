"""Words that derivations share: conditions over columns, and the kinds of activity that face a customer."""

from __future__ import annotations

from collections.abc import Iterable

from sqlglot import exp

from steerboard.engine.sql import values as v
from steerboard.engine.sql.nodes import Node

FACING = ("call", "email", "visit", "meeting", "demo", "presentation", "onboarding")
"""Customer-facing kinds of activity; tasks and notes are not."""


def known(column: Node) -> Node:
    return exp.Not(this=exp.Is(this=column, expression=exp.Null()))


def unknown(column: Node) -> Node:
    return exp.Is(this=column, expression=exp.Null())


def equal(left: Node, right: Node) -> Node:
    return exp.EQ(this=left, expression=right)


def same(names: Iterable[str], left: str, right: str) -> Node:
    """The columns ``names`` of two sources are equal."""
    return v.both(equal(v.column(n, left), v.column(n, right)) for n in names)


def left_join(query: exp.Select, source: exp.Table | exp.Subquery, on: Node) -> exp.Select:
    return query.join(exp.Join(this=source, side="LEFT", on=on), copy=False)


def join(query: exp.Select, source: exp.Table | exp.Subquery, on: Node) -> exp.Select:
    return query.join(exp.Join(this=source, on=on), copy=False)
