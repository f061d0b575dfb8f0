"""Workspaces made through the command line, one for each data set, and a way to ask them."""

from __future__ import annotations

import atexit
import json
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.cli.preloaded import Preloaded, environment
from tests.oracles import published


@cache
def program() -> Preloaded:
    """The program, imported once for all commands of this process."""
    found = Preloaded()
    atexit.register(found.close)
    return found


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Cli:
    """``steerboard`` on one workspace, as a user runs it: another process."""

    workspace: Path

    def run(self, *arguments: str, env: Mapping[str, str] | None = None) -> Ran:
        with tempfile.TemporaryDirectory() as folder:
            out, err = Path(folder) / "out", Path(folder) / "err"
            code = program().run(
                ("--workspace", str(self.workspace), *arguments),
                {**environment(), **(env or {})},
                out,
                err,
            )
            ran = Ran(code, out.read_text("utf-8"), err.read_text("utf-8"))
        assert "Traceback" not in ran.err, ran.err
        return ran

    def ok(self, *arguments: str) -> str:
        ran = self.run(*arguments)
        assert ran.code == 0, ran.err + ran.out
        return ran.out

    def ask(self, *arguments: str) -> dict[str, Any]:
        document: dict[str, Any] = json.loads(self.ok("kpi", *arguments, "--format", "json"))
        return document

    def total(self, kpi: str, *arguments: str) -> Any:
        """The one figure of a KPI."""
        return self.ask(kpi, *arguments)["totals"][kpi]["value"]

    def by(self, kpi: str, dimension: str, *arguments: str) -> dict[str | None, Any]:
        """The figures of a KPI by the labels of a dimension."""
        rows = self.ask(kpi, "--by", dimension, *arguments)["rows"]
        return {(row["by"][dimension] or {}).get("label"): row["values"][kpi]["value"] for row in rows}


Make = Callable[[str, str, str], Cli]


@pytest.fixture(scope="session")
def make_workspace(tmp_path_factory: pytest.TempPathFactory) -> Make:
    """Makes a workspace and takes a data set of the test data in; skips where there is none."""

    def make(name: str, zone: str, currency: str) -> Cli:
        data = published.folder()
        if data is None or not (data / name).is_dir():
            pytest.skip("the public data sets are absent; STEERBOARD_TEST_DATA names their folder")
        folder = data / name
        cli = Cli(tmp_path_factory.mktemp("workspaces") / name)
        cli.ok("init", str(cli.workspace), "--zone", zone, "--currency", currency)
        files = sorted(str(p) for p in folder.iterdir())
        cli.ok("import", *files, "--mapping", f"examples/mappings/{name}.yaml")
        return cli

    return make


@pytest.fixture(scope="session")
def maven(make_workspace: Make) -> Cli:
    return make_workspace("maven_crm", "America/New_York", "USD")


@pytest.fixture(scope="session")
def regional(make_workspace: Make) -> Cli:
    return make_workspace("ms_regional_sales", "America/New_York", "USD")


@pytest.fixture(scope="session")
def olist(make_workspace: Make) -> Cli:
    return make_workspace("olist_funnel", "America/Sao_Paulo", "BRL")


@pytest.fixture(scope="session")
def retail(make_workspace: Make) -> Cli:
    return make_workspace("online_retail", "Europe/London", "GBP")
