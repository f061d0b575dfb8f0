"""The figures: their list, the page of one, and the records behind it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from steerboard.core.errors import Forbidden, UnknownName
from steerboard.core.text import Text
from steerboard.engine.definition.library import Kpi
from steerboard.people.policies import signed_in
from steerboard.people.requests import Asked
from steerboard.ui import dates
from steerboard.ui.formats import DASH, figure
from steerboard.ui.tables import Cell, Column, Table
from steerboard.ui.tags.language import page_language
from steerboard.work import figures
from steerboard.work.definitions import definitions_of

FIGURES = Text("Figures", "指标")
IDS = ("bookings", "win_rate", "visits", "pipeline_value", "no_such_kpi")
OVERS: tuple[figures.Over, ...] = ("month", "quarter", "year")


@signed_in
@require_safe
def listing(request: Asked) -> HttpResponse:
    """Every KPI that has a value for this reader: this month, and last month up to the same day."""
    found = figures.lines(request, request.rights)
    context = {
        "page_title": FIGURES,
        "groups": figures.by_role(found),
        "without": [str(line.kpi.name) for line in found if not line.known],
        "today": request.today,
    }
    return render(request, "work/figures.html", context)


@signed_in(examples={"kpi_id": IDS}, queries=("by=owner", "by=owner.team&over=year", "over=quarter"))
@require_safe
def one(request: Asked, kpi_id: str) -> HttpResponse:
    """One KPI: what it means, its last twelve months, and its parts by a dimension."""
    kpi = kpi_of(request, kpi_id)
    known = definitions_of(request.workspace)
    chosen = figures.dimensions(kpi, known.terms.model, request.rights)
    by = request.GET.get("by", "")
    by = by if by in dict(chosen) else ""
    over = over_of(request)
    span = figures.span_of(over, request.today, request)
    unit = figures.unit_of(kpi, request.workspace.currency)
    context: dict[str, Any] = {
        "page_title": kpi.name,
        "kpi": kpi,
        "definition": kpi.definition,
        "variants": [known.kpi(i) for i in kpi.definition.ids if i.partition(":")[2]],
        "months": _months(request, kpi, unit),
        "by": by,
        "dimensions": figures.options(chosen),
        "over": over,
        "overs": [(o, figures.PERIOD_LABELS[o]) for o in OVERS],
    }
    if by:
        parts, more = figures.groups(request, kpi, by, span, request.rights)
        context |= {"parts": _parts(parts, dict(chosen)[by], kpi, unit), "more": more}
    return render(request, "work/figure.html", context)


def kpi_of(request: Asked, kpi_id: str) -> Kpi:
    """The KPI of an address; one that is not there is a page that is not there."""
    try:
        return definitions_of(request.workspace).kpi(kpi_id)
    except UnknownName as error:
        raise Forbidden(error.message) from None


def over_of(request: Asked) -> figures.Over:
    asked = request.GET.get("over")
    return next((over for over in OVERS if over == asked), "month")


def _months(request: Asked, kpi: Kpi, unit: str) -> Table:
    columns = [
        Column("month", _("Month")),
        Column("value", kpi.name, numeric=True),
        Column("n", _("Records"), numeric=True),
    ]
    found = figures.months(request, kpi, request.rights, {})
    lacking = any(month.missing for month in found)
    if lacking:
        columns.append(Column("missing", _("Not known"), numeric=True, phone=False))
    rows = []
    for month in found:
        name = dates.period_name(month.period, "month", page_language())
        note = _("so far") if month.partial else ""
        rows.append(
            [
                Cell(name, small=note),
                _value(month.value, unit, month.reason, month.url),
                Cell(figure(month.n, "count", page_language())),
                *([Cell(figure(month.missing, "count", page_language()))] if lacking else ()),
            ]
        )
    return Table(_("By month"), columns, rows, len(rows), key="months")


def _parts(parts: list[figures.Group], name: Text, kpi: Kpi, unit: str) -> Table:
    columns = [
        Column("label", name),
        Column("value", kpi.name, numeric=True),
        Column("n", _("Records"), numeric=True),
    ]
    rows = [
        [
            Cell(part.label if part.label is not None else _("not known")),
            _value(part.value, unit, part.reason, part.url),
            Cell(figure(part.n, "count", page_language())),
        ]
        for part in parts
    ]
    empty = _("Nothing in this period.")
    return Table(_("By %(name)s") % {"name": name}, columns, rows, len(rows), key="parts", empty=empty)


def _value(value: Any, unit: str, reason: str, url: str) -> Cell:
    """A figure in a table: short, exact on hover; without a value its reason."""
    if value is None:
        return Cell(DASH, title=reason, small=reason)
    kind, _colon, currency = unit.partition(":")
    return Cell(figure(value, kind, page_language(), currency), href=url, title=str(value))
