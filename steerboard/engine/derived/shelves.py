"""Products seen over a period by what lay on the shelf, what came in and what was sold."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from steerboard.core.text import Text
from steerboard.engine.derived.base import DerivedTable, FramedColumn, Sources
from steerboard.engine.derived.terms import equal, join, known
from steerboard.engine.frames import Instant
from steerboard.engine.model import Column, Policy, Table
from steerboard.engine.sql import values as v
from steerboard.engine.sql.nodes import Node
from steerboard.engine.sql.shapes import first_per_key, select, subquery, values_table

PRODUCT = Column("product", "link", Text("Product", "产品"), target="product")


def _stocked(sources: Sources) -> exp.Select:
    """The products whose stock is kept, and since when."""
    nodes = sources.nodes
    first = select(v.column("product_id", "s"), v.named(nodes.smallest(v.column("day", "s")), "day"))
    first.from_(sources.source("stock", "s"), copy=False).group_by(v.column("product_id", "s"), copy=False)
    query = select(
        v.column("id", "p"), v.named(v.column("id", "p"), "product_id"), v.column("known_from", "p"),
        v.named(v.column("day", "f"), "kept_since"), source=sources.source("product", "p"),
    )  # fmt: skip
    return join(query, subquery(first, "f"), equal(v.column("product_id", "f"), v.column("id", "p")))


def _spine(instants: Sequence[Instant]) -> exp.Subquery:
    """The elapsed days of each period that has begun."""
    begun = [(slot, i.days) for slot, i in enumerate(instants) if i.days[0] <= i.days[2]]
    rows: list[list[v.Value]] = [[slot, days[0], days[2]] for slot, days in begun]
    return subquery(values_table({"slot": "integer", "first": "date", "until": "date"}, rows), "i")


def _within(day: Node) -> Node:
    since = exp.GTE(this=day, expression=v.column("first", "i"))
    return v.both([since, exp.LTE(this=day.copy(), expression=v.column("until", "i"))])


def _at_first(sources: Sources, instants: Sequence[Instant]) -> exp.Select:
    """The quantity that was last counted up to the beginning of the first day."""
    nodes = sources.nodes
    query = select(
        v.column("slot", "i"), v.named(v.column("product_id", "s"), "id"),
        v.named(v.column("quantity", "s"), "value"), v.column("day", "s"), v.named(v.column("id", "s"), "row"),
        source=sources.source("stock", "s"),
    )  # fmt: skip
    join(query, _spine(instants), exp.LTE(this=v.column("day", "s"), expression=v.column("first", "i")))
    query.where(known(v.column("quantity", "s")), copy=False)
    order = [nodes.ordered(v.column(c), descending=True) for c in ("day", "row")]
    return first_per_key(nodes, query, ["slot", "id"], order, ["slot", "id", "value"])


def _received(sources: Sources, instants: Sequence[Instant]) -> exp.Select:
    """What came in in the elapsed days; nothing where only the stock was counted in them."""
    nodes = sources.nodes
    query = select(v.column("slot", "i"), v.named(v.column("product_id", "s"), "id"))
    query.from_(sources.source("stock", "s"), copy=False)
    join(query, _spine(instants), _within(v.column("day", "s")))
    received = nodes.coalesce(nodes.total(v.column("received", "s")), v.integer(0))
    query.select(v.named(received, "value"), copy=False)
    return query.group_by(v.column("slot", "i"), v.column("product_id", "s"), copy=False)


def _sold(sources: Sources, instants: Sequence[Instant]) -> exp.Select:
    """Units ordered in the elapsed days, credits taken off."""
    nodes = sources.nodes
    query = select(v.column("slot", "i"), v.named(v.column("product_id", "l"), "id"))
    query.from_(sources.source("order_line", "l"), copy=False)
    join(query, sources.source("order", "o"), equal(v.column("id", "o"), v.column("order_id", "l")))
    join(query, _spine(instants), _within(v.column("ordered_at_on", "o")))
    query.where(known(v.column("product_id", "l")), copy=False)
    units = nodes.coalesce(nodes.total(v.column("quantity", "l")), v.integer(0))
    query.select(v.named(units, "value"), copy=False)
    return query.group_by(v.column("slot", "i"), v.column("product_id", "l"), copy=False)


STOCKED = DerivedTable(
    Table(
        name="stocked_product",
        label=Text("Product in stock", "库存产品"),
        plural=Text("Products in stock", "库存产品"),
        columns={
            "product": PRODUCT,
            "kept_since": Column("kept_since", "date", Text("Stock kept since", "库存记录起始日")),
        },
        policy=Policy("closed"),
        spans=False,
        derived=True,
    ),
    _stocked,
    fed_by="stock",
)
AT_FIRST = FramedColumn(
    "stocked_product",
    Column("stock_at_start", "quantity", Text("In stock when the period began", "期初库存")),
    _at_first,
)
RECEIVED = FramedColumn(
    "stocked_product",
    Column("received_units", "quantity", Text("Received in the period", "期间入库")),
    _received,
)
SOLD = FramedColumn(
    "stocked_product",
    Column("sold_units", "quantity", Text("Sold in the period", "期间售出")),
    _sold,
    v.integer(0),
)
