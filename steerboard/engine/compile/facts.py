"""What the tables hold that makes a statement shorter. Most of what a short question costs is the planning of its text.

A kind of which nobody shares a record needs no half for those that are shared, and few people below a reader stand
in the statement itself. Where nothing is known the statement is the general one; its answer is the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlglot import exp

from steerboard.engine.kinds.base import Atom
from steerboard.engine.model import Model
from steerboard.engine.paths import parents
from steerboard.engine.rights import Rights
from steerboard.engine.sql import values as v
from steerboard.engine.sql.shapes import select
from steerboard.engine.sql.store import Store

MOST_STINTS = 12  # of more, the subquery costs less than its planning


@dataclass(frozen=True)
class Stint:
    """From the local day ``start`` until before ``end`` somebody was in or below a team."""

    user: int
    start: date
    end: date


@dataclass(frozen=True)
class Facts:
    """``unshared``: the kinds without a shared record. ``below``: who was when in or below the teams that the reader
    leads now; None where that is not known, or too long for a statement."""

    unshared: frozenset[str] = frozenset()
    below: tuple[Stint, ...] | None = None


UNKNOWN = Facts()


def facts_for(store: Store, model: Model, rights: Rights, atoms: Iterable[Atom]) -> Facts:
    """What is worth knowing for these atoms."""
    owners = (_owner(model, name) for name in dict.fromkeys(atom.table for atom in atoms))
    kinds = {name for name in owners if name}
    return Facts(frozenset(name for name in kinds if not _shares(store, name)), _below(store, rights))


def _owner(model: Model, name: str) -> str:
    """The kind that has the credits of a table's rows; "" where none has."""
    table = model.table(name)
    for link in parents(model, table):
        table = model.table(table.columns[link].target)
    return table.name if table.credits else ""


def _shares(store: Store, kind: str) -> bool:
    query = select(v.integer(1), source=v.table(kind, "s")).where(v.column("shared", "s"), copy=False)
    return bool(store.rows(_first(query, 1)))


def _below(store: Store, rights: Rights) -> tuple[Stint, ...] | None:
    if rights.everything or not rights.teams:
        return None
    names = ("user_id", "valid_from", "valid_to")
    query = select(*(v.column(n, "reach") for n in names), source=v.table("org_reach", "reach"))
    teams = exp.In(
        this=v.column("team_id", "reach"), expressions=[v.integer(t) for t in sorted(rights.teams)]
    )
    query = query.where(teams, copy=False).distinct(copy=False)
    query.set("order", exp.Order(expressions=[exp.Ordered(this=v.integer(n + 1)) for n in range(len(names))]))
    found = store.rows(_first(query, MOST_STINTS + 1))
    return None if len(found) > MOST_STINTS else tuple(Stint(*row) for row in found)  # type: ignore[arg-type]


def _first(query: exp.Select, rows: int) -> exp.Select:
    query.set("limit", exp.Limit(expression=v.integer(rows)))
    return query
