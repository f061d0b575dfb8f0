"""From the parts that figures are made of to as few scans as can give them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from steerboard.core.calendars import Calendar
from steerboard.engine.frames import Instant, Window, read_at
from steerboard.engine.grammar.nodes import Node
from steerboard.engine.kinds.base import Atom
from steerboard.engine.plan.dims import Dim
from steerboard.engine.plan.scans import Scan
from steerboard.engine.plan.slices import Slicing, apart, slicing

Place = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Want:
    """One atom over one window, by the dimensions of the question or (``total``) without."""

    atom: Atom
    window: Window
    total: bool


@dataclass(frozen=True)
class TableTerms:
    """What the question's dimensions and conditions are for one table.

    ``owned``: the credited person is among the dimensions. ``filters_owner``: a condition asks for him or his
    place in the organisation, so that totals look at credit too.
    """

    dims: tuple[Dim, ...]
    where: tuple[Node, ...]
    owned: bool
    filters_owner: bool


def scans_for(wants: Iterable[Want], terms: Mapping[str, TableTerms], calendar: Calendar) -> list[Scan]:
    """The scans that give every want. What adds up is read once, by dimensions, for totals too."""
    groups: dict[Place, list[Want]] = {}
    for want in wants:
        a = want.atom
        place = (a.table, a.at, a.state, a.until, a.each, a.among, a.looks)
        groups.setdefault(place, []).append(want)
    scans: list[Scan] = []
    for group in groups.values():
        atom = group[0].atom
        planner = _Group(terms[atom.table], calendar)
        scans += planner.states(group) if atom.state else planner.flows(group)
    return scans


@dataclass(frozen=True)
class _Group:
    terms: TableTerms
    calendar: Calendar

    def flows(self, group: list[Want]) -> list[Scan]:
        adding = [w for w in group if w.atom.additive]
        others = [w for w in group if not w.atom.additive and w.window.start < w.window.end]
        others = [self._plain(w) for w in others]
        scans = []
        windows = {w.window for w in adding if w.window.start < w.window.end}
        if windows:
            cut = slicing(windows, self.calendar)
            joined: list[Atom] = []
            if not self.terms.owned and not self.terms.filters_owner:
                # A value that does not add up can ride along where its window is a stretch of its own.
                single = {(a, b) for a, b in zip(cut.bounds, cut.bounds[1:], strict=False)}
                riding = [w for w in others if self._rides(w, single)]
                joined = list(dict.fromkeys(w.atom for w in riding))
                others = [w for w in others if w not in riding]
            atoms = tuple(dict.fromkeys([*(w.atom for w in adding), *joined]))
            scans.append(self._scan(atoms, False, cut=cut))
        for total in (False, True):
            mine = [w for w in others if w.total is total]
            for cut in apart((w.window for w in mine), self.calendar):
                chosen = set(cut.each)
                atoms = tuple(dict.fromkeys(w.atom for w in mine if w.window in chosen))
                scans.append(self._scan(atoms, total, cut=cut))
        return scans

    def states(self, group: list[Want]) -> list[Scan]:
        scans = []
        adding = [w for w in group if w.atom.additive]
        others = [self._plain(w) for w in group if not w.atom.additive]
        if adding and not self.terms.owned and not self.terms.filters_owner:
            adding += [w for w in others if w.total is not bool(self.terms.dims)]
            others = [w for w in others if w.total is bool(self.terms.dims)]
        for wants, total in (
            (adding, False),
            *(([w for w in others if w.total is t], t) for t in (False, True)),
        ):
            if wants:
                atoms = tuple(dict.fromkeys(w.atom for w in wants))
                windows = sorted({w.window for w in wants})
                instants = tuple(read_at(w, self.calendar) for w in windows)
                scans.append(self._scan(atoms, total, instants=instants))
        return scans

    def _plain(self, want: Want) -> Want:
        """Without dimensions the total is what is asked anyway."""
        return want if self.terms.dims else Want(want.atom, want.window, False)

    def _rides(self, want: Want, single: set[tuple[datetime, datetime]]) -> bool:
        return not want.total and (want.window.start, want.window.end) in single

    def _scan(
        self,
        atoms: tuple[Atom, ...],
        total: bool,
        cut: Slicing | None = None,
        instants: tuple[Instant, ...] = (),
    ) -> Scan:
        terms = self.terms
        credited = terms.filters_owner or (terms.owned and not total)
        dims = () if total else terms.dims
        return Scan(atoms, dims, terms.where, cut, instants, credited, terms.filters_owner)
