"""Stage visits brought together: when an opportunity first came into a stage, and how long it stayed in all."""

from __future__ import annotations

from sqlglot import exp

from steerboard.core.text import Text
from steerboard.engine.derived.base import DerivedColumn, DerivedTable, Sources
from steerboard.engine.model import Column, Policy, Table
from steerboard.engine.sql import values as v
from steerboard.engine.sql.nodes import Node, Nodes
from steerboard.engine.sql.shapes import select, subquery

OPPORTUNITY = Column("opportunity", "link", Text("Opportunity", "商机"), target="opportunity")
STAGE = Column("stage", "link", Text("Stage", "阶段"), target="stage")
POLICY = Policy("parent", "opportunity")
DAY_SECONDS = 86400


def _time(name: str, en: str, zh: str) -> Column:
    return Column(name, "time", Text(en, zh))


def stay_days(nodes: Nodes, start: str, end: str, alias: str) -> Node:
    """Days between two times: exact where both times of day are known, else days of the local calendar."""
    exact = v.both([v.column(f"{start}_exact", alias), v.column(f"{end}_exact", alias)])
    seconds = nodes.seconds_between(v.column(start, alias), v.column(end, alias))
    days = nodes.days_between(v.column(f"{start}_on", alias), v.column(f"{end}_on", alias))
    exactly = exp.Div(this=seconds, expression=v.double(DAY_SECONDS), typed=True, safe=False)
    return nodes.choose([(exact, exactly)], v.cast(days, "double"))


def _all_days(nodes: Nodes, alias: str) -> Node:
    """The days of all visits of a group; not known where one of them is not."""
    known = nodes.count_of(stay_days(nodes, "entered_at", "left_at", alias))
    all_known = exp.EQ(this=known, expression=nodes.count())
    return nodes.choose(
        [(all_known, nodes.total(stay_days(nodes, "entered_at", "left_at", alias), of="double"))]
    )


def _visits(sources: Sources) -> exp.Select:
    """Visits with the kind, place and pipeline of their stage."""
    query = select(
        v.column("id", "v"),
        v.column("opportunity_id", "v"),
        v.column("stage_id", "v"),
        v.column("visit", "v"),
        *(v.column(f"{t}{part}", "v") for t in ("entered_at", "left_at") for part in ("", "_on", "_exact")),
        v.column("known_from", "v"),
        v.column("position", "s"),
        v.named(v.column("kind", "s"), "stage_kind"),
        v.column("pipeline", "s"),
        source=sources.source("stage_visit", "v"),
    )
    same = exp.EQ(this=v.column("id", "s"), expression=v.column("stage_id", "v"))
    return query.join(exp.Join(this=sources.source("stage", "s"), on=same), copy=False)


def _is_open(alias: str) -> Node:
    return exp.EQ(this=v.column("stage_kind", alias), expression=v.text("open"))


def _entries(sources: Sources) -> exp.Select:
    """One row for each opportunity and open stage: its first visit, and whether a later stage was ever reached."""
    nodes = sources.nodes
    plain = [
        "id",
        "opportunity_id",
        "stage_id",
        "entered_at",
        "entered_at_on",
        "entered_at_exact",
        "known_from",
    ]
    query = select(*(v.column(c, "v") for c in plain), source=subquery(_visits(sources), "v"))
    further = exp.GT(this=v.column("position", "l"), expression=v.column("position", "v"))
    advanced = nodes.holds(v.either([v.column("won", "l"), further]))
    query.select(v.named(advanced, "advanced"), copy=False)
    first = v.both(
        exp.EQ(this=v.column(c, "f"), expression=v.column(c, "v"))
        for c in ("opportunity_id", "stage_id", "visit")
    )
    query.join(exp.Join(this=subquery(_first_visits(sources), "f"), on=first), copy=False)
    same = v.both(
        [
            exp.EQ(this=v.column("opportunity_id", "l"), expression=v.column("opportunity_id", "v")),
            nodes.same(v.column("pipeline", "l"), v.column("pipeline", "v")),
        ]
    )
    query.join(exp.Join(this=subquery(_furthest(sources), "l"), on=same), copy=False)
    return query.where(_is_open("v"), copy=False)


