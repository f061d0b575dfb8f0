"""Quotes seen beside each other and with the orders that came of them."""

from __future__ import annotations

from sqlglot import exp

from steerboard.core.text import Text
from steerboard.engine.derived.base import DerivedColumn, Sources
from steerboard.engine.derived.orders import counting
from steerboard.engine.derived.terms import equal, join, known, unknown
from steerboard.engine.model import Column
from steerboard.engine.sql import values as v
from steerboard.engine.sql.shapes import first_per_key, select, subquery, union


def _marked(query: exp.Query, alias: str) -> exp.Select:
    return select(v.column("id", alias), v.named(v.boolean(True), "value"), source=subquery(query, alias))


def _last_versions(sources: Sources) -> exp.Query:
    """The quote that was sent last for each opportunity (of two at once the higher id); one without stands alone."""
    nodes = sources.nodes
    columns = ["id", "opportunity_id", "sent_at"]

    def sent() -> exp.Select:
        query = select(*(v.column(c, "q") for c in columns), source=sources.source("quote", "q"))
        by_today = exp.LTE(this=v.column("sent_at_on", "q"), expression=v.day(sources.today))
        return query.where(by_today, copy=False)

    versions = sent().where(known(v.column("opportunity_id", "q")), copy=False)
    order = [nodes.ordered(v.column(c), descending=True) for c in ("sent_at", "id")]
    last = first_per_key(nodes, versions, ["opportunity_id"], order, columns)
    alone = sent().where(unknown(v.column("opportunity_id", "q")), copy=False)
    return union([_marked(last, "f"), _marked(alone, "s")], distinct=False)


def _ordered(sources: Sources) -> exp.Select:
    """Quotes that name an order or are named by one, if it was neither cancelled nor taken back."""
    named = select(v.column("id", "q"), source=sources.source("quote", "q"))
    join(named, subquery(counting(sources), "n"), equal(v.column("id", "n"), v.column("order_id", "q")))
    naming = select(v.named(v.column("quote_id", "n"), "id"), source=subquery(counting(sources), "n"))
    naming.where(known(v.column("quote_id", "n")), copy=False)
    return _marked(union([named, naming], distinct=True), "f")


LAST = DerivedColumn(
    "quote",
    Column("last_version", "boolean", Text("Last version of its opportunity", "该商机的最后一版报价")),
    _last_versions,
    v.boolean(False),
)
ORDERED = DerivedColumn(
    "quote", Column("ordered", "boolean", Text("Became an order", "已成单")), _ordered, v.boolean(False)
)
