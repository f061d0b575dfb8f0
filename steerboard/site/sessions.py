"""Whether a request that does not go through Django's middleware comes from somebody who is signed in."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth import get_user
from django.db import close_old_connections
from django.http import HttpRequest
from django.http.cookie import parse_cookie

from steerboard.people.rights import rights_of
from steerboard.people.signin import FORWARDED, login_of
from steerboard.site.clock import site_clock


async def admits(scope: dict[str, Any]) -> bool:
    """Whether the session of an ASGI request is that of a member, as of now."""
    return await sync_to_async(is_member_of, thread_sensitive=True)(scope)


def is_member_of(scope: dict[str, Any]) -> bool:
    """The same question as the middleware asks: session, password, place, membership."""
    close_old_connections()
    request = _request(scope)
    request.user = get_user(request)
    login = login_of(request)
    if login is None:
        return False
    today = settings.WORKSPACE.calendar.today(site_clock().now())
    return bool(rights_of(login.person_id, today).roles)


def _request(scope: dict[str, Any]) -> HttpRequest:
    """As much of a request as signing in looks at."""
    request = HttpRequest()
    headers = {name.decode("latin1").lower(): value.decode("latin1") for name, value in scope["headers"]}
    request.META["REMOTE_ADDR"] = (scope.get("client") or ("",))[0]
    for name in FORWARDED:
        header = name.removeprefix("HTTP_").replace("_", "-").lower()
        if header in headers:
            request.META[name] = headers[header]
    request.COOKIES = parse_cookie(headers.get("cookie", ""))
    store = import_module(settings.SESSION_ENGINE).SessionStore
    request.session = store(request.COOKIES.get(settings.SESSION_COOKIE_NAME))
    return request
