"""The heat table: regions or teams by KPI, each cell by its distance from what it is held against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from django.utils.html import escape
from django.utils.safestring import SafeString

from steerboard.core.text import Text
from steerboard.engine.definition.library import Kpi
from steerboard.mart.asking import Document
from steerboard.ui import formats
from steerboard.ui.tags.language import page_language
from steerboard.work.company.asking import Value, View
from steerboard.work.company.choice import Side
from steerboard.work.company.plan import Plans
from steerboard.work.company.scope import Unit
from steerboard.work.company.standing import dimension
from steerboard.work.figures import direction

WANTED = (
    "bookings",
    "revenue",
    "pipeline_created",
    "pipeline_value",
    "win_rate",
    "sales_cycle_days",
    "gross_margin",
)
Against = Literal["plan", "all", "before"]
AGAINST: Mapping[Against, Text] = {
    "plan": Text("to plan by now", "对应进目标"),
    "all": Text("to all together", "对整体"),
    "before": Text("to the period before", "对上期同期"),
}
STEPS = (Decimal("0.05"), Decimal("0.15"), Decimal("0.30"))  # relative distances at which a tint begins
HEARD = {1: Text("better", "较好"), -1: Text("worse", "较差"), 0: Text("about the same", "相近")}


@dataclass(frozen=True)
class Cell:
    """``step`` is -3 (much worse) to 3; None where nothing can be said of it."""

    value: str
    note: str
    step: int | None
    url: str
    title: str

    @property
    def tint(self) -> str:
        if not self.step:
            return "heat-still" if self.step == 0 else "heat-none"
        return f"heat-{'up' if self.step > 0 else 'down'}-{abs(self.step)}"

    def html(self) -> SafeString:
        """The cell as markup, made here since a page has many."""
        title, value = escape(self.title), escape(self.value)
        shown = f'<span title="{title}">{value}</span>'
        if self.url:
            shown = f'<a class="n" href="{escape(self.url)}" title="{title}">{value}</a>'
        note = f'<span class="heat-note">{escape(self.note)}</span>' if self.note else ""
        heard = ""
        if self.step is not None:
            text = HEARD[(self.step > 0) - (self.step < 0)].in_language(page_language())
            heard = f'<span class="vh">{text}</span>'
        return SafeString(f'<td class="num {self.tint}">{shown}{note}{heard}</td>')


@dataclass(frozen=True)
class Head:
    kpi: Kpi
    against: Text
    url: str


@dataclass(frozen=True)
class Line:
    unit: Unit
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Heat:
    heads: Sequence[Head]
    lines: Sequence[Line]


def heat_kpis(view: View) -> list[Kpi]:
    return view.kpis(*WANTED)


def heat(view: View, side: Side, units: Sequence[Unit], document: Document, plans: Plans) -> Heat:
    """From the figures of the present period by region or team. A KPI without a single value is left out."""
    by = dimension(side)
    rows = {row["by"][by]["id"]: row["values"] for row in document["rows"]}
    columns = []
    for kpi in heat_kpis(view):
        values = {u.id: Value.of(rows[str(u.id)][kpi.id]) for u in units if str(u.id) in rows}
        if any(v.counted for v in values.values()):
            columns.append(_column(view, kpi, units, values, Value.of(document["totals"][kpi.id]), plans))
    heads = [Head(kpi, AGAINST[against], view.choice.figure(kpi.id, by=by)) for kpi, against, _ in columns]
    found = [
        Line(unit, [_cell(view, by, unit, held) for held in (column[2][n] for column in columns)])
        for n, unit in enumerate(units)
    ]
    return Heat(heads, found)


@dataclass(frozen=True)
class _Held:
    """A figure and what it is held against; ``base`` is None where there is nothing."""

    kpi: Kpi
    against: Against
    value: Value | None
    base: Decimal | None
    plan: Decimal | None = None

    @property
    def distance(self) -> Decimal | None:
        if self.value is None or self.value.value is None or not self.base or self.value.thin(self.kpi):
            return None
        return (self.value.value - self.base) / abs(self.base)

    @property
    def step(self) -> int | None:
        better, distance = direction(self.kpi), self.distance
        if distance is None or better == "none":
            return None
        size = sum(1 for least in STEPS if abs(distance) >= least)
        return size if (distance > 0) == (better == "up") else -size


def _column(
    view: View,
    kpi: Kpi,
    units: Sequence[Unit],
    values: Mapping[int, Value],
    total: Value,
    plans: Plans,
) -> tuple[Kpi, Against, list[_Held]]:
    """Against plans where there is one, else against all together (ratios, lengths of time) or the period before."""
    targets = {u.id: plans.of(kpi, ("team", u.id), view.period) for u in units}
    against: Against = "all" if kpi.unit in ("ratio", "days", "minutes") else "before"
    if any(target is not None for target in targets.values()):
        against = "plan"
    found = []
    for unit in units:
        value, target = values.get(unit.id), targets[unit.id]
        base = {
            "plan": _due(view, kpi, target),
            "all": total.value,
            "before": value.before if value else None,
        }
        found.append(_Held(kpi, against, value, base[against], target))
    return kpi, against, found


def _due(view: View, kpi: Kpi, target: Decimal | None) -> Decimal | None:
    """What of a target is due by the end of today."""
    if target is None or kpi.additivity != "all":
        return target
    return None if view.days.pace is None else target * view.days.pace


def _cell(view: View, by: str, unit: Unit, held: _Held) -> Cell:
    kpi, value, language = held.kpi, held.value, page_language()
    shown, _colon, currency = view.unit(kpi).partition(":")
    if value is None or value.value is None:
        return Cell(formats.DASH, "", None, "", value.reason if value else "")
    return Cell(
        formats.figure(value.value, shown, language, currency),
        _note(held, value),
        held.step,
        view.choice.records(kpi.id, view.period, by=by, key=str(unit.id)),
        formats.full(value.value, shown, language, currency),
    )


def _note(held: _Held, value: Value) -> str:
    """``−12 %`` beside what it is held against; of few records how many there are."""
    language = page_language()
    if value.thin(held.kpi):
        return str(
            Text("only {n}", "仅 {n} 条").fill(n=formats.count(value.n, language)).in_language(language)
        )
    if held.distance is None or value.value is None or held.base is None:
        return ""
    if held.kpi.unit == "ratio":
        difference = value.value - held.base
        return f"{_sign(difference)}{formats.points(abs(difference), language)}"
    return f"{_sign(held.distance)}{formats.ratio(abs(held.distance), language)}"


def _sign(value: Decimal) -> str:
    return "+" if value > 0 else "−" if value < 0 else "±"
