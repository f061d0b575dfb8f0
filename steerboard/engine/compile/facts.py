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
from steerboard.engine.paths import whole
from steerboard.engine.rights import Rights
from steerboard.engine.sql import values as v
from steerboard.engine.sql.shapes import limited, select
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
    owners = (whole(model, model.table(name)) for name in {atom.table for atom in atoms})
    kinds = {table.name for table in owners if table.credits}
    return Facts(frozenset(name for name in kinds if not _shares(store, name)), _below(store, rights))


def _shares(store: Store, kind: str) -> bool:
    query = select(v.integer(1), source=v.table(kind, "s")).where(v.column("shared", "s"), copy=False)
    return bool(store.rows(limited(query, 1)))


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
    found = store.rows(limited(query, MOST_STINTS + 1))
    return None if len(found) > MOST_STINTS else tuple(Stint(*row) for row in found)  # type: ignore[arg-type]
