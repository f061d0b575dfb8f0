"""Signed-in browser windows, and what one may ask of the page in such a window."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.browser.serving import PASSWORD

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
# One line for each thing found: results are large, and what passed is not asked for.
_RUN = """
axe.run(document, {resultTypes: ['violations'], ...%s}).then((result) => result.violations.flatMap(
  (v) => v.nodes.map((n) => `${v.id}: ${n.target} ${n.failureSummary}`)))
"""
# A theme that changes is there at once: colours on their way are no theme's. What fades, fades as it does.
_AT_ONCE = "*, *::before, *::after { transition-property: opacity !important }"
_COLOURS = "{runOnly: ['color-contrast', 'link-in-text-block']}"  # all rules that a theme can break
# What the browser says of an answer that a test asks for is no fault of the page.
_REFUSED = re.compile("server responded with a status of 4|Response Status Error Code 4")

WIDE, NARROW = 1280, 390
HEIGHT = 844

# Two looks see both languages, widths and themes; how these cross is looked at by `make test-all`.
LOOKS = pytest.mark.parametrize(
    ("width", "locale", "theme"),
    [
        (NARROW, "en-GB", "dark"),  # English words are the longer ones
        (WIDE, "zh-CN", "light"),
        pytest.param(NARROW, "en-GB", "light", marks=pytest.mark.slow),
        pytest.param(WIDE, "zh-CN", "dark", marks=pytest.mark.slow),
        pytest.param(NARROW, "zh-CN", "light", marks=pytest.mark.slow),
        pytest.param(NARROW, "zh-CN", "dark", marks=pytest.mark.slow),
    ],
)


@dataclass(frozen=True)
class Look:
    """Who looks, and through what."""

    who: str
    width: int
    locale: str
    theme: str
    audited: bool


@dataclass
class Visitor:
    """A signed-in browser window. ``faults`` are errors of the console and of scripts."""

    page: Any
    look: Look
    faults: list[str] = field(default_factory=list)

    def axe(self, options: str = "{}") -> list[str]:
        """What axe finds wrong with the page as it stands, a line each."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(f"{AXE}; undefined")
        found: list[str] = self.page.evaluate(_RUN % options)
        return found

    def too_wide(self) -> bool:
        wide: bool = self.page.evaluate("document.documentElement.scrollWidth > innerWidth")
        return wide

    def squeezed(self) -> bool:
        """Whether the heading runs over more than three lines."""
        high: bool = self.page.evaluate(
            "[...document.querySelectorAll('h1')].some((h) => h.getBoundingClientRect().height > 110)"
        )
        return high

    def misread(self, what: str, *, both_themes: bool = False) -> list[str]:
        """What is wrong with the page in this look, and with its colours in the other theme where that is asked."""
        wrong = [f"{what} {fault}" for fault in self.axe()]
        wrong += [f"{what} is too wide"] * self.too_wide()
        wrong += [f"{what} has no room for its heading"] * self.squeezed()
        if both_themes:
            self.page.add_style_tag(content=_AT_ONCE)
            self.page.emulate_media(color_scheme="light" if self.look.theme == "dark" else "dark")
            wrong += [f"{what} in the other theme {fault}" for fault in self.axe(_COLOURS)]
            self.page.emulate_media(color_scheme=self.look.theme)
        return wrong


Visit = Callable[..., Visitor]


class Windows:
    """The windows on one server. A look's window is used again: signing in and filling its cache take longest."""

    def __init__(self, chromium: Any, url: str) -> None:
        self._chromium = chromium
        self._url = url
        self._free: dict[Look, list[Any]] = defaultdict(list)
        self._signed_in: dict[tuple[str, str], Any] = {}  # the cookies of each person and language

    def open(self, look: Look, at: str) -> Visitor:
        context = self._free[look].pop() if self._free[look] else self._context(look)
        visitor = Visitor(context.new_page(), look)
        _listen(visitor)
        page, known = visitor.page, (look.who, look.locale)
        if known in self._signed_in:
            context.add_cookies(self._signed_in[known])
            page.goto(at)
        else:
            self._sign_in(page, look.who)
            self._signed_in[known] = context.cookies()
            if at != "/":
                page.goto(at)
        if at == "/":
            page.locator("#goal").wait_for()
        page.wait_for_load_state("load")  # keys and sheets work from here on
        return visitor

    def give_back(self, visitor: Visitor) -> None:
        """Close the page; the window keeps nothing of it but what the browser has cached."""
        context = visitor.page.context
        kept = {"origin": self._url, "storageTypes": "local_storage"}
        context.new_cdp_session(visitor.page).send("Storage.clearDataForOrigin", kept)
        for page in context.pages:
            page.close()
        context.clear_cookies()
        self._free[visitor.look].append(context)

    def _context(self, look: Look) -> Any:
        return self._chromium.new_context(
            base_url=self._url,
            viewport={"width": look.width, "height": HEIGHT},
            locale=look.locale,
            color_scheme=look.theme,
            reduced_motion="reduce",
            has_touch=look.width < 700,
            bypass_csp=look.audited,  # axe styles the page while it looks at it, which the policy forbids
        )

    def _sign_in(self, page: Any, who: str) -> None:
        page.goto("/sign-in/")
        page.locator("[name=login]").fill(who)
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("main button").click()
        page.locator("#goal").wait_for()

    def close(self) -> None:
        for contexts in self._free.values():
            for context in contexts:
                context.close()


def _listen(visitor: Visitor) -> None:
    def said(message: Any) -> None:
        if message.type == "error" and not _REFUSED.search(message.text):
            visitor.faults.append(message.text)

    visitor.page.on("console", said)
    visitor.page.on("pageerror", lambda error: visitor.faults.append(str(error)))
