"""Advancing a deal to another stage of its pipeline."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from steerboard.core.errors import BadInput
from steerboard.core.text import Text
from steerboard.kinds.batch import Written
from steerboard.people.policies import signed_in
from steerboard.people.requests import Asked
from steerboard.people.rights import visible_one
from steerboard.records.moving import Step, loss_reasons, missing_for, move_stage, stages_of
from steerboard.ui import htmx
from steerboard.work.answers import done, sent
from steerboard.work.stage_form import StageForm

ADVANCE = Text("Advance the stage", "推进阶段")
ADVANCED = Text("“{deal}” is now in “{stage}”", "“{deal}”已推进到“{stage}”")
WON, LOST = Text("Won: {deal}", "赢单：{deal}"), Text("Lost: {deal}", "输单：{deal}")


@signed_in(
    examples={"deal_id": "opportunity"}, forms=("stage={stage}", "stage={stage}&amount=1&loss_reason=Price")
)
@require_http_methods(["GET", "HEAD", "POST"])
def advance(request: Asked, deal_id: int) -> HttpResponse:
    """The stages of the deal's pipeline; the one that follows is chosen already."""
    deal = visible_one("opportunity", deal_id, request.rights)
    steps = stages_of(deal, request.rights)
    given = {"stage": _following(steps), "seen": deal.stage_id}
    form = StageForm(steps, loss_reasons(request.rights), sent(request), initial=given)
    if request.method == "POST" and form.is_valid():
        step = next(s for s in steps if str(s.id) == form.cleaned_data["stage"])
        written = _move(request, deal, step, form)
        if written is not None:
            said = {"won": WON, "lost": LOST}.get(step.kind, ADVANCED)
            return done(request, said.fill(deal=deal.name, stage=step.name), written)
    return _sheet(request, deal, steps, form)


def _move(request: Asked, deal: Any, step: Step, form: StageForm) -> Written | None:
    """What was written; None where something is missing, which then stands beside its field."""
    told = {n: v for n, v in form.told().items() if step.kind == "lost" or n == "amount"}
    try:
        return move_stage(request, deal, step.id, told, seen=form.cleaned_data["seen"])
    except BadInput as error:
        name = (error.where or "").rpartition(".")[2]
        said = f"{error.message} {error.hint}" if error.hint else str(error.message)
        form.add_error(name if name in form.fields else None, said)
        return None


def _following(steps: Sequence[Step]) -> int | None:
    """The next stage that is not a loss."""
    here = next((n for n, s in enumerate(steps) if s.here), -1)
    return next((s.id for s in steps[here + 1 :] if s.kind != "lost"), None)


def _sheet(request: Asked, deal: Any, steps: Sequence[Step], form: StageForm) -> HttpResponse:
    won = next((s for s in steps if s.kind == "won"), None)
    form.say_what_is_needed()
    stands = next((s.name for s in steps if s.here), "")
    context = {
        "sheet_base": htmx.sheet_base(request),
        "sheet_title": ADVANCE,
        "form": form,
        "about": f"{deal.name} · {stands}" if stands else deal.name,
        "url": reverse("advance_stage", args=[deal.pk]),
        "asks_amount": won is not None and "amount" in missing_for(deal, won),
    }
    return render(request, "work/stage.html", context, status=422 if form.errors else 200)
