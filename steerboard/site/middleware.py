"""Who asks, and whether he may: each request gets its rights, clock and language before any view runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode

from steerboard.core.errors import SteerboardError
from steerboard.core.text import language_of, speaking
from steerboard.engine.rights import Rights
from steerboard.people.policies import policy_of
from steerboard.people.requests import Asked
from steerboard.people.rights import rights_of
from steerboard.people.signin import login_of
from steerboard.site import errors
from steerboard.site.clock import site_clock

NOBODY = Rights(user=0)  # no person has this id, and no role is no membership

Answer = Callable[[HttpRequest], HttpResponseBase]


class Asker:
    """Django middleware; stands behind sessions, sign-in and the language."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: Asked) -> HttpResponseBase:
        request.workspace, request.clock = settings.WORKSPACE, site_clock()
        request.today = request.workspace.calendar.today(request.clock.now())
        _recognise(request)
        with speaking(language_of(translation.get_language())):
            response = self.get_response(request)
        # What one person sees is for no shared cache, and Back asks again whether it still holds.
        response.headers.setdefault("Cache-Control", "private, no-cache")
        patch_vary_headers(response, ["Cookie", "HX-Request"])
        return response

    def process_view(self, request: Asked, view: Callable[..., Any], *_: object) -> HttpResponseBase | None:
        """None lets the view run; anything else is the answer."""
        policy = policy_of(view)
        if policy is None:
            return errors.not_found(request)
        if policy.who == "public":
            return None
        if request.login is None:
            return _to_sign_in(request)
        return None if policy.admits(request.rights) else _turned_away(request)

    def process_exception(self, request: Asked, error: Exception) -> HttpResponseBase | None:
        """Errors of the family that no view took care of become pages."""
        return errors.said(request, error) if isinstance(error, SteerboardError) else None


def _recognise(request: Asked) -> None:
    """Who it is, what he may see, and the language that he chose."""
    request.login = login = login_of(request)
    request.rights, request.person_id = NOBODY, None
    if login is None:
        request.user = AnonymousUser()
        return
    request.person_id = login.person_id
    request.rights = rights_of(login.person_id, request.today)
    if login.language in dict(settings.LANGUAGES):
        translation.activate(login.language)
        request.LANGUAGE_CODE = login.language


def _to_sign_in(request: Asked) -> HttpResponseBase:
    if request.headers.get("HX-Request") == "true":
        # A fragment cannot show a page: the whole page goes to the sign-in.
        return HttpResponse(status=401, headers={"HX-Redirect": settings.LOGIN_URL})
    if request.method in ("GET", "HEAD"):
        return redirect(f"{settings.LOGIN_URL}?{urlencode({'next': request.get_full_path()})}")
    return redirect(settings.LOGIN_URL)


def _turned_away(request: Asked) -> HttpResponseBase:
    if not request.rights.roles and request.path == settings.LOGIN_REDIRECT_URL:
        name = request.login.person.name if request.login else ""
        return render(request, "people/no_place.html", {"name": name}, status=403)
    return errors.not_found(request)


asker = Asker
