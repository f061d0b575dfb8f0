"""Writing what a form says: one change for a record with its lines, so that one undo takes it back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from steerboard.kinds.batch import Author, Batch, Edit, Item, New, Removal, Written
from steerboard.people.actions import write_as
from steerboard.people.requests import Asked
from steerboard.people.rights import visible
from steerboard.records.entry.declare import FormSpec
from steerboard.records.entry.forms import RecordForm


def author(request: Asked, verb: str) -> Author:
    return Author(request.person_id, "app", verb)


def write_items(request: Asked, verb: str, items: Sequence[Item]) -> Written:
    """One change under the reader's rights; items may link to what earlier ones make."""
    return write_as(Batch(author(request, verb), tuple(items), chained=True), request.rights, request.clock)


def new_values(request: Asked, form: FormSpec, values: Mapping[str, Any]) -> dict[str, Any]:
    """A new record's values: those said, what is usual, and what follows from them."""
    return dict(form.filled({**form.given(request), **values}, request))


def enter(request: Asked, form: RecordForm, more: Sequence[Item] = ()) -> Written:
    """Write a new record; ``more`` may link to it as ``Made(0)``."""
    item = New(form.form.kind, new_values(request, form.form, form.values()))
    return write_items(request, "enter", (item, *more))


def mend(request: Asked, form: RecordForm, more: Sequence[Item] = ()) -> Written:
    """Write what was touched of a record."""
    values = form.values()
    if form.form.kind == "opportunity" and "stage" in values:
        values = {**_usual(request, form, values), **values}
    edit = (Edit(form.form.kind, form.record.pk, values),) if values else ()
    return write_items(request, "edit", (*edit, *more))


def _usual(request: Asked, form: RecordForm, values: Mapping[str, Any]) -> dict[str, Any]:
    """What a new stage brings along, unless the form says something else."""
    followed = form.form.filled({"stage": values["stage"], "account": form.record.account_id}, request)
    return {n: v for n, v in followed.items() if n in ("probability", "forecast_category")}


def remove(request: Asked, kind: str, record: Any) -> Written:
    """Delete a record, an order with its lines."""
    lines = visible("order_line", request.rights).filter(order=record.pk) if kind == "order" else ()
    gone = [Removal("order_line", line.pk) for line in lines]
    return write_items(request, "delete", (*gone, Removal(kind, record.pk)))
