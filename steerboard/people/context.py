"""What every page may say about its reader."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from steerboard.kinds.prepared import Prepared
from steerboard.people.kinds.user import User


def reader(request: HttpRequest) -> dict[str, object]:
    """``person``: the name of who is signed in, asked for only where a page shows it."""
    login = getattr(request, "login", None)
    return {} if login is None else {"person": SimpleLazyObject(lambda: _NAME.rows(login.person_id)[0][0])}


_NAME = Prepared(lambda person: User.everything.filter(pk=person).values_list("name"))
