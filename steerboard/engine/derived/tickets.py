"""Tickets seen with how often the customer was spoken with, and what is the same of every kind of record."""

from __future__ import annotations

from functools import partial

from sqlglot import exp

from steerboard.core.text import Text
from steerboard.engine.derived.base import DerivedColumn, Sources
from steerboard.engine.derived.terms import equal, left_join
from steerboard.engine.model import Column
from steerboard.engine.sql import values as v
from steerboard.engine.sql.shapes import select, subquery


def _interactions(sources: Sources) -> exp.Select:
    """The single interactions where some are known, else the number that the source gives."""
    nodes = sources.nodes
    counted = select(v.named(v.column("ticket_id", "i"), "id"), v.named(nodes.count(), "n"))
    counted.from_(sources.source("ticket_interaction", "i"), copy=False)
    counted.group_by(v.column("ticket_id", "i"), copy=False)
    query = select(v.column("id", "t"), source=sources.source("ticket", "t"))
    left_join(query, subquery(counted, "c"), equal(v.column("id", "c"), v.column("id", "t")))
    number = nodes.coalesce(v.column("n", "c"), v.column("interaction_count", "t"))
    return query.select(v.named(number, "value"), copy=False)


INTERACTIONS = DerivedColumn(
    "ticket",
    Column("interactions", "integer", Text("Interactions, counted", "交互次数（统计）")),
    _interactions,
)


def _kind(sources: Sources, kind: str) -> exp.Select:
    return select(v.column("id", "k"), v.named(v.text(kind), "value"), source=sources.source(kind, "k"))


KINDS = tuple(
    DerivedColumn(
        kind, Column("record_kind", "text", Text("Kind of record", "记录类型")), partial(_kind, kind=kind)
    )
    for kind in ("account", "lead", "opportunity")
)
