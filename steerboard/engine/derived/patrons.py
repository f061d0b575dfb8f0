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
from steerboard.engine.sql.shapes import select, subquery, union, values_table

On = Callable[[Instant], date]
"""The day at whose end one looks: the one before the period, or the last of it that has come."""


def _start(instant: Instant) -> date:
    first = instant.days[0]
    return first if first == date.min else first - timedelta(days=1)


def _end(instant: Instant) -> date:
    return instant.days[2]


def _days(instants: Sequence[Instant], on: On) -> exp.Subquery:
    rows: list[list[v.Value]] = []
    for slot, instant in enumerate(instants):
        day = on(instant)
        year = date.min if day.year <= 1 else add_months(day, -ACTIVE_MONTHS)
        rows.append([slot, day, year])
    return subquery(values_table({"slot": "integer", "day": "date", "year": "date"}, rows), "i")


def _begun(sources: Sources, instants: Sequence[Instant], on: On) -> exp.Select:
    """``slot``, ``id`` of the account, ``running`` and ``mrr`` of each subscription that had begun by then.

    As it was at the instant, but for the account: that is whose it is. Without a start that is known it began when
    the system learned of it.
    """
    query = select(v.column("slot", "i"), v.named(v.column("account_id", "s"), "id"), v.column("mrr", "h"))
    fields = ["started_on", "ended_on", "mrr"]
    query.from_(sources.history("subscription", fields, "h"), copy=False)
    join(query, sources.source("subscription", "s"), equal(v.column("id", "s"), v.column("id", "h")))
    started, day, at = v.column("started_on", "h"), v.column("day", "i"), v.column("at", "i")
    recorded = v.both([unknown(started), exp.LTE(this=v.column("known_from", "s"), expression=at)])
    then = v.both(
        [
            exp.LTE(this=v.column("valid_from", "h"), expression=at.copy()),
            exp.LT(this=at.copy(), expression=v.column("valid_to", "h")),
            v.either([exp.LTE(this=started.copy(), expression=day), recorded]),
        ]
    )
    join(query, _instants(sources, instants, on), then)
    ended = v.column("ended_on", "h")
    running = v.either([unknown(ended), exp.GT(this=ended.copy(), expression=day.copy())])
    query.select(v.named(running, "running"), copy=False)
    return query.where(known(v.column("account_id", "s")), copy=False)


def _instants(sources: Sources, instants: Sequence[Instant], on: On) -> exp.Subquery:
    columns: dict[str, v.SqlType] = {"slot": "integer", "day": "date", "at": "timestamp"}
    rows: list[list[v.Value]] = []
    for slot, instant in enumerate(instants):
        day = on(instant)
        after = date.min if day == date.min else day + timedelta(days=1)
        start = begins(after, sources.calendar)
        rows.append([slot, day, start if after == date.min else start - TICK])
    return subquery(values_table(columns, rows), "i")


def _subscribed(sources: Sources, instants: Sequence[Instant], on: On) -> exp.Select:
    """``slot``, ``id`` of each account that had a subscription by then, and ``value``: whether one runs."""
    keys = [v.column("slot", "b"), v.column("id", "b")]
    query = select(*keys, source=subquery(_begun(sources, instants, on), "b"))
    running = exp.GT(this=sources.nodes.count(v.column("running", "b")), expression=v.integer(0))
    query.select(v.named(running, "value"), copy=False)
    return query.group_by(*(key.copy() for key in keys), copy=False)


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
    keys = [v.column("slot", "b"), v.column("id", "b")]
    query = select(*keys, source=subquery(_begun(sources, instants, on), "b"))
    lacking = exp.GT(this=nodes.count(unknown(v.column("mrr", "b"))), expression=v.integer(0))
    value = nodes.choose([(lacking, v.null("decimal"))], nodes.total(v.column("mrr", "b")))
    query.select(v.named(value, "value"), copy=False).where(v.column("running", "b"), copy=False)
    return query.group_by(*(key.copy() for key in keys), copy=False)


def _base(sources: Sources) -> exp.Select:
    """The accounts that ever ordered or subscribed, and since which day."""
    nodes = sources.nodes
    ordered = select(
        v.column("account_id", "n"), v.named(v.column("ordered_at_on", "n"), "day"),
        source=subquery(of_customers(sources), "n"),
    )  # fmt: skip
    recorded = sources.local_day(v.column("known_from", "s"))
    subscribed = select(
        v.column("account_id", "s"),
        v.named(nodes.coalesce(v.column("started_on", "s"), recorded), "day"),
        source=sources.source("subscription", "s"),
    ).where(known(v.column("account_id", "s")), copy=False)
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
CUSTOMER_AT_START = _framed(
    "customer_at_start", Text("Customer when the period began", "期初为客户"), _customers, _start, money=False
)
CUSTOMER_AT_END = _framed(
    "customer_at_end", Text("Customer at the period's end", "期末仍为客户"), _customers, _end, money=False
)
MRR_AT_START = _framed(
    "mrr_at_start", Text("MRR when the period began", "期初 MRR"), _mrr, _start, money=True
)
MRR_AT_END = _framed("mrr_at_end", Text("MRR at the period's end", "期末 MRR"), _mrr, _end, money=True)
