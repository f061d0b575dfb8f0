"""What a place shows that is empty, not whole, old or not sure; tables and choices of a view."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import template
from django.http import HttpRequest
from django.template import Context
from django.utils.translation import gettext, ngettext

from steerboard.ui.tables import Table, with_query
from steerboard.ui.tags.filters import count, exact, moment
from steerboard.ui.tags.language import said

register = template.Library()


@register.inclusion_tag("ui/parts/empty.html")
def empty(text: object, verb: object = "", url: str = "", sheet: bool = False) -> dict[str, Any]:
    """Says what would fill the place, and offers it."""
    return {"text": text, "verb": verb, "url": url, "sheet": sheet}


@register.inclusion_tag("ui/parts/hint.html")
def partial_period(done: int, total: int) -> dict[str, Any]:
    text = gettext("%(done)s of %(total)s working days") % {"done": done, "total": total}
    return {"kind": "partial", "text": text}


@register.inclusion_tag("ui/parts/hint.html")
def stale(since: datetime, now: datetime) -> dict[str, Any]:
    return {"kind": "stale", "text": gettext("as of %(moment)s") % {"moment": moment(since, now)}}


@register.inclusion_tag("ui/parts/hint.html")
def too_little(have: int, need: int, what: object = "") -> dict[str, Any]:
    values = {"have": count(have), "need": count(need), "what": said(what)}
    text = (
        gettext("not enough evidence: %(have)s %(what)s, %(need)s are needed to tell") % values
        if what
        else gettext("not enough evidence: %(have)s, %(need)s are needed to tell") % values
    )
    return {"kind": "little", "text": text}


@register.inclusion_tag("ui/parts/skeleton.html")
def skeleton(lines: int = 3) -> dict[str, Any]:
    return {"lines": range(lines)}


@register.inclusion_tag("ui/parts/table.html", takes_context=True)
def data_table(context: Context, table: Table) -> dict[str, Any]:
    request: HttpRequest = context["request"]
    shown = {"first": count(table.first), "last": count(table.last), "total": exact(table.total)}
    return {
        "table": table,
        "headings": table.headings(request),
        "previous": table.page_url(request, table.page - 1),
        "next": table.page_url(request, table.page + 1),
        "extent": ngettext("%(total)s row", "%(total)s rows", table.total) % shown
        if table.pages == 1
        else gettext("%(first)s–%(last)s of %(total)s") % shown,
    }


@register.inclusion_tag("ui/parts/segments.html", takes_context=True)
def segments(
    context: Context, param: str, options: Iterable[tuple[str, object]], current: str, label: object
) -> dict[str, Any]:
    """One of a few views of the same page, as links that keep the other parameters."""
    request: HttpRequest = context["request"]
    choices = [
        {"url": with_query(request, **{param: value}), "name": name, "current": value == current}
        for value, name in options
    ]
    return {"options": choices, "label": label}
