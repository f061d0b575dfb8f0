"""What scripts and styles do, in a real browser: sheets, toasts, keys, search, themes, live parts, and what axe says."""

from __future__ import annotations

import json
import re
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest

sync_api = pytest.importorskip("playwright.sync_api")
from django.contrib.staticfiles.handlers import StaticFilesHandler  # noqa: E402
from django.core.servers.basehttp import ThreadedWSGIServer  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.http import FileResponse, HttpRequest, HttpResponse  # noqa: E402
from typing_extensions import override  # noqa: E402

from tests.ui import pages as site  # noqa: E402

pytestmark = pytest.mark.browser
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
# A refusal that a test asks for is reported by the browser and by htmx, and is no fault of the page.
REFUSED = re.compile("server responded with a status|Response Status Error Code")
AXE = Path(__file__).parents[1] / "browser" / "vendor" / "axe.min.js"


class Quiet(WSGIRequestHandler):
    @override
    def log_message(self, format: str, *args: Any) -> None:
        return None


class Static(StaticFilesHandler):
    """Static files that a browser keeps, as those of a real server: each page asks for some forty."""

    @override
    def serve(self, request: HttpRequest) -> HttpResponse | FileResponse:
        response = super().serve(request)
        response["Cache-Control"] = "max-age=3600"
        return response


