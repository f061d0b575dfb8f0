"""Sheets in which several things are settled at once."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from steerboard.core.text import Text
from steerboard.kinds.batch import Written
from steerboard.people.policies import signed_in
from steerboard.people.requests import Asked
from steerboard.ui import htmx
from steerboard.work import actions, settling
from steerboard.work.answers import done, sent
from steerboard.work.desk import Desk
from steerboard.work.settling import Settling, days_of
from steerboard.work.settling_forms import SettleForm

CLOSINGS, STEPS, LEADS = (
    Text("When will they close?", "预计何时成交？"),
    Text("Overdue next steps", "逾期的下一步"),
    Text("Leads that wait", "待回复的线索"),
)
NOTHING = Text("Nothing is left here.", "都处理完了。")
CLOSINGS_SET = Text("Close dates set: {n}", "已更新 {n} 个预计成交日")
STEPS_SET = Text("Next steps settled: {n}", "已处理 {n} 个下一步")
LEADS_SET = Text("Leads answered: {n}", "已回复 {n} 条线索")


@signed_in(queries=("which=past", "which=undated"), forms=("say-{opportunity}=2026-07-01",))
@require_http_methods(["GET", "HEAD", "POST"])
def closings(request: Asked) -> HttpResponse:
    """New closing dates for deals whose date is past, or that have none."""
    undated = request.GET.get("which") == "undated"
    url = reverse("past_closings") + ("?" + urlencode({"which": "undated"}) if undated else "")

    def act(said: dict[int, str]) -> Written:
        return actions.move_closings(request, {pk: day for pk, day in days_of(said).items() if day})

    found = settling.closings(Desk(request), undated=undated)
    return _settle(request, CLOSINGS, found, act, CLOSINGS_SET, url)


@signed_in(forms=("say-{opportunity}=done",))
@require_http_methods(["GET", "HEAD", "POST"])
def steps(request: Asked) -> HttpResponse:
    """Next steps that were to be done before today: done, or another day."""
    found = settling.steps(Desk(request))
    return _settle(
        request,
        STEPS,
        found,
        lambda said: actions.settle_steps(request, days_of(said)),
        STEPS_SET,
        reverse("overdue_steps"),
    )


@signed_in(forms=("say-{lead}=call",))
@require_http_methods(["GET", "HEAD", "POST"])
def leads(request: Asked) -> HttpResponse:
    """Leads that wait for a first answer: called, or written to."""
    found = settling.leads(Desk(request))
    return _settle(
        request,
        LEADS,
        found,
        lambda said: actions.answer_leads(request, said),
        LEADS_SET,
        reverse("waiting_leads"),
    )


def _settle(
    request: Asked,
    title: Text,
    found: Settling,
    act: Callable[[dict[int, str]], Written],
    text: Text,
    url: str,
) -> HttpResponse:
    form = SettleForm(request, found.rows, sent(request))
    if request.method == "POST" and form.is_valid():
        said = form.settled()
        return done(request, text.fill(n=len(said)), act(said))
    context = {
        "sheet_base": htmx.sheet_base(request),
        "sheet_title": title,
        "form": form,
        "found": found,
        "nothing": NOTHING,
        "url": url,
    }
    return render(request, "work/settle.html", context, status=422 if form.errors else 200)
