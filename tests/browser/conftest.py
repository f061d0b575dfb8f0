"""A served workspace with a simulated company, and browsers that visit it. Made once for all tests of this folder."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.browser.serving import ARGS, CHROMIUM, PASSWORD, REP, Served, make_company, serving

sync_api = pytest.importorskip("playwright.sync_api")

AXE = Path(__file__).parent / "vendor" / "axe.min.js"


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


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with a small simulated company, not served."""
    folder = tmp_path_factory.mktemp("company") / "workspace"
    make_company(folder)
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
        visitor.page.wait_for_load_state("load")  # keys and sheets work from here on
        return visitor

    yield enter
    for context in contexts:
        context.close()
    assert [fault for visitor in visitors for fault in visitor.faults] == []
    assert served.csp == ""
    assert served.faults == ""


def _listen(visitor: Visitor) -> None:
    def said(message: Any) -> None:
        if message.type == "error" and not _REFUSED.search(message.text):
            visitor.faults.append(message.text)

    visitor.page.on("console", said)
    visitor.page.on("pageerror", lambda error: visitor.faults.append(str(error)))