@pytest.fixture(scope="module")
def port() -> int:
    """One for all tests, so that a window finds in its cache what the test before it fetched."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        found: int = free.getsockname()[1]
    return found


@pytest.fixture
def address(pages: None, port: int) -> Iterator[str]:
    site.logged.clear()
    site.streams.clear()
    server = make_server(
        "127.0.0.1", port, Static(get_wsgi_application()), ThreadedWSGIServer, handler_class=Quiet
    )
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    for stream in site.streams:
        stream.put("end")
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if not CHROMIUM.exists():
        pytest.skip("chromium is not installed")
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGS)
        yield chromium
        chromium.close()


@dataclass(frozen=True)
class Windows:
    """Windows that one test after the other uses, each with a page of its own and an empty storage."""

    browser: Any
    contexts: dict[tuple[str, int, str], Any] = field(default_factory=dict)

    def open(self, address: str, width: int, locale: str = "en-GB", **other: str) -> Any:
        key = (address, width, f"{locale} {other}")
        if key not in self.contexts:
            self.contexts[key] = self.browser.new_context(
                base_url=address, viewport={"width": width, "height": 800}, locale=locale, **other
            )
        return self.contexts[key].new_page()

    def give_back(self, page: Any) -> None:
        context = page.context
        kept = {"origin": page.evaluate("location.origin"), "storageTypes": "local_storage"}
        context.new_cdp_session(page).send("Storage.clearDataForOrigin", kept)
        for opened in context.pages:
            opened.close()
        context.clear_cookies()
        context.clear_permissions()


@pytest.fixture(scope="module")
def windows(browser: Any) -> Windows:
    return Windows(browser)


@pytest.fixture
def page(windows: Windows, address: str) -> Iterator[Any]:
    yield from _page(windows, address, 1280, "en-GB")


@pytest.fixture
def phone(windows: Windows, address: str) -> Iterator[Any]:
    yield from _page(windows, address, 390, "zh-CN")


def _page(windows: Windows, address: str, width: int, locale: str) -> Iterator[Any]:
    """A page whose console stays silent: what the policy blocks or a script throws fails the test."""
    said: list[str] = []
    page = windows.open(address, width, locale)
    page.on(
        "console", lambda m: said.append(m.text) if m.type == "error" and not REFUSED.search(m.text) else None
    )
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto("/")
    yield page
    windows.give_back(page)
    assert said == []


def test_the_sheet_opens_closes_and_gives_the_focus_back(page: Any) -> None:
    link = page.get_by_role("link", name="Plan 3 visits")
    link.click()
    page.get_by_role("dialog", name="Log a visit").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="hidden")
    assert page.evaluate("document.activeElement.textContent") == "Plan 3 visits"


def test_an_entry_shows_at_once_with_an_undo(page: Any) -> None:
    page.keyboard.press("l")
    sheet = page.get_by_role("dialog", name="Log a visit")
    sheet.locator("input[role=combobox]").fill("kun")
    page.keyboard.press("ArrowDown")
    sheet.get_by_role("option", name="kun 找到的客户").wait_for()
    page.keyboard.press("Enter")
    assert page.eval_on_selector("#sheet select[name=customer]", "e => e.value") == "1"
    sheet.get_by_label("When").fill("2026-11-20T10:00")
    sheet.get_by_role("button", name="Save").click()
    sheet.wait_for(state="hidden")
    page.get_by_text("Visit logged.").wait_for()
    page.locator("#count", has_text="1").wait_for()
    page.keyboard.press("Control+z")
    page.get_by_text("Undone.").wait_for()
    page.locator("#count", has_text="0").wait_for()


def test_a_wrong_entry_stays_in_the_sheet_with_the_focus_on_what_is_wrong(page: Any) -> None:
    page.keyboard.press("l")
    sheet = page.get_by_role("dialog", name="Log a visit")
    sheet.locator("input[role=combobox]").fill("Kunshan")
    page.keyboard.press("Enter")
    sheet.get_by_label("When").fill("2026-11-20T10:00")
    sheet.get_by_label("Amount").fill("much")
    sheet.get_by_role("button", name="Save").click()
    sheet.get_by_text("Enter a number.").wait_for()
    assert page.evaluate("document.activeElement.name") == "amount"


def test_what_cannot_be_sent_is_said_above_the_open_sheet(page: Any) -> None:
    page.keyboard.press("l")
    sheet = page.get_by_role("dialog", name="Log a visit")
    sheet.locator("input[role=combobox]").fill("Kunshan")
    page.keyboard.press("Enter")
    sheet.get_by_label("When").fill("2026-11-20T10:00")
    page.route("**/log/", lambda route: route.fulfill(status=500, body="broken"))
    sheet.get_by_role("button", name="Save").click()
    page.get_by_text("Nothing was changed; try again.").wait_for()
    assert sheet.is_visible()


def test_keys_search_show_themselves_and_go_to_places(page: Any) -> None:
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search"
    page.keyboard.type("?2")  # in a field, letters are letters
    assert page.input_value("#search") == "?2"
    page.locator("main").click()
    page.keyboard.press("?")
    page.get_by_role("dialog", name="Keys").get_by_text("Log a visit").wait_for()
    page.keyboard.press("Escape")
    page.keyboard.press("2")
    page.wait_for_url("**/customers/")


def test_a_chosen_theme_holds_on_the_next_page(page: Any) -> None:
    page.get_by_role("button", name="You and your settings").click()
    page.get_by_role("button", name="Dark").click()
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.goto("/customers/")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark == "rgb(16, 22, 28)"
    page.get_by_role("button", name="You and your settings").click()
    assert page.get_by_role("button", name="Dark").get_attribute("aria-pressed") == "true"


def test_an_entry_elsewhere_shows_on_every_open_tab_through_one_stream(page: Any) -> None:
    second = page.context.new_page()
    second.goto("/")
    second.locator("#count", has_text="0").wait_for()
    page.wait_for_function("navigator.locks.query().then(l => l.held.length === 1)")
    while not site.streams:
        page.wait_for_timeout(20)
    site.logged.append("1")
    site.streams[0].put("activity")
    for tab in (page, second):
        tab.bring_to_front()
        tab.locator("#count", has_text="1").wait_for()
    assert len(site.streams) == 1


def test_what_one_is_typing_is_not_swept_away_by_an_event(page: Any) -> None:
    page.fill("#cell", "500")
    page.locator("h1").click()
    with page.expect_response("**/visits/"):
        page.evaluate(
            "for (const n of ['target', 'activity']) document.body.dispatchEvent(new CustomEvent(`live:${n}`))"
        )
    page.wait_for_timeout(200)
    assert page.input_value("#cell") == "500"


def test_lost_contact_is_said_and_taken_back(browser: Any, address: str) -> None:
    context = browser.new_context(base_url=address)
    page = context.new_page()
    page.clock.install()
    page.route("**/live", lambda route: route.abort())
    page.goto("/")
    page.clock.run_for(20_000)
    assert not page.locator("#lost").is_visible()
    page.clock.run_for(20_000)
    page.get_by_text("No contact with the server.").wait_for()
    site.logged.append("1")  # something changes meanwhile
    page.unroute("**/live")
    page.clock.run_for(70_000)
    page.locator("#lost").wait_for(state="hidden")
    page.locator("#count", has_text="1").wait_for()
    context.close()


def test_a_copied_figure_is_its_exact_value(page: Any) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate(
        "() => { const r = document.createRange(); r.selectNodeContents(document.querySelector('a.n'));"
        " getSelection().removeAllRanges(); getSelection().addRange(r); }"
    )
    page.keyboard.press("Control+c")
    assert page.evaluate("navigator.clipboard.readText()") == "312000"


def test_sorting_a_table_changes_the_table_alone(page: Any) -> None:
    page.evaluate("window.same = true")
    page.get_by_role("link", name="Customer", exact=True).click()
    page.wait_for_url("**/?sort=name")
    assert page.evaluate("window.same") is True
    page.go_back()
    page.wait_for_function("window.same === undefined")  # the page is fetched anew, and its scripts with it
    page.keyboard.press("l")
    page.get_by_role("dialog", name="Log a visit").wait_for()


def test_a_phone_has_its_bar_at_the_thumb_and_nothing_runs_over(phone: Any) -> None:
    assert phone.locator(".dock").is_visible()
    assert not phone.locator(".rail").is_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") == 390
    small = phone.evaluate(
        "[...document.querySelectorAll('.dock a, .btn, .tool, .seg a')].filter(e => e.checkVisibility())"
        ".map(e => [e.textContent.trim(), e.getBoundingClientRect().height]).filter(([, h]) => h < 40)"
    )
    assert small == []


@pytest.mark.parametrize(
    ("width", "theme"),
    [
        (390, "dark"),
        (1280, "light"),
        pytest.param(390, "light", marks=pytest.mark.slow),
        pytest.param(1280, "dark", marks=pytest.mark.slow),
    ],
)
def test_axe_finds_nothing(windows: Windows, address: str, width: int, theme: str) -> None:
    page = windows.open(address, width, color_scheme=theme, reduced_motion="reduce")
    for path in ("/", "/log/", "/wrong/404/", "/wrong/500/"):
        page.goto(path)
        page.wait_for_timeout(300)  # the skeleton has come in
        page.evaluate(AXE.read_text("utf-8") + "; 0")
        found = page.evaluate(
            "axe.run().then(r => r.violations.map(v => [v.id, v.nodes.map(n => n.target.join(' '))]))"
        )
        assert found == [], json.dumps(found, ensure_ascii=False)
    windows.give_back(page)


def test_charts_are_drawn_and_say_a_value_where_one_points(page: Any) -> None:
    field = page.locator("[data-chart=trend] .chart-field")
    page.locator("[data-chart=trend] svg").wait_for()
    assert field.get_attribute("aria-label") == "Bookings"
    assert "3M" in page.locator("[data-chart=trend] svg").text_content()
    box = field.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.85, box["y"] + box["height"] * 0.6)
    tip = page.locator(".chart-tip")
    tip.get_by_text("November 2026").wait_for()
    assert "¥1.10M" in tip.inner_text()
    assert "13 of 21 working days" in tip.inner_text()


def test_a_chart_opens_the_records_of_a_period(page: Any) -> None:
    page.locator("[data-chart=trend] svg").wait_for()
    page.wait_for_timeout(400)
    box = page.locator("[data-chart=trend] .chart-field").bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.22, box["y"] + box["height"] * 0.8)
    page.wait_for_url("**/records/")


def test_the_steps_of_a_bridge_say_their_values(page: Any) -> None:
    drawn = page.locator("[data-chart=bridge] svg")
    drawn.wait_for()
    for words in ("Start", "+¥900k", "−¥5.50M", "−¥600k"):
        assert words in drawn.text_content()


def test_axes_count_in_wan_on_a_chinese_page(phone: Any) -> None:
    drawn = phone.locator("[data-chart=trend] svg")
    drawn.wait_for()
    assert "¥300\u00a0万" in drawn.text_content()


def test_a_chart_follows_the_theme_and_the_width(page: Any) -> None:
    drawn = page.locator("[data-chart=trend] svg")
    drawn.wait_for()
    before, width = drawn.inner_html(), drawn.bounding_box()["width"]
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    page.wait_for_function(
        "html => document.querySelector('[data-chart=trend] svg').innerHTML !== html", arg=before
    )
    page.set_viewport_size({"width": 390, "height": 800})
    page.wait_for_function("w => document.querySelector('[data-chart=trend] svg').clientWidth < w", arg=width)
