"""Bad input on the command line: exit code, what, where, what to do, in both languages; nothing lost."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.cli.conftest import Cli

MAPPING = """
source: crm
zone: Asia/Shanghai
currency: CNY
files:
  - file: deals.csv
    records:
      - kind: opportunity
        external_id: id
        fields: {name: title, amount: value, currency: {value: CNY}}
"""
FILE = "id,title,value\n1,First,10\n2,Second,much\n3,Third,30\n"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Cli:
    cli = Cli(tmp_path_factory.mktemp("small") / "workspace")
    cli.ok("init", str(cli.workspace), "--zone", "Asia/Shanghai", "--currency", "CNY")
    return cli


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("kpi", "bokings"), "Did you mean bookings"),
        (("kpi", "win_rate:amuont"), "Did you mean win_rate:amount"),
        (("kpi", "bookings", "--by", "owner.taem"), "owner.team"),
        (("kpi", "bookings", "--grain", "fortnight"), "fortnight"),
        (("kpi", "bookings", "--from", "2026-02-30"), "2026-02-30"),
        (("kpi", "bookings", "--now", "9999-12-31T23:59:59-14:00"), "out of range"),
        (("kpi", "bookings", "--from", "2026-03-01", "--to", "2026-02-01"), "before it begins"),
        (("kpi", "bookings", "--where", "amount >"), "where"),
        (("kpi", "bookings", "--where", "amuont > 1"), "amount"),
        (("kpi", "bookings", "--as", "Nobody"), "Nobody"),
        (("kpi", "bookings", "--param", "x"), "NAME=VALUE"),
        (("kpi", "bookings", "--compare", "never"), "never"),
        (("kpi", "bookings", "--limit", "-1"), "limit"),
        (("kpi",), "Missing argument"),
        (("nonsense",), "nonsense"),
        (("explain", "bokings"), "Did you mean bookings"),
        (("kpis", "--pack", "b2c"), "Did you mean b2b"),
        (("import", "nowhere.csv", "--mapping", "nowhere.yaml"), "nowhere"),
        (("restore", "nowhere.sqlite3"), "nowhere.sqlite3"),
    ],
)
def test_it_says_what_is_wrong_and_exits_with_2(small: Cli, arguments: tuple[str, ...], says: str) -> None:
    ran = small.run(*arguments)
    assert ran.code == 2
    assert says in ran.err
    assert ran.out == ""


def test_it_speaks_chinese_on_a_chinese_terminal(small: Cli) -> None:
    ran = small.run("kpi", "bokings", env={"LANG": "zh_CN.UTF-8"})
    assert ran.code == 2
    assert "是否想写 bookings" in ran.err


def test_a_folder_that_is_no_workspace_is_said(tmp_path: Path) -> None:
    ran = Cli(tmp_path).run("kpi", "bookings")
    assert ran.code == 2
    assert "steerboard init" in ran.err


def test_init_refuses_a_zone_and_a_currency_that_do_not_exist(tmp_path: Path) -> None:
    cli = Cli(tmp_path / "w")
    assert cli.run("init", str(cli.workspace), "--zone", "Mars/Base").code == 2
    assert cli.run("init", str(cli.workspace), "--currency", "money").code == 2
    assert not cli.workspace.exists()


def test_rows_that_cannot_be_taken_are_kept_apart(small: Cli, tmp_path: Path) -> None:
    (tmp_path / "map.yaml").write_text(MAPPING, encoding="utf-8")
    (tmp_path / "deals.csv").write_text(FILE, encoding="utf-8")
    ran = small.run(
        "import", str(tmp_path / "deals.csv"), "--mapping", str(tmp_path / "map.yaml"), "--format", "json"
    )
    assert ran.code == 3, ran.err
    assert json.loads(ran.out)["rejected"] == 1
    rejects = list((small.workspace / "rejects").rglob("*.csv"))
    assert len(rejects) == 1
    with rejects[0].open(encoding="utf-8-sig", newline="") as kept:
        rows = list(csv.DictReader(kept))
    assert [(row["title"], row["value"], row["line"]) for row in rows] == [("Second", "much", "3")]
    assert all(row["reason_en"] and row["reason_zh"] for row in rows)
    assert small.total("pipeline_value", "--where", "name in ('First', 'Second', 'Third')") == "40.00"


def test_a_missing_column_writes_nothing(small: Cli, tmp_path: Path) -> None:
    (tmp_path / "map.yaml").write_text(MAPPING.replace("amount: value", "amount: worth"), encoding="utf-8")
    (tmp_path / "deals.csv").write_text(FILE.replace("1,", "91,"), encoding="utf-8")
    before = small.total("open_opportunities")
    ran = small.run("import", str(tmp_path / "deals.csv"), "--mapping", str(tmp_path / "map.yaml"))
    assert ran.code == 2
    assert "worth" in ran.err
    assert small.total("open_opportunities") == before


def test_doctor_is_content_with_a_new_workspace(small: Cli) -> None:
    assert "✗" not in small.ok("doctor")


def test_doctor_finds_and_closes_a_folder_that_others_can_enter(small: Cli) -> None:
    small.workspace.chmod(0o755)
    ran = small.run("doctor")
    assert (ran.code, "open to other users" in ran.out) == (1, True)
    small.ok("doctor", "--repair")
    assert small.workspace.stat().st_mode & 0o077 == 0


def test_a_backup_can_be_restored_and_the_mart_follows(small: Cli, tmp_path: Path) -> None:
    (tmp_path / "map.yaml").write_text(MAPPING, encoding="utf-8")
    (tmp_path / "deals.csv").write_text("id,title,value\n71,Before,10\n", encoding="utf-8")
    load = ("import", str(tmp_path / "deals.csv"), "--mapping", str(tmp_path / "map.yaml"))
    small.ok(*load)
    before = small.total("open_opportunities")
    small.ok("backup", str(tmp_path / "copy.sqlite3"))
    (tmp_path / "deals.csv").write_text("id,title,value\n72,After,10\n", encoding="utf-8")
    small.ok(*load)
    assert small.total("open_opportunities") == before + 1
    small.ok("restore", str(tmp_path / "copy.sqlite3"))
    assert small.total("open_opportunities") == before
    assert small.run("backup", str(tmp_path / "copy.sqlite3")).code == 2


def test_a_workspace_is_for_its_owner_alone(tmp_path: Path) -> None:
    cli = Cli(tmp_path / "workspace")
    (tmp_path / "there").mkdir(mode=0o755)
    for folder in (cli.workspace, tmp_path / "there"):
        cli.ok("init", str(folder))
        for path in (folder / "records.sqlite3", folder / "workspace.yaml", folder / "secret.key"):
            assert path.stat().st_mode & 0o077 == 0, path
    assert cli.workspace.stat().st_mode & 0o077 == 0


def test_records_that_are_broken_are_said_and_a_broken_mart_is_made_anew(tmp_path: Path) -> None:
    cli = Cli(tmp_path / "workspace")
    cli.ok("init", str(cli.workspace))
    cli.ok("kpi", "orders")
    mart = cli.workspace / "mart.duckdb"
    whole = mart.read_bytes()
    mart.write_bytes(whole[:12_288] + b"x" * 4096 + whole[16_384:])
    assert cli.total("orders") == 0
    (cli.workspace / "records.sqlite3").write_bytes(b"no database" * 1000)
    for command in (("kpi", "orders"), ("doctor",)):
        ran = cli.run(*command)
        assert (ran.code, "cannot be used" in ran.err) == (1, True), ran.err
