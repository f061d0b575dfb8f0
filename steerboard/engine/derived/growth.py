"""What customers do in a period beside buying again: buy more, buy something new, refer others, sell for one.

Each field is looked up for the period in which a state is read, over the whole company.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlglot import exp

from steerboard.core.text import Text
from steerboard.engine.derived.base import DerivedColumn, DerivedTable, FramedColumn, Sources
from steerboard.engine.derived.customers import PARTS, first_purchases, once, spine
from steerboard.engine.derived.daily import SELLING
from steerboard.engine.derived.orders import counting, of_customers
from steerboard.engine.derived.terms import equal, join, known, unknown
from steerboard.engine.frames import Instant
from steerboard.engine.model import Column, Policy, Table
from steerboard.engine.sql import values as v
from steerboard.engine.sql.nodes import Node
from steerboard.engine.sql.shapes import first_per_key, select, subquery, union

MORE = ("upsell", "expansion")


def _inside(day: Node) -> Node:
    """In the period, as far as it has come."""
    since = exp.GTE(this=day, expression=v.column("first", "i"))
    return v.both([since, exp.LTE(this=day.copy(), expression=v.column("until", "i"))])


def _marked(rows: exp.Query, instants: Sequence[Instant]) -> exp.Select:
    """The accounts of ``rows`` (``account_id`` and ``day``) with a day in the period."""
    query = select(source=subquery(rows, "x"))
    join(query, spine(instants), _inside(v.column("day", "x")))
    query.where(known(v.column("account_id", "x")), copy=False)
    return once(query, v.column("account_id", "x"))


def _dated(sources: Sources, table: str, account: str, day: str) -> exp.Select:
    return select(
        v.named(v.column(account, "t"), "account_id"),
        v.named(v.column(day, "t"), "day"),
        source=sources.source(table, "t"),
    )


def _won(sources: Sources) -> exp.Select:
    query = _dated(sources, "opportunity", "account_id", "closed_at_on")
    return query.where(equal(v.column("outcome", "t"), v.text("won")), copy=False)


def _upsold(sources: Sources, instants: Sequence[Instant]) -> exp.Select:
    more = sources.nodes.is_in(v.column("type", "t"), MORE)
    return _marked(_won(sources).where(more, copy=False), instants)


def _lines(sources: Sources) -> exp.Query:
    """Every product line that an account bought, by an order that stands or a won deal: with the ``day``."""
    ordered = select(v.column("account_id", "n"), v.named(v.column("ordered_at_on", "n"), "day"))
    ordered.select(v.column("line", "p"), copy=False).from_(subquery(of_customers(sources), "n"), copy=False)
    join(ordered, sources.source("order_line", "l"), equal(v.column("order_id", "l"), v.column("id", "n")))
    join(ordered, sources.source("product", "p"), equal(v.column("id", "p"), v.column("product_id", "l")))
    won = _won(sources).select(v.named(v.column("product_line", "t"), "line"), copy=False)
    return union([ordered, won], distinct=False)


def _cross_sold(sources: Sources, instants: Sequence[Instant]) -> exp.Select:
    keys = [v.column("account_id", "e"), v.column("line", "e")]
    first = select(*keys, v.named(sources.nodes.smallest(v.column("day", "e")), "day"))
    first.from_(subquery(_lines(sources), "e"), copy=False)
    first.where(known(v.column("line", "e")), copy=False)
    return _marked(first.group_by(*(k.copy() for k in keys), copy=False), instants)


def _referring(sources: Sources, instants: Sequence[Instant]) -> exp.Select:
    return _marked(_dated(sources, "lead", "referred_by_id", "created_at_on"), instants)


def _partnering(sources: Sources, instants: Sequence[Instant]) -> exp.Select:
    """Partners of a deal that was created, or of an order that stands."""
    deals = _dated(sources, "opportunity", "partner_id", "created_at_on")
    orders = select(
        v.named(v.column("partner_id", "o"), "account_id"), v.named(v.column("ordered_at_on", "o"), "day")
    )
    orders.from_(sources.source("order", "o"), copy=False)
    join(orders, subquery(counting(sources), "n"), equal(v.column("id", "n"), v.column("id", "o")))
    return _marked(union([deals, orders], distinct=False), instants)


def _active(sources: Sources, instants: Sequence[Instant]) -> exp.Select:
    """A subscription that ran on the period's first day, or an order that stands in the twelve months before."""
    running = select(source=sources.source("subscription", "s"))
    first, ended = v.column("first", "i"), v.column("ended_on", "s")
    started = exp.LTE(this=v.column("started_on", "s"), expression=first)
    lasting = v.either([unknown(ended), exp.GT(this=ended.copy(), expression=first.copy())])
    join(running, spine(instants), v.both([started, lasting]))
    running.where(known(v.column("account_id", "s")), copy=False)
    ordered = select(source=subquery(of_customers(sources), "n"))
    day = v.column("ordered_at_on", "n")
    since = exp.GTE(this=day, expression=v.column("year", "i"))
    before = exp.LT(this=day.copy(), expression=v.column("first", "i"))
    join(ordered, spine(instants), v.both([since, before]))
    both = [once(running, v.column("account_id", "s")), once(ordered, v.column("account_id", "n"))]
    return select(
        *(v.column(n, "u") for n in ("slot", "id", "value")), source=subquery(union(both, distinct=True), "u")
    )


