"""How many people are where against their targets: what is asked of each of them, counted by their places."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlglot import exp

from steerboard.core.calendars import Calendar
from steerboard.core.text import Text
from steerboard.engine.compile.rights import holds_at
from steerboard.engine.frames import TICK, Window, local_day
from steerboard.engine.kinds.base import NOTHING, Atom, Cell, Key, Raw, Reason
from steerboard.engine.paths import Path
from steerboard.engine.plan.dims import Dim
from steerboard.engine.sql import values as v
from steerboard.engine.sql.shapes import select
from steerboard.engine.sql.store import Store

PLACES: dict[Path, str] = {
    (): "user_id",
    ("team",): "team_id",
    ("region",): "region_id",
    ("team", "parent"): "parent_id",
    ("team", "region"): "region_id",
    ("team", "root"): "root_id",
}
NO_PLACE = Reason(
    "no_dimension",
    Text("people are counted by owner, team and region only", "人数只能按负责人、团队或大区统计"),
)
HOLDS: dict[str, Callable[[Decimal, Decimal], bool]] = {">=": operator.ge, "<": operator.lt}


@dataclass(frozen=True)
class Person:
    """One who has a target above 0, and what share of it he reached; None where that is not known."""

    user: int
    reached: Decimal | None

    def is_so(self, bound: str) -> bool:
        """Whether his attainment is known and within ``bound`` (such as “>= 1”)."""
        if self.reached is None:
            return False
        how, _, limit = bound.partition(" ")
        return not bound or HOLDS[how](self.reached, Decimal(limit))


def places_of(dims: Sequence[Dim]) -> tuple[str, ...] | None:
    """What of a person's place the dimensions ask for; None where one asks for something else."""
    found = []
    for dim in dims:
        path = dim.path[dim.path.index("owner") + 1 :] if "owner" in dim.path else None
        if path not in PLACES:
            return None
        found.append(PLACES[path])
    return tuple(found)


class People:
    """Those with a target of a KPI in each window, and the groups they stand in.

    A person stands where he was on the last day of the window, or where he is today if that comes first
    (``always``: where he is today).
    """

    def __init__(
        self, store: Store, places: Sequence[str], calendar: Calendar, today: date, *, always: bool
    ) -> None:
        self._store, self._places, self._calendar = store, places, calendar
        self._today, self._always = today, always
        self._found: dict[tuple[str, Window], list[Person]] = {}
        self._groups: dict[tuple[date, int], Key] = {}

    def take(self, kpi: str, window: Window, attained: Iterable[tuple[Key, Cell]]) -> None:
        """The attainment of each owner over a window."""
        found = [person for key, cell in attained if (person := _person(key, cell)) is not None]
        self._found[kpi, window] = found
        self._learn(self._day(window), {person.user for person in found})

    def keys(self) -> Iterator[Key]:
        """Every group that somebody stands in."""
        yield from dict.fromkeys(self._groups.values())

    def standing(self, atom: Atom, window: Window, key: Key | None) -> Iterator[Person]:
        """Who has a target of the atom's KPI and stands in the group; in any where ``key`` is None."""
        day = self._day(window)
        for person in self._found.get((atom.value, window), ()):
            if key is None or self._groups[day, person.user] == key:
                yield person

    def read(self, atom: Atom, window: Window, key: Key | None) -> Raw:
        here = list(self.standing(atom, window, key))
        counted = sum(person.is_so(atom.where) for person in here)
        return Raw(counted, counted, sum(person.reached is None for person in here)) if here else NOTHING

    def _day(self, window: Window) -> date:
        last = local_day(window.end - TICK, self._calendar)
        return self._today if self._always else min(last, self._today)

    def _learn(self, day: date, users: set[int]) -> None:
        """The groups of some people on a day; who was nowhere has no place."""
        new = sorted(user for user in users if (day, user) not in self._groups)
        if not new:
            return
        found = {}
        if any(place != "user_id" for place in self._places):
            found = {user: places for user, *places in self._store.rows(self._where(new, day))}
        nowhere = [None] * len(self._places)
        for user in new:
            key = list(found.get(user, nowhere))
            self._groups[day, user] = tuple(
                user if name == "user_id" else value for name, value in zip(self._places, key, strict=True)
            )

    def _where(self, users: Sequence[int], day: date) -> exp.Select:
        columns = [v.column(name, "o") for name in ("user_id", *self._places)]
        chosen = exp.In(this=v.column("user_id", "o"), expressions=[v.integer(user) for user in users])
        query = select(*columns, source=v.table("org_span", "o"))
        return query.where(v.both([chosen, holds_at("o", v.day(day))]), copy=False)


def _person(key: Key, cell: Cell) -> Person | None:
    user, target = key[0], cell.denominator
    if not isinstance(user, int) or target is None or target <= 0:
        return None
    reached = None
    if cell.numerator is not None:
        reached = Decimal(str(cell.numerator)) / Decimal(str(target))
    return Person(user, reached)
