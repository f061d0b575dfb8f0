"""Customers by their first won deal: how long it took to win them, and whether they were lost within a year.

Lost is who has no subscription running a year later; who never had one, where no order that stands lies in that year.
"""

from __future__ import annotations

from sqlglot import exp

from steerboard.core.text import Text
from steerboard.engine.derived.base import DerivedTable, Sources
from steerboard.engine.derived.orders import of_customers
from steerboard.engine.derived.stages import stay_days
from steerboard.engine.derived.terms import equal, join, known, left_join, unknown
from steerboard.engine.model import Choice, Column, Policy, Table
from steerboard.engine.sql import values as v
from steerboard.engine.sql.nodes import Node, Nodes
from steerboard.engine.sql.shapes import first_per_key, select, subquery

MONTHS = 12
BANDS = ((180, "181+"), (90, "91-180"), (30, "31-90"))


def _band(nodes: Nodes, days: Node) -> Node:
    """The band of a length in days, its last day included."""
    cases: list[tuple[Node, Node]] = [(unknown(days), v.null("text"))]
    for most, name in BANDS:
        longer = exp.GT(this=v.paren(days.copy()), expression=v.integer(most))
        cases.append((longer, v.text(name)))
    return nodes.choose(cases, v.text("0-30"))


def _first_wins(sources: Sources) -> exp.Select:
    """The first won deal of each account: its times, its cycle, and the day a year later."""
    nodes = sources.nodes
    times = [f"closed_at{part}" for part in ("", "_on", "_exact")]
    won = select(v.column("id", "o"), v.column("account_id", "o"), *(v.column(t, "o") for t in times))
    cycle = stay_days(nodes, "created_at", "closed_at", "o")
    band = _band(nodes, cycle)
    unstarted = unknown(v.column("created_at", "o"))
    won.select(v.named(nodes.choose([(unstarted, v.null("text"))], band), "cycle_band"), copy=False)
    later = nodes.add_months(v.column("closed_at_on", "o"), MONTHS)
    won.select(v.named(later, "later"), copy=False).from_(sources.source("opportunity", "o"), copy=False)
    there = [known(v.column(c, "o")) for c in ("account_id", "closed_at")]
    won.where(v.both([equal(v.column("outcome", "o"), v.text("won")), *there]), copy=False)
    order = [v.column("closed_at"), v.column("id")]
    return first_per_key(nodes, won, ["account_id"], order, ["account_id", *times, "cycle_band", "later"])


def _subscribed(sources: Sources) -> exp.Select:
    """Of the accounts that had a subscription by the later day: whether one runs then."""
    ended, later = v.column("ended_on", "s"), v.column("later", "w")
    query = select(v.column("account_id", "w"), source=subquery(_first_wins(sources), "w"))
    started = exp.LTE(this=v.column("started_on", "s"), expression=later)
    mine = equal(v.column("account_id", "s"), v.column("account_id", "w"))
    join(query, sources.source("subscription", "s"), v.both([mine, started]))
    running = v.either([unknown(ended), exp.GT(this=ended.copy(), expression=later.copy())])
    runs = exp.GT(this=sources.nodes.count(running), expression=v.integer(0))
    return query.select(v.named(runs, "runs"), copy=False).group_by(v.column("account_id", "w"), copy=False)


def _ordered(sources: Sources) -> exp.Select:
    """The accounts that ordered from the winning day on and before the later one."""
    query = select(v.column("account_id", "w"), source=subquery(_first_wins(sources), "w"))
    day = v.column("ordered_at_on", "n")
    since = exp.GTE(this=day, expression=v.column("closed_at_on", "w"))
    before = exp.LT(this=day.copy(), expression=v.column("later", "w"))
    mine = equal(v.column("account_id", "n"), v.column("account_id", "w"))
    join(query, subquery(of_customers(sources), "n"), v.both([mine, since, before]))
    return query.distinct(copy=False)


def _wins(sources: Sources) -> exp.Select:
    nodes = sources.nodes
    query = select(
        v.column("id", "a"),
        v.named(v.column("id", "a"), "account_id"),
        v.column("known_from", "a"),
        source=sources.source("account", "a"),
    )
    mine = equal(v.column("account_id", "f"), v.column("id", "a"))
    join(query, subquery(_first_wins(sources), "f"), mine)
    for alias, rows in (("s", _subscribed(sources)), ("n", _ordered(sources))):
        left_join(query, subquery(rows, alias), equal(v.column("account_id", alias), v.column("id", "a")))
    times = [v.named(v.column(f"closed_at{p}", "f"), f"won_at{p}") for p in ("", "_on", "_exact")]
    over = exp.LTE(this=v.column("later", "f"), expression=v.day(sources.today))
    runs = v.column("runs", "s")
    gone = nodes.choose([(known(runs), exp.Not(this=runs.copy()))], unknown(v.column("account_id", "n")))
    query.select(*times, v.column("cycle_band", "f"), copy=False)
    return query.select(v.named(over, "a_year_over"), v.named(gone, "lost"), copy=False)


WIN = DerivedTable(
    Table(
        name="customer_win",
        label=Text("Customer won", "赢得的客户"),
        plural=Text("Customers won", "赢得的客户"),
        columns={
            "account": Column("account", "link", Text("Account", "客户"), target="account"),
            "won_at": Column("won_at", "time", Text("First deal won", "首个商机赢单时间")),
            "a_year_over": Column("a_year_over", "boolean", Text("A year ago or more", "已满一年")),
            "lost": Column("lost", "boolean", Text("Lost within a year", "一年内流失")),
            "cycle_band": Column(
                "cycle_band",
                "choice",
                Text("Length of the sales cycle", "销售周期区间"),
                choices=(
                    Choice("0-30", Text("up to 30 days", "30 天以内")),
                    Choice("31-90", Text("31 to 90 days", "31–90 天")),
                    Choice("91-180", Text("91 to 180 days", "91–180 天")),
                    Choice("181+", Text("more than 180 days", "180 天以上")),
                ),
            ),
        },
        policy=Policy("parent", "account"),
        spans=False,
        derived=True,
    ),
    _wins,
)
