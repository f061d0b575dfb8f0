"""A workspace with a small simulated company, and a server for it as a user would start it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
CHROMIUM = Path("/usr/bin/chromium")
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NOW = "2026-11-19T10:00"  # a Thursday; the company stands at the morning of this day
REP, LEAD, EXECUTIVE = "yue.lin@example.com", "grace.zhao@example.com", "helen.xu@example.com"
DIRECTOR = "mingyuan.zhou@example.com"
PASSWORD = "steerboard"

# Run in a process of its own: a demo sets Django up for its own workspace.
_MAKE = """
import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo
from steerboard.core.clock import FixedClock
from steerboard.site.demo import make_demo
at = datetime.fromisoformat(sys.argv[2]).replace(tzinfo=ZoneInfo("Asia/Shanghai"))
make_demo(Path(sys.argv[1]), people=int(sys.argv[3]), seed=7, say=lambda _: None, clock=FixedClock(at))
"""


@dataclass
class Served:
    """A running server. ``csp`` are the reports of what its content security policy had to stop."""

    url: str
    folder: Path

    @property
    def csp(self) -> str:
        log = self.folder / "csp.log"
        return log.read_text(encoding="utf-8") if log.exists() else ""

    @property
    def faults(self) -> str:
        """What the server's processes wrote about something that broke in them."""
        said = self.folder.with_name("server.log").read_text(encoding="utf-8")
        return said if "Traceback" in said else ""


def make_company(folder: Path, people: int = 16) -> None:
    """Make a workspace with the company in it; raises RuntimeError with what the process said."""
    made = subprocess.run(
        [sys.executable, "-c", _MAKE, str(folder), NOW, str(people)],
        cwd=ROOT,
        env=_environment(folder),
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        raise RuntimeError(made.stderr[-3000:])


@contextmanager
def serving(folder: Path) -> Iterator[Served]:
    """Serve the workspace while the block runs."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "steerboard.site.cli", "serve", "--port", str(port), "--now", NOW]
    log = folder.with_name("server.log")
    with log.open("wb") as out:
        server = subprocess.Popen(command, cwd=ROOT, env=_environment(folder), stdout=out, stderr=out)
    try:
        _wait_for(f"http://127.0.0.1:{port}/healthz", server, log)
        yield Served(f"http://127.0.0.1:{port}", folder)
    finally:
        server.send_signal(signal.SIGTERM)
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _environment(folder: Path) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("STEERBOARD_", "DJANGO_"))}
    return kept | {"STEERBOARD_WORKSPACE": str(folder), "LANG": "C.UTF-8"}


def _wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 90
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(log.read_text(encoding="utf-8")[-3000:])
