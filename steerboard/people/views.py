"""Signing in and out, the password, invitations, and the language."""

from __future__ import annotations

from allauth.account.views import LoginView, PasswordChangeView
from django.conf import settings
from django.contrib.auth import login as sign_in_to_session
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from steerboard.core.clock import SystemClock
from steerboard.people.actions import accept
from steerboard.people.forms import InvitationForm
from steerboard.people.invitations import open_invitation
from steerboard.people.models import Login
from steerboard.people.policies import public, signed_in
from steerboard.people.requests import Asked

BACKEND = "steerboard.people.signin.Backend"

sign_in = public(LoginView.as_view(template_name="people/sign_in.html"))

change_password = signed_in(member=False)(PasswordChangeView.as_view(template_name="people/password.html"))


@signed_in(member=False)
def password_done(request: Asked) -> HttpResponse:
    """The new password holds."""
    return render(request, "people/password_done.html")


@public
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session; harmless where there is none."""
    logout(request)
    return redirect(settings.LOGIN_URL)


@public
@require_POST
def set_language(request: Asked) -> HttpResponse:
    """Keep the language for this browser, and for the login where there is one."""
    language = request.POST.get("language", "")
    answer = redirect(_next(request))
    if language in dict(settings.LANGUAGES) and check_for_language(language):
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=60 * 60 * 24 * 365,
            samesite="Lax",
            httponly=True,
        )
        if request.login is not None and request.login.language != language:
            Login.objects.filter(pk=request.login.pk).update(language=language)
    return answer


@public(examples={"secret": ("no-such-secret",)})
@sensitive_post_parameters()
@never_cache
def invitation(request: Asked, secret: str) -> HttpResponse:
    """Take up an invitation: set the password and enter."""
    # How long a secret holds is no matter of the figures' time, which `serve --now` shifts.
    clock = SystemClock()
    found = open_invitation(secret, clock)
    if found is None:
        return _gone(request)
    form = InvitationForm(found, request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "people/invitation.html", {"form": form, "name": found.person.name})
    data = form.cleaned_data
    login = accept(found, data["email"], data["password"], clock)
    if login is None:
        return _gone(request)
    sign_in_to_session(request, login, backend=BACKEND)
    return redirect(settings.LOGIN_REDIRECT_URL)


def _gone(request: HttpRequest) -> HttpResponse:
    """Unknown, expired and used answer alike."""
    return render(request, "people/invitation_gone.html", status=404)


def _next(request: HttpRequest) -> str:
    """Back to where one was, if that is a page of ours."""
    path = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(path, allowed_hosts=None, require_https=request.is_secure())
    return path if ours and path.startswith("/") else "/"
