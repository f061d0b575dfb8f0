"""The pipeline and how it changed: the bridge as a chart, as a table that says the same, and in a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from steerboard.core.text import Text
from steerboard.engine.bridge import PASSED, STEPS, Between, Bridge, Part
from steerboard.engine.query import Query
from steerboard.mart.gateway import open_gateway
from steerboard.ui import charts, dates, formats
from steerboard.ui.tags.language import page_language
from steerboard.work.company.asking import View

START, END = Text("Start", "期初"), Text("Now", "现在")
CHANGE = Text("Pipeline", "在途商机")
NAMES: Mapping[str, Text] = {"start": START, **STEPS, "end": END, **PASSED}
# What a step means for the company; moves between teams and rates mean nothing.
VALENCES: Mapping[str, str] = {
    "new": "better",
    "reopened": "better",
    "pulled_in": "better",
    "value_up": "better",
    "won": "better",
    "value_down": "worse",
    "pushed_out": "worse",
    "lost": "worse",
}
# These stand there with nothing in them too; the others only where they occur.
ALWAYS = frozenset({"new", "pulled_in", "pushed_out", "won", "lost", "value_up", "value_down"})
MORE, LESS = Text("{p} more", "增加 {p}"), Text("{p} less", "减少 {p}")
DEALS = Text("{n} deals", "{n} 个商机")
DEAL = Text("1 deal", "1 个商机")


@dataclass(frozen=True)
class Bar:
    part: Part
    name: Text
    total: bool
    valence: str
    url: str

    @property
    def signed(self) -> bool:
        return not self.total and self.part.value > 0


@dataclass(frozen=True)
class Drawn:
    """``cause`` is the step that moved most in the direction of the whole change."""

    bars: Sequence[Bar]
    since: date
    due: date | None
    passed: Bar
    passed_won: Part
    chart: charts.Bridge

    @property
    def start(self) -> Part:
        return self.bars[0].part

    @property
    def end(self) -> Part:
        return self.bars[-1].part

    @property
    def change(self) -> Decimal | None:
        """By how much of the start it changed."""
        return (self.end.value - self.start.value) / self.start.value if self.start.value else None

    @property
    def change_said(self) -> Text | None:
        if not self.change:
            return None
        return (MORE if self.change > 0 else LESS).fill(p=formats.ratio(abs(self.change), page_language()))

    @property
    def cause(self) -> Bar | None:
        change = self.end.value - self.start.value
        steps = [b for b in self.bars[1:-1] if b.part.value and (b.part.value > 0) == (change > 0)]
        return max(steps, key=lambda b: abs(b.part.value)) if change and steps else None

    @property
    def missing(self) -> bool:
        return any(bar.part.missing for bar in self.bars)

    @property
    def empty(self) -> bool:
        return not any(bar.part.rows for bar in (*self.bars, self.passed))


def between(view: View) -> Between:
    """From the end of a day until now, due by the end of the present period or at any time."""
    due = view.period.last if view.choice.due == "period" else None
    return Between(view.choice.start(view.today), view.today, due)


def pipeline(view: View) -> Query:
    return view.query(view.kpis("pipeline_value"), from_=None, to=None)


def bridge(view: View) -> Drawn:
    """One question."""
    asked = between(view)
    with open_gateway(view.request.workspace, view.request.clock) as gateway:
        (found,) = gateway.bridge(pipeline(view), asked).rows
    bars = [_bar(view, part) for part in _shown(found)]
    return Drawn(
        bars,
        view.choice.start(view.today),
        asked.due_by,
        _bar(view, found.passed),
        found.passed_won,
        _chart(view, bars),
    )


def _shown(found: Bridge) -> Sequence[Part]:
    steps = [s for s in found.steps if s.name in ALWAYS or s.rows]
    return (found.start, *steps, found.end)


def _bar(view: View, part: Part) -> Bar:
    total = part.name in ("start", "end")
    url = view.choice.bar(part.name) if part.rows else ""
    return Bar(part, NAMES[part.name], total, VALENCES.get(part.name, "neutral"), url)


def _chart(view: View, bars: Sequence[Bar]) -> charts.Bridge:
    language = page_language()
    steps = [
        charts.Step(
            bar.name.in_language(language),
            bar.part.value,
            kind="total" if bar.total else "step",
            valence=bar.valence,
            href=bar.url,
            note=deals_said(bar.part.rows).in_language(language),
        )
        for bar in bars
    ]
    return charts.Bridge(CHANGE, f"money:{view.request.workspace.currency}", steps)


def deals_said(rows: int) -> Text:
    if rows == 1:
        return DEAL
    return DEALS.fill(n=formats.count(rows, page_language()))


def since_said(view: View) -> str:
    """The day at whose end the bridge begins, in words."""
    return dates.date_long(view.choice.start(view.today), page_language(), view.today)
