"""The list of figures."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from steerboard.core.errors import Forbidden
from steerboard.core.text import Text
from steerboard.engine.definition.library import Definitions, Kpi
from steerboard.people.policies import signed_in
from steerboard.people.requests import Asked
from steerboard.work import figures
from steerboard.work.definitions import definitions_of
from steerboard.work.figures import AT_ONCE, FILLED, Section

FIGURES = Text("Figures", "指标")
NO_SECTION = Text("there is no such group of figures.", "没有这组指标。")
FOUND = Text("Found", "搜索结果")
LONGEST = 60


@signed_in(queries=("segment=sales", "q=win", "q=赢单", "role=behaviour"))
@require_safe
def listing(request: Asked) -> HttpResponse:
    """The KPIs of a segment by role: this month, last month up to the same day, and a year's months.

    What is at the top is asked at once, the rest when the reader comes to it."""
    known = definitions_of(request.workspace)
    segments = figures.segments(known)
    names = [name for name, _ in segments]
    segment = request.GET.get("segment", "")
    segment = segment if segment in names else names[0]
    text = request.GET.get("q", "").strip()[:LONGEST]
    shown: list[dict[str, Any]] = []
    if text:
        found = figures.matching(known, text)
        shown = [_part(request, known, FOUND, found[:AT_ONCE])]
        more = len(found) - AT_ONCE
    else:
        shown, more = _sections(request, known, segment), 0
    context = {
        "page_title": FIGURES,
        "sections": shown,
        "segments": segments if len(segments) > 1 else [],
        "segment": segment,
        "text": text,
        "more": max(more, 0),
        "none": not any(part.get("lines") or part.get("lazy") for part in shown),
    }
    return render(request, "work/figures.html", context)


@signed_in(examples={"segment": ("sales", "no_such"), "role": ("result", "process", "behaviour", "no_such")})
@require_safe
def part(request: Asked, segment: str, role: str) -> HttpResponse:
    """One group of the list, as the page fetches it."""
    known = definitions_of(request.workspace)
    found = next((s for s in figures.sections(known, segment) if s.role == role), None)
    if found is None:
        raise Forbidden(NO_SECTION)
    return render(request, "work/parts/figure_section.html", _part(request, known, found.name, found.kpis))


def _sections(request: Asked, known: Definitions, segment: str) -> list[dict[str, Any]]:
    """The groups of a segment: as many as one question may well hold are filled, with one question for all."""
    every = figures.sections(known, segment)
    first = request.GET.get("role", "")
    filled: list[Section] = []
    for section in sorted(every, key=lambda s: s.role != first):
        if not filled or sum(len(s.kpis) for s in [*filled, section]) <= FILLED:
            filled.append(section)
    asked = figures.lines(request, known, [k for s in filled for k in s.kpis], request.rights)
    by_id = {line.kpi.id: line for line in asked}
    shown: list[dict[str, Any]] = []
    for section in every:
        if section in filled:
            lines, waiting = figures.parted(by_id[k.id] for k in section.kpis)
            shown.append({"name": section.name, "lines": lines, "waiting": waiting})
        else:
            shown.append({"name": section.name, "lazy": section})
    return shown


def _part(request: Asked, known: Definitions, name: Text, kpis: list[Kpi] | Any) -> dict[str, Any]:
    lines, waiting = figures.parted(figures.lines(request, known, kpis, request.rights))
    return {"name": name, "lines": lines, "waiting": waiting}
