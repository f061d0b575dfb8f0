"""The time of a row in SQL: its slice keys, and whether it lies in the time that is wanted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlglot import exp

from steerboard.core.moments import BEGINNING
from steerboard.engine.compile.scope import Scope
from steerboard.engine.frames import local_day
from steerboard.engine.plan.slices import Slicing
from steerboard.engine.sql import values as v
from steerboard.engine.sql.nodes import Node
from steerboard.engine.sql.shapes import subquery, values_table

WINDOW = "w"


class Timed(Protocol):
    """What has a time: the rows of a scan, or groups by day of them."""

    @property
    def scope(self) -> Scope: ...

    @property
    def timed(self) -> bool: ...

    @property
    def at(self) -> Node: ...

    @property
    def instant(self) -> Node: ...

    @property
    def day(self) -> Node: ...


@dataclass(frozen=True)
class Days:
    """Groups by local day, in the column ``day`` of ``alias``; enough where every bound begins a day."""

    scope: Scope
    alias: str
    timed: bool = False

    @property
    def day(self) -> Node:
        return v.column("day", self.alias)

    @property
    def at(self) -> Node:
        return self.day

    @property
    def instant(self) -> Node:
        return self.day


def slice_keys(rows: Timed, slicing: Slicing) -> list[Node]:
    """The key columns by which :meth:`Slicing.place` finds a row's stretch."""
    nodes = rows.scope.nodes
    if slicing.way == "one":
        return []
    if slicing.way == "windows":
        return [v.column("slot", WINDOW)]
    if slicing.way == "cases":
        steps = [(_before(rows, slicing, b), v.integer(n)) for n, b in enumerate(slicing.bounds[1:-1])]
        return [nodes.choose(steps, v.integer(len(steps)))]
    if slicing.way == "hour":
        key: Node = nodes.cut("hour", rows.instant)
    else:
        assert slicing.grain is not None
        key = nodes.period_start(rows.day, slicing.grain, slicing.calendar)
    if not slicing.cuts:
        return [key]
    passed = [
        (exp.LT(this=rows.instant, expression=v.moment(c)), v.integer(n)) for n, c in enumerate(slicing.cuts)
    ]
    return [key, nodes.choose(passed, v.integer(len(passed)))]


def within(rows: Timed, slicing: Slicing) -> Node:
    """The row's time lies in a stretch that is wanted."""
    either = []
    for window in slicing.ranges:
        upper = _before(rows, slicing, window.end)
        if window.start <= BEGINNING:
            either.append(upper)
        else:
            either.append(v.both([_from(rows, slicing, window.start), upper]))
    return v.either(either)


def meeting(rows: Timed, slicing: Slicing) -> exp.Join:
    """Each row beside each of the windows that hold it."""
    days = _days(rows, slicing)
    of: v.SqlType = "date" if days else "timestamp"
    told: list[list[v.Value]] = []
    for n, window in enumerate(slicing.windows):
        ends = (window.start, window.end)
        told.append([n, *((local_day(end, slicing.calendar) for end in ends) if days else ends)])
    table = values_table({"slot": "integer", "since": of, "until": of}, told)
    time = rows.day if days else rows.at
    since = exp.LTE(this=v.column("since", WINDOW), expression=time)
    until = exp.LT(this=time.copy(), expression=v.column("until", WINDOW))
    return exp.Join(this=subquery(table, WINDOW), on=v.both([since, until]))


def _days(rows: Timed, slicing: Slicing) -> bool:
    return slicing.daily or not rows.timed


def _before(rows: Timed, slicing: Slicing, bound: datetime) -> Node:
    if _days(rows, slicing):
        return exp.LT(this=rows.day, expression=v.day(local_day(bound, slicing.calendar)))
    return exp.LT(this=rows.at, expression=v.moment(bound))


def _from(rows: Timed, slicing: Slicing, bound: datetime) -> Node:
    if _days(rows, slicing):
        return exp.GTE(this=rows.day, expression=v.day(local_day(bound, slicing.calendar)))
    return exp.GTE(this=rows.at, expression=v.moment(bound))
