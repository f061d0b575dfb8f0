"""Activities seen with whom and what they were for: a customer of that time, a campaign, a colleague who came along.

Worked out over the whole company, before any row filter.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from steerboard.core.text import Text
from steerboard.engine.derived.activities import first_touches
from steerboard.engine.derived.base import ComputedColumn, DerivedColumn, Sources
from steerboard.engine.derived.customers import PARTS, purchases
from steerboard.engine.derived.leads import CUSTOMER, not_before
from steerboard.engine.derived.terms import equal, join, known, unknown
from steerboard.engine.model import Choice, Column
from steerboard.engine.sql import values as v
from steerboard.engine.sql.nodes import Node, Nodes
from steerboard.engine.sql.shapes import first_per_key, select, subquery

LEADING = ("team_lead", "regional_director")


def marked(sources: Sources, table: str, alias: str) -> exp.Select:
    """The rows of a table for which something holds, each once."""
    true = v.named(v.boolean(True), "value")
    return select(v.column("id", alias), true, source=sources.source(table, alias)).distinct(copy=False)


def first_purchases(sources: Sources) -> exp.Select:
    """``account_id`` and the three columns of its first ``bought_at``."""
    times = [f"bought_at{part}" for part in PARTS]
    order = [v.column(t) for t in times]
    return first_per_key(sources.nodes, purchases(sources), ["account_id"], order, ["account_id", *times])


def _bought_before(sources: Sources) -> exp.Select:
    """Activities whose account had bought before; of a purchase on the same day the activity came first."""
    query = marked(sources, "activity", "a")
    first = subquery(first_purchases(sources), "p")
    join(query, first, equal(v.column("account_id", "p"), v.column("account_id", "a")))
    later = not_before("p", "bought_at", "a", "done_at")
    return query.where(
        v.both([known(v.column("done_at", "a")), exp.Not(this=exp.Paren(this=later))]), copy=False
    )


def _low_priority(sources: Sources) -> exp.Select:
    query = marked(sources, "activity", "a")
    join(
        query, sources.source("opportunity", "o"), equal(v.column("id", "o"), v.column("opportunity_id", "a"))
    )
    return query.where(equal(v.column("priority", "o"), v.text("low")), copy=False)


def _pushes_campaign(sources: Sources) -> exp.Select:
    """Activities that name a campaign, or a product of its line, and are planned for a day on which it runs."""
    query = marked(sources, "activity", "a")
    query.join(
        exp.Join(
            this=sources.source("product", "p"),
            side="LEFT",
            on=equal(v.column("id", "p"), v.column("product_id", "a")),
        ),
        copy=False,
    )
    about = v.either(
        [
            equal(v.column("id", "c"), v.column("campaign_id", "a")),
            equal(v.column("product_line", "c"), v.column("line", "p")),
        ]
    )
    day = v.column("planned_for_on", "a")
    running = _within(day, v.column("starts_on", "c"), v.column("ends_on", "c"), last=True)
    return join(query, sources.source("campaign", "c"), v.both([about, known(day.copy()), running]))


def _within(day: Node, since: Node, until: Node, *, last: bool = False) -> Node:
    """``since <= day`` and ``day < until`` (``last``: ``<=``); an end that is not known is open."""
    before = exp.LTE if last else exp.LT
    return v.both(
        [
            v.either([unknown(since.copy()), exp.LTE(this=since, expression=day.copy())]),
            v.either([unknown(until.copy()), before(this=day.copy(), expression=until)]),
        ]
    )


def _accompanied(sources: Sources) -> exp.Select:
    """Done activities with somebody beside the owner who led a team or was a director that day."""
    query = marked(sources, "activity", "a")
    mine = equal(v.column("activity_id", "w"), v.column("id", "a"))
    join(query, sources.source("activity_participant", "w"), mine)
    leads = v.either([v.column("leads", "m"), sources.nodes.is_in(v.column("role", "m"), LEADING)])
    day = v.column("done_at_on", "a")
    then = _within(day, v.column("valid_from", "m"), v.column("valid_to", "m"))
    same = equal(v.column("user_id", "m"), v.column("user_id", "w"))
    join(query, sources.source("membership", "m"), v.both([same, known(day), then, leads]))
    other = v.either(
        [
            unknown(v.column("owner_id", "a")),
            exp.NEQ(this=v.column("user_id", "w"), expression=v.column("owner_id", "a")),
        ]
    )
    return query.where(other, copy=False)


def _first_with_lead(sources: Sources) -> exp.Select:
    """The first done customer-facing activity with each lead; of two at one instant the lower id."""
    first = first_touches(sources, "lead")
    query = select(v.column("id", "f"), v.named(v.boolean(True), "value"), source=subquery(first, "f"))
    return join(query, sources.source("lead", "l"), equal(v.column("id", "l"), v.column("lead_id", "f")))


def _lead_customer(sources: Sources) -> exp.Select:
    """When the lead of each activity became a customer."""
    values = [v.column(f"value{part}", "c") for part in PARTS]
    query = select(v.column("id", "a"), *values, source=sources.source("activity", "a"))
    became = subquery(CUSTOMER.rows(sources), "c")
    return join(query, became, equal(v.column("id", "c"), v.column("lead_id", "a")))


def _method(nodes: Nodes, fields: Sequence[Node]) -> Node:
    """A call, a mail, or in person; nothing else is known as a way of contact."""
    kind, mode = fields
    said = v.either([equal(kind.copy(), v.text("call")), equal(kind.copy(), v.text("email"))])
    visited = v.either([equal(kind.copy(), v.text("visit")), equal(mode, v.text("in_person"))])
    return nodes.choose([(said, kind), (visited, v.text("in_person"))], v.null("text"))


FIRST_WITH_LEAD = DerivedColumn(
    "activity",
    Column("first_with_lead", "boolean", Text("First contact with its lead", "与线索的首次接触")),
    _first_with_lead,
    v.boolean(False),
)
LEAD_CUSTOMER = DerivedColumn(
    "activity",
    Column("lead_customer_at", "time", Text("Its lead became a customer", "线索成为客户的时间")),
    _lead_customer,
)
METHOD = ComputedColumn(
    "activity",
    Column(
        "contact_method",
        "choice",
        Text("Way of contact", "接触方式"),
        choices=(
            Choice("call", Text("Call", "电话")),
            Choice("email", Text("Email", "邮件")),
            Choice("in_person", Text("In person", "当面")),
        ),
    ),
    ("kind", "mode"),
    _method,
)
BOUGHT_BEFORE = DerivedColumn(
    "activity",
    Column("bought_before", "boolean", Text("Customer had bought before", "客户此前已成交")),
    _bought_before,
    v.boolean(False),
)
LOW_PRIORITY = DerivedColumn(
    "activity",
    Column("low_priority", "boolean", Text("On an opportunity of low priority", "商机优先级低")),
    _low_priority,
    v.boolean(False),
)
PUSHES_CAMPAIGN = DerivedColumn(
    "activity",
    Column("pushes_campaign", "boolean", Text("For products of a running campaign", "推进进行中的营销活动")),
    _pushes_campaign,
    v.boolean(False),
)
ACCOMPANIED = DerivedColumn(
    "activity",
    Column("accompanied", "boolean", Text("A lead came along", "有主管陪同")),
    _accompanied,
    v.boolean(False),
)
