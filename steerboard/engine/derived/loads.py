"""How many open leads somebody had when another one came to him."""

from __future__ import annotations

from sqlglot import exp

from steerboard.core.text import Text
from steerboard.engine.derived.bands import band
from steerboard.engine.derived.base import DerivedColumn, Sources
from steerboard.engine.derived.responses import Wait
from steerboard.engine.derived.terms import known
from steerboard.engine.model import Choice, Column
from steerboard.engine.sql import values as v
from steerboard.engine.sql.nodes import Node
from steerboard.engine.sql.shapes import select, subquery, union

ASSIGNED = "first_assigned_at"
ENDS = ("converted_at", "disqualified_at")
STEPS = ((10, "10"), (30, "30"), (60, "60"))


def _event(sources: Sources, identity: Node, at: Node, change: int) -> exp.Select:
    """What a lead adds to the load of its present owner, and when."""
    query = select(v.named(identity, "id"), v.column("owner_id", "l"), v.named(at, "at"))
    query.select(v.named(v.integer(change), "change"), copy=False).from_(
        sources.source("lead", "l"), copy=False
    )
    there = [known(v.column(c, "l")) for c in ("owner_id", ASSIGNED)]
    return query.where(v.both([*there, known(at.copy())]), copy=False)


def _loads(sources: Sources) -> exp.Select:
    """The band of the other leads that the owner of each had open when it was first assigned."""
    nodes = sources.nodes
    assigned = v.column(ASSIGNED, "l")
    ended = nodes.greatest(nodes.least(*(v.column(e, "l") for e in ENDS)), assigned.copy())
    done = v.either([known(v.column(e, "l")) for e in ENDS])
    closed = _event(sources, v.null("integer"), ended, -1).where(done, copy=False)
    events = union([_event(sources, v.column("id", "l"), assigned, 1), closed], distinct=False)
    total = nodes.running_total(
        v.column("change", "e"), v.column("at", "e"), [v.column("owner_id", "e")], of="integer"
    )
    counted = select(v.column("id", "e"), v.named(total, "open"), source=subquery(events, "e"))
    others = exp.Sub(this=v.column("open", "c"), expression=v.integer(1))
    named = band(nodes, others, STEPS, "0")
    query = select(v.column("id", "c"), v.named(named, "value"), source=subquery(counted, "c"))
    return query.where(known(v.column("id", "c")), copy=False)


LOAD = DerivedColumn(
    "lead",
    Column(
        "load_band",
        "choice",
        Text("Open leads of its owner then", "接手时负责人的未结线索数"),
        choices=(
            Choice("0", Text("fewer than 10", "少于 10 条")),
            Choice("10", Text("10 to 29", "10–29 条")),
            Choice("30", Text("30 to 59", "30–59 条")),
            Choice("60", Text("60 and more", "60 条及以上")),
        ),
    ),
    _loads,
)
WORKING_ENQUIRY = DerivedColumn(
    "lead",
    Column(
        "working_enquiry_minutes",
        "quantity",
        Text("Minutes of working days from the enquiry to the answer", "来询至首次响应的工作日分钟数"),
    ),
    Wait("lead", "created_at", "first_response_at", 60).worked,
)
