"""Columns that are no field: what is late, what a customer heard last, what an order comes to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from steerboard.core.text import Text
from steerboard.core.worldtime import local_date
from steerboard.kinds.registry import get
from steerboard.people.rights import visible
from steerboard.records.listing.declare import Cells
from steerboard.records.questions import last_contacts, names_of
from steerboard.records.showing import Reader
from steerboard.ui import dates, formats
from steerboard.ui.tables import Cell

KEY_ACCOUNT = Text("KA", "KA")
DONE, CANCELLED, PLANNED = Text("Done", "已完成"), Text("Called off", "已取消"), Text("Planned", "已计划")
LATE = Text("Overdue", "已逾期")


def urgent(text: str) -> SafeString:
    return format_html('<span class="urgent">{}</span>', text)


def customers(rows: Sequence[Any], reader: Reader) -> Cells:
    """The customer's name, with what marks it."""
    made = {}
    for r in rows:
        notes = [reader.says(KEY_ACCOUNT) if r.is_key_account else "", r.city or r.region or ""]
        made[r.pk] = Cell(r.name, small=" · ".join(n for n in notes if n))
    return made


def last_contact(rows: Sequence[Any], reader: Reader) -> Cells:
    """How long ago somebody of the reader's spoke with the customer."""
    known = last_contacts((r.pk for r in rows), reader.rights)
    return {
        pk: Cell(dates.ago(local_date(at, reader.zone), reader.today, reader.language), title=reader.time(at))
        for pk, at in known.items()
    }


def close_date(rows: Sequence[Any], reader: Reader) -> Cells:
    return {r.pk: _close(r, reader) for r in rows if r.close_date is not None}


def _close(r: Any, reader: Reader) -> Cell:
    late = r.outcome is None and r.close_date < reader.today
    return Cell(
        dates.date_short(r.close_date, reader.language, reader.today), small=urgent(_("past")) if late else ""
    )


def next_step(rows: Sequence[Any], reader: Reader) -> Cells:
    return {r.pk: Cell(r.next_step, small=_due(r.next_step_due, reader)) for r in rows if r.next_step}


def _due(due: date | None, reader: Reader) -> str:
    if due is None:
        return ""
    said = dates.ago(due, reader.today, reader.language)
    return urgent(_("overdue: %(day)s") % {"day": said}) if due < reader.today else said


def order_amounts(orders: Sequence[int], reader: Reader) -> dict[int, dict[str, Decimal]]:
    """What each order comes to by currency: quantity times net price of its lines; an unknown part is left out."""
    totals: dict[int, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    lines = visible("order_line", reader.rights).filter(order__in=orders)
    for order, quantity, price, currency in lines.values_list("order", "quantity", "net_price", "currency"):
        if quantity is not None and price is not None:
            totals[order][currency or reader.currency] += quantity * price
    return totals


def order_amount(rows: Sequence[Any], reader: Reader) -> Cells:
    totals = order_amounts([r.pk for r in rows], reader)
    return {pk: _sums(sums, reader) for pk, sums in totals.items()}


def _sums(sums: dict[str, Decimal], reader: Reader) -> Cell:
    parts = sorted(sums.items())
    short = " + ".join(formats.money(value, currency, reader.language) for currency, value in parts)
    full = " + ".join(formats.full(value, "money", reader.language, currency) for currency, value in parts)
    return Cell(short, title=full)


def order_names(rows: Sequence[Any], reader: Reader) -> Cells:
    """An order's number; one that was entered by hand has the system's."""
    return {r.pk: Cell(order_name(r), small=reader.says(CANCELLED) if r.cancelled_at else "") for r in rows}


def order_name(order: Any) -> str:
    return str(order.external_id) if order.external_id and order.source != "app" else f"#{order.pk}"


def activities(rows: Sequence[Any], reader: Reader) -> Cells:
    kinds = dict(get("activity").fields["kind"].choices)
    made = {}
    for r in rows:
        made[r.pk] = Cell(reader.says(kinds.get(r.kind, Text.same(r.kind))), small=r.purpose or "")
    return made


def activity_states(rows: Sequence[Any], reader: Reader) -> Cells:
    return {r.pk: _state(r, reader) for r in rows}


def _state(r: Any, reader: Reader) -> Cell:
    if r.cancelled_at is not None:
        return Cell(reader.says(CANCELLED), small=r.reason_not_done or "")
    if r.done_at is not None:
        outcomes = dict(get("activity").fields["outcome"].choices)
        return Cell(
            reader.says(DONE), small=reader.says(outcomes[r.outcome]) if r.outcome in outcomes else ""
        )
    late = r.planned_for is not None and local_date(r.planned_for, reader.zone) < reader.today
    return Cell(urgent(reader.says(LATE)) if late else reader.says(PLANNED))


def activity_times(rows: Sequence[Any], reader: Reader) -> Cells:
    """When it happened; of a plan, when it is to."""
    times = {
        r.pk: next((t for t in (r.done_at, r.planned_for, r.created_at) if t is not None), None) for r in rows
    }
    return {pk: Cell(reader.time(at)) for pk, at in times.items() if at is not None}


def lead_names(rows: Sequence[Any], _reader: Reader) -> Cells:
    return {
        r.pk: Cell(r.name or r.company or f"#{r.pk}", small=r.company if r.name and r.company else "")
        for r in rows
    }


def lead_answers(rows: Sequence[Any], reader: Reader) -> Cells:
    """When the lead was first answered; an open one that waits says since when."""
    made = {}
    for r in rows:
        if r.first_response_at is not None:
            made[r.pk] = Cell(reader.time(r.first_response_at))
        elif r.converted_at is None and r.disqualified_at is None:
            since = r.assigned_at or r.created_at
            waiting = (
                dates.ago(local_date(since, reader.zone), reader.today, reader.language) if since else ""
            )
            made[r.pk] = Cell(urgent(_("not answered")), small=waiting)
    return made


_STEPS = ("converted_at", "attended_at", "replied_at", "clicked_at", "opened_at", "delivered_at", "sent_at")


def reached(rows: Sequence[Any], reader: Reader) -> Cells:
    """Whom a campaign reached: a lead or a contact, named where the reader sees them."""
    leads = names_of("lead", (r.lead_id for r in rows), reader.rights)
    contacts = names_of("contact", (r.contact_id for r in rows), reader.rights)
    named = {r.pk: contacts.get(r.contact_id) or leads.get(r.lead_id) for r in rows}
    return {pk: Cell(name or f"#{pk}") for pk, name in named.items()}


def touch_steps(rows: Sequence[Any], reader: Reader) -> Cells:
    """The last that came of it, and when."""
    labels = {n: f.label for n, f in get("campaign_touch").fields.items()}
    made = {}
    for r in rows:
        step = next((s for s in _STEPS if getattr(r, s) is not None), "")
        if step:
            made[r.pk] = Cell(reader.says(labels[step]), small=reader.time(getattr(r, step)))
    return made
