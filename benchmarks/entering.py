"""Entries through the door of a served workspace, from a process of their own.

``python -m benchmarks.entering FOLDER`` logs a call for each line that it reads, and says how many milliseconds it
took until the figure that the gateway gives had it: from the beginning of the writing, and from its commit.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from benchmarks.child import ROOT, child_environment

LOOK_AGAIN = 0.002
PATIENCE = 30.0


class Writer:
    """Somebody who enters calls, one at a time, in a process of his own."""

    def __init__(self, workspace: Path) -> None:
        command = [sys.executable, "-m", "benchmarks.entering", str(workspace)]
        self._process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=child_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )

    def __enter__(self) -> Self:
        return self

    def enter(self) -> tuple[float, float]:
        """Log a call; seconds until it was in the figure, from the beginning and from the commit."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write("call\n")
        told = self._process.stdout.readline().split()
        if len(told) != 2:
            raise RuntimeError(f"the entry failed: {told}")
        return float(told[0]), float(told[1])

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()


def main(folder: Path) -> None:
    os.environ["STEERBOARD_WORKSPACE"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "steerboard.site.settings"
    import django

    django.setup()
    _log_calls(folder)


def _log_calls(folder: Path) -> None:
    from steerboard.core.clock import ShiftedClock
    from steerboard.core.workspace import open_workspace
    from steerboard.engine.query import Query
    from steerboard.engine.rights import OWNER
    from steerboard.kinds.batch import Author, Batch, New
    from steerboard.kinds.door import write
    from steerboard.mart.gateway import open_gateway
    from steerboard.people.models import Login
    from steerboard.site.demo import demo_now

    workspace = open_workspace(folder)
    clock = ShiftedClock.starting_at(demo_now())
    person = Login.objects.filter(demo=True).order_by("pk").values_list("person_id", flat=True)[0]
    today = workspace.calendar.today(clock.now())
    with open_gateway(workspace) as gateway:

        def calls() -> object:
            query = Query(
                kpis=("activities",),
                from_=today,
                to=today,
                now=workspace.calendar.ends(today),
                rights=OWNER,
                calendar=workspace.calendar,
            )
            return gateway.query(query).totals["activities"].value

        for _ in sys.stdin:
            before, begun, now = calls(), time.perf_counter(), clock.now()
            values = {"kind": "call", "owner": person, "done_at": now, "entered_at": now, "created_at": now}
            write(Batch(Author(person, "app", "log_contact"), (New("activity", values),)), clock)
            committed = time.perf_counter()
            while calls() == before:
                if time.perf_counter() - committed > PATIENCE:
                    raise RuntimeError("the entry did not reach the figure")
                time.sleep(LOOK_AGAIN)
            shown = time.perf_counter()
            print(shown - begun, shown - committed, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
