"""What every page may say about its reader."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject


def reader(request: HttpRequest) -> dict[str, object]:
    """``person``: the name of who is signed in, asked for only where a page shows it."""
    login = getattr(request, "login", None)
    return {} if login is None else {"person": SimpleLazyObject(lambda: login.person.name)}
