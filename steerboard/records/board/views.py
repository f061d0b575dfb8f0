"""The page of the board, and the sheet in which a deal moves to another stage."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from steerboard.core.errors import BadInput, Forbidden
from steerboard.core.text import Text
from steerboard.kinds.batch import Written
from steerboard.people.policies import signed_in
from steerboard.people.requests import Asked
from steerboard.people.rights import visible_one
from steerboard.records.answers import done
from steerboard.records.board.form import MoveForm
from steerboard.records.board.lanes import BOARD, Lane, lanes, pipelines
from steerboard.records.board.markup import cards
from steerboard.records.entry.rights import may_mend
from steerboard.records.listing.asking import parse
from steerboard.records.lists import answer, context_of, present_of
from steerboard.records.moving import move_stage, stages_of
from steerboard.records.showing import record_url
from steerboard.ui import formats, htmx
from steerboard.ui.tags.language import page_language

TITLE = Text("Move to a stage", "移动阶段")
MOVED = Text("“{deal}” is now in “{stage}”", "“{deal}”已移到“{stage}”")
WON, LOST = Text("Won: {deal} · {amount}", "赢单：{deal} · {amount}"), Text("Lost: {deal}", "输单：{deal}")
ENDS = ("won", "lost")
SAME = Text("It stands there already.", "已在该阶段。")


@signed_in(queries=("q={word}", "whose=mine", "who={user}", "pipeline=default"))
@require_safe
def board(request: Asked) -> HttpResponse:
    """The open deals by stage, with those that were closed in this month."""
    asking = parse(BOARD, request.GET, request.rights)
    known = pipelines(request.rights)
    asked = request.GET.get("pipeline", "default")
    pipeline = asked if asked in known else (known[0] if known else "default")
    found = lanes(request, asking, pipeline, present_of(request))
    given = {k: str(v) for k, v in request.GET.items() if v and k not in ("pipeline", "page")}
    shown = [
        (lane, cards(lane.cards, lane.id, request.today), _sum(lane), _list_url(lane, given))
        for lane in found
    ]
    context = {
        "lanes": [item for item in shown if item[0].kind not in ENDS],
        "ends": [item for item in shown if item[0].kind in ENDS],
        "pipelines": [(name, name) for name in known] if len(known) > 1 else [],
        "pipeline": pipeline,
    }
    return answer(request, "records/board.html", context_of(request, BOARD, asking) | context)


def _sum(lane: Lane) -> str:
    language = page_language()
    return " + ".join(formats.money(value, currency, language) for currency, value in lane.sums)


def _list_url(lane: Lane, given: dict[str, str]) -> str:
    """The list with the same filters and the lane's deals."""
    of = {"only": lane.kind} if lane.kind in ENDS else {"stage": str(lane.id)}
    return f"{reverse('deals')}?{urlencode({**given, **of})}" if lane.id else ""


@signed_in(
    examples={"deal_id": "opportunity"},
    queries=("stage={stage}",),
    forms=("stage={stage}&seen={stage}", "stage={stage}&amount=1&loss_reason=Price&review=Word"),
)
@require_http_methods(["GET", "HEAD", "POST"])
def move_deal(request: Asked, deal_id: int) -> HttpResponse:
    """The stages of the deal's pipeline, and what the chosen one asks for."""
    deal = visible_one("opportunity", deal_id, request.rights)
    if not may_mend(deal, "opportunity", request.rights):
        raise Forbidden(Text("there is no such form.", "没有这样的表单。"))
    form = MoveForm(request, deal, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            written = move_stage(request, deal, form.stage_id, form.told(), seen=form.cleaned_data["seen"])
        except BadInput as error:
            form.refuse(error)
        else:
            return done(
                request, _said(request, deal, form, written), written, record_url("opportunity", deal_id)
            )
    return _sheet(request, deal, form)


def _said(request: Asked, deal: Any, form: MoveForm, written: Written) -> Text:
    step = form.step
    if written.change is None or step is None:
        return SAME
    amount = form.told().get("amount", deal.amount)
    currency = deal.currency or request.workspace.currency
    money = Text(
        formats.money(amount, currency, "en") if amount is not None else "—",
        formats.money(amount, currency, "zh") if amount is not None else "—",
    )
    said = {"won": WON, "lost": LOST}.get(step.kind, MOVED)
    return said.fill(deal=deal.name or f"#{deal.pk}", stage=step.name, amount=money)


def _sheet(request: Asked, deal: Any, form: MoveForm) -> HttpResponse:
    here = next((s.name for s in stages_of(deal, request.rights) if s.here), "")
    context = {
        "sheet_base": htmx.sheet_base(request),
        "sheet_title": TITLE,
        "form": form,
        "about": " · ".join(part for part in (deal.name or f"#{deal.pk}", here) if part),
        "url": reverse("move_deal", args=[deal.pk]),
    }
    return render(request, "records/move.html", context, status=422 if form.errors else 200)
