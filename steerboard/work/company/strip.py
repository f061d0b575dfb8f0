"""The strip: eight figures that a director steers by, each with its trend, its change and its plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from steerboard.catalogue.packs import pack_of
from steerboard.core.periods import Period
from steerboard.engine.definition.library import Kpi
from steerboard.engine.query import Query
from steerboard.mart.asking import Document
from steerboard.plans.progress import Progress
from steerboard.work.company.asking import Value, View
from steerboard.work.company.plan import Plans
from steerboard.work.figures import change_unit, direction

SHOWN = 8
# In this order; those that the reader may not ask, or that have no records yet, give way to the ones below.
WANTED = (
    "bookings",
    "revenue",
    "win_rate",
    "sales_cycle_days",
    "pipeline_value",
    "pipeline_created",
    "gross_margin",
    "new_customer_revenue",
    "average_contract_value",
    "opportunities_created",
    "discount_rate",
)


@dataclass(frozen=True)
class Card:
    kpi: Kpi
    unit: str
    now: Value
    series: Sequence[Decimal | None]
    plan: Decimal | None
    progress: Progress
    url: str
    records: str

    @property
    def change(self) -> Decimal | None:
        return self.now.change(self.kpi)

    @property
    def change_unit(self) -> str:
        return change_unit(self.kpi)

    @property
    def better(self) -> str:
        return direction(self.kpi)

    @property
    def thin(self) -> bool:
        return self.now.value is not None and self.now.thin(self.kpi)

    @property
    def state(self) -> str:
        """Where it stands against its plan: what adds up day by day against what is due of it by now."""
        value, plan = self.now.value, self.plan
        if value is None or plan is None or self.better == "none":
            return ""
        if self.kpi.additivity == "all" and self.better == "up":
            on_pace = self.progress.on_pace
            return "" if on_pace is None else "better" if on_pace else "worse"
        return "better" if (value >= plan if self.better == "up" else value <= plan) else "worse"


def strip_kpis(view: View) -> list[Kpi]:
    """What the company's pack wants on its strip, else the usual ones."""
    pack = pack_of(view.request.workspace)
    return view.kpis(*(pack.boards["company"] if pack else WANTED))


def cards(view: View, document: Document, kpis: Sequence[Kpi], plans: Plans) -> list[Card]:
    """The answer to the strip's question over time, as cards. Where some have none, the next ones are asked."""
    found = _cards(view, document, kpis[:SHOWN], plans)
    if len(found) < SHOWN and kpis[SHOWN:]:
        more = kpis[SHOWN:]
        found += _cards(view, view.ask(question(view, more))[0], more, plans)
    return found[:SHOWN]


def question(view: View, kpis: Sequence[Kpi]) -> Query:
    """The strip's question: each over the last periods."""
    return view.over_time(kpis, compare=("previous",))


def _cards(view: View, document: Document, kpis: Sequence[Kpi], plans: Plans) -> list[Card]:
    rows = {row["period"]: row["values"] for row in document["rows"]}
    found = (_card(view, kpi, rows, plans) for kpi in kpis)
    return [card for card in found if card is not None]


def _card(view: View, kpi: Kpi, rows: Mapping[str, Mapping[str, object]], plans: Plans) -> Card | None:
    values = [_value(rows, kpi, period) for period in view.periods]
    now = values[-1]
    if now is None or not any(v is not None and v.counted for v in values):
        return None
    plan = plans.of(kpi, view.scope.holder, view.period)
    region = view.scope.region
    group = {} if region is None else {"by": "owner.region", "key": str(region)}
    return Card(
        kpi=kpi,
        unit=view.unit(kpi),
        now=now,
        series=[None if v is None else v.value for v in values],
        plan=plan,
        progress=Progress(now.value, plan, view.days),
        url=view.choice.figure(kpi.id),
        records=view.choice.records(kpi.id, view.period, **group),
    )


def _value(rows: Mapping[str, Mapping[str, object]], kpi: Kpi, period: Period) -> Value | None:
    values = rows.get(period.start.isoformat())
    return None if values is None else Value.of(values[kpi.id])  # type: ignore[arg-type]
