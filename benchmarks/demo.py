"""``make demo`` from an empty machine to the first page: a fresh clone, no cache of packages, nothing set up."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.child import ROOT
from benchmarks.page import Grid, Section, Skipped, seconds
from benchmarks.served import Served, Visitor

PORT = 8000  # of make demo
PATIENCE = 1800.0
LOOK_AGAIN = 0.05
WHOLE, AFTER = 180.0, 60.0  # the aims
_DOWNLOADED = re.compile(r"Downloading (?P<what>\S+)(?: \S+)* \((?P<size>[\d.]+) ?(?P<unit>[kMG]?B)\)")
_UNITS = {"B": 1, "kB": 1e3, "MB": 1e6, "GB": 1e9}
# What says by which way a machine reaches the index may stay: it could not install anything without.
_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY")
_KEPT = ("PATH", "PIP_INDEX_URL", "PIP_CERT", "PIP_PROXY", *_PROXIES, *(name.lower() for name in _PROXIES))


@dataclass(frozen=True)
class Took:
    """Seconds of each step, and what pip loaded: file and bytes."""

    install: float
    company: float
    page: float
    loaded: dict[str, float]


def run() -> Section:
    if _taken(PORT):
        raise Skipped(f"something is at port {PORT}, where `make demo` serves; stop it first")
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "steerboard"
        subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", str(ROOT), str(clone)], check=True)
        took = _measured(clone, Path(folder))
    rows = [
        ["an environment made, packages loaded and installed", seconds(took.install)],
        ["the company made: simulated, imported, mart built", seconds(took.company)],
        ["until the first page after the sign-in", seconds(took.page)],
        ["**after the install**", f"**{seconds(took.company + took.page)}** (aim {AFTER:.0f} s)"],
        ["**all**", f"**{seconds(took.install + took.company + took.page)}** (aim {WHOLE:.0f} s)"],
    ]
    return Section(
        "From an empty machine to the first page", [_told(took), Grid(("`make demo`", "elapsed"), rows)]
    )


def _told(took: Took) -> str:
    size = sum(took.loaded.values())
    most = sorted(took.loaded.items(), key=lambda pair: -pair[1])[:6]
    names = ", ".join(f"{name.partition('-')[0]} {_mb(bytes_)}" for name, bytes_ in most)
    return (
        "`make demo` in a fresh clone, in an environment without settings and with pip's cache turned off. The time of"
        " the install is until `make` says that the environment is ready; then the sample company is made, served, and a"
        f" rep signs in and has Today before him. **Loaded: {_mb(size)} in {len(took.loaded)} packages** (the sizes of"
        f" pip's own log; the most: {names}); the index's pages come on top. The time of the install is that of this"
        " machine's line, and parts may come from a mirror near it."
    )


def _mb(size: float) -> str:
    return f"{size / 1e6:.1f} MB"


def _measured(clone: Path, home: Path) -> Took:
    log = home / "pip.log"
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
    environment |= {
        "HOME": str(home),
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_NO_CACHE_DIR": "1",
        "PIP_LOG": str(log),
        "PYTHON": _python(),
    }
    environment["PATH"] = os.pathsep.join(
        p for p in environment["PATH"].split(os.pathsep) if ".venv" not in p
    )
    begun = time.perf_counter()
    with _made(clone, environment) as process:
        _wait(process, lambda: any((clone / ".venv").glob(".runs-*")), "the environment")
        installed = time.perf_counter()
        _wait(process, lambda: _taken(PORT), "the page")
        up = time.perf_counter()
        said = (clone / "demo.log").read_text(encoding="utf-8")
        server = Served(clone / "workspace", f"http://127.0.0.1:{PORT}", process.pid, ())
        mail = re.search(r"\S+@\S+", said)
        if mail is None:
            raise RuntimeError(f"make demo does not say who may sign in:\n{said}")
        Visitor(server, mail.group()).get("/")
        shown = time.perf_counter()
    return Took(installed - begun, up - installed, shown - up, loaded(log.read_text(encoding="utf-8")))


def loaded(log: str) -> dict[str, float]:
    """From pip's log: the files that it loaded and how large each is."""
    return {
        found["what"].rsplit("/", 1)[-1]: float(found["size"]) * _UNITS[found["unit"]]
        for found in _DOWNLOADED.finditer(log)
        if not found["what"].endswith(".metadata")
    }


@contextmanager
def _made(clone: Path, environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    with (clone / "demo.log").open("wb") as out:
        process = subprocess.Popen(
            ["make", "demo"], cwd=clone, env=environment, stdout=out, stderr=out, start_new_session=True
        )
        try:
            yield process
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(60)


def _wait(process: subprocess.Popen[bytes], there: Callable[[], bool], what: str) -> None:
    until = time.monotonic() + PATIENCE
    while not there():
        if process.poll() is not None or time.monotonic() > until:
            raise RuntimeError(f"make demo ended before {what} was there; see its output")
        time.sleep(LOOK_AGAIN)


def _taken(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _python() -> str:
    """The machine's own Python where it is new enough: whoever tries the demo has no other."""
    found = shutil.which("python3", path="/usr/bin:/usr/local/bin")
    if found is not None:
        test = [found, "-c", "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))"]
        if subprocess.run(test, check=False, capture_output=True).returncode == 0:
            return found
    return getattr(sys, "_base_executable", sys.executable)
