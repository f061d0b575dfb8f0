"""What a sketch comes to on the records of today, under the reader's rights: one question to the engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from steerboard.authoring.entries import DRAFT_ID, entry_of
from steerboard.authoring.faults import faults_of
from steerboard.authoring.sketch import Sketch
from steerboard.core.errors import SteerboardError
from steerboard.core.periods import Period, add_months
from steerboard.core.text import Text
from steerboard.engine.definition.draft import draft_of, tried
from steerboard.engine.definition.library import Definitions, Kpi
from steerboard.engine.explain import ATTRIBUTION
from steerboard.mart.asking import decimal, query_for
from steerboard.mart.gateway import open_gateway
from steerboard.people.requests import Asked
from steerboard.work import figures

MONTHS = 12
CALLED = ("name_en", "name_zh", "owner")
NAMELESS = Text("New KPI", "新指标")
ADDS_UP = {
    "all": Text("Groups and months add up to the whole.", "各组、各月可相加为总数。"),
    "not_over_time": Text("Groups add up; months do not.", "各组可相加，各月不可相加。"),
    "none": Text("Groups and months do not add up: the whole is worked out anew.", "各组、各月不可相加，总数单独计算。"),
}  # fmt: skip
NOBODY = Text("nobody: it stands for itself", "不归属任何人")


@dataclass(frozen=True)
class Preview:
    """``fault`` stands in place of figures; without either nothing can be worked out yet."""

    kpi: Kpi | None = None
    unit: str = ""
    value: Decimal | None = None
    previous: Decimal | None = None
    reason: str = ""
    behind: int = 0
    lacking: int = 0
    year_behind: int = 0
    series: Sequence[Decimal | None] = ()
    fault: Text | None = None
    hint: Text | None = None

    @property
    def change(self) -> Decimal | None:
        return figures.change_of(self.kpi, self.value, self.previous) if self.kpi else None

    @property
    def change_unit(self) -> str:
        return figures.change_unit(self.kpi) if self.kpi else "ratio"

    @property
    def better(self) -> str:
        return figures.direction(self.kpi) if self.kpi else "none"

    @property
    def adds_up(self) -> Text:
        return ADDS_UP[self.kpi.additivity if self.kpi else "none"]

    @property
    def belongs_to(self) -> Text:
        attribution = self.kpi.definition.attribution if self.kpi else "none"
        return ATTRIBUTION[attribution] if attribution != "none" else NOBODY


def preview(request: Asked, sketch: Sketch, known: Definitions, mine: str = "") -> Preview:
    """Empty where something is wrong with what the KPI is made of; it need not have a name yet."""
    if any(f.field not in CALLED for f in faults_of(sketch, known, request.rights, mine)):
        return Preview()
    named = replace(sketch, name_en=sketch.name_en or NAMELESS.en, name_zh=sketch.name_zh or NAMELESS.zh)
    try:
        draft = draft_of(entry_of(named, mine or DRAFT_ID, known, version=1))
        kpi = tried(known, draft)[0].kpi(mine or DRAFT_ID)
        month = request.workspace.calendar.period("month", request.today)
        months = Period(add_months(month.start, 1 - MONTHS), month.end)
        query = query_for(
            request.workspace, request.clock, [kpi.id], request.rights,
            grain="month", from_=months.start, to=months.last, compare=("previous",),
        )  # fmt: skip
        with open_gateway(request.workspace, request.clock) as gateway:
            document = gateway.preview(query, draft)
    except SteerboardError as error:
        return Preview(fault=error.message, hint=error.hint)
    starts = [m.start.isoformat() for m in request.workspace.calendar.periods("month", months)]
    rows = {row["period"]: row["values"][kpi.id] for row in document["rows"]}
    found = [rows.get(start, figures.NO_FIGURE) for start in starts]
    return _shown(kpi, found, figures.unit_of(kpi, request.workspace.currency))


def _shown(kpi: Kpi, found: Sequence[Mapping[str, Any]], unit: str) -> Preview:
    now = found[-1]
    return Preview(
        kpi=kpi,
        unit=unit,
        value=decimal(now["value"]),
        previous=decimal((now["previous"] or {}).get("value")),
        reason=now["reason"] or "",
        behind=_whole(now["n"]),
        lacking=_whole(now["missing"]),
        year_behind=sum(_whole(one["n"]) for one in found),
        series=[decimal(one["value"]) for one in found],
    )


def _whole(count: Any) -> int:
    return int(decimal(count) or 0)
