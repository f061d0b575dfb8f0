"""How a verb on records answers: with a toast and its undo, in a sheet as on a page of its own."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from steerboard.core.text import Text
from steerboard.kinds.batch import Written
from steerboard.people.requests import Asked
from steerboard.ui import htmx


def undo_url(written: Written) -> str:
    return reverse("undo", args=[written.change]) if written.change else ""


def done(request: Asked, text: Text | str, written: Written, then: str) -> HttpResponse:
    """The page stays and says what was done; without a script ``then`` follows and says it."""
    if not htmx.is_fragment(request):
        return leave(request, text, written, then)
    return htmx.done(request, text, undo_url=undo_url(written), changed=tuple(sorted(written.kinds)))


def leave(request: Asked, text: Text | str, written: Written, then: str) -> HttpResponse:
    """The page ``then`` follows, and says what was done; the frame finds the undo's address in the message's tags."""
    messages.success(request, str(text), extra_tags=undo_url(written))
    if not htmx.is_fragment(request):
        return HttpResponseRedirect(then)
    response = HttpResponse()
    response["HX-Redirect"] = then
    return response
