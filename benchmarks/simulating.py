"""Making companies: from a seed to files, and the sample company step by step to its first figure."""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.child import Ran, run_child
from benchmarks.measuring import watched
from benchmarks.page import Grid, Section, megabytes, ms, seconds

RUNS = 3
UNTIL = "2026-11-27"
# People, days, how often: a small company, the million activities of the aim, the size of the largest demo.
SIZES = ((60, 422, RUNS), (930, 400, 2), (3000, 600, 1))
STEPS = ("start", "records", "simulation", "import", "mart")

# Each message of the demo begins a step.
_DEMO = """
import json, sys, time
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo
from steerboard.core.clock import FixedClock
from steerboard.site.demo import make_demo

at = [(time.process_time(), time.perf_counter())]
def say(_):
    at.append((time.process_time(), time.perf_counter()))
now = datetime.fromisoformat(sys.argv[2]).replace(hour=10, tzinfo=ZoneInfo("Asia/Shanghai"))
make_demo(Path(sys.argv[1]), people=60, seed=1, say=say, clock=FixedClock(now))
say("")
print(json.dumps([[b - a for a, b in zip(one, two)] for one, two in zip(at, at[1:])]))
"""


def run() -> Section:
    sizes = [_size(people, days, times) for people, days, times in SIZES]
    calm = min(beat for size in sizes for beat in size.beats)
    rows = [size.row(calm) for size in sizes]
    told = (
        "`steerboard simulate`, a process of its own, CSV, Parquet and the truth written; medians where it ran several times."
        " Memory is the most that it held. The aim is a million activities within 30 CPU seconds. The pulse of the"
        " machine is the mean of those while it ran; the last column is what a million would have taken at the least"
        f" pulse of all, {ms(calm)}: on this machine when others leave it alone."
    )
    header = (
        "people and days",
        "activities",
        "rows in all",
        "CPU",
        "pulse",
        "memory",
        "for a million",
        "at rest",
    )
    demo = (
        "`steerboard demo` with 60 people, without the server: what each step takes (medians of"
        f" {RUNS}). The aim is at most 60 s from the installed product to the first page."
    )
    return Section("Simulation", [told, Grid(header, rows), demo, Grid(("step", "CPU", "elapsed"), _steps())])


@dataclass(frozen=True)
class Size:
    """What a company of one size took, and the pulse of the machine meanwhile."""

    title: str
    activities: int
    rows: int
    runs: Sequence[Ran]
    pulses: Sequence[float]  # the mean of each run
    beats: Sequence[float]

    def row(self, calm: float) -> list[str]:
        each = 1_000_000 / self.activities
        cpu = statistics.median(run.spent.cpu for run in self.runs)
        rest = statistics.median(
            run.spent.cpu * calm / pulse for run, pulse in zip(self.runs, self.pulses, strict=True)
        )
        return [
            self.title,
            f"{self.activities:,}",
            f"{self.rows:,}",
            seconds(cpu),
            ms(statistics.mean(self.pulses)),
            megabytes(max(run.memory for run in self.runs)),
            seconds(cpu * each),
            seconds(rest * each),
        ]


def _size(people: int, days: int, times: int) -> Size:
    runs, pulses, every, truth = [], [], [], {}
    for _ in range(times):
        with tempfile.TemporaryDirectory() as folder:
            with watched() as beats:
                runs.append(_simulate(people, days, folder))
            truth = json.loads((Path(folder) / "truth.json").read_text(encoding="utf-8"))["truth"]["rows"]
        pulses.append(statistics.mean(beats))
        every += beats
    title = f"{people:,} people, {days} days"
    return Size(title, truth["activities"], sum(truth.values()), runs, pulses, every)


def _simulate(people: int, days: int, folder: str) -> Ran:
    size = ("--people", str(people), "--days", str(days), "--until", UNTIL)
    return run_child([sys.executable, "-m", "steerboard.site.cli", "simulate", *size, "--out", folder])


def _steps() -> list[list[str]]:
    """CPU and elapsed time of each step, and of all."""
    runs = []
    for _ in range(RUNS):
        with tempfile.TemporaryDirectory() as folder:
            ran = run_child([sys.executable, "-c", _DEMO, f"{folder}/demo", UNTIL])
            runs.append([tuple(step) for step in json.loads(ran.output.splitlines()[-1])])
    rows = [
        [name, *(seconds(statistics.median(run[n][kind] for run in runs)) for kind in (0, 1))]
        for n, name in enumerate(STEPS)
    ]
    whole = [statistics.median(sum(step[kind] for step in run) for run in runs) for kind in (0, 1)]
    return [*rows, ["all", *map(seconds, whole)]]
