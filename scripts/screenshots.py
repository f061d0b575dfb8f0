"""Pictures of every page, as the docs keep them: ``make screenshots`` writes docs/screenshots/*.png; names take some.

They are taken of a small simulated company that stands at a fixed day, so a page that has not changed gives the same
picture. File names say page, width, language and theme.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from playwright.sync_api import sync_playwright  # noqa: E402

from tests.browser.serving import (  # noqa: E402
    ARGS,
    CHROMIUM,
    DIRECTOR,
    EXECUTIVE,
    LEAD,
    PASSWORD,
    REP,
    make_company,
    serving,
)

OUT = ROOT / "docs" / "screenshots"
PEOPLE = 24
MOST_SCREENS = 9
RECORD = "record"
LOOKS = ((390, "zh-CN", "light"), (1280, "en-GB", "light"), (390, "en-GB", "dark"), (1280, "zh-CN", "dark"))


@dataclass(frozen=True)
class Shot:
    """One page, who looks at it, and what is done there before the picture is taken."""

    name: str
    url: str
    who: str = REP
    first: Callable[[Any], object] | None = None
    sheet: bool = True

    @property
    def whole(self) -> bool:
        """A sheet is pictured in its window, a page in its full height."""
        return self.first is None or not self.sheet


def _open_log(page: Any) -> None:
    page.locator(".dock-log, .rail-log").locator("visible=true").click()
    page.locator("dialog[open] form").wait_for()
    page.locator("dialog[open] h2").click()


def _sheet(opener: str) -> Callable[[Any], object]:
    """Open a sheet by the first thing of the page that matches."""

    def first(page: Any) -> None:
        page.locator(opener).first.click()
        page.locator("dialog[open] form").wait_for()

    return first


def _open_funnel(page: Any) -> None:
    page.locator("#funnel").scroll_into_view_if_needed()
    page.locator("#funnel .funnel").wait_for()


def _condition(
    page: Any, text: str = "outcome = 'won' and amount >= 100000", shown: str = ".define-facts"
) -> None:
    """Say of which records a KPI is made, and wait for what the page says of it."""
    page.locator("#id_where").fill(text)
    page.locator(shown).wait_for()


def _wrong_condition(page: Any) -> None:
    _condition(page, "outcome = 'won' and amuont >= 100000", "#fault-where mark")


def _first_person(page: Any) -> None:
    page.locator("#people .row-link").first.click()
    page.wait_for_url("**/team/person/**")
    page.wait_for_load_state("load")


def _whole_page(page: Any) -> None:
    """Bring in the parts that wait until one scrolls to them; no chart stays pointed at."""
    for _ in range(MOST_SCREENS):
        page.mouse.wheel(0, 700)
        page.wait_for_timeout(150)
    page.wait_for_load_state("networkidle")
    page.evaluate("scrollTo(0, 0)")
    page.mouse.move(0, 0)


SHOTS = (
    Shot("today", "/"),
    Shot("today-quarter", "/?by=quarter"),
    Shot("today-lead", "/", LEAD),
    Shot("log", "/", REP, _open_log),
    Shot("funnel", "/", REP, _open_funnel),
    Shot("plan-visits", "/", REP, _sheet("#visits [href$='/visits/plan/']")),
    Shot("past-closings", "/", REP, _sheet("#find-late [data-sheet]")),
    Shot("did-not-happen", "/", REP, _sheet("#visits [href$='/missed/'] >> visible=true")),
    Shot("customers", "/customers/"),
    Shot("contacts", "/customers/contacts/"),
    Shot("leads", "/customers/leads/"),
    Shot("calendar", "/customers/activities/calendar/"),
    Shot("calendar-week", "/customers/activities/calendar/?by=week"),
    Shot("deals", "/deals/"),
    Shot("board", "/deals/board/"),
    Shot("quotes", "/deals/quotes/"),
    Shot("new-deal", "/records/opportunity/new/"),
    Shot("new-order", "/records/order/new/"),
    Shot("figures", "/figures/", REP, _whole_page, sheet=False),
    Shot("figure", "/figures/win_rate/?by=owner&over=year", LEAD),
    Shot("explain", "/figures/win_rate/explain/?from=2026-10-01&to=2026-10-31", LEAD),
    Shot("new-kpi", "/kpis/new/", EXECUTIVE, _condition, sheet=False),
    Shot("kpi-fault", "/kpis/new/", EXECUTIVE, _wrong_condition, sheet=False),
    Shot("records", "/figures/bookings/records/?from=2026-10-01&to=2026-11-30"),
    Shot("targets", "/plans/targets/", LEAD),
    Shot("targets-company", "/plans/targets/", EXECUTIVE),
    Shot("team", "/team/", LEAD),
    Shot("person", "/team/", LEAD, _first_person, sheet=False),
    Shot("company", "/company/", EXECUTIVE, _whole_page, sheet=False),
    Shot("region", "/company/", DIRECTOR, _whole_page, sheet=False),
    Shot("bar", "/company/bridge/lost/?since=month", DIRECTOR),
)


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    names = sys.argv[1:]
    unknown = set(names) - {shot.name for shot in SHOTS} - {RECORD}
    if unknown:
        sys.exit(
            f"no page {', '.join(sorted(unknown))}; there are {', '.join(s.name for s in SHOTS)}, {RECORD}"
        )
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        folder = Path(scratch) / "workspace"
        make_company(folder, PEOPLE)
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGS)
        with serving(folder) as served:
            for width, locale, theme in LOOKS:
                _take(browser, served.url, (width, locale, theme), names)
        browser.close()


def _take(browser: Any, url: str, look: tuple[int, str, str], names: list[str]) -> None:
    """All pages in one look, or those of some names, each person in a window of his own."""
    width, locale, theme = look
    pages: dict[str, Any] = {}
    for shot in SHOTS:
        if names and shot.name not in names:
            continue
        if shot.who not in pages:
            pages[shot.who] = _sign_in(browser, url, shot.who, width, locale, theme)
        page = pages[shot.who]
        page.goto(shot.url)
        page.wait_for_load_state("load")
        if shot.first is not None:
            shot.first(page)
        name = f"{shot.name}-{width}-{locale[:2]}-{theme}.png"
        page.screenshot(path=OUT / name, full_page=shot.whole)
    if not names or RECORD in names:
        page = pages.get(REP) or _sign_in(browser, url, REP, width, locale, theme)
        _take_record(page, f"{RECORD}-{width}-{locale[:2]}-{theme}.png")
    for page in pages.values():
        page.context.close()


def _take_record(page: Any, name: str) -> None:
    page.goto("/")
    page.locator("#visits .row-link").first.click()
    page.locator("#record").wait_for()
    page.screenshot(path=OUT / name, full_page=True)


def _sign_in(browser: Any, url: str, who: str, width: int, locale: str, theme: str) -> Any:
    context = browser.new_context(
        base_url=url,
        viewport={"width": width, "height": 844 if width < 700 else 800},
        locale=locale,
        color_scheme=theme,
        reduced_motion="reduce",
        has_touch=width < 700,
    )
    page = context.new_page()
    page.goto("/sign-in/")
    page.locator("[name=login]").fill(who)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main button").click()
    page.locator("#goal").wait_for()
    page.wait_for_load_state("load")
    return page


if __name__ == "__main__":
    main()
