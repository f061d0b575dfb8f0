"""What a director's page is about: the whole company, or the part of it that its reader leads."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from steerboard.core.errors import Forbidden
from steerboard.core.text import Text
from steerboard.engine.rights import Rights
from steerboard.people.models import Team
from steerboard.people.models import TeamPlace as Place
from steerboard.people.rights import visible

COMPANY = Text("Company", "公司")
REGION = Text("Region", "大区")
MY_TEAMS = Text("My teams", "我的团队")
NO_PAGE = Text("there is no such page.", "没有这个页面。")
Holder = tuple[str, int]  # whose target: a scope and an id, 0 of the company


@dataclass(frozen=True)
class Unit:
    """A team of the tree; ``above`` is the name of the one right above it, within the page's scope."""

    id: int
    name: str
    kind: str
    above: str = ""


@dataclass(frozen=True)
class Scope:
    """``top`` is the one team under which all of it stands; None for the whole company, and for several teams."""

    whole: bool
    top: Unit | None
    regions: Sequence[Unit]
    teams: Sequence[Unit]

    @property
    def name(self) -> Text:
        if self.whole:
            return COMPANY
        return Text.same(self.top.name) if self.top else MY_TEAMS

    @property
    def region(self) -> int | None:
        """The region that the page is about: its figures are those of who belonged to it, at the KPI's time."""
        return self.top.id if self.top and self.top.kind == "region" else None

    @property
    def where(self) -> tuple[str, ...]:
        return (f"owner.region = {self.region}",) if self.region is not None else ()

    @property
    def holder(self) -> Holder | None:
        """Whose targets the figures are held against."""
        if self.whole or (self.top and self.top.kind == "company"):
            return ("company", 0)
        return ("team", self.top.id) if self.top else None

    @property
    def ids(self) -> frozenset[int]:
        """The teams whose figures stand on the page by themselves."""
        return frozenset(unit.id for unit in (*self.regions, *self.teams))


def place_name(rights: Rights) -> Text:
    return COMPANY if rights.everything else REGION


def may_open(rights: Rights) -> bool:
    """Who sees everything, and who leads more than one team."""
    return rights.everything or len(rights.teams) > 1


def scope_of(rights: Rights, today: date) -> Scope:
    """Raises Forbidden, as for a page that is not there, where the reader has none."""
    if not may_open(rights):
        raise Forbidden(NO_PAGE)
    rows = visible(Team, rights) if rights.everything else visible(Team, rights).filter(pk__in=rights.teams)
    named = {pk: (name, kind) for pk, name, kind in rows.values_list("pk", "name", "kind")}
    parents = _parents(today, named)
    units = {
        pk: Unit(pk, name, kind, named[parents[pk]][0] if pk in parents else "")
        for pk, (name, kind) in named.items()
    }
    tops = [units[pk] for pk in named if pk not in parents]
    top = tops[0] if len(tops) == 1 and not rights.everything else None
    below = sorted((u for u in units.values() if u is not top), key=lambda u: (u.name, u.id))
    return Scope(
        rights.everything,
        top,
        [u for u in below if u.kind == "region"],
        [u for u in below if u.kind == "team"],
    )


def _parents(today: date, known: Collection[int]) -> dict[int, int]:
    """By team the one right above it today, where both are known."""
    rows = Place.objects.filter(team__in=known, parent__in=known)
    rows = rows.filter(Q(valid_from=None) | Q(valid_from__lte=today))
    rows = rows.filter(Q(valid_to=None) | Q(valid_to__gt=today)).order_by("valid_from", "pk")
    return {team: parent for team, parent in rows.values_list("team", "parent") if parent is not None}
