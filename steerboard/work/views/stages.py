"""Advancing a deal to another stage of its pipeline."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from steerboard.core.text import Text
from steerboard.people.policies import signed_in
from steerboard.people.requests import Asked
from steerboard.people.rights import visible, visible_one
from steerboard.ui import htmx
from steerboard.work import actions
from steerboard.work.answers import done
from steerboard.work.forms import AdvanceForm

ADVANCE = Text("Advance the stage", "推进阶段")
ADVANCED = Text("“{deal}” is now in “{stage}”", "“{deal}”已到“{stage}”")


@signed_in(examples={"deal_id": "opportunity"}, forms=("stage={stage}",))
@require_http_methods(["GET", "HEAD", "POST"])
def advance(request: Asked, deal_id: int) -> HttpResponse:
    """The stages of the deal's pipeline; the one that follows is chosen already."""
    deal = visible_one("opportunity", deal_id, request.rights)
    stages = _others(request, deal)
    form = AdvanceForm(stages, request.POST or None, initial={"stage": _following(deal, stages)})
    if request.method == "POST" and form.is_valid():
        stage = next(s for s in stages if str(s.pk) == form.cleaned_data["stage"])
        written = actions.advance(request, deal_id, stage)
        return done(request, ADVANCED.fill(deal=deal.name, stage=stage.name), written)
    context = {
        "sheet_base": htmx.sheet_base(request),
        "sheet_title": ADVANCE,
        "form": form,
        "about": f"{deal.name} · {deal.stage.name}" if deal.stage else deal.name,
        "url": reverse("advance_stage", args=[deal_id]),
        "verb": _("Save"),
    }
    return render(request, "work/form.html", context, status=422 if form.errors else 200)


def _others(request: Asked, deal: Any) -> list[Any]:
    rows = visible("stage", request.rights).filter(pipeline=deal.pipeline).exclude(pk=deal.stage_id)
    return list(rows.order_by("position", "pk"))


def _following(deal: Any, stages: list[Any]) -> int | None:
    here = deal.stage.position if deal.stage and deal.stage.position is not None else -1
    ahead = [s for s in stages if s.kind != "lost" and s.position is not None and s.position > here]
    return ahead[0].pk if ahead else None
