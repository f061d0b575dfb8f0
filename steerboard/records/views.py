"""Pages of records: one record of any kind, and the lists of customers and deals."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from steerboard.core.errors import Forbidden, UnknownName
from steerboard.core.text import Text, current_language
from steerboard.kinds.registry import get
from steerboard.people.policies import signed_in
from steerboard.people.requests import Asked
from steerboard.people.rights import visible_one
from steerboard.records import showing
from steerboard.records.entry.catalog import FORMS
from steerboard.records.entry.rights import may_mend
from steerboard.records.listing.asking import page_number
from steerboard.records.story.events import TOLD
from steerboard.records.story.related import related_to
from steerboard.records.story.telling import story_of
from steerboard.records.verbs import verbs_for
from steerboard.ui.tags.frame import live

# What the tests of rights try; the page itself takes every kind.
KINDS = (
    "account",
    "opportunity",
    "opportunity_line",
    "activity",
    "order",
    "order_line",
    "contact",
    "lead",
    "quote",
    "contract",
    "campaign",
    "campaign_touch",
    "cost",
    "forecast_submission",
    "promotion",
    "loss_review",
    "product",
    "user",
    "team",
    "target",
    "account_spend",
    "subscription",
    "ticket",
    "ticket_interaction",
    "return_claim",
    "survey_response",
    "budget",
    "invoice",
    "time_entry",
    "work_report",
)


EVENTS, MOST_EVENTS = 15, 300
SHAPES = {"": Text("All", "全部"), "contact": Text("Contacts", "联系"), "change": Text("Changes", "变更")}
# What a page shows beside its own record, and is told of.
LIVE = {
    "account": ("account", "activity", "opportunity", "quote", "order", "contact"),
    "opportunity": ("opportunity", "activity", "quote", "order", "opportunity_line"),
    "order": ("order", "order_line"),
    "lead": ("lead", "activity"),
    "contact": ("contact", "activity"),
}


def reader_of(request: Asked) -> showing.Reader:
    return showing.Reader(
        rights=request.rights,
        language=current_language(),
        zone=request.workspace.calendar.zone,
        now=request.clock.now(),
        currency=request.workspace.currency,
    )


@signed_in(
    examples={
        "kind": KINDS,
        "record_id": "{kind}",
    },
    queries=("show=contact", "show=change&page=2"),
)
@require_safe
def record(request: Asked, kind: str, record_id: int) -> HttpResponse:
    """One record with its fields, what links to it, and its history. Forbidden and absent answer alike."""
    try:
        spec = get(kind)
    except UnknownName as error:
        raise Forbidden(error.message) from None
    row = visible_one(spec, record_id, request.rights)
    reader = reader_of(request)
    known = showing.known_of(spec, row, reader)
    shape = request.GET.get("show", "")
    most = min(MOST_EVENTS, max(EVENTS, page_number(request.GET) * EVENTS))
    told = spec.name in TOLD
    linked = related_to(spec, row, reader)
    silent = frozenset(group.kind for group in linked if group.plain and not group.total)
    story = story_of(spec, row, reader, shape if shape in SHAPES else "", most, silent)
    context: dict[str, Any] = {
        "page_title": showing.title_of(spec, row, reader),
        "spec": spec,
        "record": row,
        "about": known.about,
        "fields": known.fields,
        "empty": [reader.says(label) for label in known.empty],
        "linked": [group for group in linked if group.total or group.new_url],
        "story": story,
        "told": told,
        "shapes": list(SHAPES.items()) if told else [],
        "shape": shape,
        "next_page": most // EVENTS + 1 if most < MOST_EVENTS else 0,
        "made": showing.made_by(row, reader),
        "verbs": [(v.name, v.url(row.pk)) for v in verbs_for(kind, row, request.rights)],
        "edit_url": _edit_url(kind, row, request),
        "live": live(*LIVE.get(kind, (kind,))),
    }
    return render(request, "records/record.html", context)


def _edit_url(kind: str, row: Any, request: Asked) -> str:
    if kind not in FORMS or not may_mend(row, kind, request.rights):
        return ""
    return reverse("edit_record", args=[kind, row.pk])
