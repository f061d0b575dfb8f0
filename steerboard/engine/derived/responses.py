"""How long leads waited for their first answer, counted in working time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from sqlglot import exp

from steerboard.core.calendars import Calendar
from steerboard.core.moments import naive
from steerboard.core.text import Text
from steerboard.engine.derived.base import DerivedColumn, Sources
from steerboard.engine.derived.terms import equal, left_join
from steerboard.engine.model import Column
from steerboard.engine.sql import values as v
from steerboard.engine.sql.nodes import Node
from steerboard.engine.sql.shapes import select, subquery, values_table

YEARS = 10
"""So far back the working days are looked at; of a lead that was assigned before it is not known."""


def days_off(calendar: Calendar, first: date, last: date) -> Iterator[tuple[datetime, datetime]]:
    """The stretches of days without work from the day ``first`` to ``last``, as the tables hold instants."""
    day, begun = first, None
    while day <= last + timedelta(days=1):
        off = day <= last and not calendar.is_working_day(day)
        if off and begun is None:
            begun = day
        elif begun is not None and not off:
            yield naive(calendar.starts(begun)), naive(calendar.starts(day))
            begun = None
        day += timedelta(days=1)


def _waits(sources: Sources, first: date) -> exp.Select:
    """Leads whose two times of day are known, the one not before the other."""
    names = ("first_assigned_at", "first_response_at")
    query = select(v.column("id", "l"), *(v.column(name, "l") for name in names))
    query.from_(sources.source("lead", "l"), copy=False)
    exact = [v.column(f"{name}_exact", "l") for name in names]
    since = exp.GTE(this=v.column("first_assigned_at_on", "l"), expression=v.day(first))
    return query.where(v.both([*exact, since]), copy=False)


def _idle(sources: Sources, first: date) -> exp.Select:
    """Of each of them the seconds of its wait that fell on days off."""
    nodes = sources.nodes
    columns: dict[str, v.SqlType] = {"starts": "timestamp", "ends": "timestamp"}
    stretches = [list(pair) for pair in days_off(sources.calendar, first, sources.today)]
    query = select(v.column("id", "w"), source=subquery(_waits(sources, first), "w"))
    assigned, answered = v.column("first_assigned_at", "w"), v.column("first_response_at", "w")
    low = nodes.greatest(assigned, v.column("starts", "d"))
    high = nodes.least(answered, v.column("ends", "d"))
    met = v.both(
        [
            exp.LT(this=v.column("starts", "d"), expression=answered.copy()),
            exp.GT(this=v.column("ends", "d"), expression=assigned.copy()),
        ]
    )
    query.join(exp.Join(this=subquery(values_table(columns, stretches), "d"), on=met), copy=False)
    query.select(v.named(nodes.total(nodes.seconds_between(low, high), of="double"), "seconds"), copy=False)
    return query.group_by(v.column("id", "w"), copy=False)


def _working(sources: Sources) -> exp.Select:
    nodes = sources.nodes
    first = date(sources.today.year - YEARS, 1, 1)
    query = select(v.column("id", "w"), source=subquery(_waits(sources, first), "w"))
    left_join(query, subquery(_idle(sources, first), "s"), equal(v.column("id", "s"), v.column("id", "w")))
    whole: Node = nodes.seconds_between(
        v.column("first_assigned_at", "w"), v.column("first_response_at", "w")
    )
    idle = nodes.coalesce(v.column("seconds", "s"), v.double(0))
    worked = nodes.greatest(exp.Sub(this=v.paren(whole), expression=idle), v.double(0))
    return query.select(v.named(nodes.ratio(worked, v.integer(60)), "value"), copy=False)


WORKING = DerivedColumn(
    "lead",
    Column(
        "working_response_minutes",
        "quantity",
        Text("Minutes of working days to the answer", "首次响应的工作日分钟数"),
    ),
    _working,
)
