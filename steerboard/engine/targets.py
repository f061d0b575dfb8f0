"""Targets beside figures: of the same KPI and parameters, for whom the row is, over the period that holds it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from sqlglot import exp

from steerboard.core.periods import Period
from steerboard.engine.definition.library import Kpi
from steerboard.engine.query import Query
from steerboard.engine.result import Target
from steerboard.engine.rights import Rights
from steerboard.engine.sql import values as v
from steerboard.engine.sql.shapes import select
from steerboard.engine.sql.store import Cell, Store

Scope = tuple[str, int | None]
_SCOPES = {"owner": "user", "owner.team": "team", "owner.region": "team", "owner.team.region": "team"}
_PLACES = ("team_id", "parent_id", "region_id", "root_id")


@dataclass(frozen=True)
class Row:
    """One target as it stands in the table; ``params`` as JSON with sorted keys."""

    kpi: str
    params: str
    scope: Scope
    period: Period
    target: Target


class Targets:
    """The targets of the KPIs of one question, read at once; the level "target" is the one compared with."""

    def __init__(self, store: Store, query: Query, kpis: Sequence[Kpi]) -> None:
        self._query, self._store = query, store
        self._whole: frozenset[int] | None = None
        self._rows: dict[tuple[str, Scope], list[Row]] = defaultdict(list)
        by_name = {(k.id, _params(k)): k.id for k in kpis}
        for row in read_targets(store, {k.id for k in kpis}):
            identifier = by_name.get((row.kpi, row.params))
            if identifier is not None:
                self._rows[identifier, row.scope].append(row)

    def find(self, kpi: Kpi, period: Period, members: Sequence[Cell]) -> Target | None:
        """The target for one row: of exactly its period, else of the shortest period that holds it."""
        scope = self._scope(members)
        if scope is None or self._query.where:
            return None
        holding = [
            r
            for r in self._rows.get((kpi.id, scope), ())
            if r.period.start <= period.start and period.end <= r.period.end
        ]
        return min(holding, key=lambda r: r.period.days).target if holding else None

    def _scope(self, members: Sequence[Cell]) -> Scope | None:
        by = self._query.by
        if not by:
            return whose_total(self._query.rights)
        kind = _SCOPES.get(by[0]) if len(by) == 1 else None
        member = members[0] if members else None
        if kind is None or not isinstance(member, int):
            return None
        if kind == "team":
            if self._whole is None:
                self._whole = whole_teams(self._store, by[0].rsplit(".", 1)[-1])
            if member not in self._whole:
                return None
        return (kind, member)


def whole_teams(store: Store, level: str) -> frozenset[int]:
    """The teams whose whole figure a group by ``level`` (“team”, “region” or “root”) is.

    By team the figure of one with teams below it is that of its own people only: less than what its target is for.
    """
    query = select(*(v.column(name, "o") for name in _PLACES), source=v.table("org_span", "o")).distinct(
        copy=False
    )
    rows = list(store.rows(query))
    place = f"{level}_id"
    if place not in _PLACES or place == "parent_id":
        return frozenset()
    found = {row[_PLACES.index(place)] for row in rows}
    if place == "team_id":
        found -= {above for team, *higher in rows for above in higher if above != team}
    return frozenset(team for team in found if isinstance(team, int))


def whose_total(rights: Rights) -> Scope | None:
    """Whose figure a reader's total is: the company's, the one team's that he leads, or his own."""
    if rights.user is None or rights.everything:
        return ("company", None)
    if not rights.teams:
        return ("user", rights.user)
    return ("team", next(iter(rights.teams))) if len(rights.teams) == 1 else None


def read_targets(store: Store, kpis: Iterable[str]) -> list[Row]:
    """All targets of the KPIs; only of the level "target"."""
    rows = (_read(row) for row in store.rows(_select(sorted(set(kpis)))))
    return [row for row in rows if row is not None]


def _select(kpis: Sequence[str]) -> exp.Select:
    names = ("kpi", "params", "scope", "scope_id", "starts_on", "ends_on", "value")
    query = select(*(v.column(n, "t") for n in names), source=v.table("target", "t"))
    main = exp.EQ(this=v.column("level", "t"), expression=v.text("target"))
    chosen = exp.In(this=v.column("kpi", "t"), expressions=[v.text(k) for k in kpis])
    return query.where(v.both([main, chosen]), copy=False)


def _read(row: Sequence[Cell]) -> Row | None:
    kpi, params, scope, scope_id, starts, ends, value = row
    if not isinstance(starts, date) or not isinstance(ends, date) or not isinstance(value, Decimal):
        return None
    whom = scope_id if isinstance(scope_id, int) and scope != "company" else None
    target = Target(value, "target", starts, ends)
    return Row(str(kpi), _canonical(params), (str(scope), whom), Period(starts, ends), target)


def _params(kpi: Kpi) -> str:
    defaults = {p.name: p.default for p in kpi.definition.params.values()}
    chosen = {k: x for k, x in kpi.params.items() if x != defaults.get(k)}
    return json.dumps(chosen, sort_keys=True)


def _canonical(params: Cell) -> str:
    return _sorted_keys(str(params or "{}"))


@lru_cache(maxsize=256)
def _sorted_keys(params: str) -> str:
    """Many targets have the same few parameters."""
    return json.dumps(json.loads(params), sort_keys=True)
