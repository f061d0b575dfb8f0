"""Activities seen with what was before them: was the customer a key account then, was he touched already.

Worked out over the whole company, before any row filter.
"""

from __future__ import annotations

from sqlglot import exp

from steerboard.core.text import Text
from steerboard.engine.derived.base import DerivedColumn, Sources
from steerboard.engine.derived.terms import FACING, equal, join, known, left_join
from steerboard.engine.model import Column
from steerboard.engine.sql import values as v
from steerboard.engine.sql.nodes import Node
from steerboard.engine.sql.shapes import first_per_key, select, subquery

TOUCHED = ("lead", "opportunity", "account")


def _key_then(sources: Sources) -> exp.Select:
    """Done activities with an account, and whether it was a key account at the time."""
    query = select(v.column("id", "a"), source=sources.source("activity", "a"))
    query.select(v.named(sources.nodes.holds(v.column("is_key_account", "h")), "value"), copy=False)
    then = v.both(
        [
            equal(v.column("id", "h"), v.column("account_id", "a")),
            exp.LTE(this=v.column("valid_from", "h"), expression=v.column("done_at", "a")),
            exp.LT(this=v.column("done_at", "a"), expression=v.column("valid_to", "h")),
        ]
    )
    return join(query, sources.history("account", ["is_key_account"], "h"), then)


def _touches(sources: Sources) -> exp.Select:
    """Done activities with a customer."""
    columns = ["id", "done_at", *(f"{t}_id" for t in TOUCHED)]
    query = select(*(v.column(c, "d") for c in columns), source=sources.source("activity", "d"))
    facing = sources.nodes.is_in(v.column("kind", "d"), FACING)
    return query.where(v.both([facing, known(v.column("done_at", "d"))]), copy=False)


def first_touches(sources: Sources, link: str) -> exp.Select:
    """The first touch of each lead, opportunity or account; of two at one instant the lower id."""
    key = f"{link}_id"
    touches = _touches(sources).where(known(v.column(key, "d")), copy=False)
    order = [v.column("done_at"), v.column("id")]
    return first_per_key(sources.nodes, touches, [key], order, [key, "done_at", "id"])


def _touched_before(sources: Sources) -> exp.Select:
    """Activities whose lead, opportunity or account had been touched at an earlier time."""
    query = select(
        v.column("id", "a"), v.named(v.boolean(True), "value"), source=sources.source("activity", "a")
    )
    earlier = []
    for link in TOUCHED:
        alias = f"first_{link}"
        source = subquery(first_touches(sources, link), alias)
        left_join(query, source, equal(v.column(f"{link}_id", alias), v.column(f"{link}_id", "a")))
        earlier.append(_before(alias, "a"))
    return query.where(v.either(earlier), copy=False)


def _before(left: str, right: str) -> Node:
    """The activity of the one source was done before that of the other; at the same instant the lower id."""
    sooner = exp.LT(this=v.column("done_at", left), expression=v.column("done_at", right))
    at_once = equal(v.column("done_at", left), v.column("done_at", right))
    lower = exp.LT(this=v.column("id", left), expression=v.column("id", right))
    return v.either([sooner, v.both([at_once, lower])])


def _first_visits(sources: Sources) -> exp.Select:
    """The first done visit to each account; of two at one instant the lower id."""
    columns = ["id", "account_id", "done_at"]
    visits = select(*(v.column(c, "d") for c in columns), source=sources.source("activity", "d"))
    kind = equal(v.column("kind", "d"), v.text("visit"))
    visits.where(
        v.both([kind, known(v.column("account_id", "d")), known(v.column("done_at", "d"))]), copy=False
    )
    order = [v.column("done_at"), v.column("id")]
    first = first_per_key(sources.nodes, visits, ["account_id"], order, columns)
    return select(v.column("id", "f"), v.named(v.boolean(True), "value"), source=subquery(first, "f"))


FIRST_VISIT = DerivedColumn(
    "activity",
    Column("first_visit", "boolean", Text("First visit to the account", "首次拜访")),
    _first_visits,
    v.boolean(False),
)
KEY_THEN = DerivedColumn(
    "activity",
    Column("key_account_then", "boolean", Text("With a key account of its time", "当时为 KA 客户")),
    _key_then,
    v.boolean(False),
)
TOUCHED_BEFORE = DerivedColumn(
    "activity",
    Column("touched_before", "boolean", Text("Customer touched before", "此前已接触")),
    _touched_before,
    v.boolean(False),
)
