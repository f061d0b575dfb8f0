"""What makes a customer a loyal one by an instant: what he answered, whom he sent, and that he came again."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from steerboard.core.text import Text
from steerboard.engine.derived.base import FramedColumn, Sources
from steerboard.engine.derived.orders import of_customers
from steerboard.engine.derived.terms import equal, join, known, unknown
from steerboard.engine.frames import Instant
from steerboard.engine.model import Column
from steerboard.engine.sql import values as v
from steerboard.engine.sql.nodes import Node
from steerboard.engine.sql.shapes import first_per_key, select, subquery, values_table

AGAIN = 2


def _spine(instants: Sequence[Instant]) -> exp.Subquery:
    rows: list[list[v.Value]] = [[slot, i.at] for slot, i in enumerate(instants)]
    return subquery(values_table({"slot": "integer", "at": "timestamp"}, rows), "i")


def _by_then(column: str, alias: str) -> Node:
    return exp.LTE(this=v.column(column, alias), expression=v.column("at", "i"))


def _latest_score(sources: Sources, instants: Sequence[Instant]) -> exp.Select:
    """The NPS score (of ten) that each account gave last; of two at one instant that of the higher id."""
    nodes = sources.nodes
    query = select(
        v.column("slot", "i"), v.named(v.column("account_id", "s"), "id"), v.named(v.column("score", "s"), "value"),
        v.column("answered_at", "s"), v.named(v.column("id", "s"), "answer"),
    )  # fmt: skip
    query.from_(sources.source("survey_response", "s"), copy=False)
    join(query, _spine(instants), _by_then("answered_at", "s"))
    query.where(
        v.both(
            [
                equal(v.column("kind", "s"), v.text("nps")),
                known(v.column("score", "s")),
                v.either([unknown(v.column("scale", "s")), equal(v.column("scale", "s"), v.integer(10))]),
                known(v.column("account_id", "s")),
            ]
        ),
        copy=False,
    )
    order = [nodes.ordered(v.column(c), descending=True) for c in ("answered_at", "answer")]
    return first_per_key(nodes, query, ["slot", "id"], order, ["slot", "id", "value"])


def _referred(sources: Sources, instants: Sequence[Instant]) -> exp.Select:
    """Accounts that a lead names as the one that sent it."""
    query = select(v.column("slot", "i"), v.named(v.column("referred_by_id", "l"), "id"))
    query.select(v.named(v.boolean(True), "value"), copy=False)
    query.from_(sources.source("lead", "l"), copy=False)
    join(query, _spine(instants), _by_then("created_at", "l"))
    return query.where(known(v.column("referred_by_id", "l")), copy=False).distinct(copy=False)


def _ordered_again(sources: Sources, instants: Sequence[Instant]) -> exp.Select:
    """Accounts with at least two orders that stand."""
    nodes = sources.nodes
    query = select(v.column("slot", "i"), v.named(v.column("account_id", "n"), "id"))
    again = exp.GTE(this=nodes.count(), expression=v.integer(AGAIN))
    query.select(v.named(again, "value"), copy=False)
    query.from_(subquery(of_customers(sources), "n"), copy=False)
    join(query, _spine(instants), _by_then("ordered_at", "n"))
    return query.group_by(v.column("slot", "i"), v.column("account_id", "n"), copy=False)


LATEST_SCORE = FramedColumn(
    "account",
    Column("latest_nps_score", "quantity", Text("Latest NPS score", "最近一次 NPS 得分")),
    _latest_score,
)
REFERRED = FramedColumn(
    "account",
    Column("has_referred", "boolean", Text("Has referred a lead", "曾推荐线索")),
    _referred,
    v.boolean(False),
)
ORDERED_AGAIN = FramedColumn(
    "account",
    Column("ordered_again", "boolean", Text("Has ordered more than once", "曾复购")),
    _ordered_again,
    v.boolean(False),
)
