"""The same commands with the records in PostgreSQL."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest
from psycopg.conninfo import conninfo_to_dict

from tests.cli.conftest import Cli
from tests.cli.test_bad_input import FILE, MAPPING


@pytest.mark.postgres
def test_records_in_postgresql_are_taken_in_and_asked(postgres_dsn: str, tmp_path: Path) -> None:
    parts = conninfo_to_dict(postgres_dsn)
    address = f"postgresql://{parts.get('user')}@/{parts['dbname']}?host={quote(str(parts['host']))}"
    cli = Cli(tmp_path / "workspace")
    cli.ok("init", str(cli.workspace), "--zone", "Asia/Shanghai", "--currency", "CNY", "--records", address)
    assert cli.total("open_opportunities") == 0
    (tmp_path / "map.yaml").write_text(MAPPING, encoding="utf-8")
    (tmp_path / "deals.csv").write_text(FILE.replace("much", "20"), encoding="utf-8")
    load = ("import", str(tmp_path / "deals.csv"), "--mapping", str(tmp_path / "map.yaml"))
    cli.ok(*load)
    assert cli.total("open_opportunities") == 3
    cli.ok(*load)
    assert cli.total("pipeline_value") == "60.00"
    assert "✗" not in cli.ok("doctor")


def test_an_address_that_is_none_is_refused(tmp_path: Path) -> None:
    cli = Cli(tmp_path / "workspace")
    ran = cli.run("init", str(cli.workspace), "--records", "mysql://somewhere")
    assert ran.code == 2
    assert "postgresql://" in ran.err
    assert not cli.workspace.exists()
