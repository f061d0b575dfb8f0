"""CPU time and memory of what is measured, and the machine it was measured on."""

from __future__ import annotations

import os
import platform
import resource
import statistics
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import pysqlite3

_FEW = 200_000  # steps
_APART = 1.5  # seconds between two looks at the pulse
_SCHEDULED = 2  # Linux: the clock of a process by its id, CLOCK_PROCESS_CPUTIME_ID of another one


@dataclass(frozen=True)
class Spent:
    """Seconds of one run: CPU of this process (all threads) and of the children that ended in it, and elapsed."""

    cpu: float
    wall: float


def spent(run: Callable[[], object]) -> Spent:
    """What one call takes."""
    children = _children_cpu()
    cpu, wall = time.process_time(), time.perf_counter()
    run()
    took = time.process_time() - cpu + _children_cpu() - children
    return Spent(took, time.perf_counter() - wall)


def pulse() -> float:
    """CPU seconds of a million steps of a plain loop, the median of nine: how busy the machine is with others."""
    return statistics.median(spent(_million_steps).cpu for _ in range(9))


def beat() -> float:
    """The pulse at this moment, of fewer steps: it is taken around each request."""
    return spent(lambda: _steps(_FEW)).cpu * 1_000_000 / _FEW


@contextmanager
def watched() -> Iterator[list[float]]:
    """The pulses while something runs in another process."""
    beats, over = [beat()], threading.Event()

    def watch() -> None:
        while not over.wait(_APART):
            beats.append(beat())

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield beats
    finally:
        over.set()
        thread.join()
        beats.append(beat())


def _million_steps() -> int:
    return _steps(1_000_000)


def _steps(number: int) -> int:
    total = 0
    for n in range(number):
        total += n * n
    return total


def medians(runs: dict[str, Callable[[], object]], times: int) -> dict[str, Spent]:
    """Each of several calls ``times`` times in turn, so that a busy moment meets all of them; the medians."""
    taken: dict[str, list[Spent]] = {name: [] for name in runs}
    for _ in range(times):
        for name, run in runs.items():
            taken[name].append(spent(run))
    return {name: median(all_) for name, all_ in taken.items()}


def median(runs: Sequence[Spent]) -> Spent:
    return Spent(statistics.median(r.cpu for r in runs), statistics.median(r.wall for r in runs))


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which ``share`` of the values lie (the next one that was measured)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _children_cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def cpu_of(pid: int) -> float:
    """CPU seconds that a running process has used so far, to the nanosecond; 0 where it is gone."""
    try:
        return time.clock_gettime(~pid << 3 | _SCHEDULED)
    except OSError:
        return 0.0


def tree_of(pid: int) -> list[int]:
    """A process and all that it started."""
    found, waiting = [], [pid]
    while waiting:
        current = waiting.pop()
        found.append(current)
        waiting += _children_of(current)
    return found


def _children_of(pid: int) -> list[int]:
    """What it started, none where it is gone meanwhile."""
    try:
        lists = [path.read_text() for path in Path(f"/proc/{pid}/task").glob("*/children")]
    except (FileNotFoundError, ProcessLookupError):
        return []
    return [int(child) for text in lists for child in text.split()]


def resident(pid: int) -> int:
    """Bytes of memory that a process holds, 0 where it is gone."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def machine() -> list[str]:
    """What the figures depend on."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    packages = ", ".join(f"{p} {version(p)}" for p in ("duckdb", "sqlglot", "django", "granian", "numpy"))
    return [
        f"{os.cpu_count()} cores ({_processor()}), {memory:.0f} GB of memory, {platform.system()} {platform.machine()}",
        f"Python {platform.python_version()}, SQLite {pysqlite3.sqlite_version} (pysqlite3), {packages}",
    ]


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return next(
        (line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown"
    )
