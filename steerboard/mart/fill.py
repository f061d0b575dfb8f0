"""One page of records of a kind → rows of its table and of the tables beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import numpy as np

from steerboard.core.moments import BEGINNING
from steerboard.core.workspace import Workspace
from steerboard.kinds.registry import DerivedTable, KindSpec
from steerboard.kinds.values import PLACES
from steerboard.mart.arrays import Array, WorldTimes, days, instants, local_days, one_instant, texts, whole
from steerboard.mart.batches import ONE, Load
from steerboard.mart.credits import Credit, credits_of
from steerboard.mart.rectangles import GONE, Rectangle, Step, fields_of, rectangles
from steerboard.mart.schema import Schema, has_spans, visits_table
from steerboard.mart.source import Layout, Rates, Row, Told
from steerboard.mart.told import ByKind, Telling
from steerboard.mart.visits import Staged, Visit, visits_of

VISITS = 1_000_000  # a visit's id is its record's times this, plus its number


@dataclass(frozen=True)
class Around:
    """What the rows of a page are filled with beside themselves."""

    workspace: Workspace
    schema: Schema
    rates: Rates
    open_stages: frozenset[int]
    told: ByKind

    @property
    def zone(self) -> ZoneInfo:
        return self.workspace.calendar.zone


@dataclass(frozen=True)
class Page:
    """Rows of one kind, deleted ones as well, with their history and their shares by record id."""

    form: Layout
    rows: Sequence[Row]
    history: dict[int, list[Told]]
    shares: dict[int, list[tuple[int, int]]]

    @property
    def spec(self) -> KindSpec:
        return self.form.spec


def fill(connection: duckdb.DuckDBPyConnection, page: Page, around: Around) -> None:
    """Insert all that follows from the page; rows of the same records must not be there."""
    for row in page.rows:
        if row[2] is not None or row[3] is not None:
            page.history.setdefault(row[0], [])
    held = _credits(page)
    firsts = {d.first_of: _first_values(page, d.first_of) for d in page.spec.derived if d.first_of}
    filling = _Filling(connection, page, around, set(held), firsts)
    filling.present()
    if page.history and has_spans(page.spec):
        filling.spans()
    if held:
        filling.credits(held)
    table = visits_table(page.spec)
    if table is not None:
        filling.visits(table)


def _credits(page: Page) -> dict[int, list[Credit]]:
    if not page.spec.owned:
        return {}
    found = {}
    for record in page.history.keys() | page.shares.keys():
        steps = [told.step for told in page.history.get(record, ())]
        mine = credits_of(page.shares.get(record, ()), steps)
        if mine:
            found[record] = mine
    return found


def _first_values(page: Page, field: str) -> dict[int, Any]:
    """By record, the first value that a field that changed ever had."""
    found = {}
    for record, told in page.history.items():
        mine = sorted((t.step for t in told if t.step.field == field), key=lambda s: (s.effective, s.id))
        values = [value for step in mine for value in (step.old, step.new) if value is not None]
        if values:
            found[record] = values[0]
    return found


@dataclass
class _Filling:
    connection: duckdb.DuckDBPyConnection
    page: Page
    around: Around
    shared: set[int]
    firsts: dict[str, dict[int, Any]]

    def present(self) -> None:
        rows = [row for row in self.page.rows if row[2] is None and row[3] is None]
        if not rows:
            return
        load = self._load(rows)
        load.plain("known_from", instants([row[1] for row in rows]))
        changed = self.page.history
        load.plain("changed", np.fromiter((row[0] in changed for row in rows), np.bool_, len(rows)))
        load.into(self.connection, self.around.schema.tables[self.page.spec.name])

    def spans(self) -> None:
        rows: list[Row] = []
        bounds: list[Rectangle] = []
        for row in self.page.rows:
            if row[0] in self.page.history:
                for rectangle, state in self._rectangles(row):
                    rows.append(state)
                    bounds.append(rectangle)
        if not rows:
            return
        load = self._load(rows)
        for name in ("valid_from", "valid_to", "known_from", "known_to"):
            load.plain(name, instants([getattr(r, name) for r in bounds]))
        load.into(self.connection, self.around.schema.tables[f"{self.page.spec.name}_span"])

    def _rectangles(self, row: Row) -> list[tuple[Rectangle, Row]]:
        steps = _reconciled(row, [told.step for told in self.page.history[row[0]]])
        places = [self.page.form.place(name) for name in fields_of(steps)]
        found = []
        for rectangle in rectangles(steps, one_instant(row[1])):
            state = list(row)
            for place, value in zip(places, rectangle.state, strict=True):
                state[place] = value
            found.append((rectangle, tuple(state)))
        return found

    def credits(self, found: dict[int, list[Credit]]) -> None:
        rows = [(record, credit) for record in sorted(found) for credit in found[record]]
        load = Load()
        load.plain("id", whole([record for record, _ in rows]))
        load.plain("user_id", whole([credit.user for _, credit in rows]))
        load.add("share", "share", [credit.share for _, credit in rows], self.around.zone)
        load.plain("valid_from", instants([credit.start for _, credit in rows]))
        load.plain("valid_to", instants([credit.end for _, credit in rows]))
        load.into(self.connection, self.around.schema.tables[f"{self.page.spec.name}_credit"])

    def visits(self, table: DerivedTable) -> None:
        rows: list[tuple[int, int, Visit]] = []
        known = self._told_of()
        for row, told in zip(self.page.rows, known, strict=True):
            if row[2] is None and row[3] is None:
                visits = visits_of(self._staged(row, table, told=told), self.around.open_stages)
                rows += [(row[0], number, visit) for number, visit in enumerate(visits, 1)]
        if not rows:
            return
        (record, *_), (stage, *_), (entered, *_), (left, *_), (number, *_) = table.columns
        load, zone = Load(), self.around.zone
        load.plain("id", whole([r * VISITS + n for r, n, _ in rows]))
        load.add(record, "link", [r for r, _, _ in rows], zone)
        load.add(stage, "link", [v.stage for _, _, v in rows], zone)
        load.add(entered, "time", [v.entered for _, _, v in rows], zone)
        load.add(left, "time", [v.left for _, _, v in rows], zone)
        load.add(number, "integer", [n for _, n, _ in rows], zone)
        load.plain("known_from", instants([v.known_from for _, _, v in rows]))
        load.into(self.connection, self.around.schema.tables[table.name])

    def _told_of(self) -> list[bool]:
        """Of each record whether a change would be known: it was there on the day when its source first told of one."""
        form, zone, ended = self.page.form, self.around.zone, self.page.spec.closing.get("ended")
        by_source = self._tellings
        since = {source: local_days(instants([t.since]), zone)[0] for source, t in by_source.items()}
        ends = WorldTimes([row[form.place(ended)] if ended else None for row in self.page.rows], zone).on
        sources = (row[form.place("source")] for row in self.page.rows)
        return [
            source in since and (np.isnat(end) or end >= since[source])
            for source, end in zip(sources, ends, strict=True)
        ]

    @property
    def _tellings(self) -> Mapping[str, Telling]:
        return self.around.told.get(self.page.spec.name, {})

    def _staged(self, row: Row, table: DerivedTable, *, told: bool) -> Staged:
        form, link = self.page.form, table.visits_of[1]
        ended = self.page.spec.closing.get("ended")
        steps = [t for t in self.page.history.get(row[0], ()) if t.step.field == link]
        telling = self._tellings.get(row[form.place("source")])
        end, known = row[form.place(ended)] if ended else None, one_instant(row[1])
        if telling is not None and not steps:
            known = max(known, telling.recorded)
        return Staged(
            stage=row[form.place(link)],
            created=row[form.place("created_at")],
            ended=end,
            known_from=known,
            stayed=row[form.place("source")] == "app" or told,
            steps=[(t.step, t.written) for t in steps],
        )

    def _load(self, rows: Sequence[Row]) -> Load:
        """The columns that a kind's table and its rectangles have in common."""
        load, spec, zone = Load(), self.page.spec, self.around.zone
        columns = dict(zip(self.page.form.names, map(list, zip(*rows, strict=True)), strict=True))
        ids = columns["id"]
        load.plain("id", whole(ids))
        for field in spec.fields.values():
            load.add(field.name, field.type, columns[field.name], zone)
        for derived in spec.derived:
            if derived.product_of:
                places = sum(PLACES[spec.fields[name].type] for name in derived.product_of)
                load.product(derived.name, *derived.product_of, places)
            elif derived.first_of:
                first = self.firsts[derived.first_of]
                values = [first.get(i, v) for i, v in zip(ids, columns[derived.first_of], strict=True)]
                load.add(derived.name, derived.type, values, zone)
            else:
                links = zip(*(columns[name] for name in derived.either), strict=True)
                load.add(
                    derived.name,
                    derived.type,
                    [next((v for v in r if v is not None), None) for r in links],
                    zone,
                )
        if spec.owned:
            load.plain("shared", np.fromiter((i in self.shared for i in ids), np.bool_, len(ids)))
        if any(f.type == "money" for f in spec.fields.values()):
            load.rate(self._rates(columns))
        return load

    def _rates(self, columns: dict[str, list[Any]]) -> Array:
        """What the row's currency was worth on the first known of the days that date it; 0 where not known."""
        count = len(columns["id"])
        found = np.full(count, ONE, dtype=np.int64)
        if "currency" not in columns:
            return found
        currencies = texts([(c or "").upper() for c in columns["currency"]])
        foreign = (currencies != "") & (currencies != self.around.rates.own)
        if not foreign.any():
            return found
        dated = self._dated(columns, np.flatnonzero(foreign))
        found[foreign] = 0
        for currency in set(currencies[foreign]) & self.around.rates.by_currency.keys():
            since, rates = self.around.rates.by_currency[currency]
            mine = np.flatnonzero((currencies == currency) & ~np.isnat(dated))
            place = np.searchsorted(since, dated[mine], side="right") - 1
            found[mine[place >= 0]] = rates[place[place >= 0]]
        return found

    def _dated(self, columns: dict[str, list[Any]], places: Array) -> Array:
        found = np.full(len(columns["id"]), np.datetime64("NaT"), dtype="datetime64[D]")
        for path in reversed(self.page.form.dates):
            values = [columns[path][p] for p in places]
            on = _days_of(path, values, self.page.spec, self.around.zone)
            known = ~np.isnat(on)
            found[places[known]] = on[known]
        return found


def _days_of(path: str, values: list[Any], spec: KindSpec, zone: ZoneInfo) -> Array:
    if path in spec.fields and spec.fields[path].type == "date":
        return days(values)
    return WorldTimes(values, zone).on


def _reconciled(row: Row, steps: list[Step]) -> list[Step]:
    """The steps, with the record gone by them just where it is gone: raw SQL deletes without history."""
    last: dict[str, Any] = dict.fromkeys(GONE) | {s.field: s.new for s in steps if s.field in GONE}
    gone = row[2] is not None or row[3] is not None
    if gone == any(new is not None for new in last.values()):
        return steps
    if not gone:
        return [s for s in steps if s.field not in GONE]
    at = one_instant(row[2]) if row[2] is not None else BEGINNING
    return [*steps, Step(0, "deleted_at", None, True, at, max([at, *(s.recorded for s in steps)]))]
