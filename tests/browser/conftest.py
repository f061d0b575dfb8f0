"""A served workspace with a simulated company, and browsers that visit it. Made once for all tests of this folder."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

sync_api = pytest.importorskip("playwright.sync_api")

ROOT = Path(__file__).parents[2]
CHROMIUM = Path("/usr/bin/chromium")
AXE = Path(__file__).parent / "vendor" / "axe.min.js"
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
make_demo(Path(sys.argv[1]), people=16, seed=7, say=lambda _: None, clock=FixedClock(at))
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


@dataclass
class Visitor:
    """A signed-in browser window. ``faults`` are errors of the console and of scripts."""

    page: Any
    faults: list[str] = field(default_factory=list)

    def axe(self) -> list[str]:
        """What axe finds wrong with the page as it stands, a line each."""
        self.page.evaluate(AXE.read_text(encoding="utf-8") + "; undefined")
        found = self.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        return [
            f"{v['id']}: {n['target']} {n['failureSummary']}" for v in found["violations"] for n in v["nodes"]
        ]

    def too_wide(self) -> bool:
        wide: bool = self.page.evaluate("document.documentElement.scrollWidth > innerWidth")
        return wide


Visit = Callable[..., Visitor]


def _environment(folder: Path) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("STEERBOARD_", "DJANGO_"))}
    return kept | {"STEERBOARD_WORKSPACE": str(folder), "LANG": "C.UTF-8"}


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with a small simulated company, not served."""
    folder = tmp_path_factory.mktemp("company") / "workspace"
    made = subprocess.run(
        [sys.executable, "-c", _MAKE, str(folder), NOW],
        cwd=ROOT,
        env=_environment(folder),
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr[-3000:]
    return folder


@pytest.fixture(scope="module")
def served(company: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A copy of the company, served as a user would serve it; what one module enters does not reach the next."""
    folder = tmp_path_factory.mktemp("served") / "workspace"
    shutil.copytree(company, folder)
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


def _wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 90
    while time.monotonic() < until:
        assert server.poll() is None, log.read_text(encoding="utf-8")[-3000:]
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise AssertionError(log.read_text(encoding="utf-8")[-3000:])


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    if not CHROMIUM.exists():
        pytest.skip("chromium is not installed")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGS)
        yield browser
        browser.close()


# What the browser says of an answer that a test asks for is no fault of the page.
_REFUSED = re.compile("server responded with a status of 4|Response Status Error Code 4")


@pytest.fixture
def visit(chromium: Any, served: Served) -> Iterator[Visit]:
    """Opens windows: ``visit(who, width=390, locale="zh-CN")`` signs in and stands on Today.

    ``audited`` windows may be looked at by axe; in all others the content security policy is in force.
    """
    visitors: list[Visitor] = []
    contexts = []

    def enter(
        who: str = REP,
        width: int = 1280,
        locale: str = "en-GB",
        theme: str = "light",
        *,
        audited: bool = False,
    ) -> Visitor:
        context = chromium.new_context(
            base_url=served.url,
            viewport={"width": width, "height": 844},
            locale=locale,
            color_scheme=theme,
            reduced_motion="reduce",
            has_touch=width < 700,
            bypass_csp=audited,  # axe styles the page while it looks at it, which the policy forbids
        )
        contexts.append(context)
        visitor = Visitor(context.new_page())
        visitors.append(visitor)
        _listen(visitor)
        visitor.page.goto("/sign-in/")
        visitor.page.locator("[name=login]").fill(who)
        visitor.page.locator("[name=password]").fill(PASSWORD)
        visitor.page.locator("main button").click()
        visitor.page.locator("#goal").wait_for()
        return visitor

    yield enter
    for context in contexts:
        context.close()
    assert [fault for visitor in visitors for fault in visitor.faults] == []
    assert served.csp == ""


def _listen(visitor: Visitor) -> None:
    def said(message: Any) -> None:
        if message.type == "error" and not _REFUSED.search(message.text):
            visitor.faults.append(message.text)

    visitor.page.on("console", said)
    visitor.page.on("pageerror", lambda error: visitor.faults.append(str(error)))
