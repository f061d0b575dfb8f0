"""The page of targets."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from steerboard.core.errors import Forbidden
from steerboard.core.text import Text
from steerboard.people.policies import signed_in
from steerboard.people.requests import Asked
from steerboard.plans import grid
from steerboard.plans.actions import set_targets
from steerboard.plans.questions import may_set_any
from steerboard.ui import dates, htmx
from steerboard.ui.tags.language import page_language

TARGETS = Text("Targets", "目标")
NOT_YOURS = Text("there is nobody whose targets you set.", "没有由你设定目标的人员。")
SAVED = Text("Targets saved: {n}", "已保存 {n} 项目标")
SAME = Text("Nothing was changed", "没有改动")


@signed_in(queries=("kpi=visits", "quarter=2026-04-01"))
@require_http_methods(["GET", "HEAD", "POST"])
def targets(request: Asked) -> HttpResponse:
    """Person by month: entered in place, saved by one button, taken back by one undo."""
    if not may_set_any(request.rights):
        raise Forbidden(NOT_YOURS)
    asked = _asked(request)
    if request.method == "GET" or request.method == "HEAD":
        return _page(request, asked, grid.grid(asked))
    typed = grid.grid(asked, request.POST)
    if typed.wrong:
        return _page(request, asked, typed, status=422)
    settings = grid.changes(asked, request.POST)
    written = set_targets(asked.kpi, settings, request.rights, request.clock)
    text = SAVED.fill(n=len(settings)) if written.change else SAME
    if not htmx.is_fragment(request):
        messages.success(request, str(text))
        return redirect(_address(asked.kpi, asked.quarter.start))
    undo = reverse("undo", args=[written.change]) if written.change else ""
    return htmx.done(request, text, undo_url=undo, changed=("target",))


def _asked(request: Asked) -> grid.Asked:
    try:
        day = date.fromisoformat(request.GET.get("quarter", ""))
    except ValueError:
        day = request.today
    day = min(max(day, date(1990, 1, 1)), date(2199, 12, 31))
    kpi = request.GET.get("kpi", "bookings")
    return grid.Asked.of(kpi, day, request.today, request.workspace.calendar, request.rights)


def _page(request: Asked, asked: grid.Asked, shown: grid.Grid, status: int = 200) -> HttpResponse:
    language = page_language()
    currency = request.workspace.currency
    fiscal = request.workspace.calendar.fiscal_month
    context: dict[str, Any] = {
        "page_title": TARGETS,
        "grid": shown,
        "kpis": list(grid.KPIS.items()),
        "unit": f"money:{currency}" if asked.kpi == "bookings" else "count",
        "currency": currency if asked.kpi == "bookings" else "",
        "period": dates.period_name(asked.quarter, "quarter", language, fiscal),
        "months": [dates.period_name(m, "month", language) for m in asked.months],
        "before": _address(asked.kpi, asked.quarter.start - timedelta(days=1)),
        "after": _address(asked.kpi, asked.quarter.end),
        "here": request.get_full_path(),
    }
    return render(request, "plans/targets.html", context, status=status)


def _address(kpi: str, day: date) -> str:
    return f"{reverse('targets')}?{urlencode({'kpi': kpi, 'quarter': day.isoformat()})}"
