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
from steerboard.engine.sql.shapes import select, subquery

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


def _first_touches(sources: Sources, link: str) -> exp.Select:
    """When each lead, opportunity or account was first touched."""
    key = v.column(f"{link}_id", "t")
    first = v.named(sources.nodes.smallest(v.column("done_at", "t")), "first_at")
    query = select(key, first, source=subquery(_touches(sources), "t"))
    return query.where(known(key.copy()), copy=False).group_by(key.copy(), copy=False)


def _touched_before(sources: Sources) -> exp.Select:
    """Activities whose lead, opportunity or account had been touched at an earlier time."""
    query = select(
        v.column("id", "a"), v.named(v.boolean(True), "value"), source=sources.source("activity", "a")
    )
    earlier = []
    for link in TOUCHED:
        alias = f"first_{link}"
        source = subquery(_first_touches(sources, link), alias)
        left_join(query, source, equal(v.column(f"{link}_id", alias), v.column(f"{link}_id", "a")))
        earlier.append(exp.LT(this=v.column("first_at", alias), expression=v.column("done_at", "a")))
    return query.where(v.either(earlier), copy=False)


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
