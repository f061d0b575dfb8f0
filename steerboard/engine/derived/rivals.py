"""Competitors, and what each of them brought in in a period by the figures that were entered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlglot import exp

from steerboard.core.text import Text
from steerboard.engine.derived.base import DerivedTable, FramedColumn, Sources
from steerboard.engine.derived.terms import equal, join, known
from steerboard.engine.frames import Instant
from steerboard.engine.model import Column, Policy, Table
from steerboard.engine.sql import values as v
from steerboard.engine.sql.nodes import Node
from steerboard.engine.sql.shapes import select, subquery, values_table


def _of_competitors() -> Node:
    named = known(v.column("competitor", "m"))
    return v.both([equal(v.column("name", "m"), v.text("competitor_revenue")), named])


def _competitors(sources: Sources) -> exp.Select:
    """Each competitor once, since the first figure of his."""
    nodes = sources.nodes
    firsts = {"id": "id", "starts_on": "known_since", "known_from": "known_from"}
    query = select(v.named(v.column("competitor", "m"), "rival"))
    query.select(*(v.named(nodes.smallest(v.column(c, "m")), n) for c, n in firsts.items()), copy=False)
    query.from_(sources.source("market_figure", "m"), copy=False).where(_of_competitors(), copy=False)
    return query.group_by(v.column("competitor", "m"), copy=False)


def _revenue(sources: Sources, instants: Sequence[Instant]) -> exp.Select:
    """The figures whose own period lies within the one that was asked for."""
    nodes = sources.nodes
    columns: dict[str, v.SqlType] = {"slot": "integer", "first": "date", "after": "date"}
    rows: list[list[v.Value]] = []
    for slot, instant in enumerate(instants):
        first, last = instant.days[:2]
        rows.append([slot, first, last if last == date.max else last + timedelta(days=1)])
    query = select(v.column("slot", "i"), source=sources.source("market_figure", "m"))
    inside = v.both(
        [
            exp.GTE(this=v.column("starts_on", "m"), expression=v.column("first", "i")),
            exp.LTE(this=v.column("ends_on", "m"), expression=v.column("after", "i")),
        ]
    )
    join(query, subquery(values_table(columns, rows), "i"), inside)
    join(
        query,
        subquery(_competitors(sources), "c"),
        equal(v.column("rival", "c"), v.column("competitor", "m")),
    )
    query.select(v.column("id", "c"), v.named(nodes.total(v.column("value", "m")), "value"), copy=False)
    query.where(_of_competitors(), copy=False)
    return query.group_by(v.column("slot", "i"), v.column("id", "c"), copy=False)


COMPETITOR = DerivedTable(
    Table(
        name="competitor",
        label=Text("Competitor", "竞争对手"),
        plural=Text("Competitors", "竞争对手"),
        columns={
            # Not called competitor: what was sold would be broken down by the competitor of the deal then.
            "rival": Column("rival", "text", Text("Competitor", "竞争对手")),
            "known_since": Column("known_since", "date", Text("Known since", "首个数据日期")),
        },
        policy=Policy("public"),
        display="rival",
        spans=False,
        derived=True,
    ),
    _competitors,
    fed_by="market_figure",
)
REVENUE = FramedColumn(
    "competitor",
    Column("revenue", "quantity", Text("Revenue in the period", "期间收入")),
    _revenue,
)
