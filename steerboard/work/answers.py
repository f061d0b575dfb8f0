"""How a verb answers: with a toast to a page that is open, with a redirect to one that has no script."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from steerboard.core.text import Text
from steerboard.kinds.batch import Written
from steerboard.people.requests import Asked
from steerboard.ui import htmx


def done(request: Asked, text: Text | str, written: Written, back: str = "today") -> HttpResponse:
    """Say what was done and offer to undo it. ``back`` names the page that follows without a script."""
    undo = reverse("undo", args=[written.change]) if written.change else ""
    if not htmx.is_fragment(request):
        messages.success(request, str(text), extra_tags=undo)
        return redirect(back)
    names = tuple(sorted(written.kinds)) or ("activity", "opportunity")
    return htmx.done(request, text, undo_url=undo, changed=names)
