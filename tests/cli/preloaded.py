"""A process that has imported the program already and forks for each command, so that a command costs its own work only.

Run as a program it reads a command as a line of JSON from stdin (arguments, environment, files for stdout and stderr) and
answers with its exit code. Each command has a process of its own, in which nothing of an earlier one is left.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).parents[2]


def environment() -> dict[str, str]:
    """Ours without what would lead a command to another workspace; it speaks English."""
    ours = ("STEERBOARD_", "DJANGO_", "PYTHONDONT")
    return {k: v for k, v in os.environ.items() if not k.startswith(ours)} | {"LANG": "C.UTF-8"}


class Preloaded:
    """The process, seen from the tests."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.cli.preloaded"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=environment(),
        )

    def run(self, arguments: tuple[str, ...], env: Mapping[str, str], out: Path, err: Path) -> int:
        """The exit code of ``steerboard`` with these arguments; what it says stands in the two files."""
        assert self._process.stdin
        assert self._process.stdout
        wanted = {"arguments": arguments, "env": dict(env), "out": str(out), "err": str(err)}
        self._process.stdin.write(json.dumps(wanted) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def close(self) -> None:
        self._process.communicate("")


def serve() -> None:
    for name in (
        "django.contrib.auth.hashers",
        "django.core.management",
        "django.db.models",
        "steerboard.site.cli",
    ):
        import_module(name)
    for line in sys.stdin:
        wanted = json.loads(line)
        child = os.fork()
        if not child:
            # It ends as any process does, with all its files closed: by the exit code that goes through here.
            _command(wanted["arguments"], wanted["env"], wanted["out"], wanted["err"])
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def _command(arguments: list[str], env: dict[str, str], out: str, err: str) -> NoReturn:
    """As ``python -m steerboard.site.cli``, in a process that has just been forked."""
    from steerboard.site.cli import main

    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for number, file in ((1, out), (2, err)):
        os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
    sys.stdout = io.TextIOWrapper(os.fdopen(1, "wb"), encoding="utf-8")
    sys.stderr = io.TextIOWrapper(os.fdopen(2, "wb"), encoding="utf-8", write_through=True)
    os.environ.clear()
    os.environ.update(env)
    sys.argv = ["steerboard", *arguments]
    main()
    raise AssertionError("the program ends with its exit code")


if __name__ == "__main__":
    serve()
