"""The lists of customers and of open deals: what one sees, with search, order and pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import F, Q, QuerySet
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from steerboard.core.text import Text
from steerboard.core.worldtime import local_date
from steerboard.people.policies import signed_in
from steerboard.people.requests import Asked
from steerboard.people.rights import visible
from steerboard.records.kinds.account import TYPES
from steerboard.records.questions import (
    Customer,
    Deal,
    customers_of,
    deals_of,
    matching,
    open_deals,
    overdue_step,
    past_closing,
    undated,
)
from steerboard.records.showing import Reader, record_url
from steerboard.records.views import reader_of
from steerboard.ui import dates, formats
from steerboard.ui.tables import PAGE, Cell, Column, Table

CUSTOMERS, DEALS = Text("Customers", "客户"), Text("Deals", "商机")
KEY_ACCOUNT = Text("KA", "KA")


def page_of(request: Asked) -> int:
    """The page asked for; anything that is no number is the first."""
    asked = request.GET.get("page", "1")
    return max(1, min(int(asked), 100_000)) if asked.isascii() and asked.isdecimal() and len(asked) < 9 else 1


@signed_in(queries=("q=a", "whose=mine", "sort=-name"))
@require_safe
def customers(request: Asked) -> HttpResponse:
    """The customers that the reader sees."""
    text = request.GET.get("q", "").strip()[:100]
    whose = "mine" if request.GET.get("whose") == "mine" else "all"
    rows = matching("account", text, request.rights)
    if whose == "mine":
        rows = rows.filter(owner=request.person_id)
    sort = request.GET.get("sort", "")
    order = {"name": "name", "-name": "-name", "owner": "owner__name", "-owner": "-owner__name"}.get(
        sort, "name"
    )
    columns = [
        Column("name", _("Customer"), sortable=True),
        Column("contact", _("Last contact")),
        Column("type", _("Kind"), phone=False),
        Column("owner", _("Owner"), sortable=True, phone=False),
    ]
    reader = reader_of(request)
    found, total, page = _page(request, rows.order_by(order, "pk"))
    cells = [_customer(c, reader) for c in customers_of(found, request.rights)]
    empty = (
        _("No customer has this in its name.") if text else _("No customers yet. They come with an import.")
    )
    table = Table(CUSTOMERS, columns, cells, total, page, sort=sort, key="customers", empty=empty)
    views = (("all", _("All")), ("mine", _("Mine")))
    context = {"page_title": CUSTOMERS, "table": table, "search_text": text, "views": views, "view": whose}
    return render(request, "records/customers.html", context)


@signed_in(queries=("q=a",))
@require_safe
def find_customers(request: Asked) -> JsonResponse:
    """Customers by name, for the search in a form."""
    text = request.GET.get("q", "").strip()[:100]
    rows = matching("account", text, request.rights).order_by("name", "pk")[:20]
    found = [{"value": str(r.pk), "label": r.name, "hint": r.city or r.region or ""} for r in rows]
    return JsonResponse(found, safe=False)


@signed_in(queries=("q=a", "only=step", "only=closing", "only=undated", "whose=mine", "sort=-amount"))
@require_safe
def deals(request: Asked) -> HttpResponse:
    """The open deals that the reader sees; ``only`` keeps those that have something to mend."""
    text = request.GET.get("q", "").strip()[:100]
    only = request.GET.get("only", "")
    whose = "mine" if request.GET.get("whose") == "mine" else "all"
    rows = open_deals(request.rights)
    chosen = {
        "step": overdue_step(request.today),
        "closing": past_closing(request.today),
        "undated": undated(),
    }.get(only)
    if chosen is not None:
        rows = rows.filter(chosen)
    if whose == "mine":
        rows = rows.filter(owner=request.person_id)
    for word in text.split()[:5]:
        seen = visible("account", request.rights).filter(name__icontains=word)
        rows = rows.filter(Q(name__icontains=word) | Q(account__in=seen))
    sort = request.GET.get("sort", "")
    found, total, page = _page(request, rows.order_by(*_deal_order(sort), "pk"))
    reader = reader_of(request)
    cells = [_deal(d, reader, request) for d in deals_of(found, request.rights)]
    empty = _("Nothing to mend here.") if chosen is not None else _("No open deals.")
    table = Table(DEALS, _deal_columns(), cells, total, page, sort=sort, key="deals", empty=empty)
    context = {
        "page_title": DEALS,
        "table": table,
        "text": text,
        "only": only if chosen is not None else "",
        "view": whose,
        "views": (("all", _("All")), ("mine", _("Mine"))),
        "filters": (
            ("", _("All open")),
            ("step", _("Next step overdue")),
            ("closing", _("Close date past")),
            ("undated", _("No close date")),
        ),
    }
    return render(request, "records/deals.html", context)


def _page(request: Asked, rows: QuerySet[Any]) -> tuple[Sequence[Any], int, int]:
    total = rows.count()
    page = min(page_of(request), max(1, -(-total // PAGE)))
    return list(rows[(page - 1) * PAGE : page * PAGE]), total, page


def _customer(c: Customer, reader: Reader) -> list[Cell]:
    today = reader.now.astimezone(reader.zone).date()
    last = (
        dates.ago(local_date(c.last_contact, reader.zone), today, reader.language) if c.last_contact else ""
    )
    kind = TYPES.get(c.customer_type, Text.same(""))
    notes = [x for x in ((reader.says(KEY_ACCOUNT) if c.is_key else ""), c.place) if x]
    return [
        Cell(c.name, small=" · ".join(notes), href=record_url("account", c.id)),
        Cell(last or formats.DASH, title=reader.time(c.last_contact) if c.last_contact else ""),
        Cell(kind),
        Cell(c.owner or formats.DASH),
    ]


def _deal_columns() -> list[Column]:
    return [
        Column("name", _("Deal"), sortable=True),
        Column("amount", _("Amount"), numeric=True, sortable=True, descending_first=True),
        Column("close", _("Expected close"), sortable=True),
        Column("stage", _("Stage"), sortable=True, phone=False),
        Column("step", _("Next step"), phone=False),
        Column("owner", _("Owner"), phone=False),
    ]


def _deal_order(sort: str) -> tuple[Any, ...]:
    fields = {"name": "name", "amount": "amount", "close": "close_date", "stage": "stage__position"}
    field = F(fields.get(sort.removeprefix("-"), "close_date"))
    return (field.desc(nulls_last=True) if sort.startswith("-") else field.asc(nulls_last=True),)


def _deal(d: Deal, reader: Reader, request: Asked) -> list[Cell]:
    today, language = request.today, reader.language
    currency = d.currency or reader.currency
    late = d.close_date is not None and d.close_date < today
    step_late = d.next_step_due is not None and d.next_step_due < today
    return [
        Cell(d.name, small=d.account, href=record_url("opportunity", d.id)),
        Cell(
            formats.money(d.amount, currency, language),
            title=formats.full(d.amount, "money", language, currency) if d.amount is not None else "",
        ),
        Cell(dates.date_short(d.close_date, language, today), small=_urgent(_("past")) if late else ""),
        Cell(d.stage or formats.DASH),
        Cell(
            d.next_step or formats.DASH,
            small=_step_note(d, language, request) if d.next_step_due else "",
            title=_("overdue") if step_late else "",
        ),
        Cell(d.owner or formats.DASH),
    ]


def _step_note(d: Deal, language: Any, request: Asked) -> str:
    due = dates.ago(d.next_step_due, request.today, language)
    late = d.next_step_due is not None and d.next_step_due < request.today
    return _urgent(_("overdue: %(day)s") % {"day": due}) if late else due


def _urgent(text: str) -> SafeString:
    return format_html('<span class="urgent">{}</span>', text)
