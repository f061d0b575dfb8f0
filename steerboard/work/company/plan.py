"""What should be: the targets of the company, its regions and teams, for any period and KPI, read at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q

from steerboard.core.periods import Period
from steerboard.engine.definition.library import Kpi
from steerboard.engine.rights import Rights
from steerboard.people.rights import visible
from steerboard.plans.questions import PLAIN, covering
from steerboard.work.company.scope import Holder

Piece = tuple[date, date, Decimal]  # from, until (exclusive), how much


@dataclass(frozen=True)
class Plans:
    pieces: Mapping[tuple[str, Holder], Collection[Piece]]

    def of(self, kpi: Kpi, holder: Holder | None, period: Period) -> Decimal | None:
        """The target of just this period. What adds up over time is put together from its parts; of anything else the
        target of the shortest period that holds this one is as good."""
        if holder is None:
            return None
        pieces = self.pieces.get((kpi.id, holder), ())
        if kpi.additivity == "all":
            inside = [p for p in pieces if p[0] >= period.start and p[1] <= period.end]
            return covering(inside, period)
        holding = [p for p in pieces if p[0] <= period.start and p[1] >= period.end]
        return min(holding, key=lambda p: p[1] - p[0])[2] if holding else None


def plans_of(kpis: Iterable[str], holders: Iterable[Holder | None], span: Period, rights: Rights) -> Plans:
    """Every target of these KPIs that touches ``span``, of some teams and the company."""
    asked = {holder for holder in holders if holder is not None}
    if not asked:
        return Plans({})
    whose = Q(scope="team", team__in=[pk for scope, pk in asked if scope == "team"])
    if ("company", 0) in asked:
        whose |= Q(scope="company")
    rows = visible("target", rights).filter(whose, kpi__in=list(kpis), params=PLAIN, level="target")
    rows = rows.filter(starts_on__lt=span.end, ends_on__gt=span.start, value__isnull=False).order_by("pk")
    found: dict[tuple[str, Holder], list[Piece]] = defaultdict(list)
    for kpi, scope, team, start, end, value in rows.values_list(
        "kpi", "scope", "team", "starts_on", "ends_on", "value"
    ):
        found[kpi, (scope, team if scope == "team" else 0)].append((start, end, value))
    return Plans(found)
