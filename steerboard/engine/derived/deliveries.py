"""Orders and their lines seen with what was promised first, and with what came back of them."""

from __future__ import annotations

from functools import partial

from sqlglot import exp

from steerboard.core.text import Text
from steerboard.engine.derived.base import DerivedColumn, Sources
from steerboard.engine.derived.terms import equal, known
from steerboard.engine.model import Column
from steerboard.engine.sql import values as v
from steerboard.engine.sql.shapes import first_per_key, select


def _first_promise(sources: Sources) -> exp.Select:
    """The first day that each order was promised for, whatever was said later."""
    fields = ["id", "promised_on", "valid_from"]
    query = select(*(v.column(c, "h") for c in fields))
    query.from_(sources.history("order", ["promised_on"], "h"), copy=False)
    query.where(known(v.column("promised_on", "h")), copy=False)
    first = first_per_key(sources.nodes, query, ["id"], [v.column("valid_from")], fields)
    renamed = select(v.column("id", "f"), v.named(v.column("promised_on", "f"), "value"))
    return renamed.from_(exp.Subquery(this=first, alias=exp.TableAlias(this=v.name("f"))), copy=False)


def _claimed(sources: Sources, kind: str) -> exp.Select:
    """Units of each order line that were claimed by today."""
    query = select(v.named(v.column("order_line_id", "c"), "id"))
    query.select(v.named(sources.nodes.total(v.column("quantity", "c")), "value"), copy=False)
    query.from_(sources.source("return_claim", "c"), copy=False)
    come = exp.LTE(this=v.column("claimed_at_on", "c"), expression=v.day(sources.today))
    query.where(v.both([equal(v.column("kind", "c"), v.text(kind)), come]), copy=False)
    return query.group_by(v.column("order_line_id", "c"), copy=False)


FIRST_PROMISE = DerivedColumn(
    "order",
    Column("first_promised_on", "date", Text("First promised for", "首次承诺交期")),
    _first_promise,
)
RETURNED = DerivedColumn(
    "order_line",
    Column("returned_units", "quantity", Text("Units returned", "退货件数")),
    partial(_claimed, kind="return"),
    v.integer(0),
)
UNDER_WARRANTY = DerivedColumn(
    "order_line",
    Column("warranty_units", "quantity", Text("Units claimed under warranty", "保修件数")),
    partial(_claimed, kind="warranty"),
    v.integer(0),
)
