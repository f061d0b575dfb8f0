"""Who was where on a day, straight from memberships and the dated tree."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tests.worlds import Row, World


def holds(row: Row, day: date) -> bool:
    """Half-open; an open end is None."""
    starts, ends = row["valid_from"], row["valid_to"]
    return (starts is None or starts <= day) and (ends is None or day < ends)


def team_of(world: World, user: int | None, day: date) -> int | None:
    """The team of the membership on that day; of two at once the one that started later."""
    best: Row | None = None
    for row in world.rows["membership"]:
        here = row["deleted_at"] is None and row["user"] == user and user is not None and holds(row, day)
        if here and (best is None or row["valid_from"] > best["valid_from"]):
            best = row
    return best["team"] if best else None


def team_above(world: World, team: int | None, day: date) -> int | None:
    for row in world.rows["team_place"]:
        if row["deleted_at"] is None and row["team"] == team and holds(row, day):
            parent: int | None = row["parent"]
            return parent
    return None


def chain(world: World, team: int | None, day: date) -> Iterator[int]:
    """The team and what stood above it on that day."""
    while team is not None:
        yield team
        team = team_above(world, team, day)


def region_of(world: World, team: int | None, day: date) -> int | None:
    """The nearest team of kind region, the team itself included."""
    for step in chain(world, team, day):
        for row in world.rows["team"]:
            if row["id"] == step and row["kind"] == "region":
                return step
    return None


def reached_from(world: World, user: int, day: date, teams: frozenset[int]) -> bool:
    """Whether the person was on that day in one of ``teams`` or below it."""
    return any(step in teams for step in chain(world, team_of(world, user, day), day))
