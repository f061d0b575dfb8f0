"""The small sections: win rate and cycle, the funnel, new against repeat customers, verticals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString

from steerboard.core.periods import Period, add_months
from steerboard.core.text import Text
from steerboard.engine.definition.library import Kpi
from steerboard.engine.query import Query
from steerboard.mart.asking import Document
from steerboard.ui import charts, dates, formats
from steerboard.ui.tags.language import page_language
from steerboard.work.company.asking import Value, View
from steerboard.work.company.drawing import stacked
from steerboard.work.figures import change_unit, direction

QUALITY = ("win_rate", "sales_cycle_days")
REVENUES = ("new_customer_revenue", "repeat_customer_revenue")
FUNNEL = ("open_opportunities", "pipeline_value", "stage_conversion_rate", "time_in_stage")
VERTICALS = ("bookings", "win_rate")
REASON, INDUSTRY = "loss_reason", "account.industry"
YEAR = 12  # months of entries that a rate of the funnel rests on
MOST_REASONS, MOST_VERTICALS = 3, 8
SPLIT = Text("New {a}, repeat {b}", "新客 {a}，老客 {b}")
NOT_KNOWN = Text("not known", "未知")


@dataclass(frozen=True)
class Quality:
    """Win rate or cycle: now, before, and the trend."""

    kpi: Kpi
    now: Value
    unit: str
    chart: charts.Trend
    url: str

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


@dataclass(frozen=True)
class Reason:
    label: str
    lost: Decimal
    share: Decimal  # of what was lost


@dataclass(frozen=True)
class Stage:
    """A stage with what is open in it now, and the year's rate and time."""

    label: str
    deals: Value
    money: Value
    rate: Value
    days: Value
    share: Decimal  # of the fullest stage's money

    @property
    def entered(self) -> Decimal | None:
        return _whole(self.rate.denominator)

    @property
    def width(self) -> str:
        return _width(self.share)


@dataclass(frozen=True)
class Repeat:
    new: Value
    again: Value
    drawing: SafeString

    @property
    def share(self) -> Decimal | None:
        """Of new customers, in what both bring."""
        new, again = self.new.value or Decimal(0), self.again.value or Decimal(0)
        return new / (new + again) if new + again > 0 else None

    @property
    def empty(self) -> bool:
        return not (self.new.counted or self.again.counted)


@dataclass(frozen=True)
class Vertical:
    label: str
    money: Value
    change: Decimal | None
    rate: Value
    thin: bool
    share: Decimal | None
    url: str

    @property
    def decided(self) -> Decimal | None:
        return _whole(self.rate.denominator)

    @property
    def width(self) -> str:
        return _width(self.share)


@dataclass(frozen=True)
class Sections:
    quality: Sequence[Quality]
    reasons: Sequence[Reason]
    funnel: Sequence[Stage]
    repeat: Repeat | None
    verticals: Sequence[Vertical]
    more_verticals: int
    urls: Mapping[str, str] = field(default_factory=dict)


def sections(view: View) -> Sections:
    """Four questions, in one exchange."""
    over_time = view.kpis(*QUALITY, *REVENUES)
    asked: list[Query] = [
        view.over_time(over_time, compare=("previous",)),
        view.query(view.kpis("loss_rate"), (REASON,), totals=False),
        view.query(
            view.kpis(*FUNNEL), ("stage",), from_=_year(view).start, to=_year(view).last, totals=False
        ),
        view.query(view.kpis(*VERTICALS), (INDUSTRY,), grain=view.choice.by, compare=("previous",)),
    ]
    told, reasons, stages, verticals = view.ask(*asked)
    found = _verticals(view, verticals)
    return Sections(
        [q for q in (_quality(view, kpi, told) for kpi in view.kpis(*QUALITY)) if q is not None],
        _reasons(reasons),
        _funnel(stages),
        _repeat(view, told),
        found[:MOST_VERTICALS],
        max(len(found) - MOST_VERTICALS, 0),
        {
            "loss": view.choice.figure("loss_rate", by=REASON),
            "funnel": view.choice.figure("stage_conversion_rate", by="stage"),
            "stay": view.choice.figure("time_in_stage", by="stage"),
            "pipeline": view.choice.figure("pipeline_value", by="stage"),
            "new": view.choice.figure("new_customer_revenue"),
            "again": view.choice.figure("repeat_customer_revenue"),
            "verticals": view.choice.figure("bookings", by=INDUSTRY),
            "vertical_rate": view.choice.figure("win_rate", by=INDUSTRY),
        },
    )


def _year(view: View) -> Period:
    """The last twelve months, today included: a quarter's entries have not had the time to go on."""
    end = view.today + timedelta(days=1)
    return Period(add_months(end, -YEAR), end)


