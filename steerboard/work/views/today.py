"""Today: the page, and its parts that fetch themselves again."""

from __future__ import annotations

from typing import Any, cast

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from steerboard.core.text import Text
from steerboard.people.policies import signed_in
from steerboard.people.requests import Asked
from steerboard.work import duties, today
from steerboard.work.today import Days, View

TODAY = Text("Today", "今天")
QUERIES = ("by=month", "by=quarter")


@signed_in(queries=QUERIES)
@require_safe
def page(request: Asked) -> HttpResponse:
    """How one stands, what is open to mend, and what the day brings."""
    days = _days(request)
    said = today.numbers(request, days)
    context = {
        **_frame(request, days),
        **_goal(request, days, said),
        **_habits(request, days, said),
        "mend": duties.mend(request),
        "visits": duties.visits(request),
    }
    return render(request, "work/today.html", context)


@signed_in(examples={"part": ("goal", "mend", "visits", "habits")}, queries=QUERIES)
@require_safe
def part(request: Asked, part: str) -> HttpResponse:
    """One part of the page, when what it shows has changed."""
    days = _days(request)
    context: dict[str, Any] = _frame(request, days)
    if part == "goal":
        context |= _goal(request, days, today.numbers(request, days))
    elif part == "habits":
        context |= _habits(request, days, today.numbers(request, days))
    elif part == "mend":
        context["mend"] = duties.mend(request)
    elif part == "visits":
        context["visits"] = duties.visits(request)
    else:
        raise Http404
    return render(request, f"work/parts/{part}.html", context)


def _days(request: Asked) -> Days:
    view = "quarter" if request.GET.get("by") == "quarter" else "month"
    return Days.of(request.today, cast("View", view), request.workspace.calendar)


def _frame(request: Asked, days: Days) -> dict[str, Any]:
    return {
        "page_title": TODAY,
        "days": days,
        "today": request.today,
        "now": request.clock.now(),
        "money": f"money:{request.workspace.currency}",
        "currency": request.workspace.currency,
        "choices": (("month", _("Month")), ("quarter", _("Quarter"))),
    }


def _goal(request: Asked, days: Days, said: today.Numbers) -> dict[str, Any]:
    return {"goal": today.goal(request, days, said), "fault": said.fault, "stale_since": said.stale_since}


def _habits(request: Asked, days: Days, said: today.Numbers) -> dict[str, Any]:
    return {"habits": today.habits(request, days, said), "fault": said.fault}
