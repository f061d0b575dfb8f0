"""Opportunities seen through their history: what they were first valued at."""

from __future__ import annotations

from sqlglot import exp

from steerboard.core.text import Text
from steerboard.engine.derived.base import DerivedColumn, Sources
from steerboard.engine.derived.terms import equal, join, known, same
from steerboard.engine.model import Column
from steerboard.engine.sql import values as v
from steerboard.engine.sql.nodes import Node
from steerboard.engine.sql.shapes import select, subquery

FIRST_DAYS = 14


def _early(sources: Sources, columns: list[Node]) -> exp.Select:
    """States with an amount that began by the last of the first days after the creation (or before it)."""
    query = select(*columns, source=sources.source("opportunity", "o"))
    amounts = sources.history("opportunity", ["amount"], "h")
    join(query, amounts, equal(v.column("id", "h"), v.column("id", "o")))
    begun = sources.local_day(v.column("valid_from", "h"))
    last = sources.nodes.add_days(v.column("created_at_on", "o"), FIRST_DAYS)
    early = exp.LTE(this=begun, expression=last)
    lasting = exp.GTE(this=v.column("valid_to", "h"), expression=v.column("created_at", "o"))
    return query.where(v.both([known(v.column("amount", "h")), lasting, early]), copy=False)


def _first_amount(sources: Sources) -> exp.Select:
    """The first amount that was set within the first days."""
    nodes = sources.nodes
    identity = v.column("id", "o")
    first = _early(sources, [identity, v.named(nodes.smallest(v.column("valid_from", "h")), "valid_from")])
    first.group_by(identity.copy(), copy=False)
    amounts = ["id", "valid_from"]
    query = select(v.column("id", "h"), v.named(v.column("amount", "h"), "value"))
    query.from_(sources.history("opportunity", ["amount"], "h"), copy=False)
    return join(query, subquery(first, "f"), same(amounts, "f", "h"))


FIRST_AMOUNT = DerivedColumn(
    "opportunity",
    Column("first_amount", "money", Text("First amount set", "首次填写的金额")),
    _first_amount,
)
