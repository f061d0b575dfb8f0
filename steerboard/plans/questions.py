"""What others ask about targets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q

from steerboard.core.periods import Period
from steerboard.engine.rights import Rights
from steerboard.people.editing import OFFICE, may_edit
from steerboard.people.models import Membership
from steerboard.people.rights import visible

PLAIN = "{}"  # a target of the KPI itself, without parameters


@dataclass(frozen=True)
class Levels:
    """The levels of one KPI's target; a level that is not set is not there."""

    by_level: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def target(self) -> Decimal | None:
        return self.by_level.get("target")

    @property
    def stretch(self) -> Decimal | None:
        return self.by_level.get("stretch")


NONE_SET = Levels()


def targets_of(person: int, period: Period, rights: Rights) -> dict[str, Levels]:
    """The person's targets of ``period`` by KPI: the one that is set for just this period, else the sum of those that
    together cover all of its days. A level that covers only a part of the period is left out."""
    rows = visible("target", rights).filter(scope="user", user=person, params=PLAIN, value__isnull=False)
    inside = rows.filter(starts_on__gte=period.start, ends_on__lte=period.end)
    pieces: dict[tuple[str, str], list[tuple[date, date, Decimal]]] = defaultdict(list)
    for kpi, level, start, end, value in inside.values_list("kpi", "level", "starts_on", "ends_on", "value"):
        pieces[kpi, level].append((start, end, value))
    found: dict[str, dict[str, Decimal]] = defaultdict(dict)
    for (kpi, level), parts in pieces.items():
        total = _covering(parts, period)
        if total is not None:
            found[kpi][level] = total
    return {kpi: Levels(levels) for kpi, levels in found.items()}


def _covering(parts: Iterable[tuple[date, date, Decimal]], period: Period) -> Decimal | None:
    """The sum of parts that follow one another from the first day to the last; None where days are missing."""
    ordered = sorted(parts)
    for start, end, value in ordered:
        if (start, end) == (period.start, period.end):
            return value
    day, total = period.start, Decimal(0)
    for start, end, value in ordered:
        if start != day:
            return None
        day, total = end, total + value
    return total if day == period.end else None


def person_targets(kpi: str, people: Iterable[int], span: Period, rights: Rights) -> list[Any]:
    """The target rows (level ``target``) of a KPI for some people that begin in ``span``."""
    rows = visible("target", rights).filter(kpi=kpi, params=PLAIN, scope="user", level="target")
    return list(rows.filter(user__in=list(people), starts_on__gte=span.start, starts_on__lt=span.end))


def people_to_set(rights: Rights, today: date) -> list[tuple[int, str]]:
    """Those whose targets the reader may set: whom he leads; for the office everybody who is a member today."""
    members = Membership.objects.filter(Q(valid_from=None) | Q(valid_from__lte=today))
    members = members.filter(Q(valid_to=None) | Q(valid_to__gt=today))
    if not rights.roles & OFFICE:
        members = members.filter(user__in=rights.people - {rights.user})
    users = visible("user", rights).filter(pk__in=members.values("user"))
    found = users.order_by("name", "pk").values_list("pk", "name")
    return [(pk, name) for pk, name in found if may_edit("target", {"user": pk}, rights)]


def may_set_any(rights: Rights) -> bool:
    """Whether there can be anybody whose targets the reader sets."""
    return bool(rights.roles & OFFICE) or bool(rights.teams and rights.people - {rights.user})
