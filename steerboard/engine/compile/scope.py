"""The surroundings of one question: the tables as they are or were known, the reader, the days."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlglot import exp

from steerboard.core.calendars import Calendar
from steerboard.core.moments import BEGINNING, END, naive
from steerboard.engine.compile.facts import UNKNOWN, Facts
from steerboard.engine.definition.terms import Terms
from steerboard.engine.derived.registry import COLUMNS, COMPUTED, FRAMED, TABLES, VIRTUAL
from steerboard.engine.model import Model, Table
from steerboard.engine.query import Org
from steerboard.engine.rights import Rights
from steerboard.engine.sql import values as v
from steerboard.engine.sql.nodes import Node, Nodes
from steerboard.engine.sql.shapes import select, subquery, union
from steerboard.engine.sql.zones import Offset, offsets

CLOCKS_FROM = date(1970, 1, 1)  # before it a zone's clocks are taken as they were then
DAYS_FROM = date(2000, 1, 1)  # the same for days, of which one wants to know when they began


@dataclass(frozen=True)
class Scope:
    """What every scan of one question shares. ``known`` is the instant of ``known_at`` in the mart's form."""

    terms: Terms
    nodes: Nodes
    rights: Rights
    calendar: Calendar
    today: date
    known: datetime | None = None
    org: Org = "then"
    facts: Facts = UNKNOWN

    @property
    def model(self) -> Model:
        return self.terms.model

    def local_day(self, moment: Node) -> Node:
        """The local day of an instant that no column gives the day of."""
        until = self.calendar.starts(self.today + timedelta(days=366))
        found = offsets(self.calendar.zone, naive(self.calendar.starts(CLOCKS_FROM)), naive(until))
        return self.nodes.day_of(self.nodes.local_time(moment, found))

    def starts(self, day: Node) -> Node:
        """The instant at which a local day begins."""
        until = self.calendar.starts(self.today + timedelta(days=366))
        found = offsets(self.calendar.zone, naive(self.calendar.starts(DAYS_FROM)), naive(until))
        midnight = v.cast(v.paren(day), "timestamp")
        cases: list[tuple[Node, Node]] = []
        for before, following in itertools.pairwise(found):
            first = v.day(self._first_day(following))
            cases.append(
                (exp.LT(this=day.copy(), expression=first), self._moved(midnight.copy(), before.seconds))
            )
        last = self._moved(midnight, found[-1].seconds)
        return self.nodes.choose(cases, last) if cases else last

    def _first_day(self, offset: Offset) -> date:
        """The first local day that begins with the clocks of ``offset``."""
        day = (offset.since + timedelta(seconds=offset.seconds)).date()
        return day if naive(self.calendar.starts(day)) >= offset.since else day + timedelta(days=1)

    def _moved(self, midnight: Node, seconds: int) -> Node:
        return self.nodes.add_seconds(midnight, -seconds)

    def source(self, table: str, alias: str) -> exp.Table | exp.Subquery:
        """All rows of a table: in the present state, or as they were known."""
        if table in TABLES:
            return subquery(TABLES[table].rows(self), alias)
        if self.known is None:
            return v.table(table, alias)
        kind = self.model.table(table)
        if not kind.spans:
            return subquery(self._learned(kind), alias)
        return subquery(self._as_known(kind), alias)

    def history(self, table: str, columns: Sequence[str], alias: str) -> exp.Subquery:
        """All states of all rows: ``id``, the physical ``columns``, and from when until when it was so."""
        kind = self.model.table(table)
        wanted = ["id", *columns]
        always = {"valid_from": BEGINNING, "valid_to": END}
        unchanged = select(
            *(v.column(c, "k") for c in wanted),
            *(v.named(v.moment(at), name) for name, at in always.items()),
            source=v.table(table, "k"),
        )
        kept = [self.learned("k")]
        if not kind.spans:
            return subquery(unchanged.where(v.both(kept), copy=False), alias)
        never = exp.Not(this=v.column("changed", "k"))
        spans = select(*(v.column(c, "s") for c in (*wanted, *always)), source=v.table(f"{table}_span", "s"))
        spans.where(self.in_force("s"), copy=False)
        return subquery(
            union([unchanged.where(v.both([*kept, never]), copy=False), spans], distinct=False), alias
        )

    def columns(self, table: Table) -> tuple[str, ...]:
        """The physical columns that a kind and its rectangles have in common."""
        own = [c for c in table.columns.values() if not self.added(table.name, c.name)]
        names = ["id", "known_from", *(p for c in own for p in c.physical)]
        return tuple(names) + (("shared",) if table.credits else ())

    @staticmethod
    def added(table: str, column: str) -> bool:
        """Whether the field stands in no table: it is worked out, or a link of the organisation."""
        worked_out = any((table, column) in known for known in (COLUMNS, COMPUTED, FRAMED))
        return worked_out or any(c.name == column for c in VIRTUAL.get(table, ()))

    def in_force(self, alias: str) -> Node:
        """The rectangles that today's knowledge, or that of ``known``, holds."""
        known_to = v.column("known_to", alias)
        if self.known is None:
            return exp.EQ(this=known_to, expression=v.moment(END))
        since = exp.LTE(this=v.column("known_from", alias), expression=v.moment(self.known))
        return v.both([since, exp.LT(this=v.moment(self.known), expression=known_to)])

    def learned(self, alias: str) -> Node | None:
        """The record was known by then."""
        if self.known is None:
            return None
        return exp.LTE(this=v.column("known_from", alias), expression=v.moment(self.known))

    def _learned(self, table: Table) -> exp.Select:
        query = select(*(v.column(c, "k") for c in self.columns(table)), source=v.table(table.name, "k"))
        return query.where(self.learned("k"), copy=False)

    def _as_known(self, table: Table) -> exp.Query:
        never = exp.Not(this=v.column("changed", "k"))
        unchanged = self._learned(table).where(never, copy=False)
        latest = exp.EQ(this=v.column("valid_to", "s"), expression=v.moment(END))
        spans = select(
            *(v.column(c, "s") for c in self.columns(table)), source=v.table(f"{table.name}_span", "s")
        ).where(v.both([self.in_force("s"), latest]), copy=False)
        return union([unchanged, spans], distinct=False)
