"""What stands for a stretch of days, day by day: who works here, and what was budgeted.

A figure of a period is then a plain sum over its days, whatever the period.
"""

from __future__ import annotations

from datetime import date, timedelta

from sqlglot import exp

from steerboard.core.text import Text
from steerboard.engine.derived.base import DerivedTable, Sources
from steerboard.engine.derived.terms import known
from steerboard.engine.model import Column, Policy, Table
from steerboard.engine.sql import values as v
from steerboard.engine.sql.nodes import Node
from steerboard.engine.sql.shapes import select, subquery

SELLING = ("rep", "team_lead")
LONGEST = 7305
"""So many days of one stretch are told apart: twenty years. A membership without a beginning reaches that far back."""
IDS = 1_000_000  # a day's id is its record's times this, plus its number
FIRST = date(1900, 1, 1)


def _numbers() -> exp.Table:
    """0, 1, 2 … as ``n`` under the alias ``s``."""
    series = v.call("GENERATE_SERIES", v.integer(0), v.integer(LONGEST))
    return exp.Table(this=series, alias=exp.TableAlias(this=v.name("s"), columns=[v.name("n")]))


def _numbered(sources: Sources, record: Node, day: Node) -> Node:
    number = sources.nodes.days_between(v.day(FIRST), day)
    return exp.Add(this=exp.Mul(this=record, expression=v.integer(IDS)), expression=number)


def _staff(sources: Sources) -> exp.Select:
    """Each person once for each day up to today with a membership, and whether one of them is a salesperson's."""
    nodes = sources.nodes
    since = nodes.coalesce(v.column("valid_from", "m"), v.day(sources.today - timedelta(days=LONGEST)))
    until = nodes.least(v.column("valid_to", "m"), v.day(sources.today + timedelta(days=1)))
    inside = exp.LT(this=v.column("n", "s"), expression=nodes.days_between(since, until))
    sells = nodes.holds(nodes.is_in(v.column("role", "m"), SELLING))
    day = v.cast(nodes.add_days(since.copy(), v.column("n", "s")), "date")
    each = select(v.column("user_id", "m"), v.column("known_from", "m"), v.named(day, "day"))
    each.select(v.named(sells, "sells"), copy=False).from_(sources.source("membership", "m"), copy=False)
    each.join(exp.Join(this=_numbers(), on=inside), copy=False)
    owner, on = v.column("user_id", "d"), v.column("day", "d")
    selling = exp.GT(this=nodes.count(v.column("sells", "d")), expression=v.integer(0))
    query = select(
        v.named(_numbered(sources, owner, on), "id"),
        v.named(owner.copy(), "owner_id"),
        v.named(on.copy(), "day"),
        v.named(selling, "sells"),
        v.named(nodes.smallest(v.column("known_from", "d")), "known_from"),
        source=subquery(each, "d"),
    )
    return query.group_by(owner.copy(), on.copy(), copy=False)


def _budget(sources: Sources) -> exp.Select:
    """Each budget by the days that it stands for; what falls on them adds up to it."""
    nodes = sources.nodes
    begins, ends = v.column("starts_on", "b"), v.column("ends_on", "b")
    length = nodes.days_between(begins, ends)
    day = v.cast(nodes.add_days(begins.copy(), v.column("n", "s")), "date")

    def up_to(days: Node) -> Node:
        part = exp.Mul(this=v.cast(v.column("amount", "b"), "double"), expression=v.paren(days))
        return v.cast(nodes.ratio(part, length.copy()), "decimal", 10)

    here = up_to(exp.Add(this=v.column("n", "s"), expression=v.integer(1)))
    amount = exp.Sub(this=here, expression=up_to(v.column("n", "s")))
    query = select(
        v.named(_numbered(sources, v.column("id", "b"), day), "id"),
        v.named(v.column("id", "b"), "budget_id"),
        v.named(day.copy(), "day"),
        v.named(amount, "amount"),
        v.column("known_from", "b"),
        source=sources.source("budget", "b"),
    )
    query.join(
        exp.Join(this=_numbers(), on=exp.LT(this=v.column("n", "s"), expression=length.copy())), copy=False
    )
    return query.where(v.both([known(begins.copy()), known(ends.copy())]), copy=False)


def _moods(sources: Sources) -> exp.Select:
    """Check-ins by the name that figures of deals and activities go by: their person as the owner."""
    columns = [v.column(c, "c") for c in ("id", "known_from", "week", "score")]
    query = select(
        *columns, v.named(v.column("user_id", "c"), "owner_id"), source=sources.source("check_in", "c")
    )
    return query.select(v.named(v.column("id", "c"), "check_in_id"), copy=False)


MOOD = DerivedTable(
    Table(
        name="mood",
        label=Text("Check-in", "心态打分"),
        plural=Text("Check-ins", "心态打分"),
        columns={
            "check_in": Column("check_in", "link", Text("Check-in", "心态打分"), target="check_in"),
            "owner": Column("owner", "link", Text("Person", "人员"), target="user"),
            "week": Column("week", "date", Text("Week", "周")),
            "score": Column("score", "integer", Text("Score (1-5)", "得分（1–5）")),
        },
        policy=Policy("parent", "check_in"),
        spans=False,
        derived=True,
    ),
    _moods,
)
STAFF = DerivedTable(
    Table(
        name="staff_day",
        label=Text("Day of a person here", "在职人日"),
        plural=Text("Days of people here", "在职人日"),
        columns={
            "owner": Column("owner", "link", Text("Person", "人员"), target="user"),
            "day": Column("day", "date", Text("Day", "日期")),
            "sells": Column("sells", "boolean", Text("Sells", "销售岗位")),
        },
        policy=Policy("owner", "owner", then=True),
        spans=False,
        derived=True,
    ),
    _staff,
    fed_by="membership",
)
BUDGET = DerivedTable(
    Table(
        name="budget_day",
        label=Text("Budget of a day", "每日预算"),
        plural=Text("Budgets of days", "每日预算"),
        columns={
            "budget": Column("budget", "link", Text("Budget", "预算"), target="budget"),
            "day": Column("day", "date", Text("Day", "日期")),
            "amount": Column("amount", "money", Text("Amount", "金额"), tag="spend"),
        },
        policy=Policy("parent", "budget"),
        spans=False,
        derived=True,
    ),
    _budget,
)
