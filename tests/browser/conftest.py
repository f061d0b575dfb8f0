"""A served workspace with a simulated company, and browsers that visit it. Made once for all tests of this folder."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.serving import ARGS, CHROMIUM, REP, Served, make_company, serving
from tests.browser.windows import Look, Visit, Visitor, Windows

sync_api = pytest.importorskip("playwright.sync_api")


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with a small simulated company, not served; the first worker makes it for all of them."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder = shared / "company" / "workspace"
    with (shared / "company.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.parent.exists():
            making = shared / "company.making"
            making.mkdir()
            make_company(making / folder.name)
            making.rename(folder.parent)
    return folder


@pytest.fixture(scope="module")
def served(company: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A copy of the company, served as a user would serve it; what one module enters does not reach the next."""
    folder = tmp_path_factory.mktemp("served") / "workspace"
    shutil.copytree(company, folder)
    with serving(folder) as running:
        yield running


@pytest.fixture(scope="package")
def chromium() -> Iterator[Any]:
    """A browser. It ends with this folder's tests: while it lives, no other test can run an event loop."""
    if not CHROMIUM.exists():
        pytest.skip("chromium is not installed")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def windows(chromium: Any, served: Served) -> Iterator[Windows]:
    windows = Windows(chromium, served.url)
    yield windows
    windows.close()


@pytest.fixture
def visit(windows: Windows, served: Served) -> Iterator[Visit]:
    """Opens windows: ``visit(who, width=390, locale="zh-CN")`` is signed in and stands on Today, or ``at`` a page.

    ``audited`` windows may be looked at by axe; in all others the content security policy is in force.
    """
    visitors: list[Visitor] = []

    def enter(
        who: str = REP,
        width: int = 1280,
        locale: str = "en-GB",
        theme: str = "light",
        *,
        at: str = "/",
        audited: bool = False,
    ) -> Visitor:
        visitors.append(windows.open(Look(who, width, locale, theme, audited), at))
        return visitors[-1]

    yield enter
    for visitor in visitors:
        windows.give_back(visitor)
    assert [fault for visitor in visitors for fault in visitor.faults] == []
    assert served.csp == ""
    assert served.faults == ""
