"""A calendar of China with its swapped days, and one company that the tests of this room share."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from steerboard.core.calendars import Calendar
from steerboard.simulator.company import Company, simulate
from steerboard.simulator.writer import write

UNTIL = date(2026, 11, 20)

_HOLIDAYS = (
    ("2025-10-01", "2025-10-08"),
    ("2026-01-01", "2026-01-03"),
    ("2026-02-15", "2026-02-23"),
    ("2026-04-04", "2026-04-06"),
    ("2026-05-01", "2026-05-05"),
    ("2026-06-19", "2026-06-21"),
    ("2026-09-25", "2026-09-27"),
    ("2026-10-01", "2026-10-07"),
)
_WORKED = (
    "2025-09-28",
    "2025-10-11",
    "2026-01-04",
    "2026-02-14",
    "2026-02-28",
    "2026-05-09",
    "2026-09-20",
    "2026-10-10",
)

Rows = list[dict[str, str]]


def china() -> Calendar:
    off = set()
    for first, last in _HOLIDAYS:
        day = date.fromisoformat(first)
        while day <= date.fromisoformat(last):
            off.add(day)
            day += timedelta(days=1)
    worked = frozenset(date.fromisoformat(day) for day in _WORKED)
    return Calendar(zone=ZoneInfo("Asia/Shanghai"), off=frozenset(off), worked=worked)


@pytest.fixture(scope="session")
def calendar() -> Calendar:
    return china()


@pytest.fixture(scope="session")
def company(calendar: Calendar) -> Company:
    return simulate(60, 400, UNTIL, 7, calendar)


@pytest.fixture(scope="session")
def folder(company: Company, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("company")
    write(company, out)
    return out


@pytest.fixture(scope="session")
def files(folder: Path) -> dict[str, Rows]:
    """Every CSV file as it is read back."""
    found = {}
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            found[path.stem] = list(csv.DictReader(file))
    return found
