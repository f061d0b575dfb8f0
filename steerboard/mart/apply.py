"""Keeping the mart in step with the records: what the ledger tells, in one transaction with the new position."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from steerboard.core.clock import Clock
from steerboard.core.collecting import seldom_collecting
from steerboard.core.workspace import Workspace
from steerboard.kinds.actions import epoch
from steerboard.kinds.registry import KindSpec, derived_tables, fed_tables, get, kinds
from steerboard.mart import told
from steerboard.mart.build import (
    Connection,
    Making,
    State,
    bump,
    fill_organisation,
    making,
    page_of,
    read_state,
    rebuild_all,
    rebuild_kind,
    tables_of,
    transaction,
    write_state,
)
from steerboard.mart.fill import fill
from steerboard.mart.position import ALL, News, here, is_ahead, since
from steerboard.mart.schema import ORGANISATION, ORGANISING, has_spans, schema, shared_by, visits_table
from steerboard.mart.source import PAGE, layout, rows_by_id, snapshot

RATE = "rate"  # the name of the table of currencies' rates in the ledger


@dataclass(frozen=True)
class Applied:
    """What was done: the tables that changed (none where all was in step), and how fresh the mart is."""

    tables: frozenset[str]
    rebuilt: bool
    fresh_at: datetime


def apply(mart: Connection, workspace: Workspace, clock: Clock, *, using: str = "default") -> Applied:
    """Bring the mart up to the records as they are committed now.

    A mart made from other records, by another model, or beyond the ledger's end is made anew.
    """
    fresh_at = clock.now()
    written = epoch(using)
    with snapshot(using) as records:
        now = here(records)
        state = State(written, now, schema(workspace).fingerprint)
        known = read_state(mart)
        if known == state:
            return Applied(frozenset(), False, fresh_at)
        foreign = known is None or (known.epoch, known.fingerprint) != (state.epoch, state.fingerprint)
        if foreign or is_ahead(records, known.position if known else "", now):
            return Applied(_rebuild(making(mart, records, workspace), state), True, fresh_at)
        assert known is not None
        news = since(records, known.position, now)
        if ALL in news.whole:
            return Applied(_rebuild(making(mart, records, workspace), state), True, fresh_at)
        if not news.rows and not news.whole:  # a snapshot moves on without any change of ours
            return Applied(frozenset(), False, fresh_at)
        return Applied(_take(making(mart, records, workspace), news, state), False, fresh_at)


def rebuild(mart: Connection, workspace: Workspace, clock: Clock, *, using: str = "default") -> Applied:
    """Make the mart anew from the records."""
    fresh_at = clock.now()
    written = epoch(using)
    with snapshot(using) as records:
        state = State(written, here(records), schema(workspace).fingerprint)
        return Applied(_rebuild(making(mart, records, workspace), state), True, fresh_at)


def _rebuild(make: Making, state: State) -> frozenset[str]:
    with transaction(make.mart), seldom_collecting():
        touched = rebuild_all(make)
        bump(make.mart, touched)
        write_state(make.mart, state)
    make.mart.execute("CHECKPOINT")
    return frozenset(touched)


def _take(make: Making, news: News, state: State) -> frozenset[str]:
    with transaction(make.mart):
        touched = _Taking(make, news).run()
        bump(make.mart, touched)
        write_state(make.mart, state)
    return frozenset(touched)


class _Taking:
    """One batch of news: first what depends on the changed rows is found, then all of it is written anew."""

    def __init__(self, make: Making, news: News) -> None:
        self.make = make
        self.rows = {name: set(ids) for name, ids in news.rows.items()}
        self.whole = set(news.whole)
        self.touched: set[str] = set()

    def run(self) -> set[str]:
        self._spread()
        for spec in kinds():
            if spec.name in self.whole:
                rebuild_kind(self.make, spec)
            elif spec.name in self.rows:
                self._renew(spec, sorted(self.rows[spec.name]))
            else:
                continue
            self.touched.update(tables_of(spec))
        if ORGANISING & (self.rows.keys() | self.whole):
            fill_organisation(self.make)
            self.touched.update(table.name for table in ORGANISATION)
        # What is in no figure (reminders) is told all the same: open pages show it.
        self.touched.update({fed.name for fed in fed_tables()} & (self.rows.keys() | self.whole))
        return self.touched

    def _spread(self) -> None:
        if RATE in self.rows or RATE in self.whole:
            for spec in kinds():
                if "currency" in spec.fields:
                    self._add(spec.name, self._foreign(spec))
        for spec in kinds():
            self._spread_dates(spec)
            of = shared_by(spec)
            if of is not None:
                self._spread_shares(spec, of)
        for table in derived_tables():
            self._spread_stages(table.visits_of[0], table.visits_of[1])
            self._spread_tellings(table.visits_of[0], table.visits_of[1])

    def _add(self, name: str, ids: Iterable[int]) -> None:
        found = set(ids)
        if found:
            self.rows.setdefault(name, set()).update(found)

    def _foreign(self, spec: KindSpec) -> list[int]:
        """Records with money in another currency, now or once."""
        own = self.make.around.rates.own
        found: list[int] = []
        for name in (spec.name, f"{spec.name}_span") if has_spans(spec) else (spec.name,):
            sql = f'SELECT id FROM "{name}" WHERE upper(currency) <> ?'  # noqa: S608
            found += [row[0] for row in self.make.mart.execute(sql, [own]).fetchall()]
        return found

    def _spread_dates(self, spec: KindSpec) -> None:
        """An amount whose rate is dated by the record that it links to follows that one."""
        for path in spec.money_on:
            link, _, far = path.partition(".")
            target = spec.field(link).target if far else ""
            if target in self.whole:
                self._add(spec.name, self._foreign(spec))
            elif target in self.rows:
                foreign = self._foreign(spec)
                names = [spec.name, f"{spec.name}_span"] if has_spans(spec) else [spec.name]
                self._add(spec.name, self._linking(names, f"{link}_id", self.rows[target], foreign))

    def _linking(self, tables: Sequence[str], column: str, to: Iterable[int], among: list[int]) -> list[int]:
        if not among:
            return []
        found: list[int] = []
        with _listed(self.make.mart, "targets", to), _listed(self.make.mart, "candidates", among):
            for table in tables:
                sql = (
                    f'SELECT id FROM "{table}" WHERE "{column}" IN (SELECT id FROM targets)'  # noqa: S608
                    " AND id IN (SELECT id FROM candidates)"
                )
                found += [row[0] for row in self.make.mart.execute(sql).fetchall()]
        return found

    def _spread_shares(self, split: KindSpec, of: KindSpec) -> None:
        """A share touches the record that it is, or was, a share of."""
        if split.name in self.whole:
            self.whole.add(of.name)
        ids = sorted(self.rows.get(split.name, ()))
        if not ids:
            return
        form = layout(split)
        place = form.place(of.name)
        self._add(of.name, (row[place] for row in rows_by_id(self.make.records, form, ids)))
        with _listed(self.make.mart, "targets", ids):
            sql = f'SELECT "{of.name}_id" FROM "{split.name}" WHERE id IN (SELECT id FROM targets)'  # noqa: S608
            self._add(of.name, (row[0] for row in self.make.mart.execute(sql).fetchall()))

    def _spread_stages(self, kind: str, link: str) -> None:
        """Whether a stage is open decides how the last stay in it ended."""
        target = get(kind).field(link).target
        if target in self.whole:
            self.whole.add(kind)
        elif target in self.rows:
            with _listed(self.make.mart, "targets", self.rows[target]):
                table = visits_table(get(kind))
                assert table is not None
                sql = (
                    f'SELECT "{kind}_id" FROM "{table.name}"'  # noqa: S608
                    f' WHERE "{link}_id" IN (SELECT id FROM targets)'
                )
                self._add(kind, (row[0] for row in self.make.mart.execute(sql).fetchall()))

    def _spread_tellings(self, kind: str, link: str) -> None:
        """A source that begins to tell of changes says something of all its records: those without have not moved."""
        ids = sorted(self.rows.get(kind, ()))
        if kind in self.whole or not ids:
            return
        known = self.make.around.told.get(kind, {})
        fresh = told.tellings(self.make.records, get(kind), link, self.make.around.zone, ids)
        if told.differs(known, fresh, ids):
            self.whole.add(kind)

    def _renew(self, spec: KindSpec, ids: list[int]) -> None:
        names = tables_of(spec)
        with _listed(self.make.mart, "targets", ids):
            for name in names:
                table = visits_table(spec)
                key = f"{spec.name}_id" if table is not None and table.name == name else "id"
                self.make.mart.execute(f'DELETE FROM "{name}" WHERE "{key}" IN (SELECT id FROM targets)')  # noqa: S608
        form = layout(spec)
        for start in range(0, len(ids), PAGE):
            rows = rows_by_id(self.make.records, form, ids[start : start + PAGE])
            if rows:
                fill(self.make.mart, page_of(self.make, form, rows), self.make.around)


class _listed:  # noqa: N801  # reads as part of a sentence
    """Ids under a name, for the length of some statements."""

    def __init__(self, mart: Connection, name: str, ids: Iterable[int]) -> None:
        self.mart, self.name = mart, name
        self.ids = np.array(sorted(ids), dtype=np.int64)

    def __enter__(self) -> None:
        self.mart.register(self.name, {"id": self.ids})

    def __exit__(self, *_: object) -> None:
        self.mart.unregister(self.name)
