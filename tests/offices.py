"""A small office to ask pages of: who works there, and a browser-less visitor signed in as any of them.

Lea leads the team of Ann and Ben; Cleo sells in another team; Oli is sales operations, Eve an executive. It is
Wednesday, 2026-06-17, 10:00 in Shanghai; June 2026 has 22 working days, of which 13 are over by that night.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone, translation
from typing_extensions import override

from steerboard.core.clock import Clock, FixedClock
from steerboard.core.workspace import Workspace, make_workspace
from steerboard.kinds.batch import Author, Batch, New
from steerboard.kinds.door import write
from steerboard.mart import gateway
from steerboard.people.models import Login
from steerboard.site import middleware
from tests.django_db import copied

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 6, 17, 2, tzinfo=UTC)
TODAY = date(2026, 6, 17)
CLOCK = FixedClock(NOW)
JUNE = {"starts_on": date(2026, 6, 1), "ends_on": date(2026, 7, 1)}


def at(day: int, hour: int = 10, month: int = 6) -> datetime:
    """A moment of 2026 on the wall clock of Shanghai."""
    return datetime(2026, month, day, hour, tzinfo=ZONE)


@dataclass
class Office:
    workspace: Workspace
    people: dict[str, int] = field(default_factory=dict)
    ids: dict[str, int] = field(default_factory=dict)

    def add(self, kind: str, /, **values: Any) -> int:
        return write(Batch(Author(None, "import", "test"), (New(kind, values),)), CLOCK).ids[0]

    def visitor(self, name: str, language: str = "en") -> Client:
        """A browser without scripts in which ``name`` is signed in."""
        person = self.people[name]
        login = Login.objects.filter(person=person).first()
        if login is None:
            login = Login.objects.create(email=f"{name}@example.com", person_id=person, language=language)
        client = Client(headers={"accept-language": language})
        client.defaults["SERVER_NAME"] = "127.0.0.1"
        client.force_login(login, backend="steerboard.people.signin.Backend")
        return client


def htmx(client: Client, method: str, url: str, **data: Any) -> Any:
    """As a page with its scripts asks for a part or sends a form."""
    return getattr(client, method)(url, data, headers={"hx-request": "true"})


class _Open(gateway.LocalGateway):
    """The mart that a test has open from its first page to its end, as a site's mart process has: brought up to the
    records for each who asks, and not opened anew."""

    def __init__(self, workspace: Workspace, clock: Clock, *, using: str = "default") -> None:
        super().__init__(workspace, clock, using=using)
        self.at = (workspace, using)

    @override
    def close(self) -> None:
        """Whoever asked has his answer; the test is not over."""

    def end(self) -> None:
        super().close()


@contextmanager
def _one_mart(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    opened: list[_Open] = []

    def local(workspace: Workspace, clock: Clock, *, using: str = "default") -> _Open:
        for known in opened:
            if known.at == (workspace, using) and workspace.mart.exists():
                known.clock = clock
                known.fresh()
                return known
        opened.append(_Open(workspace, clock, using=using))
        return opened[-1]

    monkeypatch.setattr(gateway, "LocalGateway", local)
    try:
        yield
    finally:
        for known in opened:
            known.end()


@pytest.fixture
def office(sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """Fresh records with the people of the office, and requests that come in at NOW."""
    made = _made(sqlite_template)
    place = Office(_workspace(tmp_path / "office"), dict(made.people), dict(made.ids))
    shutil.copyfile(made.workspace.mart, place.workspace.mart)
    monkeypatch.setattr(settings, "WORKSPACE", place.workspace)
    monkeypatch.setattr(middleware, "site_clock", lambda: CLOCK)
    with (
        copied(made.workspace.records, tmp_path / "records.sqlite3"),
        translation.override(None),
        timezone.override(ZONE),
        _one_mart(monkeypatch),
    ):
        yield place


def _workspace(folder: Path) -> Workspace:
    given = {"name": "Office", "zone": "Asia/Shanghai", "currency": "CNY", "language": "en"}
    return make_workspace(folder, given)


@cache
def _made(template: Path) -> Office:
    """The office as it opens, with its mart: made once, and copied for each test."""
    place = Office(_workspace(template.with_name("office")))
    with copied(template, place.workspace.records), timezone.override(ZONE):
        _hire(place)
        with gateway.open_gateway(place.workspace, CLOCK):
            pass
    return place


def _hire(place: Office) -> None:
    north, south = place.add("team", name="North"), place.add("team", name="South")
    place.ids |= {"north": north, "south": south}
    roles = {
        "lea": (north, "team_lead", True),
        "ann": (north, "rep", False),
        "ben": (north, "rep", False),
        "cleo": (south, "rep", False),
        "oli": (south, "sales_ops", False),
        "eve": (south, "executive", False),
    }
    for name, (team, role, leads) in roles.items():
        place.people[name] = place.add("user", name=name.title())
        place.add("membership", user=place.people[name], team=team, role=role, leads=leads)
