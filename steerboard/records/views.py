"""Pages of records: one record of any kind, and the lists of customers and deals."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from steerboard.core.errors import Forbidden, UnknownName
from steerboard.core.text import current_language
from steerboard.kinds.registry import get
from steerboard.people.policies import signed_in
from steerboard.people.requests import Asked
from steerboard.people.rights import visible_one
from steerboard.records import showing
from steerboard.records.verbs import verbs_for

# What the tests of rights try; the page itself takes every kind.
KINDS = (
    "account",
    "opportunity",
    "opportunity_line",
    "activity",
    "order",
    "order_line",
    "user",
    "team",
    "target",
)


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
    }
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
    filled, empty = showing.fields_of(spec, row, reader)
    changes, total = showing.changes_of(spec, row, reader)
    context: dict[str, Any] = {
        "page_title": showing.title_of(spec, row, reader),
        "spec": spec,
        "record": row,
        "fields": filled,
        "empty": [reader.says(label) for label in empty],
        "linked": showing.linked_to(spec, row, reader),
        "changes": changes,
        "changes_total": total,
        "made": showing.made_by(row, reader),
        "verbs": [(v.name, v.url(row.pk)) for v in verbs_for(kind, row, request.rights)],
        "live_name": kind,
    }
    return render(request, "records/record.html", context)
