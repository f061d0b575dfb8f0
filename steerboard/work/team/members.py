"""Who is in a team: now, and in a period; and which teams a reader may look at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q

from steerboard.core.errors import Forbidden
from steerboard.core.periods import Period, add_months
from steerboard.core.text import Text
from steerboard.engine.rights import Rights
from steerboard.kinds.prepared import Prepared
from steerboard.people.models import Membership, Team
from steerboard.people.models import TeamPlace as Place
from steerboard.people.rights import visible

NO_TEAM = Text("there is no team {n}.", "没有编号为 {n} 的团队。")
NO_PERSON = Text("there is no person {n}.", "没有编号为 {n} 的人员。")
NEW_FOR = 3  # months in which somebody is not compared with peers


@dataclass(frozen=True)
class Below:
    """A team right below another, with the ids of itself and of all teams under it."""

    id: int
    name: str
    inside: frozenset[int]


@dataclass(frozen=True)
class TeamSeen:
    """A team that the reader may open, with the ids of itself and of all teams under it, those right below, and the
    one above where the reader may open that too."""

    id: int
    name: str
    inside: frozenset[int]
    below: Sequence[Below] = ()
    above: tuple[int, str] | None = None
    names: Mapping[int, str] = field(default_factory=dict)  # of the teams inside that the reader may open


@dataclass(frozen=True)
class Member:
    """Somebody of a team. ``since`` is when the person began in the company; ``left`` when he left this team;
    ``team`` the one in which he is, which may stand below the one that is looked at."""

    id: int
    name: str
    role: str
    leads: bool
    since: date | None
    ramp: Decimal | None
    left: date | None = None
    team: int = 0

    @property
    def sells(self) -> bool:
        """Whether selling is the person's own work, so that he stands in the table with or without a figure."""
        return self.role == "rep" and not self.leads and self.left is None

    def is_new(self, today: date) -> bool:
        """In the first months, or on a ramp that the company set."""
        if self.ramp is not None and self.ramp < 1:
            return True
        return self.since is not None and add_months(self.since, NEW_FOR) > today


def may_lead(rights: Rights) -> bool:
    """Whether the reader leads somebody: such a one has the place "Team"."""
    return bool(rights.teams)


def may_open(rights: Rights) -> bool:
    return rights.everything or bool(rights.teams)


def narrowed(teams: Iterable[int], people: Iterable[int]) -> Rights:
    """The rights of somebody who leads just these: a part of the reader's, so that a page asks for no more.

    The caller has checked that the reader may open the team.
    """
    return Rights(0, frozenset({"team_lead"}), False, frozenset(teams), frozenset(people))


def team_seen(rights: Rights, today: date, team: int | None = None) -> TeamSeen:
    """The team asked for, or the highest that the reader leads. Raises Forbidden as for a team that is not there."""
    parents = _parents(today)
    allowed = _names(rights)
    if not may_open(rights) or not allowed or (team is not None and team not in allowed):
        raise Forbidden(NO_TEAM.fill(n=team or ""))
    chosen = team if team is not None else _highest(allowed, parents)
    children: dict[int, list[int]] = defaultdict(list)
    for child, parent in parents.items():
        children[parent].append(child)
    inside = _below(chosen, children)
    below = [Below(t, allowed[t], _below(t, children)) for t in children[chosen] if t in allowed]
    above = parents.get(chosen)
    return TeamSeen(
        chosen,
        allowed[chosen],
        inside,
        tuple(sorted(below, key=lambda team: (team.name, team.id))),
        (above, allowed[above]) if above is not None and above in allowed else None,
        {team: name for team, name in allowed.items() if team in inside},
    )


def members_of(team: TeamSeen, period: Period, today: date) -> list[Member]:
    """Those who are in the team today, then those who were in the period and are not any more."""
    found: dict[int, dict[str, Any]] = {}
    for row in _MEMBERS.dicts(team.inside, period.start, period.end):
        user = row["user"]
        if user not in found or _holds(row, today) or not _holds(found[user], today):
            found[user] = row
    return sorted((_member(row, today) for row in found.values()), key=lambda m: (m.left is not None, m.name))


def person_of(rights: Rights, person: int, today: date) -> Member:
    """One person whom the reader leads, or anybody for who sees everything. Raises Forbidden otherwise."""
    allowed = rights.everything or (bool(rights.teams) and person in rights.people)
    held = [row for row in _MEMBERSHIPS.dicts(person) if _holds(row, today)]
    if not allowed or not held or not may_open(rights):
        raise Forbidden(NO_PERSON.fill(n=person))
    return _member(held[-1], today)


def team_of_person(person: int, today: date) -> tuple[int, str] | None:
    """The team in which the person is today."""
    held = [row for row in _MEMBERSHIPS.dicts(person) if _holds(row, today)]
    return (held[-1]["team"], held[-1]["team__name"]) if held else None


def _member(row: Mapping[str, Any], today: date) -> Member:
    left = None
    if not _holds(row, today) and row["valid_to"] is not None:
        left = min(row["valid_to"], today) - timedelta(days=1)
    since = row["user__hired_on"] or row["valid_from"]
    return Member(
        row["user"],
        row["user__name"],
        row["role"],
        bool(row["leads"]),
        since,
        row["user__quota_ramp"],
        left,
        row["team"],
    )


def _holds(row: Mapping[str, Any], day: date) -> bool:
    start, end = row["valid_from"], row["valid_to"]
    return (start is None or start <= day) and (end is None or end > day)


def _names(rights: Rights) -> dict[int, str]:
    rows = _TEAMS.rows(rights) if rights.everything else _LED.rows(rights, rights.teams)
    return dict(rows)


def _parents(today: date) -> dict[int, int]:
    return {team: parent for team, parent in _PLACES.rows(today) if parent is not None}


def _highest(allowed: Mapping[int, str], parents: Mapping[int, int]) -> int:
    tops = [team for team in allowed if parents.get(team) not in allowed]
    return min(tops or allowed, key=lambda team: (allowed[team], team))


def _below(top: int, children: Mapping[int, Sequence[int]]) -> frozenset[int]:
    found, waiting = {top}, [top]
    while waiting:
        new = set(children.get(waiting.pop(), ())) - found
        found |= new
        waiting += new
    return frozenset(found)


_ROW = (
    "user",
    "team",
    "team__name",
    "role",
    "leads",
    "valid_from",
    "valid_to",
    "user__name",
    "user__hired_on",
    "user__quota_ramp",
)
_THERE = Q(user__deleted_at=None, user__merged_into=None, team__deleted_at=None)
_MEMBERS = Prepared(
    lambda teams, start, end: (
        Membership.objects.filter(_THERE, team__in=teams)
        .filter(Q(valid_from=None) | Q(valid_from__lt=end), Q(valid_to=None) | Q(valid_to__gt=start))
        .order_by("valid_from", "pk")
        .values(*_ROW)
    )
)
_MEMBERSHIPS = Prepared(
    lambda person: Membership.objects.filter(_THERE, user=person).order_by("valid_from", "pk").values(*_ROW)
)
_TEAMS = Prepared(lambda rights: visible(Team, rights).values_list("pk", "name"))
_LED = Prepared(lambda rights, teams: visible(Team, rights).filter(pk__in=teams).values_list("pk", "name"))
_PLACES = Prepared(
    lambda today: (
        Place.objects.filter(parent__isnull=False, team__deleted_at=None)
        .filter(Q(valid_from=None) | Q(valid_from__lte=today), Q(valid_to=None) | Q(valid_to__gt=today))
        .order_by("valid_from", "pk")
        .values_list("team", "parent")
    )
)
