"""The grid of targets as a file."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from steerboard.core.errors import Forbidden
from steerboard.core.text import Text
from steerboard.people.policies import signed_in
from steerboard.people.requests import Asked
from steerboard.plans import grid, sheet
from steerboard.plans.holders import once
from steerboard.plans.views.asking import asked_of, choice_of
from steerboard.ui.downloads import csv_file, xlsx_file

NO_FORMAT = Text("there is no such format.", "没有这种格式。")
FORMATS = {"money": "#,##0.##", "ratio": "0.##%"}


@signed_in(examples={"form": ("csv", "xlsx", "exe")}, queries=("in=t{team}&over=year", "kpi=win_rate"))
@require_safe
def export(request: Asked, form: str) -> HttpResponse:
    """All lines that stand below where one looks, those as well that the page leaves out."""
    choice = choice_of(request)
    asked = asked_of(request, choice)
    if form not in ("csv", "xlsx"):
        raise Forbidden(NO_FORMAT)
    holders = once(holder for top in asked.focus for holder in top.walk())
    values = grid.values_of(asked, holders)
    header = sheet.header_of(asked.months)
    rows = sheet.lines_of(asked, holders, values, texts=form == "csv")
    name = f"targets-{choice.kpi}-{choice.level}-{asked.span.start:%Y-%m}.{form}"
    if form == "csv":
        return csv_file(name, header, rows)
    return xlsx_file(name, header, rows, request.clock.now(), FORMATS.get(asked.subject.unit, "#,##0.####"))
