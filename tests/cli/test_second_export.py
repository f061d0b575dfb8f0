"""A second export of the same source: what changed since the first is history, and figures can be asked as of then."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from tests.cli.conftest import Cli

MAPPING = """
source: crm
constants:
  - kind: stage
    rows:
      - {external_id: talk, name: Talk, position: 1, kind: open}
      - {external_id: offer, name: Offer, position: 2, kind: open}
files:
  - file: deals*.csv
    records:
      - kind: opportunity
        external_id: no
        absent: close
        fields: [name, stage, amount, close_date, created_at]
"""
HEADER = "no,name,stage,amount,close_date,created_at\n"
FIRST = HEADER + (
    "D1,Pump,talk,1000,2026-03-31,2026-02-01\n"
    "D2,Valve,talk,500,2026-03-31,2026-02-02\n"
    "D3,Hose,offer,300,2026-03-20,2026-02-03\n"
)
# D1 moved on and grew, D2 is as it was, D3 is no longer listed, D4 is new.
SECOND = HEADER + (
    "D1,Pump,offer,1200.50,2026-04-30,2026-02-01\n"
    "D2,Valve,talk,500,2026-03-31,2026-02-02\n"
    "D4,Tank,talk,50,2026-05-31,2026-03-06\n"
)


@pytest.fixture(scope="module")
def cli(tmp_path_factory: pytest.TempPathFactory) -> Cli:
    folder = tmp_path_factory.mktemp("exports")
    cli = Cli(folder / "workspace")
    cli.ok("init", str(cli.workspace))
    (folder / "crm.yaml").write_text(MAPPING, "utf-8")
    take(cli, folder, FIRST, "2026-03-02T09:00:00+08:00")
    return cli


def take(cli: Cli, folder: Path, rows: str, now: str) -> dict[str, object]:
    (folder / "deals.csv").write_text(rows, "utf-8")
    given = ("--mapping", str(folder / "crm.yaml"), "--now", now, "--format", "json")
    report: dict[str, object] = json.loads(cli.ok("import", str(folder / "deals.csv"), *given))
    return report


def money(value: object) -> Decimal:
    return Decimal(str(value))


def by_stage(cli: Cli, *asked: str) -> dict[str | None, Decimal]:
    return {stage: money(value) for stage, value in cli.by("pipeline_value", "stage", *asked).items()}


def test_the_report_says_which_fields_changed_and_the_past_stays_as_it_was(cli: Cli) -> None:
    folder = cli.workspace.parent
    before = cli.total("pipeline_value", "--now", "2026-03-08")
    report = take(cli, folder, SECOND, "2026-03-09T09:00:00+08:00")

    deals = next(p for p in report["parts"] if p["kind"] == "opportunity")  # type: ignore[attr-defined]
    assert (deals["new"], deals["changed"], deals["same"]) == (1, 1, 1)
    assert deals["fields"] == {"stage": 1, "amount": 1, "close_date": 1}
    assert report["gone"] == [{"kind": "opportunity", "closed": 1, "deleted": 0}]

    # As it was: the deals as they stood that day. The fourth was there already, as is known since.
    asked = ("--now", "2026-03-10")
    then = ("--as-of", "2026-03-08", *asked)
    assert money(before) == 1800
    assert money(cli.total("pipeline_value", *then)) == 1850
    assert money(cli.total("pipeline_value", *then, "--known-at", "2026-03-08")) == 1800
    assert money(cli.total("pipeline_value", *asked)) == Decimal("1750.5")
    assert by_stage(cli, *then) == {"Talk": 1550, "Offer": 300}
    assert by_stage(cli, *asked) == {"Talk": 550, "Offer": Decimal("1200.5")}
    assert cli.by("stage_conversion_rate", "stage", *asked)["Talk"] == pytest.approx(1 / 3)

    again = take(cli, folder, SECOND, "2026-03-10T09:00:00+08:00")
    assert again["totals"] == {"new": 0, "changed": 0, "rejected": 0}
    assert all(not p["fields"] for p in again["parts"])  # type: ignore[attr-defined]


def test_an_export_from_before_is_taken_in_by_its_own_day(cli: Cli, tmp_path: Path) -> None:
    """A stack of weekly exports, taken in one after the other in an afternoon."""
    late = Cli(tmp_path / "workspace")
    late.ok("init", str(late.workspace))
    (tmp_path / "crm.yaml").write_text(MAPPING, "utf-8")
    for rows, day in ((FIRST, "2026-03-02T09:00:00+08:00"), (SECOND, "2026-03-09T09:00:00+08:00")):
        take(late, tmp_path, rows, day)
    asked = ("pipeline_value", "--as-of", "2026-03-05", "--now", "2026-04-01")
    assert money(late.total(*asked)) == 1800


def test_what_is_no_longer_listed_goes_if_the_mapping_says_so(tmp_path: Path) -> None:
    cli = Cli(tmp_path / "workspace")
    cli.ok("init", str(cli.workspace))
    (tmp_path / "crm.yaml").write_text(MAPPING.replace("absent: close", "absent: delete"), "utf-8")
    take(cli, tmp_path, FIRST, "2026-03-02T09:00:00+08:00")
    report = take(cli, tmp_path, SECOND, "2026-03-09T09:00:00+08:00")
    assert report["gone"] == [{"kind": "opportunity", "closed": 0, "deleted": 1}]

    # It is in no figure that is asked from now on, and still in what was known before.
    then = ("pipeline_value", "--now", "2026-03-10", "--as-of", "2026-03-08")
    assert money(cli.total(*then)) == 1550
    assert money(cli.total(*then, "--known-at", "2026-03-08")) == 1800
