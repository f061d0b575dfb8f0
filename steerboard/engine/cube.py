"""The answers of the scans, put together so that any part of any figure can be read from them.

Keys are tuples of dimension values in which None is a value like others, so groups that are not known meet
their like and are never lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import fsum

from steerboard.engine.aims import Aims
from steerboard.engine.frames import Window
from steerboard.engine.kinds.base import NOTHING, SET, Atom, Key, Number, Part, Raw, Raws
from steerboard.engine.people import People
from steerboard.engine.plan.scans import Scan
from steerboard.engine.plan.slices import Slicing
from steerboard.engine.sql.store import Cell

TOTAL: Key = ()
_Stretches = dict[Key, dict[int, Raw]]


class Cube:
    """``column(part)(key)`` is a part's raw value for a group; the key ``()`` of a total adds up all groups."""

    def __init__(self, dims: Sequence[str]) -> None:
        self._dims = tuple(dims)
        self._adding: dict[Atom, tuple[Slicing | None, dict[Window, int], _Stretches]] = {}
        self._single: dict[tuple[Atom, Window, bool], dict[Key, Raw]] = {}
        self._projected: dict[tuple[Atom, tuple[int, ...]], _Stretches] = {}
        self.beginnings: dict[Atom, int | None] = {}
        self.aims: Aims | None = None
        self.people: People | None = None

    def take(self, scan: Scan, rows: Iterable[Sequence[Cell]]) -> None:
        """Put the rows of a scan in their places."""
        width, end = scan.key_width, scan.key_width + len(scan.dims)
        slots = {Window(i.at, i.upto, i.days): n for n, i in enumerate(scan.instants)}
        found: list[_Stretches] = [{} for _ in scan.atoms]
        columns = _columns(scan, found)
        places: dict[tuple[Cell, ...], int] = {}
        for row in rows:
            times = tuple(row[:width])
            stretch = places.get(times, -1)
            if stretch < 0:
                stretch = places[times] = _stretch(scan, times)
            key = tuple(row[width:end])
            for counted, at, into in columns:
                raw = _count(row[at]) if counted else _sum_of(row[at], row[at + 1], row[at + 2])
                if raw is not None:
                    _add(into, key, stretch, raw)
        for atom, stretches in zip(scan.atoms, found, strict=True):
            if atom.additive:
                self._adding[atom] = (scan.slicing, slots, stretches)
            else:
                self._keep(scan, atom, slots, stretches)

    def _keep(self, scan: Scan, atom: Atom, slots: dict[Window, int], stretches: _Stretches) -> None:
        """Values that do not add up: each of the scan's windows is one stretch."""
        total = not scan.dims
        places = dict(slots)
        if scan.slicing is not None:
            places = {window: n for n, window in enumerate(scan.slicing.each)}
        for window, place in places.items():
            groups = {key: at[place] for key, at in stretches.items() if place in at}
            self._single[(atom, window, total)] = groups

    def keys(self) -> Iterator[Key]:
        """Every group that occurs."""
        for _, _, stretches in self._adding.values():
            yield from stretches
        for (_, _, total), groups in self._single.items():
            if not total or not self._dims:
                yield from groups
        if self.aims is not None:
            yield from self.aims.keys()
        if self.people is not None:
            yield from self.people.keys()

    def read(self, part: Part, key: Key) -> Raw:
        """The raw value of ``part`` for the group ``key``."""
        return self.column(part, total=False)(key)

    def looking(self, *, total: bool) -> Looking:
        """The look of a measure: by group, or over all of them."""
        return Looking(self, total)

    def column(self, part: Part, *, total: bool) -> Raws:
        """The raw values of ``part`` by group, or for every group the one over all of them."""
        atom, window = part.atom, part.window
        if atom.aggregate == "beginning":
            begun = self.beginnings.get(atom)
            always = Raw(begun, 1, 0) if begun is not None else NOTHING
            return lambda _: always
        if atom.aggregate in SET:
            return self._aim(atom, window, total=total)
        if atom.aggregate == "people":
            people = self.people
            return (lambda key: people.read(atom, window, None if total else key)) if people else _nothing
        if atom.additive:
            whole: tuple[int, ...] = ()
            if total or part.whole_of:
                whole = tuple(n for n, name in enumerate(self._dims) if total or part.is_whole(name))
            return self._added(atom, window, whole)
        total = total or part.over_all
        groups = self._single.get((atom, window, total or not self._dims), {})
        if total:
            over_all = groups.get(TOTAL, NOTHING)
            return lambda _: over_all
        return lambda key: groups.get(key, NOTHING)

    def _aim(self, atom: Atom, window: Window, *, total: bool) -> Raws:
        aims = self.aims
        if aims is None:
            return _nothing
        return lambda key: aims.read(atom, window, key, total=total)

    def _added(self, atom: Atom, window: Window, whole: tuple[int, ...]) -> Raws:
        if atom not in self._adding:
            return _nothing
        cut, slots, stretches = self._adding[atom]
        if whole:
            stretches = self._projection(atom, whole)
        if cut is None:
            start = slots.get(window, -1)
            end = start + 1
        elif window.start >= window.end:
            return _nothing
        else:
            start, end = cut.run(window)

        def raw(key: Key) -> Raw:
            if whole and key:
                key = tuple(v for n, v in enumerate(key) if n not in whole)
            at = stretches.get(key)
            if at is None:
                return NOTHING
            if end - start == 1:
                return at.get(start, NOTHING)
            return total_of(at[n] for n in range(start, end) if n in at)

        return raw

    def _projection(self, atom: Atom, whole: tuple[int, ...]) -> _Stretches:
        """The groups without some of the dimensions."""
        if (atom, whole) not in self._projected:
            merged: dict[Key, dict[int, list[Raw]]] = {}
            for key, at in self._adding[atom][2].items():
                short = merged.setdefault(tuple(v for n, v in enumerate(key) if n not in whole), {})
                for stretch, raw in at.items():
                    short.setdefault(stretch, []).append(raw)
            self._projected[(atom, whole)] = {
                key: {stretch: total_of(raws) for stretch, raws in at.items()} for key, at in merged.items()
            }
        return self._projected[(atom, whole)]


