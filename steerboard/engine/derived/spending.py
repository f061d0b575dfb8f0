"""Prices and costs seen beside others: a cost with the source of leads it is for, a rival's price until the next one."""

from __future__ import annotations

from sqlglot import exp

from steerboard.core.text import Text
from steerboard.engine.derived.base import DerivedTable, Sources
from steerboard.engine.derived.terms import equal, known, left_join
from steerboard.engine.model import Column, Policy, Table
from steerboard.engine.sql import values as v
from steerboard.engine.sql.shapes import select


def _sourced(sources: Sources) -> exp.Select:
    """Each cost with its own source of leads, or that of its campaign."""
    source = sources.nodes.coalesce(v.column("lead_source", "c"), v.column("lead_source", "k"))
    query = select(v.column("id", "c"), v.named(v.column("id", "c"), "cost_id"), v.column("known_from", "c"))
    query.select(*(v.column(name, "c") for name in ("day", "category", "amount")), copy=False)
    query.select(v.named(source, "lead_source"), copy=False).from_(sources.source("cost", "c"), copy=False)
    campaign = equal(v.column("id", "k"), v.column("campaign_id", "c"))
    return left_join(query, sources.source("campaign", "k"), campaign)


def _rivals(sources: Sources) -> exp.Select:
    """Each price of a competitor from the day it was seen until the next one of the same product and region was."""
    nodes = sources.nodes
    keys = [v.column(k, "p") for k in ("product_id", "competitor", "region")]
    following = nodes.next_value(
        v.column("observed_on", "p"), keys, [v.column("observed_on", "p"), v.column("id", "p")]
    )
    query = select(
        v.column("id", "p"),
        v.named(v.column("id", "p"), "competitor_price_id"),
        v.column("known_from", "p"),
        *(k.copy() for k in keys),
        v.named(v.column("observed_on", "p"), "seen_on"),
        v.named(following, "replaced_on"),
        v.column("price", "p"),
        source=sources.source("competitor_price", "p"),
    )
    there = [known(v.column(c, "p")) for c in ("product_id", "observed_on")]
    return query.where(v.both(there), copy=False)


RIVAL = DerivedTable(
    Table(
        name="rival_price",
        label=Text("Competitor's latest price", "竞品最新价格"),
        plural=Text("Competitors' latest prices", "竞品最新价格"),
        columns={
            "competitor_price": Column(
                "competitor_price", "link", Text("Competitor's price", "竞品价格"), target="competitor_price"
            ),
            "product": Column("product", "link", Text("Product", "产品"), target="product"),
            "competitor": Column("competitor", "text", Text("Competitor", "竞争对手")),
            "region": Column("region", "text", Text("Region", "地区")),
            "seen_on": Column("seen_on", "date", Text("Seen on", "采集日期")),
            "replaced_on": Column("replaced_on", "date", Text("Replaced on", "被取代日期")),
            "price": Column("price", "money", Text("Price", "价格")),
        },
        policy=Policy("parent", "competitor_price"),
        spans=False,
        derived=True,
    ),
    _rivals,
)
SOURCED = DerivedTable(
    Table(
        name="source_cost",
        label=Text("Cost of a source", "来源费用"),
        plural=Text("Costs of sources", "来源费用"),
        columns={
            "cost": Column("cost", "link", Text("Cost", "费用"), target="cost"),
            "day": Column("day", "date", Text("Day", "日期")),
            "category": Column("category", "text", Text("Category", "类别")),
            "lead_source": Column("lead_source", "text", Text("Source", "线索来源")),
            "amount": Column("amount", "money", Text("Amount", "金额"), tag="spend"),
        },
        policy=Policy("parent", "cost"),
        spans=False,
        derived=True,
    ),
    _sourced,
)
