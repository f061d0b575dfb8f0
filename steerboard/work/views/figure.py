"""The page of one figure."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from steerboard.engine.definition.library import Kpi
from steerboard.people.policies import signed_in
from steerboard.people.requests import Asked
from steerboard.ui import dates, formats
from steerboard.ui.tables import Cell, Column, Table
from steerboard.ui.tags.language import page_language
from steerboard.work import figure, figures
from steerboard.work.definitions import definitions_of
from steerboard.work.dimensions import dimensions, options
from steerboard.work.look import Look
from steerboard.work.views.looking import IDS, kpi_of, look_of


@signed_in(examples={"kpi_id": IDS}, queries=("by=owner", "by=owner.team&over=year", "over=quarter"))
@require_safe
def page(request: Asked, kpi_id: str) -> HttpResponse:
    """One KPI: what it means, its last periods, and its parts by a dimension."""
    kpi = kpi_of(request, kpi_id)
    known = definitions_of(request.workspace)
    look = look_of(request, kpi)
    chosen = dimensions(kpi, known.terms.model, request.rights)
    by = request.GET.get("by", "")
    by = by if by in dict(chosen) else ""
    over: figure.Over = next((o for o in figure.OVERS if o == request.GET.get("over")), "month")
    unit = figures.unit_of(kpi, request.workspace.currency)
    context: dict[str, Any] = {
        "page_title": kpi.name,
        "kpi": kpi,
        "definition": kpi.definition,
        "variants": [known.kpi(i) for i in kpi.definition.ids if i.partition(":")[2]],
        "months": _months(request, look, unit),
        "by": by,
        "dimensions": options(chosen),
        "over": over,
        "overs": list(figure.OVERS.items()),
    }
    if by:
        found = figure.parts(request, look, by, figure.span_of(over, request.today, request))
        context |= {"parts": _parts(found.groups, dict(chosen)[by], kpi, unit), "more": found.more}
    return render(request, "work/figure.html", context)


def _months(request: Asked, look: Look, unit: str) -> Table:
    columns = [
        Column("month", _("Month")),
        Column("value", look.kpi.name, numeric=True),
        Column("n", _("Records"), numeric=True),
    ]
    points = reversed(figure.trend(request, look).points)
    rows = [
        [
            Cell(
                dates.period_name(p.period, look.step, page_language()),
                small=_("so far") if p.partial else "",
            ),
            _value(p.value, unit, p.reason, p.url),
            Cell(formats.figure(p.n, "count", page_language())),
        ]
        for p in points
    ]
    return Table(_("By month"), columns, rows, len(rows), key="months")


def _parts(groups: Any, name: Any, kpi: Kpi, unit: str) -> Table:
    columns = [
        Column("label", name),
        Column("value", kpi.name, numeric=True),
        Column("n", _("Records"), numeric=True),
    ]
    rows = [
        [
            Cell(group.label if group.label is not None else _("not known")),
            _value(group.value, unit, group.reason, group.url),
            Cell(formats.figure(group.n, "count", page_language())),
        ]
        for group in groups
    ]
    empty = _("Nothing in this period.")
    return Table(_("By %(name)s") % {"name": name}, columns, rows, len(rows), key="parts", empty=empty)


def _value(value: Any, unit: str, reason: str, url: str) -> Cell:
    """A figure in a table: short, exact on hover; without a value its reason."""
    if value is None:
        return Cell(formats.DASH, title=reason, small=reason)
    kind, _colon, currency = unit.partition(":")
    return Cell(formats.figure(value, kind, page_language(), currency), href=url, title=str(value))
