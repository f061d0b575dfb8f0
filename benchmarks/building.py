"""Steps of making a company that no command of the product has: ``python -m benchmarks.building WORKSPACE FILES STEP``.

``records`` makes an empty workspace like that of the demo; ``logins`` lets the cast of the simulation sign in to it.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import date, timedelta
from pathlib import Path

from steerboard.core.calendars import Calendar
from steerboard.core.clock import SystemClock
from steerboard.core.working_days import of_country
from steerboard.core.workspace import make_workspace, zone_of
from steerboard.site.demo import CAST, PASSWORD

ZONE, COUNTRY = "Asia/Shanghai", "CN"


def calendar() -> Calendar:
    year = SystemClock().now().year
    off, worked = of_country(COUNTRY, range(year - 2, year + 2))
    return Calendar(zone=zone_of(ZONE), off=off, worked=worked)


def last_working_day() -> date:
    known = calendar()
    day = known.today(SystemClock().now())
    while not known.is_working_day(day):
        day -= timedelta(days=1)
    return day


def records(workspace: Path, _: Path) -> None:
    known = calendar()
    settings = {
        "name": "Large company",
        "zone": ZONE,
        "currency": "CNY",
        "language": "en",
        "country": COUNTRY,
        "days_off": sorted(known.off),
        "days_worked": sorted(known.worked),
        "demo": True,
    }
    make_workspace(workspace, settings)
    _set_up(workspace)
    from steerboard.site.upkeep import make_records

    make_records()


def logins(workspace: Path, files: Path) -> None:
    _set_up(workspace)
    from steerboard.people.models import Login, User

    cast = json.loads((files / "truth.json").read_text(encoding="utf-8"))["cast"]
    for role in CAST:
        person = User.objects.get(external_id=cast[role])
        Login.objects.create_user(person.email, PASSWORD, person=person, demo=True)


def _set_up(workspace: Path) -> None:
    os.environ["STEERBOARD_WORKSPACE"] = str(workspace)
    os.environ["DJANGO_SETTINGS_MODULE"] = "steerboard.site.settings"
    import django

    django.setup()


if __name__ == "__main__":
    {"records": records, "logins": logins}[sys.argv[3]](Path(sys.argv[1]), Path(sys.argv[2]))
