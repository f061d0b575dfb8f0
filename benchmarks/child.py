"""Running a command as a process of its own, with its CPU and the most memory its tree ever held."""

from __future__ import annotations

import os
import subprocess
import tempfile
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measuring import Spent, resident, spent, tree_of

ROOT = Path(__file__).parents[1]
COMPILED = Path(tempfile.gettempdir()) / f"steerboard-benchmarks-{os.getuid()}"
EVERY = 0.05  # seconds between two looks at the memory


def child_environment() -> dict[str, str]:
    """The environment of a process that is measured: it may keep its compiled modules, as an installed one does."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPYCACHEPREFIX": str(COMPILED), "LC_ALL": "en_US.UTF-8", "PYTHONUTF8": "1"}


@dataclass(frozen=True)
class Ran:
    """``memory``: bytes, pages that two processes share counted for each."""

    spent: Spent
    memory: int
    output: str


def run_child(command: Sequence[str], settings: Mapping[str, str] | None = None) -> Ran:
    """Run a command to its end; raises where it fails."""
    watch, outputs = _Watch(), list[str]()

    def call() -> None:
        environment = {**child_environment(), **(settings or {})}
        with subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as process:
            watch.begin(process.pid)
            output, _ = process.communicate()
        watch.end()
        outputs.append(output)
        if process.returncode:
            raise RuntimeError(f"{' '.join(command)}: exit {process.returncode}\n{output}")

    taken = spent(call)
    return Ran(taken, watch.most, outputs[0])


class _Watch:
    """Looks at the memory of a process tree from time to time."""

    def __init__(self) -> None:
        self.most = 0
        self._over = threading.Event()
        self._thread: threading.Thread | None = None

    def begin(self, pid: int) -> None:
        self._thread = threading.Thread(target=self._look, args=(pid,), daemon=True)
        self._thread.start()

    def end(self) -> None:
        self._over.set()
        if self._thread is not None:
            self._thread.join()

    def _look(self, pid: int) -> None:
        while not self._over.wait(EVERY):
            self.most = max(self.most, sum(resident(p) for p in tree_of(pid)))
