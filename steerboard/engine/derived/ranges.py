"""Customers' way through the range: the first purchase of each role, and of the role that comes after it."""

from __future__ import annotations

from sqlglot import exp

from steerboard.core.text import Text
from steerboard.engine.derived.base import DerivedTable, Sources
from steerboard.engine.derived.orders import of_customers
from steerboard.engine.derived.terms import equal, join, known, left_join, same
from steerboard.engine.model import Column, Policy, Table
from steerboard.engine.sql import values as v
from steerboard.engine.sql.nodes import Node
from steerboard.engine.sql.shapes import first_per_key, select, subquery, values_table

ROLES = ("free", "traffic", "hot", "profit", "brand")
PARTS = ("", "_on", "_exact")
TIMES = tuple(f"ordered_at{part}" for part in PARTS)


def _bought(sources: Sources) -> exp.Select:
    """Each purchase of a product of a role, by an order that stands."""
    names: dict[str, v.SqlType] = {"role": "text", "step": "integer"}
    roles = subquery(values_table(names, [[role, place] for place, role in enumerate(ROLES)]), "r")
    query = select(v.column("account_id", "n"), v.column("role", "r"), v.column("step", "r"))
    query.select(*(v.column(t, "n") for t in TIMES), v.named(v.column("id", "n"), "order_id"), copy=False)
    query.from_(subquery(of_customers(sources), "n"), copy=False)
    join(query, sources.source("order_line", "l"), equal(v.column("order_id", "l"), v.column("id", "n")))
    join(query, sources.source("product", "p"), equal(v.column("id", "p"), v.column("product_id", "l")))
    return join(query, roles, equal(v.column("role", "r"), v.column("matrix_role", "p")))


def _first(sources: Sources) -> exp.Select:
    columns = ["account_id", "role", "step", *TIMES]
    order = [v.column("ordered_at"), v.column("order_id")]
    return first_per_key(sources.nodes, _bought(sources), ["account_id", "step"], order, columns)


def _moved(sources: Sources) -> exp.Select:
    """For each of these the first purchase of the very next role that does not lie before it."""
    query = select(v.column("account_id", "f"), v.column("step", "f"), source=subquery(_first(sources), "f"))
    query.select(*(v.column(t, "b") for t in TIMES), v.column("order_id", "b"), copy=False)
    following = exp.Add(this=v.column("step", "f"), expression=v.integer(1))
    on = v.both(
        [
            equal(v.column("account_id", "b"), v.column("account_id", "f")),
            equal(v.column("step", "b"), following),
            exp.GTE(this=v.column("ordered_at", "b"), expression=v.column("ordered_at", "f")),
        ]
    )
    join(query, subquery(_bought(sources), "b"), on)
    order = [v.column("ordered_at"), v.column("order_id")]
    columns = ["account_id", "step", *TIMES]
    return first_per_key(sources.nodes, query, ["account_id", "step"], order, columns)


def _rows(sources: Sources) -> exp.Select:
    identity: Node = exp.Add(
        this=exp.Mul(this=v.column("account_id", "f"), expression=v.integer(10)),
        expression=v.column("step", "f"),
    )
    query = select(v.named(identity, "id"), v.column("account_id", "f"), v.column("role", "f"))
    for part in PARTS:
        query.select(
            v.named(v.column(f"ordered_at{part}", "f"), f"bought_at{part}"),
            v.named(v.column(f"ordered_at{part}", "m"), f"moved_at{part}"),
            copy=False,
        )
    query.select(v.column("known_from", "a"), copy=False)
    query.from_(subquery(_first(sources), "f"), copy=False)
    join(query, sources.source("account", "a"), equal(v.column("id", "a"), v.column("account_id", "f")))
    left_join(query, subquery(_moved(sources), "m"), same(("account_id", "step"), "m", "f"))
    last = equal(v.column("role", "f"), v.text(ROLES[-1]))
    return query.where(v.both([known(v.column("role", "f")), exp.Not(this=exp.Paren(this=last))]), copy=False)


STEP = DerivedTable(
    Table(
        name="range_step",
        label=Text("Customer of a role in the range", "产品矩阵角色客户"),
        plural=Text("Customers of roles in the range", "产品矩阵角色客户"),
        columns={
            "account": Column("account", "link", Text("Account", "客户"), target="account"),
            "role": Column("role", "text", Text("Role in the range", "产品矩阵角色")),
            "bought_at": Column("bought_at", "time", Text("First bought", "首次购买时间")),
            "moved_at": Column("moved_at", "time", Text("Bought of the next role", "购买下一角色的时间")),
        },
        policy=Policy("closed"),
        spans=False,
        derived=True,
    ),
    _rows,
    fed_by="order_line",
)
