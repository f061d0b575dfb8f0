"""What people call the values of a dimension."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from steerboard.core.text import Text
from steerboard.engine.compile.rights import visible_rows
from steerboard.engine.compile.scope import Scope
from steerboard.engine.model import Column
from steerboard.engine.result import Member, Scalar, written
from steerboard.engine.sql import values as v
from steerboard.engine.sql.shapes import select
from steerboard.engine.sql.store import Cell, Store

YES, NO = Text("Yes", "是"), Text("No", "否")
AT_ONCE = 5000


def members(store: Store, scope: Scope, column: Column, values: Iterable[Cell]) -> dict[Cell, Member]:
    """The members of a dimension by their values; links are looked up by the display column of their table."""
    known = {value for value in values if value is not None}
    found: dict[Cell, Member] = {None: Member(None, None)}
    if column.type == "link":
        names = _names(store, scope, column.target, sorted(known, key=str))
        return found | {value: Member(_scalar(value), names.get(value, f"#{value}")) for value in known}
    choices = {choice.value: str(choice.label) for choice in column.choices}
    for value in known:
        if isinstance(value, bool):
            label = str(YES if value else NO)
        else:
            label = choices.get(str(value), written(_scalar(value)))
        found[value] = Member(_scalar(value), label)
    return found


def places(store: Store, column: Column) -> dict[Scalar, int] | None:
    """The places of a dimension's members where they have an order of their own: stages stand in a pipeline."""
    if column.type != "link" or column.target != "stage":
        return None
    columns = [v.column(name, "s") for name in ("id", "pipeline", "position")]
    found = store.rows(select(*columns, source=v.table("stage", "s")))
    order = sorted(found, key=lambda row: (str(row[1] or ""), row[2] is None, row[2] or 0, row[0]))
    return {_scalar(row[0]): place for place, row in enumerate(order)}


def _names(store: Store, scope: Scope, table: str, ids: Sequence[Cell]) -> dict[Cell, str]:
    display = scope.model.table(table).display
    names: dict[Cell, str] = {}
    if not display:
        return names
    for start in range(0, len(ids), AT_ONCE):
        some = [i for i in ids[start : start + AT_ONCE] if isinstance(i, int)]
        source = visible_rows(scope, scope.model.table(table), "n")
        query = select(v.column("id", "n"), v.column(display, "n"), source=source)
        query.where(scope.nodes.is_in(v.column("id", "n"), some), copy=False)
        names |= {row[0]: str(row[1]) for row in store.rows(query) if row[1] is not None}
    return names


def _scalar(value: Cell) -> Scalar:
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value)
    return value