def _selling(sources: Sources, instants: Sequence[Instant]) -> exp.Select:
    """People with a membership as a salesperson on the last day of the period that has come."""
    query = select(source=sources.source("membership", "m"))
    day, since, until = v.column("until", "i"), v.column("valid_from", "m"), v.column("valid_to", "m")
    begun = v.either([unknown(since), exp.LTE(this=since.copy(), expression=day)])
    lasting = v.either([unknown(until), exp.LT(this=day.copy(), expression=until.copy())])
    sells = sources.nodes.is_in(v.column("role", "m"), SELLING)
    join(query, spine(instants), v.both([begun, lasting, sells]))
    return once(query, v.column("user_id", "m"))


def _first_ordered(sources: Sources) -> exp.Select:
    """When each account first ordered, by an order that stands."""
    times = [f"ordered_at{part}" for part in PARTS]
    order = [v.column(name) for name in ("ordered_at", "id")]
    first = first_per_key(sources.nodes, of_customers(sources), ["account_id"], order, ["account_id", *times])
    values = [v.named(v.column(t, "f"), t.replace("ordered_at", "value")) for t in times]
    return select(v.named(v.column("account_id", "f"), "id"), *values, source=subquery(first, "f"))


def _gains(sources: Sources) -> exp.Select:
    """What each account bought beyond its first line: upsells and expansions, and the first time of a further line."""
    nodes = sources.nodes
    more = sources.nodes.is_in(v.column("type", "t"), MORE)
    upsold = _won(sources).where(more, copy=False)
    upsold.select(
        v.named(v.column("product_line", "t"), "line"), v.named(v.text("upsell"), "kind"), copy=False
    )
    keys = [v.column("account_id", "e"), v.column("line", "e")]
    first = select(keys[0], v.named(nodes.smallest(v.column("day", "e")), "day"), keys[1])
    first.select(v.named(v.text("cross_sell"), "kind"), copy=False)
    first.from_(subquery(_lines(sources), "e"), copy=False)
    first.where(known(v.column("line", "e")), copy=False).group_by(*(k.copy() for k in keys), copy=False)
    every = subquery(union([upsold, first], distinct=False), "g")
    order = [v.column(name, "g") for name in ("account_id", "day", "kind", "line")]
    query = select(
        v.named(nodes.row_number([], order), "id"), *(v.column(n, "g") for n in ("account_id", "kind"))
    )
    query.select(
        v.named(v.column("day", "g"), "gained_on"), v.named(v.column("line", "g"), "product_line"), copy=False
    )
    query.select(
        v.column("known_from", "b"), *(v.column(f"first_bought_at{part}", "b") for part in PARTS), copy=False
    )
    query.from_(every, copy=False)
    of_account = equal(v.column("account_id", "b"), v.column("account_id", "g"))
    join(query, subquery(first_purchases(sources), "b"), of_account)
    return query.where(known(v.column("day", "g")), copy=False)


GAIN = DerivedTable(
    Table(
        name="account_gain",
        label=Text("Further purchase of a customer", "老客户增购"),
        plural=Text("Further purchases of customers", "老客户增购"),
        columns={
            "account": Column("account", "link", Text("Account", "客户"), target="account"),
            "kind": Column("kind", "text", Text("Kind", "类型")),
            "product_line": Column("product_line", "text", Text("Product line", "产品线")),
            "gained_on": Column("gained_on", "date", Text("Bought on", "购买日期")),
            "first_bought_at": Column("first_bought_at", "time", Text("First bought", "首次成交时间")),
        },
        policy=Policy("parent", "account"),
        spans=False,
        derived=True,
    ),
    _gains,
)


def _framed(
    table: str, name: str, label: Text, rows: Callable[[Sources, Sequence[Instant]], exp.Query]
) -> FramedColumn:
    return FramedColumn(table, Column(name, "boolean", label), rows, v.boolean(False))


UPSOLD = _framed("account", "upsold", Text("Bought more in the period", "期间内追加购买"), _upsold)
CROSS_SOLD = _framed(
    "account", "cross_sold", Text("Bought a line new to it", "期间内购买新产品线"), _cross_sold
)
REFERRING = _framed(
    "account", "referring", Text("Referred a lead in the period", "期间内转介绍过"), _referring
)
PARTNERING = _framed("account", "partnering", Text("Partner in the period", "期间内合作过"), _partnering)
ACTIVE = _framed("account", "active_at_start", Text("Active when the period began", "期初活跃"), _active)
SELLS = _framed("user", "sells_then", Text("Sells then", "当时为销售岗位"), _selling)
FIRST_ORDERED = DerivedColumn(
    "account", Column("first_ordered_at", "time", Text("First ordered", "首次有效下单")), _first_ordered
)
