"""Customers: accounts that have bought, by an order or a won deal, and who of them was reached."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlglot import exp

from steerboard.core.periods import add_months
from steerboard.core.text import Text
from steerboard.engine.derived.base import DerivedColumn, DerivedTable, FramedColumn, Sources
from steerboard.engine.derived.leads import not_before
from steerboard.engine.derived.orders import of_customers
from steerboard.engine.derived.terms import FACING, equal, join, known
from steerboard.engine.frames import Instant
from steerboard.engine.model import Column, Policy, Table
from steerboard.engine.sql import values as v
from steerboard.engine.sql.nodes import Node
from steerboard.engine.sql.shapes import first_per_key, select, subquery, union, values_table

PARTS = ("", "_on", "_exact")
MEETING = ("visit", "meeting")
ACTIVE_MONTHS = 12


def purchases(sources: Sources) -> exp.Query:
    """``account_id`` and the three columns of ``bought_at``: orders that stand, and won deals."""
    ordered = select(
        v.column("account_id", "n"),
        *(v.named(v.column(f"ordered_at{part}", "n"), f"bought_at{part}") for part in PARTS),
        source=subquery(of_customers(sources), "n"),
    )
    won = select(
        v.column("account_id", "w"),
        *(v.named(v.column(f"closed_at{part}", "w"), f"bought_at{part}") for part in PARTS),
        source=sources.source("opportunity", "w"),
    )
    outcome = equal(v.column("outcome", "w"), v.text("won"))
    won.where(
        v.both([outcome, known(v.column("account_id", "w")), known(v.column("closed_at", "w"))]), copy=False
    )
    return union([ordered, won], distinct=False)


def first_purchases(sources: Sources) -> exp.Select:
    """The accounts that ever bought, and when first; known to be accounts since."""
    times = [f"bought_at{part}" for part in PARTS]
    first = first_per_key(
        sources.nodes,
        purchases(sources),
        ["account_id"],
        [v.column(t) for t in times],
        ["account_id", *times],
    )
    query = select(
        v.column("id", "a"), v.named(v.column("id", "a"), "account_id"), v.column("known_from", "a")
    )
    query.select(*(v.named(v.column(f"bought_at{p}", "f"), f"first_bought_at{p}") for p in PARTS), copy=False)
    query.from_(sources.source("account", "a"), copy=False)
    return join(query, subquery(first, "f"), equal(v.column("account_id", "f"), v.column("id", "a")))


def _bought_after(sources: Sources) -> exp.Select:
    """For each done visit or meeting the first purchase of its account that does not lie before it."""
    times = [f"value{part}" for part in PARTS]
    query = select(
        v.column("id", "a"),
        *(v.named(v.column(f"bought_at{part}", "p"), f"value{part}") for part in PARTS),
        source=sources.source("activity", "a"),
    )
    join(
        query,
        subquery(purchases(sources), "p"),
        equal(v.column("account_id", "p"), v.column("account_id", "a")),
    )
    met = sources.nodes.is_in(v.column("kind", "a"), MEETING)
    query.where(v.both([met, not_before("p", "bought_at", "a", "done_at")]), copy=False)
    return first_per_key(sources.nodes, query, ["id"], [v.column(t) for t in times], ["id", *times])


def spine(instants: Sequence[Instant]) -> exp.Subquery:
    """For each instant the days of its period, and the first of the twelve months before it."""
    rows: list[list[v.Value]] = []
    for slot, instant in enumerate(instants):
        first, _, until = instant.days
        year = date.min if first.year <= 1 else add_months(first, -ACTIVE_MONTHS)
        rows.append([slot, first, until, year])
    columns: dict[str, v.SqlType] = {"slot": "integer", "first": "date", "until": "date", "year": "date"}
    return subquery(values_table(columns, rows), "i")


def once(query: exp.Select, account: Node) -> exp.Select:
    """Each account once for each instant."""
    query.select(v.column("slot", "i"), v.named(account, "id"), v.named(v.boolean(True), "value"), copy=False)
    return query.distinct(copy=False)


def _bought_before(sources: Sources, instants: Sequence[Instant]) -> exp.Select:
    """Accounts that bought in the twelve months before the period."""
    query = select(source=subquery(purchases(sources), "p"))
    day = v.column("bought_at_on", "p")
    since = exp.GTE(this=day, expression=v.column("year", "i"))
    before = exp.LT(this=day.copy(), expression=v.column("first", "i"))
    join(query, spine(instants), v.both([since, before]))
    return once(query, v.column("account_id", "p"))


def _reached(sources: Sources, instants: Sequence[Instant]) -> exp.Select:
    """Accounts with a done customer-facing activity in the period."""
    query = select(source=sources.source("activity", "a"))
    day = v.column("done_at_on", "a")
    since = exp.GTE(this=day, expression=v.column("first", "i"))
    until = exp.LTE(this=day.copy(), expression=v.column("until", "i"))
    join(query, spine(instants), v.both([since, until]))
    facing = sources.nodes.is_in(v.column("kind", "a"), FACING)
    query.where(v.both([facing, known(v.column("account_id", "a"))]), copy=False)
    return once(query, v.column("account_id", "a"))


CUSTOMER = DerivedTable(
    Table(
        name="customer",
        label=Text("Customer", "成交客户"),
        plural=Text("Customers", "成交客户"),
        columns={
            "account": Column("account", "link", Text("Account", "客户"), target="account"),
            "first_bought_at": Column("first_bought_at", "time", Text("First bought", "首次成交时间")),
        },
        policy=Policy("parent", "account"),
        spans=False,
        derived=True,
    ),
    first_purchases,
    tells_of=("order", "opportunity"),
)
BOUGHT_AFTER = DerivedColumn(
    "activity",
    Column("bought_at", "time", Text("Account bought, from then on", "此后客户首次成交的时间")),
    _bought_after,
)
BOUGHT_BEFORE = FramedColumn(
    "account",
    Column(
        "bought_before",
        "boolean",
        Text("Bought in the 12 months before the period", "期初前 12 个月内有成交"),
    ),
    _bought_before,
    v.boolean(False),
)
REACHED = FramedColumn(
    "account",
    Column("reached", "boolean", Text("Reached in the period", "期间内已触达")),
    _reached,
    v.boolean(False),
)
