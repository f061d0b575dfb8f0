"""Putting deals right in place: next steps that are overdue, closing dates that are past."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from steerboard.core.text import Text
from steerboard.people.policies import signed_in
from steerboard.people.requests import Asked
from steerboard.people.rights import visible_one
from steerboard.ui import dates, htmx
from steerboard.ui.tags.language import page_language
from steerboard.work import actions
from steerboard.work.answers import done, sent
from steerboard.work.forms import ClosingForm, MoveStepForm, NextStepForm

CLOSING, STEP = Text("When will it close?", "预计何时成交？"), Text("What comes next?", "下一步做什么？")
CLOSES = Text("“{deal}” is now to close on {day}", "“{deal}”预计成交日改为 {day}")
STEP_DONE = Text("Next step done: {deal}", "下一步已完成：{deal}")
STEP_MOVED = Text("Next step moved to {day}: {deal}", "下一步改到 {day}：{deal}")
STEP_SET = Text("Next step noted: {deal}", "已更新下一步：{deal}")
DEAL = {"deal_id": "opportunity"}


@signed_in(examples=DEAL, forms=("close_date=2026-07-01",))
@require_http_methods(["GET", "HEAD", "POST"])
def closing(request: Asked, deal_id: int) -> HttpResponse:
    """A new closing date: from a button beside the deal, or from the form."""
    deal = visible_one("opportunity", deal_id, request.rights)
    form = ClosingForm(request, sent(request), initial={"close_date": _future(request, deal.close_date)})
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["close_date"]
        written = actions.move_closing(request, deal_id, day)
        said = dates.date_long(day, page_language(), request.today)
        return done(request, CLOSES.fill(deal=deal.name, day=said), written)
    return _sheet(request, CLOSING, form, deal, reverse("move_closing", args=[deal_id]))


@signed_in(examples=DEAL, forms=("next_step=Call&next_step_due=2026-07-01",))
@require_http_methods(["GET", "HEAD", "POST"])
def next_step(request: Asked, deal_id: int) -> HttpResponse:
    """Another next step, and until when."""
    deal = visible_one("opportunity", deal_id, request.rights)
    form = NextStepForm(request, sent(request))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        written = actions.set_next_step(request, deal_id, data["next_step"], data["next_step_due"])
        return done(request, STEP_SET.fill(deal=deal.name), written)
    return _sheet(request, STEP, form, deal, reverse("set_next_step", args=[deal_id]))


@signed_in(examples=DEAL)
@require_POST
def step_done(request: Asked, deal_id: int) -> HttpResponse:
    """What was to be done is done."""
    deal = visible_one("opportunity", deal_id, request.rights)
    written = actions.set_next_step(request, deal_id, None, None)
    return done(request, STEP_DONE.fill(deal=deal.name), written)


@signed_in(examples=DEAL, forms=("due=2026-07-01",))
@require_POST
def move_step(request: Asked, deal_id: int) -> HttpResponse:
    """The same step, another day."""
    deal = visible_one("opportunity", deal_id, request.rights)
    form = MoveStepForm(request, request.POST)
    if not form.is_valid():
        return _sheet(request, STEP, NextStepForm(request), deal, reverse("set_next_step", args=[deal_id]))
    due = form.cleaned_data["due"]
    written = actions.move_next_step(request, deal_id, due)
    said = dates.date_long(due, page_language(), request.today)
    return done(request, STEP_MOVED.fill(deal=deal.name, day=said), written)


def _future(request: Asked, day: Any) -> Any:
    return day if day is not None and day >= request.today else None


def _sheet(request: Asked, title: Text, form: Any, deal: Any, url: str) -> HttpResponse:
    context = {
        "sheet_base": htmx.sheet_base(request),
        "sheet_title": title,
        "form": form,
        "about": deal.name,
        "url": url,
        "verb": _("Save"),
    }
    return render(request, "work/form.html", context, status=422 if form.errors else 200)
