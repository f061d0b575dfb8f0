"""Pages that say what went wrong, in the reader's language. Forbidden answers as absent."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from steerboard.core.errors import BadInput, Broken, Forbidden, Refused, SteerboardError

_STATUS: tuple[tuple[type[SteerboardError], int], ...] = ((BadInput, 400), (Refused, 422), (Broken, 503))


def said(request: HttpRequest, error: SteerboardError) -> HttpResponse:
    """The page of an error of the family."""
    if isinstance(error, Forbidden):
        return not_found(request)
    status = next((status for kind, status in _STATUS if isinstance(error, kind)), 500)
    return render(request, "400.html", {"error": error.text()}, status=status)


def bad_request(request: HttpRequest, **_: object) -> HttpResponse:
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, **_: object) -> HttpResponse:
    return not_found(request)


def not_found(request: HttpRequest, **_: object) -> HttpResponse:
    return render(request, "404.html", status=404)


def csrf_failed(request: HttpRequest, **_: object) -> HttpResponse:
    return render(request, "403_csrf.html", status=403)


def server_error(_request: HttpRequest) -> HttpResponse:
    # Without the request: whatever broke may break again while the page asks who reads it.
    return render(None, "500.html", status=500)
