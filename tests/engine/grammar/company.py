"""A tiny model with rows for each of its corners, and a second opinion about what a condition means."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlglot import exp

from steerboard.core.text import Text
from steerboard.engine.grammar import nodes as g
from steerboard.engine.model import Choice, Column, ColumnType, Model, Policy, Table
from steerboard.engine.sql import values as v
from steerboard.engine.sql.shapes import select, values_table
from steerboard.engine.sql.store import Store

# ruff: noqa: DTZ001 (the mart holds naive UTC times)


def _column(name: str, of: ColumnType, *, target: str = "", tag: str = "", choices: str = "") -> Column:
    options = tuple(Choice(c, Text.same(c)) for c in choices.split())
    return Column(name, of, Text.same(name), target, tag, options)


def _table(name: str, *columns: Column) -> Table:
    return Table(name, Text.same(name), Text.same(name), {c.name: c for c in columns}, Policy("public"))


MODEL = Model(
    {
        "deal": _table(
            "deal",
            _column("name", "text"),
            _column("outcome", "choice", choices="won lost"),
            _column("amount", "money"),
            _column("chance", "share"),
            _column("size", "integer"),
            _column("big", "boolean"),
            _column("due", "date"),
            _column("opened_at", "time"),
            _column("closed_at", "time"),
            _column("cost", "money", tag="cost"),
            _column("extra", "json"),
            _column("account", "link", target="account"),
            _column("owner", "link", target="user"),
        ),
        "account": _table(
            "account",
            _column("industry", "text"),
            _column("partner", "boolean"),
            _column("owner", "link", target="user"),
            _column("parent", "link", target="account"),
        ),
        "user": _table("user", _column("name", "text"), _column("email", "text", tag="personal")),
    }
)

DEAL_COLUMNS: dict[str, v.SqlType] = {
    "id": "integer", "name": "text", "outcome": "text", "amount": "decimal", "chance": "decimal",
    "size": "integer", "big": "boolean", "due": "date",
    "opened_at": "timestamp", "opened_at_on": "date", "opened_at_exact": "boolean",
    "closed_at": "timestamp", "closed_at_on": "date", "closed_at_exact": "boolean",
    "cost": "decimal", "account_id": "integer", "owner_id": "integer",
}  # fmt: skip

# Shanghai's clock, eight hours ahead: 17:00 in UTC is one o'clock of the next day.
DEALS: list[list[v.Value]] = [
    [1, "Steel for Ann's yard", "won", Decimal(1000), Decimal("0.5"), 3, True, date(2017, 1, 10),
     datetime(2017, 1, 1, 17), date(2017, 1, 2), True, datetime(2017, 1, 11, 5), date(2017, 1, 11), True,
     Decimal(400), 1, 1],
    [2, "钢铁 project", "lost", Decimal("0.3"), Decimal(0), 0, False, date(2017, 1, 31),
     datetime(2016, 12, 31, 16), date(2017, 1, 1), False, datetime(2017, 1, 31, 8), date(2017, 1, 31), True,
     Decimal(0), 2, 2],
    [3, "'; DROP TABLE deal; --", None, None, None, None, None, None,
     datetime(2017, 2, 1, 1), date(2017, 2, 1), True, None, None, None,
     None, None, None],
    [4, None, "won", Decimal(-5), Decimal(1), -7, True, date(2017, 3, 1),
     None, None, None, datetime(2017, 3, 2, 16), date(2017, 3, 3), False,
     Decimal("1.25"), 3, 2],
]  # fmt: skip

ACCOUNTS: list[list[v.Value]] = [[1, "steel", True, 1, None], [2, "IT", None, 1, 1], [3, None, False, 2, 2]]
USERS: list[list[v.Value]] = [[1, "Ann", "ann@example.com"], [2, "王芳", None]]

PARTS: Mapping[str, exp.Select] = {
    "deal": values_table(DEAL_COLUMNS, DEALS),
    "account": values_table(
        {
            "id": "integer",
            "industry": "text",
            "partner": "boolean",
            "owner_id": "integer",
            "parent_id": "integer",
        },
        ACCOUNTS,
    ),
    "user": values_table({"id": "integer", "name": "text", "email": "text"}, USERS),
}


@dataclass(frozen=True)
class Joined:
    """The columns of a query that joins each link path under its own name."""

    model: Model = MODEL

    def column(self, path: tuple[str, ...], part: g.Part) -> exp.Expression:
        table = self.model.table("deal")
        for link in path[:-1]:
            table = self.model.table(table.column(link).target)
        name = path[-1]
        if name != "id" and table.column(name).type == "link":
            name += "_id"
        return v.column(f"{name}_{part}" if part else name, ".".join(("deal", *path[:-1])))


def joins_of(node: g.Node) -> tuple[tuple[str, ...], ...]:
    """The link paths that have to be joined, each after those it goes through."""
    paths = g.paths_of(node)
    return tuple(sorted({path[:n] for path in paths for n in range(1, len(path))}))


def query(node: g.Node, column: exp.Expression, where: exp.Expression | None = None) -> exp.Select:
    """``column`` of the deals, with the joins that ``node`` needs."""
    asked = select(column, source=v.table("deal", "deal"))
    for path in joins_of(node):
        table = MODEL.table("deal")
        for link in path:
            table = MODEL.table(table.column(link).target)
        alias = ".".join(("deal", *path))
        left = v.column(f"{path[-1]}_id", ".".join(("deal", *path[:-1])))
        on = exp.EQ(this=left, expression=v.column("id", alias))
        asked.join(exp.Join(this=v.table(table.name, alias), side="LEFT", on=on), copy=False)
    if where is not None:
        asked = asked.where(where, copy=False)
    return asked


def ids(store: Store, node: g.Node, where: exp.Expression) -> set[Any]:
    """The deals for which a rendered condition holds."""
    assert store.sql(where) == store.sql(where), "printing a tree changes it"
    return {row[0] for row in store.rows(query(node, v.column("id", "deal"), where))}


# --- a second opinion ---------------------------------------------------------------------------------------------


def _rows() -> list[dict[str, Any]]:
    accounts = {
        a[0]: dict(zip(("id", "industry", "partner", "owner", "parent"), a, strict=True)) for a in ACCOUNTS
    }
    users = {u[0]: dict(zip(("id", "name", "email"), u, strict=True)) for u in USERS}
    links = {"account": accounts, "owner": users, "parent": accounts}
    names = [c.removesuffix("_id") if c != "id" else c for c in DEAL_COLUMNS]
    rows = [dict(zip(names, deal, strict=True)) for deal in DEALS]
    return [{**row, "": links} for row in rows]


ROWS = _rows()


def _field(node: g.Field, row: dict[str, Any]) -> Any:
    links = row[""]
    here: dict[str, Any] | None = row
    for link in node.path[:-1]:
        here = links[link].get(here[link]) if here else None
    return here[node.path[-1] + (f"_{node.part}" if node.part else "")] if here else None


def holds(node: g.Node, row: dict[str, Any]) -> bool:
    """Whether a condition holds for a row, worked out in Python."""
    match node:
        case g.Both(items=items):
            return all(holds(i, row) for i in items)
        case g.Either(items=items):
            return any(holds(i, row) for i in items)
        case g.Not(operand=operand):
            return not holds(operand, row)
        case g.IsMissing(operand=operand):
            return value(operand, row) is None
        case g.In(operand=operand, options=options):
            return value(operand, row) in options
        case g.Compare(left=left, right=right, operator=operator):
            return _compare(value(left, row), value(right, row), operator)
        case g.Match(left=left, right=right, how=how):
            a, b = value(left, row), value(right, row)
            if a is None or b is None:
                return False
            return bool(b.lower() in a.lower() if how == "contains" else a.lower().startswith(b.lower()))
        case _:
            return value(node, row) is True


def _compare(a: Any, b: Any, operator: str) -> bool:
    if a is None or b is None:
        return False
    if isinstance(a, float) or isinstance(b, float):
        a, b = float(a), float(b)
    return bool({"=": a == b, "<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b}[operator])


_CALLS: Mapping[str, Callable[..., Any]] = {
    "lower": str.lower,
    "upper": str.upper,
    "length": len,
    "abs": abs,
    "days_between": lambda a, b: (b - a).days,
    "exact_days": lambda a, b: (b - a) / timedelta(days=1),
    "seconds_between": lambda a, b: (b - a).total_seconds(),
}


def value(node: g.Node, row: dict[str, Any]) -> Any:
    """A value for a row, worked out in Python; None where something in it is missing."""
    match node:
        case g.Constant(value=constant):
            return constant
        case g.Field():
            return _field(node, row)
        case g.Negative(operand=operand):
            number = value(operand, row)
            return None if number is None else -number
        case g.Arithmetic(left=left, right=right):
            return _arithmetic(node, value(left, row), value(right, row))
        case g.Call(function="if", items=items):
            if holds(items[0], row):
                return value(items[1], row)
            return value(items[2], row) if len(items) > 2 else None
        case g.Call(function=function, items=items):
            return _call(function, [value(i, row) for i in items])
        case _:
            return holds(node, row)


def _call(function: str, arguments: list[Any]) -> Any:
    known = [a for a in arguments if a is not None]
    if function == "coalesce":
        return known[0] if known else None
    if function in ("least", "greatest"):
        return (min if function == "least" else max)(known) if known else None
    return _CALLS[function](*arguments) if len(known) == len(arguments) else None


def _arithmetic(node: g.Arithmetic, a: Any, b: Any) -> Any:
    if a is None or b is None:
        return None
    if node.type.kind == "date":
        return a + timedelta(days=b if node.operator == "+" else -b)
    if node.left.type.kind == "date":
        return (a - b).days
    if node.operator == "/":
        return float(a) / float(b) if b else None
    if not node.type.exact:
        a, b = float(a), float(b)
    return {"+": lambda: a + b, "-": lambda: a - b, "*": lambda: a * b}[node.operator]()
