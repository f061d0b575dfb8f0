"""The simulator's files go in whole, and what the simulator knows to be true is what the records say."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import connection

from steerboard.core.clock import FixedClock
from steerboard.core.workspace import Workspace
from steerboard.intake.importing import import_files
from steerboard.intake.mapping import read_mapping
from steerboard.simulator.company import simulate
from steerboard.simulator.writer import write
from tests.django_db import Records
from tests.intake.conftest import NOW, state

MAPPING = Path(__file__).parents[2] / "steerboard" / "simulator" / "mapping.yaml"
SHOWN = Path(__file__).parents[2] / "examples" / "mappings" / "simulated.yaml"


def test_the_simulated_company_goes_in_whole_and_twice_changes_nothing(
    records: Records, tmp_path: Path, workspace: Workspace
) -> None:
    company = simulate(people=24, days=75, until=date(2026, 2, 27), seed=3, calendar=workspace.calendar)
    write(company, tmp_path)
    paths = sorted(p for p in tmp_path.glob("*.csv"))
    mapping = read_mapping(MAPPING)
    report = import_files(paths, mapping, FixedClock(NOW), workspace=workspace)
    assert (report.rejected, report.left) == (0, ())
    expected: dict[str, Any] = company.truth["rows"]
    taken = {p.file.removesuffix(".csv"): p.rows for p in report.parts}
    assert taken == {name.removesuffix(".csv"): n for name, n in expected.items()}

    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(amount) FROM records_opportunity WHERE outcome = 'won'")
        (won,) = cursor.fetchone()
    assert Decimal(won).scaleb(-4) == sum(Decimal(v) for v in company.truth["bookings"].values())

    before = state()
    assert import_files(paths, mapping, FixedClock(NOW), workspace=workspace).nothing_changed
    assert state() == before


def test_the_example_is_the_mapping_that_the_demo_uses() -> None:
    assert SHOWN.read_text(encoding="utf-8") == MAPPING.read_text(encoding="utf-8")
