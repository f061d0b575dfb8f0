"""The list of figures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from steerboard.catalogue.packs import Pack, pack_of
from steerboard.core.errors import Forbidden
from steerboard.core.text import Text
from steerboard.engine.definition.library import Definitions, Kpi
from steerboard.people.policies import signed_in
from steerboard.people.requests import Asked
from steerboard.work import figures
from steerboard.work.definitions import definitions_of
from steerboard.work.figures import FOUND_AT_ONCE, Part
from steerboard.work.offers import offered

FIGURES = Text("Figures", "指标")
NO_SECTION = Text("there is no such group of figures.", "没有这组指标。")
FOUND = Text("Found", "搜索结果")
LONGEST = 60


@signed_in(queries=("segment=sales", "q=win", "q=赢单", "role=behaviour&at=1&all=1"))
@require_safe
def listing(request: Asked) -> HttpResponse:
    """The KPIs of a segment by role: this month, last month up to the same day, and a year's months.

    What is at the top is asked at once, the rest when the reader comes to it."""
    known = definitions_of(request.workspace)
    pack = _pack(request)
    segments = figures.segments(known, pack)
    names = [name for name, _ in segments]
    segment = request.GET.get("segment", "")
    segment = segment if segment in names else names[0]
    text = request.GET.get("q", "").strip()[:LONGEST]
    found = figures.matching(known, text) if text else []
    if text:
        filled = _filled(request, known, found[:FOUND_AT_ONCE])
        shown = (
            [{"name": FOUND, "role": "found", "parts": [filled]}]
            if filled["lines"] or filled["waiting"]
            else []
        )
    else:
        shown = _sections(request, known, segment, pack)
    context = {
        "page_title": FIGURES,
        "sections": shown,
        "segments": segments if len(segments) > 1 else [],
        "segment": segment,
        "text": text,
        "pack": pack_of(request.workspace),
        "every": pack is None,
        "offers": offered("list", request),
        "more": max(len(found) - FOUND_AT_ONCE, 0),
    }
    return render(request, "work/figures.html", context)


@signed_in(
    examples={"segment": ("sales", "no_such"), "role": ("result", "behaviour", "no_such")},
    queries=("at=1", "at=x"),
)
@require_safe
def part(request: Asked, segment: str, role: str) -> HttpResponse:
    """Some figures of the list, as the page fetches them."""
    known = definitions_of(request.workspace)
    wanted = _chosen(request, figures.sections(known, segment, _pack(request)).get(role, []))
    if wanted is None:
        raise Forbidden(NO_SECTION)
    context = {"part": _filled(request, known, wanted.kpis), "role": role}
    return render(request, "work/parts/figure_part.html", context)


def _pack(request: Asked) -> Pack | None:
    """The company's pack; None where it has none, or all KPIs are asked for."""
    return None if request.GET.get("all") else pack_of(request.workspace)


def _sections(request: Asked, known: Definitions, segment: str, pack: Pack | None) -> list[dict[str, Any]]:
    """The groups of a segment with their parts, of which one is filled: the first, or the one that was asked for."""
    every = figures.sections(known, segment, pack)
    usual = next(iter(every.values()))
    first = _chosen(request, every.get(request.GET.get("role", ""), [])) or usual[0]
    return [
        {
            "name": figures.ROLES[role],
            "role": role,
            "parts": [_filled(request, known, p.kpis) if p is first else {"lazy": p} for p in parts],
        }
        for role, parts in every.items()
    ]


def _chosen(request: Asked, parts: Sequence[Part]) -> Part | None:
    at = request.GET.get("at", "0")
    return next((part for part in parts if str(part.at) == at), None)


def _filled(request: Asked, known: Definitions, kpis: Sequence[Kpi]) -> dict[str, Any]:
    lines, waiting = figures.parted(figures.lines(request, known, kpis, request.rights))
    return {"lines": lines, "waiting": waiting}
