"""The order of rows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cmp_to_key

from steerboard.core.errors import UnknownName
from steerboard.core.text import Text
from steerboard.engine.query import Query
from steerboard.engine.result import Row


def ordered(rows: Sequence[Row], query: Query) -> list[Row]:
    """By period and then by name, or by the column that the question names; what is null comes last."""
    plain = sorted(rows, key=lambda r: (r.frame.window, _names(r)))
    if not query.sort:
        return plain
    down = query.sort.startswith("-")
    name = query.sort.removeprefix("-")
    known = ("period", *query.by, *query.kpis)
    if name not in known:
        raise UnknownName(Text("column to sort by", "排序列"), name, known, where="sort")

    def value(row: Row) -> object:
        if name == "period":
            return row.frame.window
        return row.by[name].label if name in query.by else row.values[name].value

    def compare(a: Row, b: Row) -> int:
        left, right = value(a), value(b)
        if left is None or right is None:
            return (left is None) - (right is None)
        order = int(left > right) - int(left < right)  # type: ignore[operator]
        return -order if down else order

    return sorted(plain, key=cmp_to_key(compare))


def _names(row: Row) -> tuple[tuple[bool, str], ...]:
    return tuple((m.label is None, m.label or "") for m in row.by.values())
