"""The sample company: simulated, taken in through the ordinary import, with people who can sign in."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from steerboard.core.calendars import Calendar
from steerboard.core.clock import Clock, SystemClock
from steerboard.core.text import Text
from steerboard.core.working_days import of_country
from steerboard.core.workspace import Workspace, make_workspace, zone_of

PASSWORD = "steerboard"  # noqa: S105 — meant to be known: demo logins work from this machine only
DAYS = 430
CAST = ("rep", "team_lead", "regional_director", "executive")
Say = Callable[[Text], object]


def make_demo(folder: Path, *, people: int, seed: int, say: Say, clock: Clock | None = None) -> Workspace:
    """Make the workspace ``folder`` with a company of ``people`` up to today, and the logins of its cast."""
    clock = clock or SystemClock()
    zone = zone_of("Asia/Shanghai")
    today = clock.now().astimezone(zone).date()
    off, worked = of_country("CN", range((today - timedelta(days=DAYS)).year, today.year + 2))
    workspace = make_workspace(
        folder,
        {
            "name": "Steerboard Demo 示例公司",
            "zone": "Asia/Shanghai",
            "currency": "CNY",
            "language": "zh",
            "country": "CN",
            "days_off": sorted(off),
            "days_worked": sorted(worked),
            "demo": True,
        },
    )
    os.environ["STEERBOARD_WORKSPACE"] = str(workspace.folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "steerboard.site.settings"
    import django

    django.setup()
    from steerboard.site.upkeep import make_records

    say(Text("Making the records …", "正在创建记录库……"))
    make_records()
    say(Text("Simulating a company of {n} people …", "正在模拟一家 {n} 人的公司……").fill(n=people))
    calendar = Calendar(zone=zone, off=off, worked=worked)
    with tempfile.TemporaryDirectory() as out:
        roles = _simulate(Path(out), people, seed, today, calendar)
        say(Text("Taking its data in …", "正在导入数据……"))
        _take_in(Path(out), workspace, clock)
    _make_logins(roles)
    say(Text("Making the mart …", "正在构建分析库……"))
    from steerboard.mart.gateway import open_gateway

    with open_gateway(workspace) as gateway:
        gateway.rebuild()
    return workspace


def _simulate(out: Path, people: int, seed: int, today: object, calendar: Calendar) -> dict[str, str]:
    from steerboard.simulator.company import simulate
    from steerboard.simulator.writer import write

    company = simulate(people, DAYS, today, seed, calendar)  # type: ignore[arg-type]
    write(company, out)
    return dict(company.cast)


def _take_in(out: Path, workspace: Workspace, clock: Clock) -> None:
    from steerboard import simulator
    from steerboard.intake.importing import import_files
    from steerboard.intake.mapping import read_mapping

    mapping = read_mapping(Path(simulator.__path__[0]) / "mapping.yaml")
    files = sorted(out.glob("*.csv"))
    import_files(files, mapping, clock, dry_run=False, progress=lambda *_: None, workspace=workspace)


def _make_logins(roles: dict[str, str]) -> None:
    from steerboard.people.models import Login, User

    for role in CAST:
        person = User.objects.get(external_id=roles[role])
        Login.objects.create_user(person.email, PASSWORD, person=person, demo=True)


def cast() -> list[tuple[str, str, str]]:
    """(role, name, mail) of each person who can sign in to the sample company."""
    from steerboard.people.kinds.membership import ROLES
    from steerboard.people.models import Login, Membership

    found = []
    for login in Login.objects.filter(demo=True).select_related("person").order_by("pk"):
        role = (
            Membership.objects.filter(user=login.person_id, valid_to=None)
            .values_list("role", flat=True)
            .first()
        )
        found.append((str(ROLES[role]) if role else "", login.person.name, login.email))
    return found
