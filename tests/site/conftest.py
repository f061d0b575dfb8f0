"""The site over fresh records, with a workspace of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client, override_settings

from steerboard.core.clock import SystemClock
from steerboard.core.workspace import Workspace, make_workspace
from steerboard.people.models import Login
from steerboard.site import csp
from tests.django_db import Records
from tests.people.companies import Maker

PASSWORD = "correct horse battery"


@dataclass
class Site:
    """The served workspace. People are made with a role in a team; ``client`` is a browser of one of them."""

    workspace: Workspace
    maker: Maker

    def person(self, name: str, team: int | None = None, role: str = "rep", *, leads: bool = False) -> int:
        person = self.maker.add("user", name=name)
        if team is not None:
            self.maker.add("membership", user=person, team=team, role=role, leads=leads)
        return person

    def login(self, person: int, email: str, *, demo: bool = False) -> Login:
        return Login.objects.create_user(email, PASSWORD, person_id=person, demo=demo)

    def client(self, login: Login | None = None, meta: Mapping[str, str] | None = None) -> Client:
        client = Client()
        client.defaults.update({"SERVER_NAME": "127.0.0.1", **(meta or {})})
        if login is not None:
            client.force_login(login, backend="steerboard.people.signin.Backend")
        return client

    def signed_in(self, role: str = "rep") -> Client:
        team = self.maker.add("team", name="Team")
        return self.client(self.login(self.person("Ann", team, role), "ann@example.com"))


@pytest.fixture
def today() -> date:
    return SystemClock().now().date()


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    made = make_workspace(tmp_path / "workspace", {"name": "Test", "zone": "UTC", "language": "en"})
    monkeypatch.setattr(settings, "WORKSPACE", made)
    return made


@pytest.fixture
def site(records: Records, workspace: Workspace, today: date) -> Site:
    cache.clear()
    csp._recent.clear()
    return Site(workspace, Maker(today, SystemClock()))


@pytest.fixture
def fast_passwords() -> Iterator[None]:
    """Scrypt is meant to be slow; where a test signs in often, a quick digest stands in."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield
