"""How a figure comes about: the definition in words, its parts with their records, the scope, the statements."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from steerboard.catalogue.words import ADDS_UP
from steerboard.core.text import Text
from steerboard.engine.definition.library import Kpi
from steerboard.engine.explain import ATTRIBUTION
from steerboard.mart.gateway import open_gateway
from steerboard.people.policies import signed_in
from steerboard.people.requests import Asked
from steerboard.work import figures, records
from steerboard.work.definitions import definitions_of
from steerboard.work.views.looking import IDS, kpi_of
from steerboard.work.views.records import cell_of, days_said

EXPLAINED = Text("How {kpi} comes about", "{kpi}是怎么算出来的")
WORDS = (
    ("meaning", Text("Meaning", "含义")),
    ("formula", Text("Formula", "公式")),
    ("time_basis", Text("Time basis", "统计时点")),
    ("left_out", Text("Left out", "不计入")),
)
QUERIES = ("from=2026-01-01&to=2026-12-31", "whose=mine", "by=owner&key={user}", "by=owner.team&key={team}")


@signed_in(examples={"kpi_id": IDS}, queries=QUERIES, figures=True)
@require_safe
def page(request: Asked, kpi_id: str) -> HttpResponse:
    """One cell explained: of the same days, group and rights as the number that was opened."""
    kpi = kpi_of(request, kpi_id)
    cell = cell_of(request, kpi)
    look, known = cell.look, definitions_of(request.workspace)
    query = look.query(request, cell.by, from_=cell.period.start, to=cell.period.last)
    with open_gateway(request.workspace, request.clock) as gateway:
        told = gateway.explain(query)
        fresh_at = gateway.documents([query])[0].get("fresh_at")
    refused = next((k.refused.text for k in told.kpis if k.refused), None)
    context: dict[str, Any] = {
        "page_title": EXPLAINED.fill(kpi=look.kpi.name),
        "kpi": look.kpi,
        "definition": look.kpi.definition,
        "period": days_said(cell.period, request),
        "words": [(label, _text(look.kpi, name)) for name, label in WORDS],
        "attribution": ATTRIBUTION[look.kpi.definition.attribution],
        "adds_up": ADDS_UP[look.kpi.additivity],
        "needs": figures.needs(known, look.kpi.definition),
        "fresh_at": datetime.fromisoformat(fresh_at) if fresh_at else None,
        "told": told,
        "refused": refused,
        "figure_url": f"{reverse('figure', args=[kpi.id])}?{urlencode(look.parameters())}",
        "now": request.clock.now(),
    }
    if refused is None and not look.kpi.definition.waits_for:
        context |= _cell(request, cell)
    return render(request, "work/figure_explain.html", context)


def _text(kpi: Kpi, name: str) -> Text:
    """Of a variant its own formula."""
    text: Text = kpi.formula if name == "formula" else getattr(kpi.definition, name)
    return text


def _cell(request: Asked, cell: records.Cell) -> dict[str, Any]:
    """The value with its parts, each of which opens its records."""
    found = records.behind(request, cell, "", 1, 0)
    group = {"by": cell.by, **({"key": cell.key} if cell.key is not None else {})} if cell.by else {}
    opened = cell.look.records(cell.period, **group)
    return {
        "found": found,
        "unit": figures.unit_of(cell.look.kpi, request.workspace.currency),
        "parts": [(piece, f"{opened}&{urlencode({'part': piece.name})}") for piece in found.parts],
        "opened": opened,
    }
