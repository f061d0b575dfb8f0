"""What others ask about targets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Q

from steerboard.core.periods import Period
from steerboard.engine.rights import Rights
from steerboard.kinds.prepared import Prepared
from steerboard.people.editing import OFFICE
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


@dataclass(frozen=True)
class Row:
    """A target that is set: its record, and its value."""

    pk: int
    value: Decimal | None


def targets_of(person: int, period: Period, rights: Rights) -> dict[str, Levels]:
    """The person's targets of ``period`` by KPI: the one that is set for just this period, else the sum of those that
    together cover all of its days. A level that covers only a part of the period is left out."""
    pieces: dict[tuple[str, str], list[tuple[date, date, Decimal]]] = defaultdict(list)
    for kpi, level, start, end, value in _OF_PERSON.rows(rights, person, period.start, period.end):
        pieces[kpi, level].append((start, end, value))
    found: dict[str, dict[str, Decimal]] = defaultdict(dict)
    for (kpi, level), parts in pieces.items():
        total = covering(parts, period)
        if total is not None:
            found[kpi][level] = total
    return {kpi: Levels(levels) for kpi, levels in found.items()}


_OF_PERSON = Prepared(
    lambda rights, person, start, end: (
        visible("target", rights)
        .filter(scope="user", user=person, params=PLAIN, value__isnull=False)
        .filter(starts_on__gte=start, ends_on__lte=end)
        .values_list("kpi", "level", "starts_on", "ends_on", "value")
    )
)


def covering(parts: Iterable[tuple[date, date, Decimal]], period: Period) -> Decimal | None:
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


Held = tuple[str, int, date, date]  # scope, whose id (0 of the company), from, until (exclusive)


def targets_in(
    kpi: str, holders: Iterable[tuple[str, int]], span: Period, rights: Rights, levels: Iterable[str]
) -> dict[str, dict[Held, Row]]:
    """The targets of some holders that begin in ``span``, by level. Where there are two for the same days, the first."""
    by_scope: dict[str, list[int]] = defaultdict(list)
    for scope, pk in holders:
        by_scope[scope].append(pk)
    whose = Q(scope="user", user__in=by_scope["user"]) | Q(scope="team", team__in=by_scope["team"])
    if by_scope["company"]:
        whose |= Q(scope="company")
    found: dict[str, dict[Held, Row]] = defaultdict(dict)
    rows = visible("target", rights).filter(whose, kpi=kpi, params=PLAIN, level__in=list(levels))
    rows = rows.filter(starts_on__gte=span.start, starts_on__lt=span.end).order_by("pk")
    named = ("level", "scope", "user", "team", "starts_on", "ends_on", "pk", "value")
    for level, scope, user, team, start, end, pk, value in rows.values_list(*named):
        whom = {"user": user, "team": team}.get(scope, 0)
        found[level].setdefault((scope, whom, start, end), Row(pk, value))
    return found


def people_with_targets(kpi: str, people: Collection[int], span: Period, rights: Rights) -> set[int]:
    """Those of ``people`` who have targets of a KPI that begin in ``span``."""
    rows = visible("target", rights).filter(kpi=kpi, params=PLAIN, scope="user", user__in=list(people))
    return set(rows.filter(starts_on__gte=span.start, starts_on__lt=span.end).values_list("user", flat=True))


def kpis_with_targets(rights: Rights) -> list[str]:
    return list(visible("target", rights).filter(params=PLAIN).values_list("kpi", flat=True).distinct())


def may_set_any(rights: Rights) -> bool:
    """Whether there can be anybody whose targets the reader sets."""
    return bool(rights.roles & OFFICE) or bool(rights.teams and rights.people - {rights.user})
