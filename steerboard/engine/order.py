"""The order of rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cmp_to_key

from steerboard.core.errors import UnknownName
from steerboard.core.text import Text
from steerboard.engine.query import Query
from steerboard.engine.result import Row, Scalar

Places = Mapping[str, Mapping[Scalar, int]]
"""For dimensions whose members have an order of their own (stages): the place of each."""


def ordered(rows: Sequence[Row], query: Query, places: Places) -> list[Row]:
    """By period and then by place or name, or by the column that the question names; what is null comes last."""
    plain = sorted(rows, key=lambda r: (r.frame.window, _names(r, places)))
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
        if name in query.by:
            member = row.by[name]
            return places[name].get(member.id) if name in places else member.label
        return row.values[name].value

    def compare(a: Row, b: Row) -> int:
        left, right = value(a), value(b)
        if left is None or right is None:
            return (left is None) - (right is None)
        order = int(left > right) - int(left < right)  # type: ignore[operator]
        return -order if down else order

    return sorted(plain, key=cmp_to_key(compare))


def _names(row: Row, places: Places) -> tuple[tuple[bool, int, str], ...]:
    return tuple(
        (m.label is None, places[name].get(m.id, len(places[name])) if name in places else 0, m.label or "")
        for name, m in row.by.items()
    )
