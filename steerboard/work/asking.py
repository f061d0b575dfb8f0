"""Asking the engine from a page: one's own figures, and figures under one's rights."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from steerboard.core.periods import Period
from steerboard.engine.query import Query
from steerboard.engine.rights import Rights
from steerboard.mart.asking import Document, alone, decimal, documents, query_for
from steerboard.people.requests import Asked

__all__ = ["Document", "Own", "alone", "ask", "decimal", "own_by_month", "question", "read_own"]


@dataclass(frozen=True)
class Own:
    """A person's own values by KPI and by the first day of the period.

    ``asked`` are the KPIs that there are an answer for, ``refused`` says why one of them has none.
    """

    asked: frozenset[str] = frozenset()
    values: Mapping[str, Mapping[date, Decimal]] = field(default_factory=dict)
    refused: Mapping[str, str] = field(default_factory=dict)
    fresh_at: datetime | None = None

    def of(self, kpi: str, start: date) -> Decimal | None:
        """Nothing happened is 0; what could not be answered is None."""
        return self.values.get(kpi, {}).get(start, Decimal(0)) if self._known(kpi) else None

    def total(self, kpi: str) -> Decimal | None:
        """Over all periods asked for; only for KPIs that add up over time."""
        return sum(self.values.get(kpi, {}).values(), Decimal(0)) if self._known(kpi) else None

    def _known(self, kpi: str) -> bool:
        return kpi in self.asked and kpi not in self.refused


def question(request: Asked, kpis: Sequence[str], rights: Rights, **asked: Any) -> Query:
    """A query in the workspace's calendar and currency, as of the end of the minute that runs."""
    return query_for(request.workspace, request.clock, kpis, rights, **asked)


def ask(request: Asked, query: Query) -> Document:
    """The answer as its JSON document."""
    return documents(request.workspace, request.clock, query)[0]


def own_by_month(request: Asked, kpis: Sequence[str], span: Period) -> Own:
    """What is credited to the reader himself, month by month: one question for all KPIs."""
    query = question(
        request, kpis, alone(request.rights), by=("owner",), grain="month", from_=span.start, to=span.last
    )
    return read_own(ask(request, query), str(request.person_id))


def read_own(document: Document, person: str) -> Own:
    """The rows of one person out of an answer by owner and month."""
    values: dict[str, dict[date, Decimal]] = defaultdict(dict)
    for row in document["rows"]:
        if row["by"]["owner"]["id"] != person:
            continue
        start = date.fromisoformat(row["period"])
        for kpi, figure in row["values"].items():
            if figure["value"] is not None:
                values[kpi][start] = Decimal(str(figure["value"]))
    totals = document["totals"].items()
    refused = {k: f["reason"] for k, f in totals if f["value"] is None and f["reason"] and k not in values}
    fresh = document.get("fresh_at")
    return Own(
        frozenset(document["totals"]), values, refused, datetime.fromisoformat(fresh) if fresh else None
    )