@dataclass(frozen=True)
class Looking:
    """What a measure may ask of a cube while it makes its cells."""

    cube: Cube
    total: bool

    def __call__(self, part: Part) -> Raws:
        return self.cube.column(part, total=self.total)

    def groups(self) -> Iterable[Key]:
        return dict.fromkeys(self.cube.keys())


def _nothing(_: Key) -> Raw:
    return NOTHING


def total_of(raws: Iterable[Raw]) -> Raw:
    """The sum of disjoint parts; doubles are added without loss, exact numbers exactly."""
    kept = list(raws)
    if not kept:
        return NOTHING
    if len(kept) == 1:
        return kept[0]
    values = [r.value for r in kept if r.value is not None]
    return Raw(_sum(values) if values else None, _sum([r.n for r in kept]), _sum([r.missing for r in kept]))


def _sum(values: Sequence[Number]) -> Number:
    kinds = set(map(type, values))
    if float in kinds:
        return fsum(map(float, values))
    return sum(values, Decimal(0) if Decimal in kinds else 0)


def _stretch(scan: Scan, keys: tuple[Cell, ...]) -> int:
    if scan.slicing is not None:
        return scan.slicing.place(keys)
    slot = keys[0]
    assert isinstance(slot, int)
    return slot


def _columns(scan: Scan, found: Sequence[_Stretches]) -> list[tuple[bool, int, _Stretches]]:
    """For each atom whether it is a count, where its columns begin in a row, and where its values go."""
    columns, at = [], scan.key_width + len(scan.dims)
    for atom, into in zip(scan.atoms, found, strict=True):
        columns.append((atom.aggregate == "count", at, into))
        at += atom.width
    return columns


def _count(cell: Cell) -> Raw | None:
    """None where no row of the group belongs to the atom."""
    n = _whole(cell)
    return Raw(n, n, 0) if n else None


def _sum_of(value: Cell, known: Cell, unknown: Cell) -> Raw | None:
    n, missing = _whole(known), _whole(unknown)
    if not n and not missing:
        return None
    return Raw(value if isinstance(value, (int, float, Decimal)) else None, n, missing)


def _whole(counted: Cell) -> Number:
    """A sum of shares as a whole number where it is one."""
    if type(counted) is int:
        return counted
    if not isinstance(counted, (int, float, Decimal)):
        return 0
    whole = int(counted)
    return whole if whole == counted else counted


def _add(into: _Stretches, key: Key, stretch: int, raw: Raw) -> None:
    at = into.setdefault(key, {})
    at[stretch] = total_of((at[stretch], raw)) if stretch in at else raw
