"""The records behind a figure."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from steerboard.core.errors import BadInput
from steerboard.core.periods import Period
from steerboard.core.text import Text
from steerboard.engine.definition.library import Kpi
from steerboard.people.policies import signed_in
from steerboard.people.requests import Asked
from steerboard.records.lists import page_of
from steerboard.records.showing import record_url
from steerboard.ui import dates, formats
from steerboard.ui.tables import PAGE, Cell, Column, Table
from steerboard.ui.tags.language import page_language
from steerboard.work import figures, records
from steerboard.work.views.looking import IDS, kpi_of, look_of

RECORDS = Text("Records behind {kpi}", "{kpi}的明细")
QUERIES = (
    "from=2026-01-01&to=2026-12-31",
    "whose=mine",
    "by=owner&key={user}",
    "by=owner.team&key={team}",
    "by=stage",
    "part=numerator",
    "whose=mine&by=stage",
    "whose=team&org=today",
    "p-within=30",
)


@signed_in(examples={"kpi_id": IDS}, queries=QUERIES, figures=True)
@require_safe
def behind(request: Asked, kpi_id: str) -> HttpResponse:
    """What a number opens: the same days, the same group, the same rights; the amounts add up to it."""
    kpi = kpi_of(request, kpi_id)
    cell = cell_of(request, kpi)
    kpi = cell.look.kpi
    part = request.GET.get("part", "")
    page = page_of(request)
    found = records.behind(request, cell, part, PAGE, (page - 1) * PAGE)
    names = {p.name for p in found.parts}
    unit = figures.unit_of(kpi, request.workspace.currency)
    context = {
        "page_title": RECORDS.fill(kpi=kpi.name),
        "kpi": kpi,
        "unit": unit,
        "found": found,
        "part": part if part in names else "",
        "period": days_said(cell.period, request),
        "mine": cell.look.whose == "mine",
        "figure_url": f"{reverse('figure', args=[kpi.id])}?{urlencode(cell.look.parameters())}",
        "table": _table(found, kpi, unit, page, request),
    }
    return render(request, "work/records.html", context)


def cell_of(request: Asked, kpi: Kpi) -> records.Cell:
    """The cell that an address means: the present month where it says no days."""
    month = request.workspace.calendar.period("month", request.today)
    start, last = _day(request, "from", month.start), _day(request, "to", month.last)
    if last < start:
        raise BadInput(Text("the period ends before it begins.", "结束日期早于开始日期。"), where="to")
    by = request.GET.get("by", "")
    period = Period(start, last + timedelta(days=1))
    return records.Cell(look_of(request, kpi), period, by, request.GET.get("key"))


def _day(request: Asked, name: str, usual: date) -> date:
    text = request.GET.get(name)
    try:
        day = usual if text is None else date.fromisoformat(text)
    except ValueError:
        day = date.min
    if not date(1900, 1, 1) <= day <= date(2200, 1, 1):
        raise BadInput(Text("“{t}” is no date.", "“{t}”不是日期。").fill(t=(text or "")[:40]), where=name)
    return day


def days_said(period: Period, request: Asked) -> str:
    language = page_language()
    first, last = (dates.date_short(d, language, request.today) for d in (period.start, period.last))
    return first if first == last else f"{first} – {last}"


def _table(found: records.Behind, kpi: Kpi, unit: str, page: int, request: Asked) -> Table:
    """The rows, with the sum where all rows add up to one figure."""
    shared = any(r.share != 1 for r in found.rows)
    columns = [
        Column("record", _("Record")),
        Column("on", _("When")),
        Column("owner", _("Owner"), phone=False),
        *([Column("share", _("Share"), numeric=True)] if shared else ()),
        Column("amount", _("Amount") if unit.startswith("money") else _("Counts as"), numeric=True),
    ]
    single = found.parts[0] if len(found.parts) == 1 else None
    kind, _colon, currency = unit.partition(":")
    shown = kind if single is not None and kind in ("money", "count", "days") else "count"
    if kind == "money":
        shown = "money"
    rows = [_row(r, shared, shown, currency, request) for r in found.rows]
    foot: list[Cell] = []
    if single is not None and kpi.additivity == "all":
        blank = [Cell("")] * (len(columns) - 2)
        foot = [
            Cell(_("Together")),
            *blank,
            Cell(formats.full(single.value, kind, page_language(), currency)),
        ]
    return Table(RECORDS.fill(kpi=kpi.name), columns, rows, found.total, page, foot=foot, key="records")


def _row(r: records.Record, shared: bool, unit: str, currency: str, request: Asked) -> list[Cell]:
    language = page_language()
    share = [Cell(formats.ratio(r.share, language) if r.share != 1 else "")] if shared else []
    return [
        Cell(r.label, small=r.about, href=record_url(r.opens, r.id) if r.opens else ""),
        Cell(dates.date_short(r.on, language, request.today)),
        Cell(r.owner or formats.DASH),
        *share,
        Cell(_amount(r.amount, unit, currency)),
    ]


def _amount(value: Decimal | None, unit: str, currency: str) -> str:
    if value is None:
        return _("not known")
    return formats.full(value, unit, page_language(), currency)
