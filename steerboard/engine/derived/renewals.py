"""Renewal dates of subscriptions, and what became of each: as their events tell, and the next one that stands."""

from __future__ import annotations

from datetime import date

from sqlglot import exp

from steerboard.core.text import Text
from steerboard.engine.derived.base import DerivedTable, Sources
from steerboard.engine.derived.terms import equal, join, known, left_join, same, unknown
from steerboard.engine.model import Column, Policy, Table
from steerboard.engine.sql import values as v
from steerboard.engine.sql.nodes import Node
from steerboard.engine.sql.shapes import select, subquery, union

DAYS = 10_000_000  # an id is the subscription's times this, plus the number of the day
KEY = ("subscription_id", "due_on")


def _events(sources: Sources, kind: str) -> exp.Select:
    """Events of a kind that have taken effect, each with the renewal date that it answers."""
    answered = sources.nodes.coalesce(v.column("due_on", "e"), v.column("effective_at_on", "e"))
    query = select(v.column("subscription_id", "e"), v.column("amount", "e"))
    query.select(
        v.named(v.column("due_on", "e") if kind == "churn" else answered, "due_on"),
        v.named(v.column("effective_at_on", "e"), "day"),
        copy=False,
    )
    query.from_(sources.source("subscription_event", "e"), copy=False)
    come = exp.LTE(this=v.column("effective_at_on", "e"), expression=v.day(sources.today))
    return query.where(v.both([equal(v.column("kind", "e"), v.text(kind)), come]), copy=False)


def _dates(sources: Sources) -> exp.Query:
    """Every renewal date that is known of, each once."""
    found: list[exp.Query] = []
    for kind in ("renewal", "churn"):
        dates = select(*(v.column(c, "e") for c in KEY), source=subquery(_events(sources, kind), "e"))
        found.append(dates.where(known(v.column("due_on", "e")), copy=False))
    standing = select(
        v.named(v.column("id", "s"), "subscription_id"),
        v.named(v.column("renewal_due_on", "s"), "due_on"),
        source=sources.source("subscription", "s"),
    )
    due, ended = v.column("renewal_due_on", "s"), v.column("ended_on", "s")
    open_then = v.either([unknown(ended), exp.GTE(this=ended.copy(), expression=due)])
    found.append(standing.where(v.both([known(due.copy()), open_then]), copy=False))
    return union(found, distinct=True)


def _renewed(sources: Sources) -> exp.Select:
    """Of each date that was renewed what it was renewed for; not known where one of the amounts is not."""
    nodes = sources.nodes
    query = select(*(v.column(c, "e") for c in KEY), source=subquery(_events(sources, "renewal"), "e"))
    query.select(v.named(_sum(sources, v.column("amount", "e")), "amount"), copy=False)
    query.select(v.named(nodes.smallest(v.column("day", "e")), "day"), copy=False)
    return query.group_by(*(v.column(c, "e") for c in KEY), copy=False)


def _grown(sources: Sources) -> exp.Select:
    """What subscriptions grew by on the day of a renewal, by the renewal's date."""
    days = select(*(v.column(c, "r") for c in KEY), v.column("day", "r"))
    days.from_(subquery(_events(sources, "renewal"), "r"), copy=False).distinct(copy=False)
    query = select(*(v.column(c, "d") for c in KEY), source=subquery(days, "d"))
    join(
        query,
        subquery(_events(sources, "expansion"), "x"),
        same(("subscription_id", "day"), "x", "d"),
    )
    query.select(v.named(_sum(sources, v.column("amount", "x")), "amount"), copy=False)
    return query.group_by(*(v.column(c, "d") for c in KEY), copy=False)


def _sum(sources: Sources, amount: Node) -> Node:
    nodes = sources.nodes
    lacking = exp.GT(this=nodes.count(unknown(amount)), expression=v.integer(0))
    return nodes.choose([(lacking, v.null("decimal"))], nodes.total(amount.copy()))