def _values(view: View, document: Document, kpi: str) -> list[Value | None]:
    rows = {row["period"]: row["values"][kpi] for row in document["rows"]}
    starts = [period.start.isoformat() for period in view.periods]
    return [Value.of(rows[start]) if start in rows else None for start in starts]


def _quality(view: View, kpi: Kpi, document: Document) -> Quality | None:
    values = _values(view, document, kpi.id)
    now = values[-1]
    if now is None or not any(v is not None and v.counted for v in values):
        return None
    unit, language, fiscal = view.unit(kpi), page_language(), view.calendar.fiscal_month
    points = [
        charts.Point(
            dates.period_mark(period, view.choice.by, language, fiscal, first=n == 0),
            None if value is None else value.value,
            full=dates.period_name(period, view.choice.by, language, fiscal),
            partial=n == len(values) - 1,
        )
        for n, (period, value) in enumerate(zip(view.periods, values, strict=True))
    ]
    return Quality(
        kpi, now, unit, charts.Trend(kpi.name, unit, points, shape="line"), view.choice.figure(kpi.id)
    )


def _reasons(document: Document) -> list[Reason]:
    found = []
    for row in document["rows"]:
        value = Value.of(row["values"]["loss_rate"])
        if value.numerator:
            found.append((_label(row["by"][REASON]), value.numerator))
    total = sum((lost for _, lost in found), Decimal(0))
    found.sort(key=lambda pair: (-pair[1], pair[0]))
    return [Reason(label, lost, lost / total) for label, lost in found[:MOST_REASONS]]


def _funnel(document: Document) -> list[Stage]:
    """In the order of the stages, as the engine gives them; those in which nothing is and nothing was are left out."""
    rows = [
        (_label(row["by"]["stage"]), {k: Value.of(row["values"][k]) for k in FUNNEL})
        for row in document["rows"]
        if row["by"]["stage"]["id"]
    ]
    shown = [
        (label, of) for label, of in rows if of["open_opportunities"].value or of["stage_conversion_rate"].n
    ]
    fullest = max([of["pipeline_value"].value or Decimal(0) for _, of in shown], default=Decimal(0))
    return [
        Stage(
            label,
            deals=of["open_opportunities"],
            money=of["pipeline_value"],
            rate=of["stage_conversion_rate"],
            days=of["time_in_stage"],
            share=(of["pipeline_value"].value or Decimal(0)) / fullest if fullest > 0 else Decimal(0),
        )
        for label, of in shown
    ]


def _repeat(view: View, document: Document) -> Repeat | None:
    if len(view.kpis(*REVENUES)) < len(REVENUES):
        return None
    new, again = (_values(view, document, kpi) for kpi in REVENUES)
    if new[-1] is None or again[-1] is None:
        return None
    if not any(v is not None and v.counted for v in (*new, *again)):
        return None
    language, currency = page_language(), view.request.workspace.currency
    lower, upper = ([None if v is None else v.value for v in line] for line in (new, again))
    words = "; ".join(
        SPLIT.fill(
            a=formats.money(a, currency, language), b=formats.money(b, currency, language)
        ).in_language(language)
        for a, b in zip(lower, upper, strict=True)
    )
    return Repeat(new[-1], again[-1], stacked(lower, upper, words))


def _verticals(view: View, document: Document) -> list[Vertical]:
    bookings, rate = view.kpis(*VERTICALS)
    total = Value.of(document["totals"]["bookings"]).value
    found = []
    for row in document["rows"]:
        money, won = (Value.of(row["values"][kpi]) for kpi in VERTICALS)
        if not money.value and not won.n:
            continue
        share = money.value / total if money.value is not None and total else None
        member = row["by"][INDUSTRY]
        found.append(
            Vertical(
                _label(member),
                money,
                money.change(bookings),
                won,
                won.thin(rate),
                share,
                _vertical_url(view, member),
            )
        )
    return sorted(found, key=lambda v: (-(v.money.value or Decimal(0)), v.label))


def _vertical_url(view: View, member: Mapping[str, Any]) -> str:
    """The records of a vertical; of a part of a region the break-down, since its records have no address."""
    if view.scope.where:
        return view.choice.figure("bookings", by=INDUSTRY)
    key = {"key": member["id"]} if member["id"] is not None else {}
    return view.choice.records("bookings", view.period, by=INDUSTRY, **key)


def _whole(count: Decimal | None) -> Decimal | None:
    """How many, beside a rate: of shared deals a share counts, and its tenths would be noise there."""
    return None if count is None else round(count, 0)


def _width(share: Decimal | None) -> str:
    """The length of a bar, as an SVG attribute."""
    return f"{min(max(float(share or 0), 0.0), 1.0) * 100:.1f}%"


def _label(member: Mapping[str, Any]) -> str:
    return member["label"] or NOT_KNOWN.in_language(page_language())
