"""How long leads and tickets waited for their answer, counted in working time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Wait:
    """From one time of the records of ``table`` to another, in units of so many ``seconds``."""

    table: str
    start: str
    end: str
    seconds: int

    def worked(self, sources: Sources) -> exp.Select:
        """What of each wait fell on working days."""
        nodes = sources.nodes
        first = date(sources.today.year - YEARS, 1, 1)
        query = select(v.column("id", "w"), source=subquery(self._waits(sources, first), "w"))
        idle_of = subquery(self._idle(sources, first), "s")
        left_join(query, idle_of, equal(v.column("id", "s"), v.column("id", "w")))
        whole: Node = nodes.seconds_between(v.column(self.start, "w"), v.column(self.end, "w"))
        idle = nodes.coalesce(v.column("seconds", "s"), v.double(0))
        worked = nodes.greatest(exp.Sub(this=v.paren(whole), expression=idle), v.double(0))
        return query.select(v.named(nodes.ratio(worked, v.integer(self.seconds)), "value"), copy=False)

    def _waits(self, sources: Sources, first: date) -> exp.Select:
        """Records whose two times of day are known, the first of them not before ``first``."""
        names = (self.start, self.end)
        query = select(v.column("id", "l"), *(v.column(name, "l") for name in names))
        query.from_(sources.source(self.table, "l"), copy=False)
        exact = [v.column(f"{name}_exact", "l") for name in names]
        since = exp.GTE(this=v.column(f"{self.start}_on", "l"), expression=v.day(first))
        return query.where(v.both([*exact, since]), copy=False)

    def _idle(self, sources: Sources, first: date) -> exp.Select:
        """Of each of them the seconds of its wait that fell on days off."""
        nodes = sources.nodes
        columns: dict[str, v.SqlType] = {"starts": "timestamp", "ends": "timestamp"}
        stretches = [list(pair) for pair in days_off(sources.calendar, first, sources.today)]
        query = select(v.column("id", "w"), source=subquery(self._waits(sources, first), "w"))
        begun, over = v.column(self.start, "w"), v.column(self.end, "w")
        low = nodes.greatest(begun, v.column("starts", "d"))
        high = nodes.least(over, v.column("ends", "d"))
        met = v.both(
            [
                exp.LT(this=v.column("starts", "d"), expression=over.copy()),
                exp.GT(this=v.column("ends", "d"), expression=begun.copy()),
            ]
        )
        query.join(exp.Join(this=subquery(values_table(columns, stretches), "d"), on=met), copy=False)
        seconds = nodes.total(nodes.seconds_between(low, high), of="double")
        query.select(v.named(seconds, "seconds"), copy=False)
        return query.group_by(v.column("id", "w"), copy=False)


WORKING = DerivedColumn(
    "lead",
    Column(
        "working_response_minutes",
        "quantity",
        Text("Minutes of working days to the answer", "首次响应的工作日分钟数"),
    ),
    Wait("lead", "first_assigned_at", "first_response_at", 60).worked,
)
RESOLUTION = DerivedColumn(
    "ticket",
    Column(
        "working_resolution_hours",
        "quantity",
        Text("Hours of working days to the resolution", "解决所用的工作日小时数"),
    ),
    Wait("ticket", "opened_at", "resolved_at", 3600).worked,
)
