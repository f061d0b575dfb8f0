"""Products that take the place of others: what the old one lost and the new one sold since the launch."""

from __future__ import annotations

from sqlglot import exp

from steerboard.core.text import Text
from steerboard.engine.derived.base import DerivedTable, Sources
from steerboard.engine.derived.shelves import PRODUCT
from steerboard.engine.derived.terms import equal, join, known, left_join
from steerboard.engine.model import Column, Policy, Table
from steerboard.engine.sql import values as v
from steerboard.engine.sql.nodes import Node
from steerboard.engine.sql.shapes import select, subquery

DAYS = 90
"""So many days on both sides of a launch are looked at; fewer while it is younger."""


def _launches(sources: Sources) -> exp.Select:
    """Launched products that replace another, with as many days since as are looked at, the day itself among them."""
    nodes = sources.nodes
    day = v.column("launched_on", "p")
    since = exp.Add(this=v.paren(nodes.days_between(day, v.day(sources.today))), expression=v.integer(1))
    columns = ("id", "launched_on", "replaces_id", "known_from")
    query = select(*(v.column(c, "p") for c in columns), source=sources.source("product", "p"))
    query.select(v.named(nodes.least(since, v.integer(DAYS)), "days"), copy=False)
    launched = exp.LTE(this=day.copy(), expression=v.day(sources.today))
    return query.where(v.both([known(v.column("replaces_id", "p")), launched]), copy=False)


def _units(sources: Sources) -> exp.Select:
    """Units by product and day."""
    query = select(v.column("product_id", "l"), v.named(v.column("ordered_at_on", "o"), "day"))
    query.select(v.named(sources.nodes.total(v.column("quantity", "l")), "units"), copy=False)
    query.from_(sources.source("order_line", "l"), copy=False)
    join(query, sources.source("order", "o"), equal(v.column("id", "o"), v.column("order_id", "l")))
    query.where(v.both([known(v.column("product_id", "l")), known(v.column("ordered_at", "o"))]), copy=False)
    return query.group_by(v.column("product_id", "l"), v.column("ordered_at_on", "o"), copy=False)


def _rows(sources: Sources) -> exp.Select:
    nodes = sources.nodes
    after = nodes.days_between(v.column("launched_on", "n"), v.column("day", "u"))
    of_old = equal(v.column("product_id", "u"), v.column("replaces_id", "n"))
    of_new = equal(v.column("product_id", "u"), v.column("id", "n"))
    before = v.both(
        [
            exp.LT(this=after, expression=v.integer(0)),
            exp.GTE(this=v.paren(after.copy()), expression=exp.Neg(this=v.column("days", "n"))),
        ]
    )
    since = v.both(
        [
            exp.GTE(this=after.copy(), expression=v.integer(0)),
            exp.LT(this=v.paren(after.copy()), expression=v.column("days", "n")),
        ]
    )
    units = v.column("units", "u")

    def sold(*conditions: Node) -> Node:
        total = nodes.total(units.copy(), v.both([c.copy() for c in conditions]))
        return nodes.coalesce(total, v.integer(0))

    columns = ("id", "launched_on", "known_from")
    query = select(*(v.column(c, "n") for c in columns), v.named(v.column("id", "n"), "product_id"))
    lost = exp.Sub(this=sold(of_old, before), expression=sold(of_old, since))
    query.select(v.named(lost, "old_units_lost"), v.named(sold(of_new, since), "new_units"), copy=False)
    query.from_(subquery(_launches(sources), "n"), copy=False)
    left_join(query, subquery(_units(sources), "u"), v.either([of_old.copy(), of_new.copy()]))
    return query.group_by(*(v.column(c, "n") for c in columns), copy=False)


LAUNCH = DerivedTable(
    Table(
        name="product_launch",
        label=Text("Launch of a replacement", "替代产品上市"),
        plural=Text("Launches of replacements", "替代产品上市"),
        columns={
            "product": PRODUCT,
            "launched_on": Column("launched_on", "date", Text("Launched on", "上市日期")),
            "old_units_lost": Column(
                "old_units_lost", "quantity", Text("Units the old one lost", "老产品减少件数")
            ),
            "new_units": Column("new_units", "quantity", Text("Units of the new one", "新产品件数")),
        },
        policy=Policy("closed"),
        spans=False,
        derived=True,
    ),
    _rows,
    fed_by="product",
)
