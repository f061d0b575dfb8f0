"""Who is a customer at an instant, and what his subscriptions bring then: for retention from one instant to another.

Who ever had a subscription is a customer while one runs; anybody else while an order that stands lies within the
months of activity.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial

from sqlglot import exp

from steerboard.core.periods import add_months
from steerboard.core.text import Text
from steerboard.engine.derived.base import DerivedTable, FramedColumn, Sources
from steerboard.engine.derived.customers import ACTIVE_MONTHS
from steerboard.engine.derived.orders import of_customers
from steerboard.engine.derived.terms import equal, join, known, left_join, same, unknown
from steerboard.engine.frames import TICK, Instant, begins
from steerboard.engine.model import Column, Policy, Table
from steerboard.engine.sql import values as v
from steerboard.engine.sql.nodes import Node
from steerboard.engine.sql.shapes import select, subquery, union, values_table

On = Callable[[Instant], date]
"""The day of a state that is looked at: the one at whose end it is read, or the last of the period that has come."""


def _then(instant: Instant) -> date:
    return instant.day


def _end(instant: Instant) -> date:
    return instant.days[2]


def _days(instants: Sequence[Instant], on: On) -> exp.Subquery:
    rows: list[list[v.Value]] = []
    for slot, instant in enumerate(instants):
        day = on(instant)
        year = date.min if day.year <= 1 else add_months(day, -ACTIVE_MONTHS)
        rows.append([slot, day, year])
    return subquery(values_table({"slot": "integer", "day": "date", "year": "date"}, rows), "i")


def _running(alias: str, day: Node) -> Node:
    """A subscription that runs at the end of ``day``."""
    ended = v.column("ended_on", alias)
    later = exp.GT(this=ended, expression=day.copy())
    return v.both([_started(alias, day), v.either([unknown(ended.copy()), later])])


def _started(alias: str, day: Node) -> Node:
    return exp.LTE(this=v.column("started_on", alias), expression=day.copy())


def _subscribed(sources: Sources, instants: Sequence[Instant], on: On) -> exp.Select:
    """``slot``, ``id`` of each account that had a subscription by then, and ``value``: whether one runs."""
    nodes, day = sources.nodes, v.column("day", "i")
    query = select(v.column("slot", "i"), v.named(v.column("account_id", "s"), "id"))
    query.from_(sources.source("subscription", "s"), copy=False)
    join(query, _days(instants, on), _started("s", day))
    running = exp.GT(this=nodes.count(_running("s", day)), expression=v.integer(0))
    query.select(v.named(running, "value"), copy=False)
    query.where(known(v.column("account_id", "s")), copy=False)
    return query.group_by(v.column("slot", "i"), v.column("account_id", "s"), copy=False)


def _customers(sources: Sources, instants: Sequence[Instant], on: On) -> exp.Query:
    bought = select(v.column("slot", "i"), v.named(v.column("account_id", "n"), "id"))
    bought.from_(subquery(of_customers(sources), "n"), copy=False)
    ordered = v.column("ordered_at_on", "n")
    since = exp.GT(this=ordered, expression=v.column("year", "i"))
    until = exp.LTE(this=ordered.copy(), expression=v.column("day", "i"))
    join(bought, _days(instants, on), v.both([since, until])).distinct(copy=False)
    others = select(
        v.column("slot", "b"), v.column("id", "b"), v.named(v.boolean(True), "value"),
        source=subquery(bought, "b"),
    )  # fmt: skip
    left_join(others, subquery(_subscribed(sources, instants, on), "s"), same(("slot", "id"), "s", "b"))
    others.where(unknown(v.column("id", "s")), copy=False)
    return union([_subscribed(sources, instants, on), others], distinct=False)


def _mrr(sources: Sources, instants: Sequence[Instant], on: On) -> exp.Select:
    """What the subscriptions of each account bring at the end of the day; not known where one of them is not."""
    nodes = sources.nodes
    columns: dict[str, v.SqlType] = {"slot": "integer", "day": "date", "at": "timestamp"}
    rows: list[list[v.Value]] = []
    for slot, instant in enumerate(instants):
        day = on(instant)
        after = date.min if day == date.min else day + timedelta(days=1)
        start = begins(after, sources.calendar)
        rows.append([slot, day, start if after == date.min else start - TICK])
    query = select(v.column("slot", "i"), v.named(v.column("account_id", "h"), "id"))
    fields = ["account_id", "started_on", "ended_on", "mrr"]
    query.from_(sources.history("subscription", fields, "h"), copy=False)
    then = v.both(
        [
            exp.LTE(this=v.column("valid_from", "h"), expression=v.column("at", "i")),
            exp.LT(this=v.column("at", "i"), expression=v.column("valid_to", "h")),
            _running("h", v.column("day", "i")),
        ]
    )
    join(query, subquery(values_table(columns, rows), "i"), then)
    lacking = exp.GT(this=nodes.count(unknown(v.column("mrr", "h"))), expression=v.integer(0))
    value = nodes.choose([(lacking, v.null("decimal"))], nodes.total(v.column("mrr", "h")))
    query.select(v.named(value, "value"), copy=False)
    query.where(known(v.column("account_id", "h")), copy=False)
    return query.group_by(v.column("slot", "i"), v.column("account_id", "h"), copy=False)


def _base(sources: Sources) -> exp.Select:
    """The accounts that ever ordered or subscribed, and since which day."""
    nodes = sources.nodes
    ordered = select(
        v.column("account_id", "n"), v.named(v.column("ordered_at_on", "n"), "day"),
        source=subquery(of_customers(sources), "n"),
    )  # fmt: skip
    subscribed = select(
        v.column("account_id", "s"), v.named(v.column("started_on", "s"), "day"),
        source=sources.source("subscription", "s"),
    )  # fmt: skip
    subscribed.where(v.both([known(v.column(c, "s")) for c in ("account_id", "started_on")]), copy=False)
    first = select(v.column("account_id", "e"), v.named(nodes.smallest(v.column("day", "e")), "day"))
    first.from_(subquery(union([ordered, subscribed], distinct=False), "e"), copy=False)
    first.group_by(v.column("account_id", "e"), copy=False)
    query = select(
        v.column("id", "a"), v.named(v.column("id", "a"), "account_id"), v.column("known_from", "a"),
        v.named(v.column("day", "f"), "began_on"), source=sources.source("account", "a"),
    )  # fmt: skip
    return join(query, subquery(first, "f"), equal(v.column("account_id", "f"), v.column("id", "a")))


def _framed(name: str, label: Text, rows: Callable[..., exp.Query], on: On, *, money: bool) -> FramedColumn:
    column = Column(name, "money" if money else "boolean", label)
    nothing = v.integer(0) if money else v.boolean(False)
    return FramedColumn("account", column, partial(rows, on=on), nothing)


BASE = DerivedTable(
    Table(
        name="customer_base",
        label=Text("Customer who ordered or subscribed", "下单或订阅客户"),
        plural=Text("Customers who ordered or subscribed", "下单或订阅客户"),
        columns={
            "account": Column("account", "link", Text("Account", "客户"), target="account"),
            "began_on": Column("began_on", "date", Text("Customer since", "成为客户的日期")),
        },
        policy=Policy("parent", "account"),
        spans=False,
        derived=True,
    ),
    _base,
)
CUSTOMER_THEN = _framed("customer_then", Text("Customer then", "当时为客户"), _customers, _then, money=False)
CUSTOMER_AT_END = _framed(
    "customer_at_end", Text("Customer at the period's end", "期末仍为客户"), _customers, _end, money=False
)
MRR_THEN = _framed("mrr_then", Text("MRR then", "当时的 MRR"), _mrr, _then, money=True)
MRR_AT_END = _framed("mrr_at_end", Text("MRR at the period's end", "期末 MRR"), _mrr, _end, money=True)
