"""What people call the values of a dimension."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from sqlglot import exp

from steerboard.core.text import Text
from steerboard.engine.compile.rights import visible_rows
from steerboard.engine.compile.scope import Scope
from steerboard.engine.model import Column, Table
from steerboard.engine.result import Member, Scalar, written
from steerboard.engine.sql import values as v
from steerboard.engine.sql.shapes import limited, select
from steerboard.engine.sql.store import Cell, Store

YES, NO = Text("Yes", "是"), Text("No", "否")
AT_ONCE = 5000  # ids in a statement
AT_FIRST = 500  # names of a kind that are read before any is asked for by its id


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
    """The display names of a kind's rows. Those of small kinds are read whole, which every question does alike."""
    kind = scope.model.table(table)
    wanted = [i for i in ids if isinstance(i, int)]
    if not kind.display or not wanted:
        return {}
    found = _read(store, scope, kind, first=AT_FIRST)
    left = [] if len(found) < AT_FIRST else [i for i in wanted if i not in found]
    for start in range(0, len(left), AT_ONCE):
        found |= _read(store, scope, kind, left[start : start + AT_ONCE])
    return {i: str(name) for i, name in found.items() if name is not None}


def _read(
    store: Store, scope: Scope, kind: Table, ids: Sequence[int] = (), *, first: int = 0
) -> dict[Cell, Cell]:
    """The names of some rows: of these ids, or of the lowest ones."""
    query = select(v.column("id", "n"), v.column(kind.display, "n"), source=visible_rows(scope, kind, "n"))
    if first:
        query.set("order", exp.Order(expressions=[exp.Ordered(this=v.integer(1))]))
        limited(query, first)
    else:
        query.where(scope.nodes.is_in(v.column("id", "n"), ids), copy=False)
    return {row[0]: row[1] for row in store.rows(query)}


def _scalar(value: Cell) -> Scalar:
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value)
    return value