def _answered(sources: Sources) -> exp.Select:
    """The first day on which a date was answered, by a renewal or a churn."""
    both = [
        select(*(v.column(c, "e") for c in (*KEY, "day")), source=subquery(_events(sources, kind), "e"))
        for kind in ("renewal", "churn")
    ]
    query = select(*(v.column(c, "u") for c in KEY), source=subquery(union(both, distinct=False), "u"))
    query.select(v.named(sources.nodes.smallest(v.column("day", "u")), "day"), copy=False)
    return query.group_by(*(v.column(c, "u") for c in KEY), copy=False)


def _before(sources: Sources) -> exp.Select:
    """The dates with the instant before which the MRR is what was due: of the date, or of its earlier answer."""
    day = sources.nodes.least(v.column("due_on", "d"), v.column("day", "n"))
    query = select(*(v.column(c, "d") for c in KEY), v.named(sources.starts(day), "before"))
    query.from_(subquery(_dates(sources), "d"), copy=False)
    return left_join(query, subquery(_answered(sources), "n"), same(KEY, "n", "d"))


def _rows(sources: Sources) -> exp.Select:
    nodes = sources.nodes
    day = nodes.days_between(v.day(date.min), v.column("due_on", "d"))
    shifted = exp.Mul(this=v.column("subscription_id", "d"), expression=v.integer(DAYS))
    query = select(v.named(exp.Add(this=shifted, expression=day), "id"), v.column("subscription_id", "d"))
    query.select(
        v.column("known_from", "s"),
        v.named(sources.starts(v.column("due_on", "d")), "due_at"),
        v.named(v.column("due_on", "d"), "due_at_on"),
        v.named(v.boolean(False), "due_at_exact"),
        v.named(known(v.column("subscription_id", "r")), "renewed"),
        v.named(v.column("mrr", "h"), "mrr_due"),
        v.named(_kept(sources), "mrr_renewed"),
        copy=False,
    )
    query.from_(subquery(_before(sources), "d"), copy=False)
    join(
        query,
        sources.source("subscription", "s"),
        equal(v.column("id", "s"), v.column("subscription_id", "d")),
    )
    left_join(query, subquery(_renewed(sources), "r"), same(KEY, "r", "d"))
    left_join(query, subquery(_grown(sources), "x"), same(KEY, "x", "d"))
    then = v.both(
        [
            equal(v.column("id", "h"), v.column("subscription_id", "d")),
            exp.LT(this=v.column("valid_from", "h"), expression=v.column("before", "d")),
            exp.LTE(this=v.column("before", "d"), expression=v.column("valid_to", "h")),
        ]
    )
    return left_join(query, sources.history("subscription", ["mrr"], "h"), then)


def _kept(sources: Sources) -> Node:
    """Renewed and grown; nothing where it was not renewed, not known where one of the two is not."""
    nodes = sources.nodes
    grown = nodes.choose([(unknown(v.column("subscription_id", "x")), v.integer(0))], v.column("amount", "x"))
    both = exp.Add(this=v.column("amount", "r"), expression=v.paren(grown))
    return nodes.choose([(unknown(v.column("subscription_id", "r")), v.integer(0))], both)


DUE = DerivedTable(
    Table(
        name="renewal_due",
        label=Text("Renewal due", "到期续约"),
        plural=Text("Renewals due", "到期续约"),
        columns={
            "subscription": Column(
                "subscription", "link", Text("Subscription", "订阅合约"), target="subscription"
            ),
            "due_at": Column("due_at", "time", Text("Renewal due", "续约到期日")),
            "renewed": Column("renewed", "boolean", Text("Renewed", "已续约")),
            "mrr_due": Column("mrr_due", "money", Text("MRR due", "到期 MRR")),
            "mrr_renewed": Column("mrr_renewed", "money", Text("MRR renewed", "续约 MRR")),
        },
        policy=Policy("parent", "subscription"),
        spans=False,
        derived=True,
    ),
    _rows,
)
