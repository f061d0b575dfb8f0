"""The page of targets: a grid, entered in place or pasted, saved by one button, taken back by one undo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from steerboard.core.periods import Period
from steerboard.core.text import Text
from steerboard.people.policies import signed_in
from steerboard.people.requests import Asked
from steerboard.plans import grid
from steerboard.plans.actions import set_targets
from steerboard.plans.models import LEVELS
from steerboard.plans.subjects import Subject, written
from steerboard.plans.views import cells
from steerboard.plans.views.asking import OVERS, Choice, asked_of, choice_of, options
from steerboard.ui import dates, htmx
from steerboard.ui.tags.language import page_language, said

TARGETS = Text("Targets", "目标")
SAVED = Text("Targets saved: {n}", "已保存 {n} 项目标")
SAME = Text("Nothing was changed", "没有改动")
QUERIES = (
    "kpi=visits&from=2026-04-01",
    "over=year&level=stretch",
    "in=t{team}",
    "kpi=win_rate",
    "kpi=cost_per_lead",
)
FORMS = ("u{user}.2026-06=5&was-u{user}=||", "t{team}.2026-06=7&was-t{team}=||", "c.2026-06=1")


@signed_in(queries=QUERIES, forms=FORMS)
@require_http_methods(["GET", "HEAD", "POST"])
def targets(request: Asked) -> HttpResponse:
    """Whose targets a line, a month a column."""
    choice = choice_of(request)
    asked = asked_of(request, choice)
    if request.method != "POST":
        return _page(request, choice, grid.grid(asked))
    typed = grid.grid(asked, request.POST)
    if typed.faults:
        return _page(request, choice, typed, status=422)
    return save(request, asked, request.POST)


def save(request: Asked, asked: grid.Asked, given: Mapping[str, Any]) -> HttpResponse:
    settings = grid.changes(asked, given)
    wrote = set_targets(settings, request.rights, request.clock)
    text = SAVED.fill(n=len(settings)) if wrote.change else SAME
    undo = reverse("undo", args=[wrote.change]) if wrote.change else ""
    if not htmx.is_fragment(request):
        messages.success(request, str(text), extra_tags=undo)
        return redirect(request.get_full_path())
    return htmx.done(request, text, undo_url=undo, changed=("target",))


def _page(request: Asked, choice: Choice, shown: grid.Grid, status: int = 200) -> HttpResponse:
    subject = shown.asked.subject
    names = [dates.period_name(m, "month", page_language()) for m in shown.asked.months]
    one = choice.url("holder_targets", ("user", 0))
    context: dict[str, Any] = {
        "page_title": TARGETS,
        "grid": shown,
        "choice": choice,
        "subject": subject,
        "kpis": options(request, choice),
        "levels": list(LEVELS.items()),
        "overs": list(OVERS.items()),
        "lines": [_line(line, choice, subject, names, one) for line in shown.lines],
        "foot": _foot(shown, subject),
        "path": _path(shown, choice),
        "currency": request.workspace.currency if subject.unit == "money" else "",
        "here": request.get_full_path(),
        "words": {"open": cells.OPEN, "over": cells.OVER, "sum": cells.SUM},
        "export": {f: choice.url("export_targets", (f,)) for f in ("csv", "xlsx")},
        "bring_url": choice.url("bring_targets"),
        "history_url": choice.url("targets_history"),
        "month_keys": " ".join(grid.month_key(m) for m in shown.asked.months),
        **period(request, shown.asked, choice),
    }
    return render(request, "plans/targets.html", context, status=status)


def period(
    request: Asked, asked: grid.Asked, choice: Choice, route: str = "targets", *args: Any
) -> dict[str, Any]:
    """The span's name, its months', and the spans beside it."""
    language, fiscal = page_language(), request.workspace.calendar.fiscal_month
    return {
        "period": dates.period_name(asked.span, choice.over, language, fiscal),
        "months": [_head(m, choice) for m in asked.months],
        "before": choice.url(route, args, start=asked.span.start - timedelta(days=1)),
        "after": choice.url(route, args, start=asked.span.end),
    }


def _head(month: Period, choice: Choice) -> str:
    """A month's name over its column: of a year's twelve as short as can be."""
    if choice.over == "year":
        return dates.period_mark(month, "month", page_language()).partition("\n")[0]
    return dates.period_name(month, "month", page_language())


def _line(
    line: grid.Line, choice: Choice, subject: Subject, months: Sequence[str], one: str
) -> dict[str, Any]:
    place, holder, unit = line.place, line.place.holder, subject.unit
    return {
        "holder": holder,
        "depth": min(place.depth, 4),
        "above": place.above,
        "url": one.replace("/user/0/", f"/{holder.scope}/{holder.id}/"),
        "opens": choice.url(focus=holder.key) if place.opens else "",
        "was": line.was,
        "cells": [cells.field(c, line, name, unit) for c, name in zip(line.cells, months, strict=True)],
        "total": written(line.total, unit),
        "parts": cells.parts(
            line.parts, line.off, f"{holder.key}.sum", unit, keep=all(c.adds for c in line.cells if c)
        ),
        "whole": written(line.whole, unit),
        "differs": line.whole is not None and line.whole != line.total,
    }


def _foot(shown: grid.Grid, subject: Subject) -> list[tuple[str, str]]:
    """The sums of several lines that stand side by side at the top, each with its month; the last is of all of them."""
    tops = [line for line in shown.lines if line.place.depth == 0]
    if len(tops) < 2 or not subject.adds_up:
        return []
    columns = range(len(shown.asked.months))
    sums = [grid.total(_counts(line, n) for line in tops) for n in columns]
    months = [grid.month_key(m) for m in shown.asked.months]
    if subject.over_time:
        sums, months = [*sums, grid.total(sums)], [*months, ""]
    return [(month, written(value, subject.unit)) for month, value in zip(months, sums, strict=True)]


def _counts(line: grid.Line, n: int) -> Decimal | None:
    cell = line.cells[n]
    return line.values[n] if line.values[n] is not None else cell.parts if cell else None


def _path(shown: grid.Grid, choice: Choice) -> list[tuple[str, str]]:
    """From the top to where one looks, where that is not the top."""
    focus = shown.asked.focus[0] if shown.asked.focus else None
    if focus is None or focus in shown.asked.tops:
        return []
    chain = next(c for top in shown.asked.tops if (c := _chain(top, focus.key)))
    return [(said(h.name), choice.url(focus="" if n == 0 else h.key)) for n, h in enumerate(chain[:-1])]


def _chain(holder: Any, key: str) -> list[Any]:
    if holder.key == key:
        return [holder]
    for below in holder.below:
        if found := _chain(below, key):
            return [holder, *found]
    return []
