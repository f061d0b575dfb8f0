"""Signing in by email and password, as allauth and axes are told to do it."""

from __future__ import annotations

import ipaddress
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.forms import ChangePasswordForm, LoginForm
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from steerboard.kinds.prepared import Prepared
from steerboard.people.models import Login

# A server that stands before this one sets these; the address that we see is then not the visitor's.
FORWARDED = ("HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP", "HTTP_VIA")


def from_this_machine(request: HttpRequest) -> bool:
    """Whether the visitor is at this machine itself."""
    if any(name in request.META for name in FORWARDED):
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def may_enter(login: Login, request: HttpRequest) -> bool:
    """Whether this login is good for this visitor: one with a known password is good at this machine only."""
    return login.is_active and (not login.demo or from_this_machine(request))


def login_of(request: HttpRequest) -> Login | None:
    """Who is signed in with this session, asked anew at each request."""
    user: Any = request.user
    if isinstance(user, AnonymousUser) or not user.is_authenticated:
        return None
    login: Login = user
    return login if may_enter(login, request) else None


class Backend(AuthenticationBackend):  # type: ignore[misc]
    """Email and password. Every reason not to enter answers alike, and takes as long."""

    @override
    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> AbstractBaseUser | None:
        user = super().authenticate(request, **credentials)
        if user is None or request is None or not may_enter(user, request):
            return None
        return user  # type: ignore[no-any-return]

    @override
    def _check_password(self, user: AbstractBaseUser | None, password: str) -> AbstractBaseUser | None:
        """As allauth's, but a closed login answers as a wrong password and not with a page of its own."""
        if user is None:
            return None
        self._did_check_password = True
        return user if user.check_password(password) and self.user_can_authenticate(user) else None

    @override
    def get_user(self, user_id: Any) -> AbstractBaseUser | None:
        """Who a session belongs to, asked anew with each page."""
        for row in _LOGIN.rows(int(user_id)):
            login: Login = Login.from_db("default", _COLUMNS, row)
            return login if self.user_can_authenticate(login) else None
        return None


_COLUMNS = [field.attname for field in Login._meta.concrete_fields]
_LOGIN = Prepared(lambda pk: Login.objects.filter(pk=pk).values_list(*_COLUMNS))


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs himself up, and signing in says nothing that the page does not show."""

    @override
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    @override
    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """No "Successfully signed in as …": one sees that one is."""

    @override
    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("password_done")


class SignInForm(LoginForm):  # type: ignore[misc]
    """Email and password, with our labels."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields, {"login": _("Email"), "password": _("Password")})
        self.fields["login"].widget.attrs.update(autocomplete="username", autofocus=True)


class NewPasswordForm(ChangePasswordForm):  # type: ignore[misc]
    """The present password, and the new one twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {"oldpassword": _("Present password"), "password1": _("New password")}
        _plain(self.fields, {**labels, "password2": _("New password, once more")})
        self.fields["password1"].help_text = _("At least 10 characters, not a common word, not only digits.")


def _plain(fields: Any, labels: dict[str, Any]) -> None:
    """Labels stand above the fields; a placeholder that repeats them goes."""
    for name, label in labels.items():
        fields[name].label, fields[name].help_text = label, ""
        fields[name].widget.attrs.pop("placeholder", None)


def name_tried(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """The email that a sign-in was tried with, for the lock-out (axes asks)."""
    given = (credentials or {}).get("email") or request.POST.get("login") or ""
    return str(given).strip().lower()[:255]
