"""Targets as parts of figures: what was to be reached, by the groups of the question.

A group has a target only where the figure beside it is truly that group's: one person's, one team's or the whole
company's, without conditions, and as far as the reader sees all of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from steerboard.core.periods import Period
from steerboard.engine.frames import Window, local_day
from steerboard.engine.kinds.base import NOTHING, Atom, Key, Number, Raw
from steerboard.engine.plan.dims import Dim
from steerboard.engine.query import Query
from steerboard.engine.rights import Rights
from steerboard.engine.sql.store import Store
from steerboard.engine.targets import Row, Scope, read_targets, whole_teams

COMPANY: Scope = ("company", None)


@dataclass(frozen=True)
class Found:
    value: Decimal
    period: Period


class Aims:
    """The targets that the atoms of a question ask for, read at once."""

    def __init__(self, store: Store, query: Query, dims: Sequence[Dim], atoms: Iterable[Atom]) -> None:
        self._query = query
        self._today = query.calendar.today(query.now)
        self._kind = "company" if not query.by else _scope_kind(dims)
        self._whole: frozenset[int] = frozenset()
        self._rows: dict[tuple[str, str], dict[Scope, list[Row]]] = {}
        wanted = {(atom.value, atom.where) for atom in atoms}
        if not wanted or query.where:
            return
        for row in read_targets(store, {kpi for kpi, _ in wanted}):
            if (row.kpi, row.params) in wanted and visible(query.rights, row.scope):
                by_scope = self._rows.setdefault((row.kpi, row.params), {})
                by_scope.setdefault(row.scope, []).append(row)
        if self._kind == "team" and self._rows:
            self._whole = whole_teams(store, dims[0].path[-1])

    def keys(self) -> Iterator[Key]:
        """Everybody of the question's dimension who has a target."""
        if self._kind in ("user", "team"):
            scopes = {scope for found in self._rows.values() for scope in found if scope[0] == self._kind}
            yield from ((whom,) for _, whom in scopes if self._kind == "user" or whom in self._whole)

    def read(self, atom: Atom, window: Window, key: Key, *, total: bool) -> Raw:
        """The target of a group over the days of ``window``; of an ``expected`` atom what of it is due by today."""
        scope = self._scope(key, total=total)
        if scope is None:
            return NOTHING
        found = self.find(atom, window, scope, longer=atom.aggregate != "whole_target")
        if found is None:
            return NOTHING
        value: Number = found.value
        if atom.aggregate == "expected":
            pace = self._query.calendar.pace(found.period, self._today)
            value = float(found.value) * pace
        return Raw(value, 1, 0)

    def find(self, atom: Atom, window: Window, scope: Scope, *, longer: bool = True) -> Found | None:
        """The target with the days of ``window``, else what those of its parts add up to.

        A question without grain that ends today may stand for a period that is not over: then, with ``longer``, the
        shortest one counts that began with it.
        """
        calendar = self._query.calendar
        if window.start.year <= 1:
            return None
        period = Period(local_day(window.start, calendar), local_day(window.end, calendar))
        mine = self._rows.get((atom.value, atom.where), {}).get(scope, [])
        exact = [row for row in mine if row.period == period]
        if exact:
            return Found(exact[0].target.value, period)
        if atom.share:
            whole = _put_together(mine, period)
            if whole is not None:
                return Found(whole, period)
        if longer and self._query.grain is None and period.last == self._today:
            begun = [r for r in mine if r.period.start == period.start and r.period.end > period.end]
            if begun:
                row = min(begun, key=lambda r: r.period.days)
                return Found(row.target.value, row.period)
        return None

    def _scope(self, key: Key, *, total: bool) -> Scope | None:
        if total or not self._query.by:
            return COMPANY
        member = key[0] if len(key) == 1 else None
        if (
            not self._kind
            or not isinstance(member, int)
            or (self._kind == "team" and member not in self._whole)
        ):
            return None
        return (self._kind, member)


def visible(rights: Rights, scope: Scope) -> bool:
    """Whether the reader sees the whole figure that a target of this scope is held against."""
    if rights.everything or rights.user is None:
        return True
    if not rights.roles:
        return False
    kind, whom = scope
    return (kind == "user" and whom in rights.people) or (kind == "team" and whom in rights.teams)


def _scope_kind(dims: Sequence[Dim]) -> str:
    """Whose figures the groups of one dimension are: people's or teams', found from the owner on."""
    if len(dims) != 1:
        return ""
    path, column = dims[0].path, dims[0].column
    if column.target == "user" and path[-1] == "owner":
        return "user"
    return "team" if column.target == "team" and "owner" in path else ""


def _put_together(rows: Iterable[Row], period: Period) -> Decimal | None:
    """The sum of targets that lie one after the other from the period's first day to its last.

    Where parts of several lengths would do, the longest of each beginning counts.
    """
    inside = [r for r in rows if r.period.start >= period.start and r.period.end <= period.end]
    longest: dict[date, Row] = {}
    for row in sorted(inside, key=lambda r: r.period.days):
        longest[row.period.start] = row
    day, total = period.start, Decimal(0)
    while day < period.end:
        if day not in longest:
            return None
        total += longest[day].target.value
        day = longest[day].period.end
    return total
