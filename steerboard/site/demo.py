"""The sample company: simulated, taken in through the ordinary import, with people who can sign in."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path

from steerboard.core.calendars import Calendar
from steerboard.core.clock import Clock, FixedClock, SystemClock
from steerboard.core.errors import Broken
from steerboard.core.periods import add_months
from steerboard.core.text import Text
from steerboard.core.working_days import of_country
from steerboard.core.workspace import Workspace, make_workspace, zone_of

PASSWORD = "steerboard"  # noqa: S105 — meant to be known: demo logins work from this machine only
CAST = ("rep", "team_lead", "regional_director", "executive")
Say = Callable[[Text], object]


def make_demo(folder: Path, *, people: int, seed: int, say: Say, clock: Clock | None = None) -> Workspace:
    """Make the workspace ``folder`` with a company of ``people``, and the logins of its cast.

    Its last day is the last working day up to today: on a Sunday a sales company has nothing to show.
    """
    zone = zone_of("Asia/Shanghai")
    today = (clock or SystemClock()).now().astimezone(zone).date()
    off, worked = of_country("CN", range(today.year - 2, today.year + 2))
    calendar = Calendar(zone=zone, off=off, worked=worked)
    last = _last_working_day(calendar, today)
    workspace = _make_folder(folder, calendar)
    from steerboard.site.upkeep import make_records

    say(Text("Making the records …", "正在创建记录库……"))
    make_records()
    say(Text("Simulating a company of {n} people …", "正在模拟一家 {n} 人的公司……").fill(n=people))
    with tempfile.TemporaryDirectory() as out:
        now, roles = _simulate(Path(out), people, last, seed, calendar)
        say(Text("Taking its data in …", "正在导入数据……"))
        _take_in(Path(out), workspace, FixedClock(now))
    _make_logins(roles)
    say(Text("Making the mart …", "正在构建分析库……"))
    from steerboard.mart.gateway import open_gateway

    with open_gateway(workspace) as gateway:
        gateway.fresh()
    return workspace


def _make_folder(folder: Path, calendar: Calendar) -> Workspace:
    workspace = make_workspace(
        folder,
        {
            "name": "Steerboard Demo 示例公司",
            "zone": str(calendar.zone),
            "currency": "CNY",
            "language": "zh",
            "country": "CN",
            "pack": "b2b",
            "days_off": sorted(calendar.off),
            "days_worked": sorted(calendar.worked),
            "demo": True,
        },
    )
    os.environ["STEERBOARD_WORKSPACE"] = str(workspace.folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "steerboard.site.settings"
    import django

    django.setup()
    return workspace


def _simulate(
    out: Path, people: int, last: date, seed: int, calendar: Calendar
) -> tuple[datetime, Mapping[str, str]]:
    """Write the company's files; returns its present and its cast. Nothing else of it stays in memory: Python would go
    through all of it again and again while the data is taken in."""
    from steerboard.simulator.company import simulate
    from steerboard.simulator.writer import write as write_files

    company = simulate(people, (last - _first_day(calendar, last)).days, last, seed, calendar)
    write_files(company, out)
    return company.now, company.cast


def _first_day(calendar: Calendar, last: date) -> date:
    """The first day of the quarter a year ago: the present quarter has one to be compared with, whole."""
    return add_months(calendar.period("quarter", last).start, -12)


def _last_working_day(calendar: Calendar, day: date) -> date:
    while not calendar.is_working_day(day):
        day -= timedelta(days=1)
    return day


def demo_now() -> datetime:
    """The time at which the sample company is: a minute after the last thing that was written in it."""
    from steerboard.kinds.models import Change

    last = Change.objects.order_by("-at").values_list("at", flat=True).first()
    if last is None:
        raise Broken(Text("the sample company is empty.", "示例公司没有数据。"))
    return last + timedelta(minutes=1)


def _take_in(out: Path, workspace: Workspace, clock: Clock) -> None:
    from steerboard import simulator
    from steerboard.intake.importing import import_files
    from steerboard.intake.mapping import read_mapping

    mapping = read_mapping(Path(simulator.__path__[0]) / "mapping.yaml")
    files = sorted(out.glob("*.csv"))
    import_files(files, mapping, clock, dry_run=False, progress=lambda *_: None, workspace=workspace)


def _make_logins(roles: Mapping[str, str]) -> None:
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
