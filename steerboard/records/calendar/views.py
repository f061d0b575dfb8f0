"""The page of the calendar, and the sheet in which a plan moves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from steerboard.core.errors import BadInput, Forbidden
from steerboard.core.text import Text
from steerboard.core.worldtime import is_instant, local_date, to_text
from steerboard.kinds.registry import get
from steerboard.people.editing import may_edit
from steerboard.people.policies import signed_in
from steerboard.people.requests import Asked
from steerboard.people.rights import visible_one
from steerboard.records import showing
from steerboard.records.answers import done
from steerboard.records.calendar.days import Day, Shape, days_of, span_of
from steerboard.records.calendar.markup import Around, days_of_grid
from steerboard.records.calendar.planning import is_open, reschedule
from steerboard.records.entry.fields import WorldTimeField
from steerboard.records.entry.rights import may_mend
from steerboard.records.listing.asking import number
from steerboard.records.listing.catalog import tabs_of
from steerboard.records.lists import answer, people_of, shapes_of
from steerboard.records.questions import names_of
from steerboard.records.views import reader_of
from steerboard.ui import dates, htmx
from steerboard.ui.tables import with_query
from steerboard.ui.tags.language import page_language

TITLE, MOVE = Text("Calendar", "日历"), Text("Reschedule", "改期")
SHAPES: tuple[tuple[Shape, Text], ...] = (("month", Text("Month", "月")), ("week", Text("Week", "周")))
MOVED = Text("“{what}” is now on {day}", "“{what}”已改到 {day}")
SAME = Text("It is planned for then already.", "时间没有变化。")


@signed_in(queries=("by=week", "on=2026-06-01", "who={user}"))
@require_safe
def calendar(request: Asked) -> HttpResponse:
    """A month or a week of one person: one's own days unasked."""
    shape: Shape = "week" if request.GET.get("by") == "week" else "month"
    on = _day(request.GET.get("on", "")) or request.today
    who = number(request.GET.get("who", ""))
    person = who if who is not None and names_of("user", [who], request.rights) else request.person_id or 0
    span = span_of(shape, on, request.workspace.calendar)
    days = days_of(request, person, span)
    plan_url = _plan_url(request, person)
    week = partial(with_query, request, by="week")
    around = Around(request.today, plan_url, lambda day: week(on=day.isoformat()), shape == "week")
    context = {
        "page_title": TITLE,
        "tabs": [
            (t.name, reverse(t.url_name), t.url_name == "activities")
            for t in tabs_of("activity", request.rights)
        ],
        "shapes": shapes_of("activity", "activities_calendar"),
        "spans": SHAPES,
        "span": span,
        "span_name": dates.period_name(span.period, span.shape, page_language()),
        "weekdays": [dates.weekday(d.day, page_language()) for d in days[:7]],
        "days": days_of_grid(days, around),
        "is_now": request.today in span.period,
        "counts": _counts(days),
        "late_url": f"{reverse('activities')}?{urlencode({'only': 'overdue', 'who': person})}",
        "people": people_of(reader_of(request))[1:],
        "who": str(person),
        "new_url": plan_url,
    }
    return answer(request, "records/calendar.html", context)


def _plan_url(request: Asked, person: int) -> str:
    """Where a new plan of the person is entered; empty where the reader may not."""
    if not may_edit("activity", {"owner": person}, request.rights):
        return ""
    return f"{reverse('new_record', args=['activity'])}?{urlencode({'owner': person})}"


def _counts(days: Sequence[Day]) -> dict[str, int]:
    inside = [e for d in days if d.inside for e in d.entries]
    return {state: sum(e.state == state for e in inside) for state in ("done", "planned", "late")}


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1900 <= day.year <= 2200 else None


class WhenForm(forms.Form):
    """A new day for a plan, and its hour where one is known."""

    planned_for = WorldTimeField(label=_("New date"), error_messages={"required": _("Give the day.")})
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)


@signed_in(
    examples={"activity_id": "activity"},
    queries=("planned_for_0=2026-06-20",),
    forms=("planned_for_0=2026-06-20&planned_for_1=09:30",),
)
@require_http_methods(["GET", "HEAD", "POST"])
def move_activity(request: Asked, activity_id: int) -> HttpResponse:
    """Another day or hour for an open plan."""
    plan = visible_one("activity", activity_id, request.rights)
    if not is_open(plan) or not may_mend(plan, "activity", request.rights):
        raise Forbidden(Text("there is no such form.", "没有这样的表单。"))
    given = {"planned_for": plan.planned_for, "seen": to_text(plan.planned_for)}
    form = WhenForm(request.POST if request.method == "POST" else None, initial=given)
    form.use_required_attribute = False
    if request.method == "POST" and form.is_valid():
        when = form.cleaned_data["planned_for"]
        try:
            written = reschedule(request, plan, when, seen=form.cleaned_data["seen"])
        except BadInput as error:
            form.add_error("planned_for", str(error.message))
            form.data = {**form.data, "seen": to_text(plan.planned_for)}
        else:
            said = MOVED.fill(what=_what(request, plan), day=_said(when, request)) if written.change else SAME
            return done(request, said, written, showing.record_url("activity", activity_id))
    context = {
        "sheet_base": htmx.sheet_base(request),
        "sheet_title": MOVE,
        "form": form,
        "about": _what(request, plan),
        "url": reverse("move_activity", args=[activity_id]),
        "verb": _("Save"),
    }
    return render(request, "records/reschedule.html", context, status=422 if form.errors else 200)


def _what(request: Asked, plan: Any) -> str:
    account = names_of("account", [plan.account_id], request.rights).get(plan.account_id or 0)
    reader = reader_of(request)
    kind = reader.says(dict(get("activity").fields["kind"].choices).get(plan.kind, Text.same(plan.kind)))
    return " · ".join(part for part in (kind, account or plan.purpose) if part)


def _said(when: Any, request: Asked) -> Text:
    day = local_date(when, request.workspace.calendar.zone)
    clock = f" {when.astimezone(request.workspace.calendar.zone):%H:%M}" if is_instant(when) else ""
    return Text(
        dates.date_long(day, "en", request.today) + clock, dates.date_long(day, "zh", request.today) + clock
    )
