"""Logging a contact, and settling one that was planned."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from steerboard.core.text import Text
from steerboard.people.policies import signed_in
from steerboard.people.requests import Asked
from steerboard.records.kinds.activity import KINDS
from steerboard.records.questions import names_of
from steerboard.ui import dates, htmx
from steerboard.ui.tags.language import page_language
from steerboard.work import actions, visiting
from steerboard.work.answers import done, sent
from steerboard.work.desk import Desk
from steerboard.work.forms import LOGGED, FinishForm, LogForm, MovedForm, NotDoneForm

LOG = Text("Log a visit", "记一笔")
FINISH, MISSED = Text("How did it go?", "进展如何？"), Text("It did not happen", "没有去成")
SAVED = Text("{kind} logged: {customer}", "已记录{kind}：{customer}")
SETTLED = Text("Done: {kind}, {customer}", "已完成{kind}：{customer}")
MOVED = Text("Moved to the new date: {customer}", "已改期：{customer}")
MOVED_TO = Text("Moved to {day}: {customer}", "已改到 {day}：{customer}")
READY = Text("Prepared: {customer}", "已备好资料：{customer}")
NOT_READY = Text("Not prepared yet: {customer}", "资料未备：{customer}")
CANCELLED = Text("Called off: {customer}", "已取消：{customer}")
UNDONE = Text("Taken back", "已撤销")
NO_CUSTOMER = Text("no customer", "未指定客户")


@signed_in(queries=("account={account}",), forms=("account={account}&kind_of=visit&token=t",))
@require_http_methods(["GET", "HEAD", "POST"])
def log_visit(request: Asked) -> HttpResponse:
    """The round +: whom one met, and a word about it."""
    if request.method == "POST":
        form = LogForm(request, request.POST)
        if form.is_valid():
            data = form.cleaned_data
            entry = actions.Entry(
                kind=data["kind_of"],
                account=data["account"].pk,
                outcome=data["outcome"] or None,
                notes=data["notes"] or None,
                next_step=data["next_step"] or None,
                next_due=data["next_due"],
                deal=form.deal_id(),
            )
            written = actions.log_contact(request, entry, data["token"])
            return done(request, SAVED.fill(kind=KINDS[entry.kind], customer=data["account"].name), written)
    else:
        kind = request.GET.get("kind", "")
        given = {
            "account": request.GET.get("account", "")[:18],
            "kind_of": kind if kind in LOGGED else "visit",
        }
        form = LogForm(request, initial=given)
    planned = visiting.to_log(Desk(request))
    return _sheet(request, "work/log.html", LOG, form, url=reverse("log_visit"), planned=planned)


@signed_in(queries=("account={account}",))
@require_safe
def about(request: Asked) -> HttpResponse:
    """What the form asks once a customer is chosen: which of his open deals it was about."""
    form = LogForm(request, initial={"account": request.GET.get("account", "")[:18]})
    return render(request, "work/parts/log_about.html", {"form": form})


@signed_in(examples={"visit_id": "activity"}, forms=("outcome=positive",))
@require_http_methods(["GET", "HEAD", "POST"])
def finish(request: Asked, visit_id: int) -> HttpResponse:
    """A planned contact took place."""
    visit = actions.planned_one(request, visit_id)
    customer = _customer(request, visit)
    form = FinishForm(request, visit, sent(request))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        entry = actions.Entry(
            kind=visit.kind,
            account=visit.account_id,
            outcome=data["outcome"] or None,
            notes=data["notes"] or None,
            next_step=data["next_step"] or None,
            next_due=data["next_due"],
            deal=form.deal_id(visit.opportunity_id),
        )
        written = actions.finish_planned(request, visit, entry)
        return done(request, SETTLED.fill(kind=KINDS[visit.kind], customer=customer), written)
    about = f"{KINDS[visit.kind]} · {customer}" + (f" · {visit.purpose}" if visit.purpose else "")
    return _sheet(
        request, "work/finish.html", FINISH, form, about=about, url=reverse("finish_visit", args=[visit_id])
    )


@signed_in(examples={"visit_id": "activity"}, forms=("why=Cancelled&again=2026-07-01T10:00",))
@require_http_methods(["GET", "HEAD", "POST"])
def missed(request: Asked, visit_id: int) -> HttpResponse:
    """A planned contact did not take place: why, and when it will."""
    visit = actions.planned_one(request, visit_id)
    customer = _customer(request, visit)
    form = NotDoneForm(request, sent(request))
    if request.method == "POST" and form.is_valid():
        again = form.cleaned_data["again"]
        written = actions.not_done(request, visit, form.cleaned_data["why"], again)
        return done(request, (MOVED if again else CANCELLED).fill(customer=customer), written)
    about = f"{KINDS[visit.kind]} · {customer}"
    return _sheet(
        request, "work/form.html", MISSED, form, about=about, url=reverse("missed_visit", args=[visit_id])
    )


@signed_in(examples={"visit_id": "activity"}, forms=("reason=Cancelled&again=2026-07-01",))
@require_POST
def moved(request: Asked, visit_id: int) -> HttpResponse:
    """A planned contact did not take place, said in one tap: the reason, and a new day that was proposed with it."""
    visit = actions.planned_one(request, visit_id)
    form = MovedForm(request, request.POST)
    if not form.is_valid():
        return missed(request, visit_id)
    again = form.at_the_hour_of(visit.planned_for)
    written = actions.not_done(request, visit, form.cleaned_data["reason"], again)
    said = dates.date_long(form.cleaned_data["again"], page_language(), request.today)
    return done(request, MOVED_TO.fill(customer=_customer(request, visit), day=said), written)


@signed_in(examples={"visit_id": "activity"}, forms=("prepared=yes",))
@require_POST
def prepared(request: Asked, visit_id: int) -> HttpResponse:
    """What the visit needs is at hand, or after all is not."""
    visit = actions.planned_one(request, visit_id)
    ready = request.POST.get("prepared") == "yes"
    written = actions.prepare(request, visit, ready)
    return done(request, (READY if ready else NOT_READY).fill(customer=_customer(request, visit)), written)


@signed_in(examples={"change": (1, 2, 999_999)})
@require_POST
def undo(request: Asked, change: int) -> HttpResponse:
    """Take back a change of one's own."""
    written = actions.take_back(request, change)
    response = done(request, UNDONE, written)
    if not htmx.is_fragment(request):
        return response
    # What was taken back is not offered to be taken back again.
    return htmx.done(request, UNDONE, changed=tuple(sorted(written.kinds)))


def _customer(request: Asked, visit: Any) -> str:
    """The customer's name where the reader sees it."""
    named = names_of("account", [visit.account_id], request.rights)
    return named.get(visit.account_id) or str(NO_CUSTOMER)


def _sheet(
    request: Asked, template: str, title: Text, form: Any, *, url: str, about: str = "", **more: Any
) -> HttpResponse:
    context = {
        **more,
        "sheet_base": htmx.sheet_base(request),
        "sheet_title": title,
        "form": form,
        "about": about,
        "url": url,
        "verb": _("Save"),
    }
    return render(request, template, context, status=422 if form.errors else 200)
