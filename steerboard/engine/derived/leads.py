"""Leads seen with what became of them: ready for sales, qualified and followed up, customers.

Worked out over the whole company, before any row filter.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from steerboard.core.text import Text
from steerboard.engine.derived.base import DerivedColumn, DerivedTable, Sources
from steerboard.engine.derived.orders import of_customers
from steerboard.engine.derived.terms import FACING, equal, join, known, unknown
from steerboard.engine.model import Column, Policy, Table
from steerboard.engine.sql import values as v
from steerboard.engine.sql.nodes import Node
from steerboard.engine.sql.shapes import first_per_key, select, subquery, union

PARTS = ("", "_on", "_exact")
LEAD = Column("lead", "link", Text("Lead", "线索"), target="lead")
POLICY = Policy("parent", "lead")
TAKEN = ("first_assigned_at", "converted_at", "disqualified_at")


def _first_known(sources: Sources, names: Sequence[str], alias: str, named: str) -> list[Node]:
    """The first of some times that is known, in its three columns."""
    otherwise = names[-1]
    found: list[Node] = []
    for part in PARTS:
        cases: list[tuple[Node, Node]] = [
            (known(v.column(name, alias)), v.column(f"{name}{part}", alias)) for name in names[:-1]
        ]
        value = sources.nodes.choose(cases, v.column(f"{otherwise}{part}", alias))
        found.append(v.named(value, f"{named}{part}"))
    return found


def _ready(sources: Sources) -> exp.Select:
    """Leads that were handed over (or became an SQL where no hand-over is kept), and when they were taken up."""
    nodes = sources.nodes
    query = select(v.column("id", "l"), v.named(v.column("id", "l"), "lead_id"), v.column("known_from", "l"))
    query.select(*_first_known(sources, ("handed_over_at", "sql_at"), "l", "ready_at"), copy=False)
    taken = nodes.least(*(v.column(name, "l") for name in TAKEN))
    taken_on = nodes.least(*(v.column(f"{name}_on", "l") for name in TAKEN))
    query.select(
        v.named(taken, "taken_at"),
        v.named(taken_on, "taken_at_on"),
        v.named(v.boolean(False), "taken_at_exact"),
        copy=False,
    )
    query.from_(sources.source("lead", "l"), copy=False)
    either = [known(v.column(name, "l")) for name in ("handed_over_at", "sql_at")]
    return query.where(v.either(either), copy=False)


def _qualified(sources: Sources) -> exp.Select:
    """Leads that became an MQL or an SQL, by the earlier of the two."""
    query = select(v.column("id", "l"), v.column("known_from", "l"))
    mql, sql = v.column("mql_at", "l"), v.column("sql_at", "l")
    later = v.both([known(sql), v.either([unknown(mql), exp.LT(this=sql.copy(), expression=mql.copy())])])
    for part in PARTS:
        value = sources.nodes.choose(
            [(later.copy(), v.column(f"sql_at{part}", "l"))], v.column(f"mql_at{part}", "l")
        )
        query.select(v.named(value, f"qualified_at{part}"), copy=False)
    query.from_(sources.source("lead", "l"), copy=False)
    return query.where(v.either([known(mql.copy()), known(sql.copy())]), copy=False)


def _followed(sources: Sources) -> exp.Select:
    """Qualified leads with the first customer-facing activity that was done since."""
    facing = sources.nodes.is_in(v.column("kind", "a"), FACING)
    query = select(v.column("id", "q"), source=subquery(_qualified(sources), "q"))
    query.select(
        *(v.named(v.column(f"done_at{part}", "a"), f"followed_at{part}") for part in PARTS), copy=False
    )
    mine = v.both([equal(v.column("lead_id", "a"), v.column("id", "q")), facing])
    join(query, sources.source("activity", "a"), mine)
    query.where(not_before("a", "done_at", "q", "qualified_at"), copy=False)
    order = [v.column(f"followed_at{part}") for part in PARTS]
    columns = ["id", *(f"followed_at{part}" for part in PARTS)]
    return first_per_key(sources.nodes, query, ["id"], order, columns)


def not_before(left: str, time: str, right: str, other: str) -> Node:
    """``time`` does not lie before ``other``: by the instant where both are exact, else by the local day."""
    both = v.both([v.column(f"{time}_exact", left), v.column(f"{other}_exact", right)])
    exactly = exp.GTE(this=v.column(time, left), expression=v.column(other, right))
    inexact = exp.Not(this=exp.Paren(this=both.copy()))
    daily = exp.GTE(this=v.column(f"{time}_on", left), expression=v.column(f"{other}_on", right))
    return v.either([v.both([both, exactly]), v.both([inexact, daily])])


def _qualifications(sources: Sources) -> exp.Select:
    query = select(v.column("id", "q"), v.named(v.column("id", "q"), "lead_id"), v.column("known_from", "q"))
    query.select(*(v.column(f"qualified_at{part}", "q") for part in PARTS), copy=False)
    query.select(*(v.column(f"followed_at{part}", "f") for part in PARTS), copy=False)
    query.from_(subquery(_qualified(sources), "q"), copy=False)
    same = equal(v.column("id", "f"), v.column("id", "q"))
    return query.join(exp.Join(this=subquery(_followed(sources), "f"), side="LEFT", on=same), copy=False)


def _wins(sources: Sources) -> list[exp.Query]:
    """Won opportunities that name a lead, and those that a lead names."""
    won = v.both([equal(v.column("outcome", "o"), v.text("won")), known(v.column("closed_at", "o"))])
    times = [v.named(v.column(f"closed_at{part}", "o"), f"value{part}") for part in PARTS]
    naming = select(
        v.named(v.column("lead_id", "o"), "id"), *times, source=sources.source("opportunity", "o")
    )
    naming.where(v.both([won, known(v.column("lead_id", "o"))]), copy=False)
    named = select(v.column("id", "l"), *(t.copy() for t in times), source=sources.source("lead", "l"))
    same = v.both([equal(v.column("id", "o"), v.column("opportunity_id", "l")), won.copy()])
    return [naming, join(named, sources.source("opportunity", "o"), same)]


def _orders(sources: Sources) -> exp.Select:
    """Orders of a lead's account from the day on which the lead came."""
    times = [v.named(v.column(f"ordered_at{part}", "n"), f"value{part}") for part in PARTS]
    query = select(v.column("id", "l"), *times, source=sources.source("lead", "l"))
    since = exp.GTE(this=v.column("ordered_at_on", "n"), expression=v.column("created_at_on", "l"))
    mine = equal(v.column("account_id", "n"), v.column("account_id", "l"))
    join(query, subquery(of_customers(sources), "n"), mine)
    return query.where(v.either([unknown(v.column("created_at", "l")), since]), copy=False)


