"""Entries through the door of a served workspace, from a process of their own.

``python -m benchmarks.entering FOLDER`` does what each line says that it reads, and answers with a line of JSON:

- ``call`` logs a call: the seconds until the figure that the gateway gives has it, from the beginning of the
  writing and from its commit
- ``log`` logs a call and does not wait for anything
- ``batch`` logs many calls in one change: how many, and the seconds from its commit until the mart has them
- ``rebuild`` makes the mart anew: from how many records, and the seconds
- ``crowd 20`` lets twenty more people sign in: mail and role of each
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from benchmarks.child import ROOT, child_environment


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
        whole, since = self.ask("call")
        return whole, since

    def ask(self, what: str) -> Any:
        """What one of the verbs of the module answers."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{what}\n")
        told = self._process.stdout.readline()
        if not told:
            raise RuntimeError(f"“{what}” failed")
        return json.loads(told)

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
    from benchmarks.acting import Acting

    with Acting(folder) as acting:
        for line in sys.stdin:
            verb, *given = line.split()
            print(json.dumps(acting.verbs[verb](*map(int, given))), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
