"""Orders seen over the whole company: which were taken back, and which is a customer's first.

Worked out before any row filter, so that a reader who sees only some orders gets the same truth.
"""

from __future__ import annotations

from sqlglot import exp

from steerboard.core.text import Text
from steerboard.engine.derived.base import DerivedColumn, Sources
from steerboard.engine.derived.terms import known, unknown
from steerboard.engine.model import Column
from steerboard.engine.sql import values as v
from steerboard.engine.sql.shapes import select, subquery


def _credited(sources: Sources) -> exp.Select:
    """The orders that a credit order names."""
    named = v.column("credit_of_id", "o")
    query = select(
        v.named(named, "id"), v.named(v.boolean(True), "value"), source=sources.source("order", "o")
    )
    return query.where(known(v.column("credit_of_id", "o")), copy=False).distinct(copy=False)


def counting(sources: Sources) -> exp.Select:
    """The orders that were neither cancelled nor taken back, with their times."""
    columns = ["id", "account_id", "quote_id", "ordered_at", "ordered_at_on", "ordered_at_exact"]
    query = select(*(v.column(c, "o") for c in columns), source=sources.source("order", "o"))
    taken_back = subquery(_credited(sources), "c")
    same = exp.EQ(this=v.column("id", "c"), expression=v.column("id", "o"))
    query.join(exp.Join(this=taken_back, side="LEFT", on=same), copy=False)
    return query.where(
        v.both(
            [
                unknown(v.column("id", "c")),
                unknown(v.column("cancelled_at", "o")),
                unknown(v.column("credit_of_id", "o")),
            ]
        ),
        copy=False,
    )


def of_customers(sources: Sources) -> exp.Select:
    """Those of them whose customer and time are known."""
    query = counting(sources)
    return query.where(
        v.both([known(v.column("account_id", "o")), known(v.column("ordered_at", "o"))]), copy=False
    )


def _next(sources: Sources) -> exp.Select:
    """For each of them the time of the customer's next one; of two at one instant the lower id comes first."""
    nodes = sources.nodes

    def following(name: str) -> exp.Expression:
        order = [v.column("ordered_at", "n"), v.column("id", "n")]
        return nodes.next_value(v.column(name, "n"), [v.column("account_id", "n")], order)

    parts = ("", "_on", "_exact")
    values = [v.named(following(f"ordered_at{part}"), f"value{part}") for part in parts]
    return select(v.column("id", "n"), *values, source=subquery(of_customers(sources), "n"))


def _first(sources: Sources) -> exp.Select:
    """The earliest order of each known customer among those that count; ties by id."""
    nodes = sources.nodes
    earliest = select(
        v.column("account_id", "e"),
        v.named(nodes.smallest(v.column("ordered_at", "e")), "ordered_at"),
        source=subquery(of_customers(sources), "e"),
    ).group_by(v.column("account_id", "e"), copy=False)
    identity = v.named(nodes.smallest(v.column("id", "n")), "id")
    query = select(identity, v.named(v.boolean(True), "value"), source=subquery(of_customers(sources), "n"))
    same = v.both(
        exp.EQ(this=v.column(c, "m"), expression=v.column(c, "n")) for c in ("account_id", "ordered_at")
    )
    query.join(exp.Join(this=subquery(earliest, "m"), on=same), copy=False)
    return query.group_by(v.column("account_id", "n"), copy=False)


CREDITED = DerivedColumn(
    "order",
    Column("credited", "boolean", Text("Taken back by a credit", "已被红冲")),
    _credited,
    v.boolean(False),
)
NEXT = DerivedColumn(
    "order",
    Column("next_of_customer", "time", Text("Customer's next order", "该客户下一笔订单")),
    _next,
)
FIRST = DerivedColumn(
    "order",
    Column("first_of_customer", "boolean", Text("First order of its customer", "客户首单")),
    _first,
    v.boolean(False),
)
