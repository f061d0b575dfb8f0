"""A large company: made once, step by step, and its pages. The folder is kept, so that the pages can be measured again.

``$STEERBOARD_LARGE`` says where (some 12 GB); without it, a folder among the machine's temporary files.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks import pages
from benchmarks.child import run_child
from benchmarks.page import Grid, Section, megabytes, ms, seconds
from steerboard import simulator

PEOPLE, DAYS, SEED = 3000, 650, 7
STARTS, TURNS, ENTRIES = 1, 1, 1
SLOW = 1.0  # seconds: a page that takes longer is a fault
_CLI = [sys.executable, "-m", "steerboard.site.cli"]


@dataclass(frozen=True)
class Step:
    """What one step took; ``rows`` are said where it is known how many it dealt with."""

    title: str
    cpu: float
    wall: float
    memory: int
    rows: int = 0


@dataclass(frozen=True)
class Place:
    """The folder of the company: the files of the simulator, the workspace, and what the steps took."""

    folder: Path

    @property
    def files(self) -> Path:
        return self.folder / "files"

    @property
    def workspace(self) -> Path:
        return self.folder / "company"

    @property
    def steps(self) -> Path:
        return self.folder / "steps.json"


def run() -> Section:
    place = Place(
        Path(os.environ.get("STEERBOARD_LARGE") or Path(tempfile.gettempdir()) / "steerboard-large")
    )
    if not place.steps.exists():
        build(place)
    steps = [Step(**step) for step in json.loads(place.steps.read_text(encoding="utf-8"))]
    found = pages.measured(place.workspace, starts=STARTS, turns=TURNS, entries=ENTRIES)
    slow = sum(max(cost.after, cost.warm, cost.cold) > SLOW for cost in found.costs)
    told = (
        f"{PEOPLE:,} people over {DAYS} days. Each step is a process of its own, once; memory is the most that the tree"
        " of processes held. The pages as above, after one start and one entry; they are"
        f" reported and have no aims of their own, but a page over {ms(SLOW)} is a fault: there are {slow}."
    )
    pulses = pages.by_pulse(found)
    return Section(
        "A large company",
        [told, _steps(steps), _sizes(place), pulses, *pages.grids(found.lines, found.costs)],
    )


def build(place: Place) -> None:
    """Make the company; a step that fails is begun anew the next time."""
    place.folder.mkdir(parents=True, exist_ok=True)
    done = [_step(title, make) for title, make in _making(place)]
    place.steps.write_text(json.dumps([asdict(step) for step in done]), encoding="utf-8")


def _making(place: Place) -> Iterator[tuple[str, Callable[[], list[str]]]]:
    """The steps, each with its command, which is put together when its turn has come."""
    building = [sys.executable, "-m", "benchmarks.building", str(place.workspace), str(place.files)]
    mapping = Path(simulator.__path__[0]) / "mapping.yaml"
    size = ["--people", str(PEOPLE), "--days", str(DAYS), "--seed", str(SEED)]
    workspace = [*_CLI, "--workspace", str(place.workspace)]

    def taken_in() -> list[str]:
        files = [str(file) for file in sorted(place.files.glob("*.csv"))]
        return [*workspace, "import", *files, "--mapping", str(mapping), "--now", _now(place)]

    yield (
        "simulated and written",
        lambda: [*_CLI, "simulate", *size, "--until", _until(), "--out", str(place.files)],
    )
    yield "an empty workspace", lambda: [*building, "records"]
    yield "imported", taken_in
    yield "the cast may sign in", lambda: [*building, "logins"]
    yield "the mart built", lambda: [*workspace, "rebuild"]


def _step(title: str, command: Callable[[], list[str]]) -> Step:
    print(f"  {title} …", flush=True)
    ran = run_child(command())
    return Step(title, ran.spent.cpu, ran.spent.wall, ran.memory)


def _until() -> str:
    from benchmarks.building import last_working_day

    return last_working_day().isoformat()


def _now(place: Place) -> str:
    now: str = json.loads((place.files / "truth.json").read_text(encoding="utf-8"))["now"]
    return now


def _steps(steps: list[Step]) -> Grid:
    rows = [[s.title, seconds(s.cpu), seconds(s.wall), megabytes(s.memory)] for s in steps]
    return Grid(("step", "CPU", "elapsed", "memory"), rows)


def _sizes(place: Place) -> Grid:
    known = {
        "the files of the simulator (CSV)": place.files.glob("*.csv"),
        "the same as Parquet": place.files.glob("parquet/*"),
        "the records": place.workspace.glob("records.sqlite3*"),
        "the mart": place.workspace.glob("mart.duckdb*"),
    }
    rows = [[title, megabytes(sum(file.stat().st_size for file in files))] for title, files in known.items()]
    return Grid(("on the disk", "size"), rows)
