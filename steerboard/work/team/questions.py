"""What the team's pages ask of the records: targets, and what is left undone in open deals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Max, Q

from steerboard.core.periods import Period
from steerboard.core.worldtime import WorldTime, from_text, local_date
from steerboard.engine.rights import Rights
from steerboard.kinds.models import History
from steerboard.kinds.prepared import Prepared
from steerboard.people.rights import visible
from steerboard.plans.questions import PLAIN, covering
from steerboard.records.questions import open_deals
from steerboard.work.team.measuring import BOOKINGS

DUTY_TOPICS = ("no_step", "closings", "steps", "stuck")
_FIELDS = (
    "pk",
    "owner",
    "stage__name",
    "stage__longest_stay",
    "created_at",
    "amount",
    "currency",
    "close_date",
    "next_step",
    "next_step_due",
)


@dataclass(frozen=True)
class Undone:
    """An open deal, and what it lacks: of the topics ``no_step``, ``closings``, ``steps`` and ``stuck``.

    ``days`` it has been in its stage; absent where that is not known."""

    id: int
    owner: int
    stage: str
    amount: Decimal
    lacks: frozenset[str]
    days: int | None = None


@dataclass(frozen=True)
class Duties:
    """What is left undone in a person's open deals."""

    deals: int = 0
    undone: Sequence[Undone] = ()

    @cached_property
    def by_topic(self) -> Mapping[str, int]:
        """How many deals lack what."""
        return {topic: sum(topic in d.lacks for d in self.undone) for topic in DUTY_TOPICS}

    def worth(self, topic: str) -> Decimal:
        """The known amounts of those deals, in the workspace's currency."""
        return sum((d.amount for d in self.undone if topic in d.lacks), Decimal(0))


@dataclass(frozen=True)
class Targets:
    """Targets of bookings in a period. Of a period without a target of its own the parts add up."""

    people: Mapping[int, Decimal]
    teams: Mapping[int, Decimal]

    def of_team(self, team: int, people: Iterable[int]) -> tuple[Decimal | None, bool]:
        """The team's own target, else the sum of its people's; whether it is such a sum."""
        own = self.teams.get(team)
        if own is not None:
            return own, False
        parts = [self.people[p] for p in people if p in self.people]
        return (sum(parts, Decimal(0)), True) if parts else (None, False)


NOTHING_OPEN = Duties()


def targets_of(people: Iterable[int], teams: Iterable[int], period: Period, rights: Rights) -> Targets:
    """The targets of some people and teams: one query."""
    rows = _TARGETS.rows(rights, frozenset(people), frozenset(teams), period.start, period.end)
    parts: dict[str, list[tuple[int, date, date, Decimal]]] = {"user": [], "team": []}
    for scope, user, team, start, end, value in rows:
        parts[scope].append((user if scope == "user" else team, start, end, value))
    return Targets(_covered(parts["user"], period), _covered(parts["team"], period))


def duties_of(
    people: Iterable[int], today: date, rights: Rights, currency: str, zone: ZoneInfo
) -> dict[int, Duties]:
    """What is open in the deals of some people: two queries."""
    rows = _DEALS.dicts(rights, frozenset(people))
    moved = _stage_changes([r["pk"] for r in rows if r["stage__longest_stay"] is not None])
    deals: dict[int, int] = defaultdict(int)
    undone: dict[int, list[Undone]] = defaultdict(list)
    for row in rows:
        deals[row["owner"]] += 1
        at = moved.get(row["pk"]) or row["created_at"]
        days = None if at is None else (today - local_date(at, zone)).days
        lacks = frozenset(_lacks(row, today, days))
        if lacks:
            amount = row["amount"] if row["amount"] and row["currency"] == currency else Decimal(0)
            found = Undone(row["pk"], row["owner"], row["stage__name"] or "", amount, lacks, days)
            undone[row["owner"]].append(found)
    return {owner: Duties(count, undone.get(owner, ())) for owner, count in deals.items()}


def _lacks(row: Mapping[str, Any], today: date, days: int | None) -> Iterator[str]:
    if not row["next_step"]:
        yield "no_step"
    if row["close_date"] is not None and row["close_date"] < today:
        yield "closings"
    if row["next_step_due"] is not None and row["next_step_due"] < today:
        yield "steps"
    if days is not None and row["stage__longest_stay"] is not None and days > row["stage__longest_stay"]:
        yield "stuck"


def _stage_changes(deals: Iterable[int]) -> dict[int, WorldTime]:
    """By deal, when it came into the stage in which it is."""
    return {pk: from_text(at) for pk, at in _STAGE_CHANGES.rows(frozenset(deals))}


def _covered(rows: Iterable[tuple[Any, date, date, Decimal]], period: Period) -> dict[int, Decimal]:
    """The value of just the period, else the sum of parts that follow one another through all of it."""
    parts: dict[int, list[tuple[date, date, Decimal]]] = defaultdict(list)
    for who, start, end, value in rows:
        parts[who].append((start, end, value))
    found = {}
    for who, mine in parts.items():
        total = covering(mine, period)
        if total is not None:
            found[who] = total
    return found


_TARGETS = Prepared(
    lambda rights, people, teams, start, end: (
        visible("target", rights)
        .filter(Q(scope="user", user__in=people) | Q(scope="team", team__in=teams))
        .filter(kpi=BOOKINGS, params=PLAIN, level="target", value__isnull=False)
        .filter(starts_on__gte=start, ends_on__lte=end)
        .values_list("scope", "user", "team", "starts_on", "ends_on", "value")
    )
)
_DEALS = Prepared(
    lambda rights, people: open_deals(rights).filter(owner__in=people).order_by().values(*_FIELDS)
)
_STAGE_CHANGES = Prepared(
    lambda deals: (
        History.objects.filter(kind="opportunity", field="stage", record_id__in=deals)
        .values_list("record_id")
        .annotate(Max("effective_at"))
    )
)
