"""Today: the page, and its parts that fetch themselves again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from steerboard.core.errors import SteerboardError
from steerboard.core.text import Text
from steerboard.people.policies import signed_in
from steerboard.people.requests import Asked
from steerboard.work import funnel, now, today, visiting
from steerboard.work.desk import Desk
from steerboard.work.forms import REASONS
from steerboard.work.team import reminders
from steerboard.work.today import Days, Habit, Numbers, View

TODAY = Text("Today", "今天")
QUERIES = ("by=month", "by=quarter")
AT_ONCE = ("goal", "now", "visits", "habits")
PARTS = (*AT_ONCE, "funnel")  # the funnel is fetched when it comes into sight


@signed_in(queries=QUERIES)
@require_safe
def page(request: Asked) -> HttpResponse:
    """How one stands, what matters now, and what the day brings."""
    told = _Told(request)
    context = told.frame() | reminders.today_context(request)
    for name in AT_ONCE:
        context |= SAID[name](told)
    return render(request, "work/today.html", context)


@signed_in(examples={"part": PARTS}, queries=QUERIES)
@require_safe
def part(request: Asked, part: str) -> HttpResponse:
    """One part of the page, when what it shows has changed."""
    if part not in SAID:
        raise Http404
    told = _Told(request)
    return render(request, f"work/parts/{part}.html", told.frame() | SAID[part](told))


@dataclass
class _Told:
    """What the parts of one answer have in common, each asked for once."""

    request: Asked

    @cached_property
    def days(self) -> Days:
        view = "quarter" if self.request.GET.get("by") == "quarter" else "month"
        return Days.of(self.request.today, cast("View", view), self.request.workspace.calendar)

    @cached_property
    def desk(self) -> Desk:
        return Desk(self.request)

    @cached_property
    def said(self) -> Numbers:
        return today.numbers(self.request, self.days)

    @cached_property
    def habits(self) -> list[Habit]:
        return today.habits(self.desk, self.days, self.said)

    def frame(self) -> dict[str, Any]:
        return {
            "page_title": TODAY,
            "days": self.days,
            "today": self.request.today,
            "now": self.request.clock.now(),
            "money": f"money:{self.request.workspace.currency}",
            "currency": self.request.workspace.currency,
            "choices": (("month", _("Month")), ("quarter", _("Quarter"))),
        }


def _goal(told: _Told) -> dict[str, Any]:
    said = told.said
    return {
        "goal": today.goal(told.request, told.days, said),
        "fault": said.fault,
        "stale_since": said.stale_since,
    }


def _now(told: _Told) -> dict[str, Any]:
    goal = today.visit_goal(told.desk, told.days, told.said, told.habits)
    return {"matters": now.what_matters(told.desk, goal)}


def _visits(told: _Told) -> dict[str, Any]:
    return {"visits": visiting.visits(told.desk), "reasons": REASONS}


def _habits(told: _Told) -> dict[str, Any]:
    return {"habits": told.habits, "fault": told.said.fault}


def _funnel(told: _Told) -> dict[str, Any]:
    try:
        return {"funnel": funnel.funnel(told.desk)}
    except SteerboardError as error:
        return {"funnel_fault": error.message}


SAID: Mapping[str, Callable[[_Told], dict[str, Any]]] = {
    "goal": _goal,
    "now": _now,
    "visits": _visits,
    "habits": _habits,
    "funnel": _funnel,
}
