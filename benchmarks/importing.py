"""Half a million rows through `steerboard import`, beside the floor of reading and inserting them."""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.child import ROOT, Ran, run_child
from benchmarks.page import Grid, Section, Skipped, megabytes, ratio, seconds

FILE = "online_retail/online_retail.csv.gz"
MAPPING = "examples/mappings/online_retail.yaml"
REVENUE = "9,747,747.93"
RUNS = 3
STEPS = {
    "floor": "the floor: csv and pysqlite3, one table of texts",
    "import": "`steerboard import`, a new workspace",
    "again": "the same file again",
    "figure": "the first figure (makes the mart)",
    "next": "the next figure, from the command line",
}


def source_file() -> Path:
    """The public data set; raises Skipped where it is not on this machine."""
    folder = Path(os.environ.get("STEERBOARD_TEST_DATA") or ROOT.parent / "shared" / "data")
    file = folder / FILE
    if not file.exists():
        raise Skipped(f"there is no {file}; set STEERBOARD_TEST_DATA to the folder of the public data sets.")
    return file


def run() -> Section:
    file = source_file()
    rounds = [_round(file) for _ in range(RUNS)]
    taken = {step: [r[step] for r in rounds] for step in STEPS}
    base = _cpu(taken["floor"])
    rows = [
        [
            title,
            seconds(_cpu(taken[step])),
            seconds(statistics.median(r.spent.wall for r in taken[step])),
            ratio(_cpu(taken[step]), base) if step in ("floor", "import", "again") else "",
            megabytes(max(r.memory for r in taken[step])),
        ]
        for step, title in STEPS.items()
    ]
    told = (
        "`online_retail`: 541,909 lines become 4,372 accounts, 4,070 products, 25,900 orders and 541,909 order lines, with"
        f" links, change ledger and currency; the revenue is {REVENUE} afterwards. Each step is a process of its own;"
        f" medians of {RUNS} rounds; memory is the most that the tree of processes held (aim ≤ 1 GB)."
    )
    header = ("step", "CPU", "elapsed", "CPU to the floor", "memory")
    return Section("Import", [told, Grid(header, rows)])


def _round(file: Path) -> dict[str, Ran]:
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder) / "workspace"
        _steerboard(workspace, "init", str(workspace), "--currency", "GBP", "--zone", "Europe/London")
        load = ("import", str(file), "--mapping", MAPPING)
        steps = {
            "floor": run_child(
                [sys.executable, "-m", "benchmarks.floor", str(file), f"{folder}/floor.sqlite3"]
            ),
            "import": _steerboard(workspace, *load),
            "again": _steerboard(workspace, *load),
            "figure": _steerboard(workspace, "kpi", "revenue"),
            "next": _steerboard(workspace, "kpi", "revenue"),
        }
    for step in ("figure", "next"):
        if REVENUE not in steps[step].output:
            raise AssertionError(f"the revenue is not {REVENUE}:\n{steps[step].output}")
    return steps


def _steerboard(workspace: Path, *arguments: str) -> Ran:
    command = [sys.executable, "-m", "steerboard.site.cli", "--workspace", str(workspace), *arguments]
    return run_child(command)


def _cpu(runs: Sequence[Ran]) -> float:
    return statistics.median(r.spent.cpu for r in runs)
