"""Planning visits: whom one is advised to see, and why."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from steerboard.core.text import Text
from steerboard.people.policies import signed_in
from steerboard.people.requests import Asked
from steerboard.records.questions import recent_customers
from steerboard.ui import htmx
from steerboard.work import actions
from steerboard.work.answers import done, sent
from steerboard.work.desk import Desk
from steerboard.work.forms import is_id
from steerboard.work.planning import ASKED_FOR, MOST, Proposal, proposals
from steerboard.work.settling_forms import PlanForm
from steerboard.work.suggesting import days_with_room

PLAN = Text("Plan visits", "安排拜访")
PLANNED_ONE = Text("Visit planned: {customer}", "已安排拜访：{customer}")
PLANNED = Text("{n} visits planned", "已安排 {n} 次拜访")


@signed_in(
    queries=("need=3", "account={account}"),
    forms=(
        "account={account}&take-{account}=on&day-{account}=2026-07-01",
        "other={account}&other_day=2026-07-01",
    ),
)
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: Asked) -> HttpResponse:
    """Suggested customers, ticked as far as the month's goal needs them; one save plans all that are ticked."""
    desk = Desk(request)
    given = request.POST if request.method == "POST" else request.GET
    account, need = given.get("account", ""), given.get("need", "")
    offered = proposals(
        desk,
        min(int(need), MOST) if is_id(need) else ASKED_FOR,
        int(account) if is_id(account) else None,
    )
    form = PlanForm(request, offered, sent(request))
    chosen = {p.account for p in offered}
    recent = [(pk, name) for pk, name in recent_customers(request.rights, desk.me) if pk not in chosen]
    free = days_with_room(desk.today, desk.taken(), desk.calendar, 1)[0]
    form.offer(recent, reverse("find_customers"), free)
    if request.method == "POST" and form.is_valid():
        return _planned(request, form)
    context = {
        "sheet_base": htmx.sheet_base(request),
        "sheet_title": PLAN,
        "form": form,
        "account": account if is_id(account) and int(account) in chosen else "",
        "today": request.today,
    }
    return render(request, "work/plan.html", context, status=422 if form.errors else 200)


def _planned(request: Asked, form: PlanForm) -> HttpResponse:
    visits = [_visit(p, day) for p, day in form.chosen()]
    other = form.cleaned_data["other"]
    if other is not None:
        visits.append(actions.Planned(other.pk, form.cleaned_data["other_day"], ""))
    written = actions.plan_visits(request, visits)
    if len(visits) > 1:
        return done(request, PLANNED.fill(n=len(visits)), written)
    name = other.name if other is not None else form.chosen()[0][0].name
    return done(request, PLANNED_ONE.fill(customer=name), written)


def _visit(proposal: Proposal, day: date) -> actions.Planned:
    return actions.Planned(proposal.account, day, str(proposal.purpose), proposal.deal)
