"""From a query to its result: times, checks, scans, cube, rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property, lru_cache
from itertools import repeat

from steerboard.core.errors import UnknownName
from steerboard.core.moments import naive
from steerboard.core.text import Text
from steerboard.engine.aims import Aims
from steerboard.engine.checks import Checked, check
from steerboard.engine.compile.facts import facts_for
from steerboard.engine.compile.rows import Rows
from steerboard.engine.compile.scan import compile_scan
from steerboard.engine.compile.scope import Scope
from steerboard.engine.cube import TOTAL, Cube
from steerboard.engine.definition.library import Definitions, Kpi
from steerboard.engine.definition.terms import Terms
from steerboard.engine.frames import TICK, Frame, Span, Window, local_day, window_of
from steerboard.engine.kinds.base import NO_PERIOD, SET, Atom, Cell, Cells, Key, Part, Raws
from steerboard.engine.people import People, places_of
from steerboard.engine.plan.dims import Dimensions
from steerboard.engine.plan.plan import Want, scans_for
from steerboard.engine.plan.scans import Scan
from steerboard.engine.query import Query
from steerboard.engine.result import Figure
from steerboard.engine.rights import OWNER
from steerboard.engine.sql.shapes import select
from steerboard.engine.sql.store import Statement, Store
from steerboard.engine.targets import Targets

KEPT = 256  # statements


@dataclass(frozen=True)
class Sides:
    """A frame with those it is compared with; None where there is no such period."""

    frame: Frame
    previous: Frame | None
    year_ago: Frame | None

    def all(self) -> tuple[Frame, ...]:
        return tuple(f for f in (self.frame, self.previous, self.year_ago) if f is not None)


@dataclass(frozen=True)
class Prepared:
    """A query that has been checked and planned; nothing was read yet but the beginning of time, if needed."""

    store: Store
    query: Query
    kpis: tuple[Kpi, ...]
    scope: Scope
    checked: Checked
    span: Span
    dimensions: Dimensions

    @cached_property
    def answered(self) -> tuple[Kpi, ...]:
        return tuple(k for k in self.kpis if k.id not in self.checked.refused)

    @cached_property
    def sides(self) -> tuple[Sides, ...]:
        return tuple(self._beside(frame) for frame in self.span.frames())

    @cached_property
    def total(self) -> Sides:
        return self._beside(self.span.whole())

    def _beside(self, frame: Frame) -> Sides:
        compare = self.query.compare
        return Sides(
            frame,
            frame.previous() if "previous" in compare else None,
            frame.year_ago() if "year_ago" in compare else None,
        )

    @cached_property
    def scans(self) -> list[Scan]:
        return scans_for(self._wants(), self.checked.terms, self.query.calendar)

    def statements(self) -> list[tuple[Scan, Statement]]:
        return [(scan, self.statement(scan)) for scan in self.scans]

    def statement(self, scan: Scan) -> Statement:
        return printed(self.store.dialect, self._surroundings, scan, repr(scan.where))

    @cached_property
    def _surroundings(self) -> Scope:
        """For all who see every row the statements are the same; which fields they may read is checked by now."""
        return replace(self.scope, rights=OWNER) if self.scope.rights.everything else self.scope

    def _wants(self) -> Iterable[Want]:
        wants: dict[Want, None] = {}
        whole = (self.total,) if self.query.totals else ()
        for total, sides in ((False, self.sides), (True, whole)):
            for side in sides:
                for frame in side.all():
                    for kpi in self.answered:
                        for part in kpi.measure.parts(frame):
                            if part.atom.scanned:
                                wants[Want(part.atom, part.window, total or part.over_all)] = None
        return wants

    def beginnings(self) -> tuple[Atom, ...]:
        """The atoms that ask since when there are records."""
        atoms = (a for kpi in self.answered for a in kpi.atoms if a.aggregate == "beginning")
        return tuple(dict.fromkeys(atoms))


@dataclass
class Answer:
    """The cube of a prepared query, and the figures in it."""

    prepared: Prepared
    cube: Cube
    targets: Targets | None

    def groups(self, side: Sides) -> list[Key]:
        """The groups in which something falls in the frame or in one it is compared with."""
        if not self.prepared.query.by:
            return [TOTAL]
        columns = self._columns(side)
        return [key for key in dict.fromkeys(self.cube.keys()) if any(map(_occurs, columns, repeat(key)))]

    def _columns(self, side: Sides) -> list[Raws]:
        """What is counted for the groups of a frame; a part that is the same for all of them tells nothing."""
        found: dict[tuple[Atom, Window, frozenset[str]], Part] = {}
        for frame in side.all():
            for part in (p for kpi in self.prepared.answered for p in kpi.measure.parts(frame)):
                if part.occurs and not any(map(part.is_whole, self._short_names)):
                    found[(part.atom, part.window, part.whole_of)] = part
        return [self.cube.column(part, total=False) for part in found.values()]

    @cached_property
    def _short_names(self) -> frozenset[str]:
        return frozenset(short_names(self.prepared.query.by))

    def figure(self, kpi: Kpi, side: Sides, key: Key, *, total: bool = False) -> Figure:
        return self.figures(kpi, side, total=total)(key)

    def figures(self, kpi: Kpi, side: Sides, *, total: bool = False) -> Callable[[Key], Figure]:
        """The figures of a frame by group."""
        refused = self.prepared.checked.refused.get(kpi.id)
        if refused is not None:
            empty = Figure(Cell(None, reason=refused))
            return lambda _: empty
        compare = self.prepared.query.compare
        cells = self._cells(kpi, side.frame, total)
        if not compare:
            return lambda key: Figure(cells(key))
        previous = self._cells(kpi, side.previous, total) if "previous" in compare else None
        year_ago = self._cells(kpi, side.year_ago, total) if "year_ago" in compare else None
        targets = None if total and self.prepared.query.by else self.targets

        def figure(key: Key) -> Figure:
            return Figure(
                cells(key),
                previous(key) if previous is not None else None,
                year_ago(key) if year_ago is not None else None,
                targets.find(kpi, side.frame.asked, key) if targets is not None else None,
            )

        return figure

    def _cells(self, kpi: Kpi, frame: Frame | None, total: bool) -> Cells:
        if frame is None:
            return lambda _: Cell(None, reason=NO_PERIOD)
        return kpi.measure.cells(frame, self.cube.looking(total=total))


def _occurs(column: Raws, key: Key) -> bool:
    raw = column(key)
    return bool(raw.n or raw.missing)


@lru_cache(maxsize=KEPT)
def printed(dialect: str, scope: Scope, scan: Scan, _where: str) -> Statement:
    """The statement of a scan; the same scan in the same scope is printed once.

    ``_where`` tells apart conditions that Python holds for equal (1, 1.0, true).
    """
    return Statement.of(compile_scan(scope, scan), dialect)


def short_names(by: Sequence[str]) -> tuple[str, ...]:
    return tuple(name.rpartition(".")[2] for name in by)


def prepare(
    store: Store, definitions: Definitions, dimensions: Dimensions, query: Query, *, general: bool = False
) -> Prepared:
    """Check and plan. Raises UnknownName, BadInput or Refused where the question cannot be taken.

    With ``general`` the statements are those for any tables: what is in them does not show.
    """
    kpis = tuple(definitions.kpi(k, query.params) for k in dict.fromkeys(query.kpis))
    _known_params(query, kpis)
    return _prepare(store, definitions.terms, dimensions, query, kpis, general=general)


def _prepare(
    store: Store,
    terms: Terms,
    dimensions: Dimensions,
    query: Query,
    kpis: tuple[Kpi, ...],
    *,
    general: bool = False,
) -> Prepared:
    now = naive(query.now)
    instant = Window(now, now)
    if query.as_of is not None:
        instant = min(instant, instant_of(query.as_of, query))
    known = None if query.known_at is None else instant_of(query.known_at, query).start
    scope = Scope(
        terms=terms,
        nodes=store.nodes,
        rights=query.rights,
        calendar=query.calendar,
        today=query.calendar.today(query.now),
        known=known,
        org=query.org,
    )
    if not general:
        scope = replace(
            scope, facts=facts_for(store, scope.model, query.rights, (a for k in kpis for a in k.atoms))
        )
    last = query.to or local_day(instant.start, query.calendar)
    first = query.from_ or date.min
    span = Span(query.calendar, query.grain, first, last, instant)
    checked = check(query, kpis, scope, dimensions, span.whole())
    prepared = Prepared(store, query, kpis, scope, checked, span, dimensions)
    if query.grain is not None and query.from_ is None:
        earliest = min((d for k in prepared.answered for d in _earliest(store, scope, k)), default=last)
        start = query.calendar.period(query.grain, min(earliest, last)).start
        span = Span(query.calendar, query.grain, start, last, instant)
        prepared = Prepared(store, query, kpis, scope, checked, span, dimensions)
    return prepared


def _known_params(query: Query, kpis: Sequence[Kpi]) -> None:
    known = {name for kpi in kpis for name in kpi.params}
    for name in query.params:
        if name not in known:
            raise UnknownName(Text("parameter", "参数"), name, known, where="params")


def run(prepared: Prepared) -> Answer:
    """Read every scan once."""
    query = prepared.query
    cube = _read(prepared, prepared.scans)
    targets = None
    if "target" in query.compare:
        targets = Targets(prepared.store, query, prepared.answered)
    return Answer(prepared, cube, targets)


def run_wants(prepared: Prepared, wants: Iterable[Want]) -> Cube:
    """Read only what is named."""
    return _read(prepared, scans_for(wants, prepared.checked.terms, prepared.query.calendar))


def _read(prepared: Prepared, scans: Iterable[Scan]) -> Cube:
    cube = Cube(short_names(prepared.query.by))
    for scan in scans:
        cube.take(scan, prepared.store.rows(prepared.statement(scan)))
    targets = [a for kpi in prepared.answered for a in kpi.atoms if a.aggregate in SET]
    if targets:
        cube.aims = Aims(prepared.store, prepared.query, prepared.checked.dims, targets)
    if any(kpi.asked_of_people for kpi in prepared.answered):
        cube.people = _people(prepared)
    for atom in prepared.beginnings():
        day = beginning(prepared.store, prepared.scope, atom)
        cube.beginnings[atom] = day.toordinal() if day else None
    return cube


def _people(prepared: Prepared) -> People:
    """What is asked of each person who has a target, asked by owner."""
    query, scope, store = prepared.query, prepared.scope, prepared.store
    places = places_of(prepared.checked.dims) or ()
    found = People(store, places, query.calendar, scope.today, always=query.org == "today")
    compared = tuple(c for c in query.compare if c != "target")
    by_owner = replace(query, by=("owner",), compare=compared, sort="", limit=None)
    for kpi in prepared.answered:
        read = tuple(atom for atom in kpi.atoms if atom.aggregate != "people")
        for asked, measure in kpi.asked_of_people.items():
            one = replace(kpi, measure=measure, atoms=read, asked_of_people={})
            answer = run(_prepare(store, scope.terms, prepared.dimensions, by_owner, (one,)))
            keys = dict.fromkeys(answer.cube.keys())
            for side in (answer.prepared.total, *answer.prepared.sides):
                for frame in side.all() if answer.prepared.answered else ():
                    cells = measure.cells(frame, answer.cube.looking(total=False))
                    window = window_of(frame.aim, frame.calendar)
                    found.take(asked, window, ((key, cells(key)) for key in keys))
    return found


def beginning(store: Store, scope: Scope, atom: Atom) -> date | None:
    """The local day of the earliest time of a table."""
    rows = Rows(scope, atom)
    day = scope.nodes.smallest(rows.day)
    found = store.rows(rows.source(select(day)))[0][0]
    return found if isinstance(found, date) else None


def _earliest(store: Store, scope: Scope, kpi: Kpi) -> Iterable[date]:
    for table, at in dict.fromkeys((a.table, a.at) for a in kpi.atoms):
        day = beginning(store, scope, Atom(table, at, "beginning", "count", "none"))
        if day is not None:
            yield day


def instant_of(asked: date | datetime, query: Query) -> Window:
    """An exact instant, or the end of a day."""
    if isinstance(asked, datetime):
        return Window(naive(asked), naive(asked))
    end = naive(query.calendar.ends(asked))
    return Window(end - TICK, end)
