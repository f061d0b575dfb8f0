"""How a verb is asked and answers: with a toast to a page that is open, with a redirect to one that has no script."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse

from steerboard.core.text import Text
from steerboard.kinds.batch import Written
from steerboard.people.requests import Asked
from steerboard.ui import htmx


def sent(request: Asked) -> QueryDict | None:
    """What a form was sent with, even where that is nothing; None where it is only shown."""
    return request.POST if request.method == "POST" else None


def done(request: Asked, text: Text | str, written: Written, back: str = "today") -> HttpResponse:
    """Say what was done and offer to undo it. ``back`` names the page that follows without a script."""
    undo = reverse("undo", args=[written.change]) if written.change else ""
    if not htmx.is_fragment(request):
        messages.success(request, str(text), extra_tags=undo)
        return redirect(back)
    names = tuple(sorted(written.kinds)) or ("activity", "opportunity")
    return htmx.done(request, text, undo_url=undo, changed=names)
