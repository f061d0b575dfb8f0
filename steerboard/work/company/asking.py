"""The questions of the page: each under the reader's rights, in the page's scope, with the teams that were chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from steerboard.core.periods import Period
from steerboard.engine.definition.library import Definitions, Kpi
from steerboard.engine.query import Query
from steerboard.mart.asking import Document, documents
from steerboard.people.requests import Asked
from steerboard.plans.progress import WorkingDays
from steerboard.work.asking import decimal, question
from steerboard.work.company.choice import Choice
from steerboard.work.company.scope import Scope, scope_of
from steerboard.work.definitions import definitions_of
from steerboard.work.figures import change_of, unit_of

STALE = timedelta(minutes=2)
FEW = 10  # records below which a ratio or a middle value says little


@dataclass(frozen=True)
class Value:
    """A figure of a document, with the one that it is compared with."""

    value: Decimal | None
    n: Decimal
    missing: Decimal
    numerator: Decimal | None
    denominator: Decimal | None
    reason: str
    before: Decimal | None = None

    @classmethod
    def of(cls, figure: Mapping[str, Any]) -> Value:
        return cls(
            decimal(figure["value"]),
            decimal(figure["n"]) or Decimal(0),
            decimal(figure["missing"]) or Decimal(0),
            decimal(figure["numerator"]),
            decimal(figure["denominator"]),
            figure["reason"] or "",
            decimal((figure["previous"] or {}).get("value")),
        )

    @property
    def counted(self) -> bool:
        """Whether there is a record of it at all."""
        return bool(self.n or self.missing)

    def thin(self, kpi: Kpi) -> bool:
        return kpi.unit in ("ratio", "days", "minutes") and self.n < FEW

    def change(self, kpi: Kpi) -> Decimal | None:
        return change_of(kpi, self.value, self.before)


class View:
    """One answer of the page: who asks, about what, and how he looks. Lives as long as its request."""

    def __init__(self, request: Asked) -> None:
        self.request, self.choice = request, Choice.of(request)
        self.today, self.calendar = request.today, request.workspace.calendar

    @cached_property
    def scope(self) -> Scope:
        return scope_of(self.request.rights, self.today)

    @cached_property
    def period(self) -> Period:
        return self.choice.period(self.today, self.calendar)

    @cached_property
    def periods(self) -> list[Period]:
        return self.choice.periods(self.today, self.calendar)

    @property
    def span(self) -> Period:
        return Period(self.periods[0].start, self.period.end)

    @cached_property
    def days(self) -> WorkingDays:
        return WorkingDays.of(self.period, self.today, self.calendar)

    @cached_property
    def known(self) -> Definitions:
        return definitions_of(self.request.workspace)

    def kpis(self, *ids: str) -> list[Kpi]:
        """Those of the ids that the workspace defines."""
        return [self.known.kpi(i) for i in ids if i.partition(":")[0] in self.known.by_id]

    def unit(self, kpi: Kpi) -> str:
        return unit_of(kpi, self.request.workspace.currency)

    def query(self, kpis: Sequence[Kpi], by: tuple[str, ...] = (), **asked: Any) -> Query:
        """In the scope and the present period, unless said otherwise."""
        asked.setdefault("where", self.scope.where)
        asked.setdefault("from_", self.period.start)
        asked.setdefault("to", self.period.last)
        return question(
            self.request,
            [k.id for k in kpis],
            self.request.rights,
            by=by,
            org=self.choice.org,
            **asked,
        )

    def over_time(self, kpis: Sequence[Kpi], by: tuple[str, ...] = (), **asked: Any) -> Query:
        """The same in each of the last periods, and not over all of them."""
        days = {"from_": self.span.start, "to": self.period.last}
        return self.query(kpis, by, grain=self.choice.by, totals=False, **days, **asked)

    def ask(self, *queries: Query) -> list[Document]:
        return documents(self.request.workspace, self.request.clock, *queries)

    def stale_since(self, document: Document) -> datetime | None:
        """The instant up to which an answer is fresh, where that is long ago."""
        fresh = document.get("fresh_at")
        at = datetime.fromisoformat(fresh) if fresh else None
        return at if at is not None and self.request.clock.now() - at > STALE else None
