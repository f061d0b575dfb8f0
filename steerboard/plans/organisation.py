"""Who was in which team in each month of a span, and which team stood under which: what the tree of targets is made of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Q

from steerboard.core.periods import Period
from steerboard.engine.rights import Rights
from steerboard.kinds.prepared import Prepared
from steerboard.people.editing import OFFICE
from steerboard.people.models import Membership, TeamPlace
from steerboard.people.rights import visible

Month = date  # its first day
_BEGINNING, _END = date.min, date.max


@dataclass(frozen=True)
class Stay:
    """Something dated: where somebody, or a team, was."""

    place: int
    start: date
    end: date
    role: str = ""

    def holds(self, day: date) -> bool:
        return self.start <= day < self.end


@dataclass(frozen=True)
class Who:
    """A person; ``team`` and ``role`` are those of the day that is looked at, or the last ones of who left before."""

    name: str
    role: str
    team: int
    left: bool


@dataclass(frozen=True)
class Organisation:
    """``above`` is of the day that is looked at. ``unknown``: by team the months in which somebody was there whom the
    reader does not see."""

    months: Sequence[Period]
    day: date
    teams: dict[int, tuple[str, str]]  # name and kind
    people: dict[int, Who] = field(default_factory=dict)
    above: dict[int, int] = field(default_factory=dict)
    unknown: dict[int, frozenset[Month]] = field(default_factory=dict)
    stays: dict[int, list[Stay]] = field(default_factory=dict)
    places: dict[int, list[Stay]] = field(default_factory=dict)

    def order(self, team: int) -> tuple[str, int]:
        return self.teams[team][0], team

    def members(self, team: int) -> dict[int, frozenset[Month]]:
        return {person: frozenset(months) for person, months in self._members.get(team, {}).items()}

    def months_of_team(self, team: int, above: int) -> frozenset[Month]:
        """The months that the team began under ``above``."""
        return self._under.get((team, above), frozenset())

    def teams_below(self, team: int) -> list[int]:
        """Those that stand or stood under it in the span, by name."""
        return self._below.get(team, [])

    @cached_property
    def _below(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = defaultdict(list)
        pairs = {(below, above) for below, above in self._under} | set(self.above.items())
        for below, above in sorted(pairs, key=lambda p: self.order(p[0])):
            found[above].append(below)
        return found

    @cached_property
    def _members(self) -> dict[int, dict[int, set[Month]]]:
        found: dict[int, dict[int, set[Month]]] = defaultdict(lambda: defaultdict(set))
        for person in self.people:
            for month in self.months:
                found[at(self.stays[person], month).place][person].add(month.start)
        return found

    @cached_property
    def _under(self) -> dict[tuple[int, int], frozenset[Month]]:
        found: dict[tuple[int, int], set[Month]] = defaultdict(set)
        for team, stays in self.places.items():
            for month in self.months:
                found[team, at(stays, month).place].add(month.start)
        return {key: frozenset(months) for key, months in found.items()}


def at(stays: Sequence[Stay], month: Period) -> Stay:
    """Where somebody was when the month began, or came to first in it; who was nowhere stands where he was next, or
    last. ``stays`` is not empty."""
    if len(stays) == 1:
        return stays[0]
    ordered = sorted(stays, key=lambda s: s.start, reverse=True)
    began = next((s for s in ordered if s.holds(month.start)), None)
    if began is not None:
        return began
    coming = [s for s in ordered if s.start > month.start]
    return coming[-1] if coming else ordered[0]


def organisation(rights: Rights, months: Sequence[Period], today: date) -> Organisation:
    """What the reader sees of it: all for the office, else the teams below him and those who are in them now."""
    span = Period(months[0].start, months[-1].end)
    day = min(max(today, span.start), span.last)
    rows = visible("team", rights).values_list("pk", "name", "kind")
    if not rights.roles & OFFICE:
        rows = rows.filter(pk__in=rights.teams)
    teams = {pk: (name, kind) for pk, name, kind in rows}
    places = _places(teams, span)
    members = _memberships(teams, span)
    seen = {p: s for p, s in members.items() if rights.everything or p in rights.people}
    return Organisation(
        months,
        day,
        teams,
        {person: _who(rows, day) for person, rows in seen.items()},
        {t: s.place for t, stays in places.items() if (s := _now(stays, day)) is not None},
        _unknown(members, seen, months),
        {person: [r[1] for r in rows] for person, rows in seen.items()},
        places,
    )


def _who(rows: Sequence[tuple[str, Stay]], day: date) -> Who:
    stays = [stay for _, stay in rows]
    now = _now(stays, day)
    stay = now or max(stays, key=lambda s: s.start)
    return Who(rows[0][0], stay.role, stay.place, now is None and stay.end <= day)


def _now(stays: Iterable[Stay], day: date) -> Stay | None:
    return max((s for s in stays if s.holds(day)), key=lambda s: s.start, default=None)


def _unknown(
    members: dict[int, list[tuple[str, Stay]]], seen: Iterable[int], months: Sequence[Period]
) -> dict[int, frozenset[Month]]:
    hidden = set(members) - set(seen)
    found: dict[int, set[Month]] = defaultdict(set)
    for stay in (stay for person in hidden for _, stay in members[person]):
        found[stay.place] |= {m.start for m in months if stay.start < m.end and stay.end > m.start}
    return {team: frozenset(those) for team, those in found.items()}


def _memberships(teams: Iterable[int], span: Period) -> dict[int, list[tuple[str, Stay]]]:
    """By person his name and stays in these teams that touch the span."""
    found: dict[int, list[tuple[str, Stay]]] = defaultdict(list)
    for row in _MEMBERSHIPS.dicts(set(teams), span.start, span.last):
        stay = _stay(row["team"], row["valid_from"], row["valid_to"], row["role"])
        found[row["user"]].append((row["user__name"], stay))
    return found


def _places(teams: Iterable[int], span: Period) -> dict[int, list[Stay]]:
    found: dict[int, list[Stay]] = defaultdict(list)
    for team, parent, start, end in _PLACES.rows(set(teams), span.start, span.last):
        found[team].append(_stay(parent, start, end))
    return found


def _stay(place: int, start: date | None, end: date | None, role: Any = "") -> Stay:
    return Stay(place, start or _BEGINNING, end or _END, role)


def _touching(teams: Set[int], first: date, last: date) -> Q:
    """Rows of these teams that hold on a day from the first to the last."""
    begun = Q(valid_from=None) | Q(valid_from__lte=last)
    return begun & (Q(valid_to=None) | Q(valid_to__gt=first)) & Q(team__in=teams)


_MEMBERSHIPS = Prepared(
    lambda teams, first, last: (
        Membership.objects.filter(
            _touching(teams, first, last), user__deleted_at=None, user__merged_into=None
        )
        .order_by("pk")
        .values("user", "user__name", "team", "role", "valid_from", "valid_to")
    )
)
_PLACES = Prepared(
    lambda teams, first, last: TeamPlace.objects.filter(
        _touching(teams, first, last), parent__isnull=False
    ).values_list("team", "parent", "valid_from", "valid_to")
)