def _customers(sources: Sources) -> exp.Select:
    """When each lead became a customer: its earliest won opportunity or order."""
    return _earliest(sources, [*_wins(sources), _orders(sources)])


def _first_wins(sources: Sources) -> exp.Select:
    return _earliest(sources, _wins(sources))


def _earliest(sources: Sources, found: Sequence[exp.Query]) -> exp.Select:
    columns = [f"value{part}" for part in PARTS]
    order = [v.column(c) for c in columns]
    return first_per_key(sources.nodes, union(found, distinct=False), ["id"], order, ["id", *columns])


WON = DerivedColumn("lead", Column("won_at", "time", Text("First deal won", "首个商机赢单时间")), _first_wins)
CUSTOMER = DerivedColumn(
    "lead", Column("customer_at", "time", Text("Became a customer", "成为客户的时间")), _customers
)
READY = DerivedTable(
    Table(
        name="lead_ready",
        label=Text("Sales-ready lead", "销售就绪线索"),
        plural=Text("Sales-ready leads", "销售就绪线索"),
        columns={
            "lead": LEAD,
            "ready_at": Column("ready_at", "time", Text("Ready at", "就绪时间")),
            "taken_at": Column("taken_at", "time", Text("Taken up at", "接手时间")),
        },
        policy=POLICY,
        spans=False,
        derived=True,
    ),
    _ready,
)
QUALIFIED = DerivedTable(
    Table(
        name="lead_qualified",
        label=Text("Qualified lead", "合格线索"),
        plural=Text("Qualified leads", "合格线索"),
        columns={
            "lead": LEAD,
            "qualified_at": Column("qualified_at", "time", Text("Qualified at", "合格时间")),
            "followed_at": Column("followed_at", "time", Text("Followed up at", "跟进时间")),
        },
        policy=POLICY,
        spans=False,
        derived=True,
    ),
    _qualifications,
)
