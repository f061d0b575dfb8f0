"""Whose targets: the company, its teams, their people, as a tree.

The tree is that of the day that is looked at; who moved within the span stands in each of his places with the months
that he began there, so that what stands below a team is what counts for it. The team at the top that is the company
itself stands for the company: its target is the company's.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Set
from dataclasses import dataclass, field, replace
from typing import Literal

from steerboard.core.text import Text
from steerboard.engine.rights import ALL_SEEING, Rights
from steerboard.people.editing import OFFICE, may_edit
from steerboard.plans.organisation import Month, Organisation

Scope = Literal["company", "team", "user"]
COMPANY = Text("Company", "公司")
Used = Callable[[Collection[int]], Set[int]]
LETTERS: dict[Scope, str] = {"company": "c", "team": "t", "user": "u"}


@dataclass(frozen=True)
class Holder:
    """Somebody who can have targets.

    ``mine``: the reader sets them. ``gone``: was here, and is not any more. ``months`` are those that count here (None:
    all); ``unknown`` those in which somebody was here whose targets the reader does not see.
    """

    scope: Scope
    id: int  # 0 of the company
    name: Text | str
    mine: bool
    gone: bool = False
    months: frozenset[Month] | None = None
    unknown: frozenset[Month] = frozenset()
    below: tuple[Holder, ...] = field(default=(), repr=False)

    @property
    def key(self) -> str:
        return f"{LETTERS[self.scope]}{self.id or ''}"

    def has(self, month: Month) -> bool:
        return self.months is None or month in self.months

    def alone(self) -> Holder:
        return replace(self, below=(), months=None)

    def walk(self) -> Iterator[Holder]:
        yield self
        for holder in self.below:
            yield from holder.walk()


def trees(rights: Rights, there: Organisation, used: Used) -> list[Holder]:
    """The highest holders whose targets the reader may see set against one another, each with all below.

    Who sells is shown; of those who do not, and of those who left, ``used`` says who has targets all the same.
    """
    rare = [p for p, who in there.people.items() if who.left or who.role in ALL_SEEING]
    grown = _Growing(rights, there, used(rare) if rare else frozenset())
    found = [grown.team(t) for t in sorted(filter(grown.is_top, there.teams), key=there.order)]
    if len(found) == 1 and found[0].scope == "company":
        return found
    if not rights.roles & OFFICE:
        return found
    return [Holder("company", 0, COMPANY, may_edit("target", {}, rights), below=tuple(found))]


def find(tops: Iterable[Holder], key: str) -> Holder | None:
    """The holder of a key; of one who moved the place where he is now."""
    found = [holder for top in tops for holder in top.walk() if holder.key == key]
    return next((holder for holder in found if not holder.gone), found[0] if found else None)


def once(holders: Iterable[Holder]) -> list[Holder]:
    """Each once, with all months, whatever places he has."""
    return [h.alone() for h in {h.key: h for h in holders}.values()]


class _Growing:
    """The tree from an organisation, from a team down."""

    def __init__(self, rights: Rights, there: Organisation, used: Set[int]) -> None:
        self._rights, self._there, self._used = rights, there, used

    def is_top(self, team: int) -> bool:
        above = self._there.above.get(team)
        if self._rights.roles & OFFICE:
            return above not in self._there.teams
        return above not in self._rights.teams

    def team(self, team: int, months: frozenset[Month] | None = None) -> Holder:
        there = self._there
        inside = (*self._teams(team), *self._people(team))
        name, kind = there.teams[team]
        unknown = there.unknown.get(team, frozenset())
        if kind == "company" and there.above.get(team) is None:
            return Holder("company", 0, name, self._may(), unknown=unknown, below=inside)
        return Holder("team", team, name, self._may(team=team), False, months, unknown, inside)

    def _teams(self, team: int) -> Iterator[Holder]:
        there = self._there
        for below in there.teams_below(team):
            months = there.months_of_team(below, team)
            if there.above.get(below) == team:
                yield self.team(below, None if len(months) == len(there.months) else months)
            elif months:
                yield replace(self.team(below, months), gone=True, below=())

    def _people(self, team: int) -> list[Holder]:
        there = self._there
        found = []
        for person, months in there.members(team).items():
            who = there.people[person]
            if person not in self._used and (who.left or who.role in ALL_SEEING):
                continue
            whole = None if len(months) == len(there.months) else months
            gone = who.left or who.team != team
            found.append(Holder("user", person, who.name, self._may(user=person), gone, whole))
        return sorted(found, key=lambda h: (h.gone, str(h.name)))

    def _may(self, **values: int) -> bool:
        return may_edit("target", values, self._rights)
