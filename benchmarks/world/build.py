"""Building the whole company."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import numpy as np

from benchmarks.world.deals import fill_deals
from benchmarks.world.orders import fill_orders
from benchmarks.world.people import Organisation, fill_people
from benchmarks.world.tables import Filler, create_tables
from benchmarks.world.work import fill_activities
from steerboard.core.calendars import Calendar
from steerboard.engine.model import shipped_model

CALENDAR = Calendar(zone=ZoneInfo("Asia/Shanghai"))
NOW = datetime(2026, 1, 10, 4, 0, tzinfo=UTC)
ASKED = (date(2024, 1, 1), date(2025, 12, 31))
"""The two years that the benchmarks ask for; orders reach a year further back."""


@dataclass(frozen=True)
class Size:
    activities: int
    opportunities: int
    orders: int
    users: int
    teams: int
    accounts: int


FULL = Size(1_000_000, 60_000, 200_000, 300, 30, 12_000)
SMALL = Size(3_000, 900, 2_000, 20, 5, 150)


def build(path: Path, size: Size, seed: int = 7) -> None:
    """Write the company into a new DuckDB file."""
    model = shipped_model()
    with duckdb.connect(str(path)) as connection:
        create_tables(connection, model)
        filler = Filler(connection, model)
        rng = np.random.default_rng(seed)
        fill_people(filler, rng, Organisation.of(size.users, size.teams))
        fill_deals(filler, rng, size.opportunities, size.users, size.accounts)
        fill_orders(filler, rng, size.orders, size.users, size.accounts)
        fill_activities(filler, rng, size.activities, size.users, size.accounts)