def _first_visits(sources: Sources) -> exp.Select:
    keys = [v.column(k, "w") for k in ("opportunity_id", "stage_id")]
    first = v.named(sources.nodes.smallest(v.column("visit", "w")), "visit")
    query = select(*keys, first, source=sources.source("stage_visit", "w"))
    return query.group_by(*(k.copy() for k in keys), copy=False)


def _furthest(sources: Sources) -> exp.Select:
    """For each opportunity and pipeline its furthest open stage, and whether it was won."""
    nodes = sources.nodes
    keys = [v.column(k, "u") for k in ("opportunity_id", "pipeline")]
    position = nodes.largest(v.column("position", "u"), _is_open("u"))
    won = exp.EQ(this=v.column("stage_kind", "u"), expression=v.text("won"))
    wins = exp.GT(this=nodes.count(won), expression=v.integer(0))
    query = select(*keys, v.named(position, "position"), v.named(wins, "won"))
    query.from_(subquery(_visits(sources), "u"), copy=False)
    return query.group_by(*(k.copy() for k in keys), copy=False)


def _stays(sources: Sources) -> exp.Select:
    """One row for each opportunity and open stage that it has left for good so far, all its visits added."""
    nodes = sources.nodes
    keys = ["opportunity_id", "stage_id"]
    query = select(*(v.column(k, "v") for k in keys), source=subquery(_visits(sources), "v"))
    query.select(
        v.named(nodes.smallest(v.column("id", "v")), "id"),
        v.named(nodes.largest(v.column("left_at", "v")), "left_at"),
        v.named(nodes.largest(v.column("left_at_on", "v")), "left_at_on"),
        v.named(v.boolean(False), "left_at_exact"),
        v.named(nodes.smallest(v.column("known_from", "v")), "known_from"),
        v.named(_all_days(nodes, "v"), "days"),
        copy=False,
    )
    query.where(_is_open("v"), copy=False).group_by(*(v.column(k, "v") for k in keys), copy=False)
    all_left = exp.EQ(
        this=nodes.count_of(v.column("left_at", "v")),
        expression=nodes.count(),
    )
    return query.having(all_left, copy=False)


def _earlier(sources: Sources) -> exp.Select:
    """For each visit the days of the opportunity's earlier visits to the same stage."""
    nodes = sources.nodes
    query = select(v.column("id", "l"), source=sources.source("stage_visit", "l"))
    query.select(v.named(_all_days(nodes, "e"), "value"), copy=False)
    earlier = v.both(
        [
            exp.EQ(this=v.column("opportunity_id", "e"), expression=v.column("opportunity_id", "l")),
            exp.EQ(this=v.column("stage_id", "e"), expression=v.column("stage_id", "l")),
            exp.LT(this=v.column("visit", "e"), expression=v.column("visit", "l")),
        ]
    )
    query.join(exp.Join(this=sources.source("stage_visit", "e"), on=earlier), copy=False)
    return query.group_by(v.column("id", "l"), copy=False)


ENTRY = DerivedTable(
    Table(
        name="stage_entry",
        label=Text("First entry into a stage", "首次进入阶段"),
        plural=Text("First entries into stages", "首次进入阶段记录"),
        columns={
            "opportunity": OPPORTUNITY,
            "stage": STAGE,
            "entered_at": _time("entered_at", "Entered at", "进入时间"),
            "advanced": Column("advanced", "boolean", Text("Reached a later stage", "已到达后续阶段")),
        },
        policy=POLICY,
        spans=False,
        derived=True,
    ),
    _entries,
)
STAY = DerivedTable(
    Table(
        name="stage_stay",
        label=Text("Stay in a stage", "阶段停留"),
        plural=Text("Stays in stages", "阶段停留记录"),
        columns={
            "opportunity": OPPORTUNITY,
            "stage": STAGE,
            "left_at": _time("left_at", "Left at", "离开时间"),
            "days": Column("days", "quantity", Text("Days in all", "累计天数")),
        },
        policy=POLICY,
        spans=False,
        derived=True,
    ),
    _stays,
)
EARLIER = DerivedColumn(
    "stage_visit",
    Column("earlier_days", "quantity", Text("Days of earlier visits", "此前停留天数")),
    _earlier,
    v.double(0),
)
