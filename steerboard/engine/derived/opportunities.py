"""Opportunities seen through their history: what they were first valued at, when they were due, who got them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from sqlglot import exp

from steerboard.core.moments import BEGINNING
from steerboard.core.periods import add_months
from steerboard.core.text import Text
from steerboard.engine.derived.base import DerivedColumn, DerivedTable, FramedColumn, Sources
from steerboard.engine.derived.stages import OPPORTUNITY, POLICY, stay_days
from steerboard.engine.derived.terms import equal, join, known, left_join, same
from steerboard.engine.frames import TICK, Instant, begins
from steerboard.engine.model import Column, Table
from steerboard.engine.sql import values as v
from steerboard.engine.sql.nodes import Node
from steerboard.engine.sql.shapes import select, subquery, union, values_table

FIRST_DAYS = 14
CYCLE_MONTHS = 12
FASTEST = Decimal("0.25")
RECEIPTS = 1_000_000  # a receipt's id is its opportunity's times this, plus its number


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


def _won(sources: Sources) -> exp.Select:
    query = select(
        v.column("id", "o"), v.named(v.boolean(True), "value"), source=sources.source("opportunity", "o")
    )
    return query.where(equal(v.column("outcome", "o"), v.text("won")), copy=False)


WON = DerivedColumn(
    "opportunity", Column("won_by_now", "boolean", Text("Won by now", "至今已赢单")), _won, v.boolean(False)
)


def _due_at_start(sources: Sources, instants: Sequence[Instant]) -> exp.Select:
    """When each was due when the period began, or at its creation where that came later."""
    columns: dict[str, v.SqlType] = {"slot": "integer", "before": "timestamp"}
    given = [[n, _just_before(i.days[0], sources)] for n, i in enumerate(instants)]
    query = select(v.column("slot", "i"), v.column("id", "h"), v.named(v.column("close_date", "h"), "value"))
    query.from_(sources.history("opportunity", ["close_date"], "h"), copy=False)
    join(query, sources.source("opportunity", "o"), equal(v.column("id", "o"), v.column("id", "h")))
    since = sources.nodes.coalesce(v.column("created_at", "o"), v.column("known_from", "o"))
    begun = sources.nodes.greatest(v.column("before", "i"), since)
    holds = v.both(
        [
            exp.LTE(this=v.column("valid_from", "h"), expression=begun),
            exp.LT(this=begun.copy(), expression=v.column("valid_to", "h")),
        ]
    )
    return join(query, subquery(values_table(columns, given), "i"), holds)


def _just_before(day: date, sources: Sources) -> v.Value:
    start = begins(day, sources.calendar)
    return start if start <= BEGINNING else start - TICK


DUE_AT_START = FramedColumn(
    "opportunity",
    Column("due_at_start", "date", Text("Due when the period began", "期初时的预计成交日期")),
    _due_at_start,
)


def _fastest_quarter(sources: Sources, instants: Sequence[Instant]) -> exp.Select:
    """The days within which the fastest quarter of the deals of the twelve months up to the instant was won."""
    nodes = sources.nodes
    columns: dict[str, v.SqlType] = {"slot": "integer", "since": "date", "until": "date"}
    given: list[list[v.Value]] = []
    for slot, instant in enumerate(instants):
        until = instant.day + timedelta(days=1)
        given.append([slot, add_months(until, -CYCLE_MONTHS), until])
    cycle = stay_days(nodes, "created_at", "closed_at", "o")
    query = select(v.column("slot", "i"), v.named(nodes.quantile(cycle, FASTEST), "value"))
    query.from_(sources.source("opportunity", "o"), copy=False)
    day = v.column("closed_at_on", "o")
    since = exp.GTE(this=day, expression=v.column("since", "i"))
    until_ = exp.LT(this=day.copy(), expression=v.column("until", "i"))
    join(query, subquery(values_table(columns, given), "i"), v.both([since, until_]))
    won = equal(v.column("outcome", "o"), v.text("won"))
    query.where(v.both([won, known(v.column("created_at", "o"))]), copy=False)
    return query.group_by(v.column("slot", "i"), copy=False)


FASTEST_QUARTER = FramedColumn(
    "opportunity",
    Column(
        "fastest_quarter",
        "quantity",
        Text("Days of the fastest quarter of won deals", "最快四分之一赢单的周期天数"),
    ),
    _fastest_quarter,
    keyed=False,
)


def _receipts(sources: Sources) -> exp.Select:
    """When each opportunity came to somebody: with its creation, or by the first hand-over to a person.

    Shares that were entered came with the creation. Who it came to is who has the credit then.
    """
    nodes = sources.nodes
    query = select(v.column("id", "g"), v.column("since", "g"), source=subquery(_given(sources), "g"))
    number = nodes.row_number([v.column("id", "g")], [v.column("since", "g")])
    query.select(v.named(number, "place"), copy=False)
    at_creation = exp.LTE(this=v.column("since", "r"), expression=v.column("begun", "r"))
    rows = select(
        v.column("id", "o"), v.column("known_from", "o"), v.column("since", "q"), v.column("place", "q")
    )
    rows.select(
        v.named(nodes.coalesce(v.column("created_at", "o"), v.moment(BEGINNING)), "begun"),
        *(v.column(f"created_at{part}", "o") for part in ("", "_on", "_exact")),
        copy=False,
    )
    rows.from_(sources.source("opportunity", "o"), copy=False)
    join(rows, subquery(query, "q"), equal(v.column("id", "q"), v.column("id", "o")))
    identity = exp.Add(
        this=exp.Mul(this=v.column("id", "r"), expression=v.integer(RECEIPTS)),
        expression=v.column("place", "r"),
    )
    later = {
        "": v.column("since", "r"),
        "_on": sources.local_day(v.column("since", "r")),
        "_exact": v.boolean(False),
    }
    times = [
        v.named(
            nodes.choose([(at_creation.copy(), v.column(f"created_at{p}", "r"))], node), f"received_at{p}"
        )
        for p, node in later.items()
    ]
    return select(
        v.named(identity, "id"),
        v.named(v.column("id", "r"), "opportunity_id"),
        v.column("known_from", "r"),
        *times,
        source=subquery(rows, "r"),
    )


def _given(sources: Sources) -> exp.Query:
    """Each opportunity with the instants at which somebody had it for the first time."""
    nodes = sources.nodes
    alone = select(v.column("id", "a"), v.named(v.moment(BEGINNING), "since"))
    alone.from_(sources.source("opportunity", "a"), copy=False)
    alone.where(v.both([exp.Not(this=v.column("shared", "a")), known(v.column("owner_id", "a"))]), copy=False)
    first = select(v.column("id", "c"), v.named(nodes.smallest(v.column("valid_from", "c")), "since"))
    first.from_(v.table("opportunity_credit", "c"), copy=False)
    left_join(first, sources.source("opportunity", "b"), equal(v.column("id", "b"), v.column("id", "c")))
    begun = nodes.coalesce(v.column("created_at", "b"), v.moment(BEGINNING))
    held = exp.GT(this=v.column("valid_to", "c"), expression=begun)
    first.where(v.both([known(v.column("user_id", "c")), held]), copy=False)
    first.group_by(v.column("id", "c"), v.column("user_id", "c"), copy=False)
    times = select(v.column("id", "f"), v.column("since", "f"), source=subquery(first, "f"))
    return union([alone, times.distinct(copy=False)], distinct=False)


RECEIPT = DerivedTable(
    Table(
        name="opportunity_receipt",
        label=Text("Opportunity received", "商机接手"),
        plural=Text("Opportunities received", "商机接手"),
        columns={
            "opportunity": OPPORTUNITY,
            "received_at": Column("received_at", "time", Text("Received at", "接手时间")),
        },
        policy=POLICY,
        spans=False,
        derived=True,
    ),
    _receipts,
)
