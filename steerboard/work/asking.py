"""Asking the engine from a page: one's own figures, and figures under one's rights."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from steerboard.core.periods import Period
from steerboard.engine.query import Query
from steerboard.engine.rights import Rights
from steerboard.people.requests import Asked

Document = Mapping[str, Any]


@dataclass(frozen=True)
class Own:
    """A person's own values by KPI and by the first day of the period; ``refused`` says why one has none."""

    values: Mapping[str, Mapping[date, Decimal]] = field(default_factory=dict)
    refused: Mapping[str, str] = field(default_factory=dict)

    def of(self, kpi: str, start: date) -> Decimal | None:
        """Nothing happened is 0; what could not be answered is None."""
        return None if kpi in self.refused else self.values.get(kpi, {}).get(start, Decimal(0))

    def total(self, kpi: str) -> Decimal | None:
        """Over all periods asked for; only for KPIs that add up over time."""
        return None if kpi in self.refused else sum(self.values.get(kpi, {}).values(), Decimal(0))


def question(request: Asked, kpis: Sequence[str], rights: Rights, **asked: Any) -> Query:
    """A query in the workspace's calendar and currency, as of the end of the minute that runs.

    Pages that are asked for in the same minute ask the same question, so it is answered once; and what was entered a
    moment ago lies before the end of its minute.
    """
    minute = request.clock.now().replace(second=0, microsecond=0)
    return Query(
        kpis=tuple(kpis),
        now=minute + timedelta(minutes=1),
        rights=rights,
        calendar=request.workspace.calendar,
        currency=request.workspace.currency,
        **asked,
    )


def alone(rights: Rights) -> Rights:
    """The reader without those whom he leads: what is his own."""
    mine = frozenset() if rights.user is None else frozenset({rights.user})
    return Rights(rights.user, frozenset({"rep"}) if rights.roles else frozenset(), False, frozenset(), mine)


def ask(request: Asked, query: Query) -> Document:
    """The answer as its JSON document."""
    from steerboard.mart.gateway import open_gateway

    with open_gateway(request.workspace) as gateway:
        document: Document = gateway.query(query).to_json()
    return document


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
    return Own(values, refused)
