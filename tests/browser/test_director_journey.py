"""A director's week: signs in, sees the gap, opens a bar of the bridge and a deal, acts, and sees it changed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pytest

from tests.browser.serving import DIRECTOR, EXECUTIVE
from tests.browser.windows import LOOKS, Visit

pytestmark = pytest.mark.browser

PARTS = ("#bridge .bridge-table", "#sides .heat", "#sections .meter >> nth=0")


@dataclass(frozen=True)
class Words:
    """What the journey presses and reads, in one language."""

    place: str
    gap: re.Pattern[str]
    now: str
    pushed: str
    change: str
    save: str
    moved: re.Pattern[str]
    month: str
    undo: str


EN = Words(
    "Region",
    re.compile("done where .* is pace|of the target"),
    "Now",
    "Pushed out",
    "Change the date",
    "Save",
    re.compile("is now to close on"),
    "Since last month",
    "Undo",
)
ZH = Words(
    "大区",
    re.compile("进度应为|的目标|目标"),
    "现在",
    "推迟移出",
    "改成交日",
    "保存",
    re.compile("预计成交日改为"),
    "较上月",
    "撤销",
)


def whole(page: Any) -> None:
    """Until all parts of the page are there."""
    for part in PARTS:
        page.locator(part).wait_for()


def bar(page: Any, name: str) -> Any:
    """A row of the bridge's table."""
    return page.locator("#bridge .bridge-table tr").filter(
        has=page.get_by_role("rowheader", name=name, exact=True)
    )


def deals(page: Any, name: str) -> int:
    return int(bar(page, name).locator("td").first.inner_text().replace(",", ""))


def to_the_company(page: Any, words: Words) -> None:
    """By the rail, or on a phone by the menu."""
    if page.viewport_size["width"] < 900:
        page.locator(".me-open").click()
        page.locator("#me").get_by_role("link", name=words.place).click()
    else:
        page.locator(".rail").get_by_role("link", name=words.place).click()
    whole(page)


@pytest.mark.parametrize(("width", "locale", "words"), [(390, "zh-CN", ZH), (1280, "en-GB", EN)])
def test_a_director_sees_the_gap_opens_a_bar_and_a_deal_acts_and_sees_it_changed(
    visit: Visit, width: int, locale: str, words: Words
) -> None:
    page = visit(DIRECTOR, width, locale).page
    to_the_company(page, words)
    assert words.gap.search(page.locator("#standing").inner_text())
    assert page.locator(".strip-card").count() == 8
    before, pushed = deals(page, words.now), deals(page, words.pushed)

    bar(page, words.now).get_by_role("link").first.click()
    page.locator("#deals tbody tr").first.wait_for()
    row = page.locator("#deals tbody tr").first
    name = row.locator(".row-link").inner_text()
    row.get_by_role("link", name=words.change).click()
    sheet = page.locator("dialog[open]")
    sheet.locator("[name=close_date]").fill("2027-02-15")
    sheet.get_by_role("button", name=words.save).click()
    page.get_by_text(words.moved).wait_for()
    page.locator("#deals tbody .row-link").first.filter(has_not_text=name).wait_for()

    page.go_back()
    bar(page, words.now).locator("td").first.filter(has_text=re.compile(f"^{before - 1}$")).wait_for()
    assert deals(page, words.pushed) == pushed + 1
    bar(page, words.pushed).get_by_role("link").first.click()
    moved = page.locator("#deals tbody tr").filter(has_text=name)
    assert re.search(r"→\s*(15 Feb 2027|2027年2月15日)", moved.inner_text().replace("\u00a0", " "))
    moved.locator(".row-link").click()
    page.locator("#record").wait_for()


def test_an_entry_elsewhere_changes_the_open_page(visit: Visit) -> None:
    """A second window closes a deal's date; the bridge of the first one follows by itself."""
    first = visit(DIRECTOR, at="/company/").page
    whole(first)
    before = deals(first, "Now")
    second = visit(DIRECTOR, 390, at="/company/bridge/end/").page
    second.locator("#deals tbody tr").first.get_by_role("link", name="Change the date").click()
    second.locator("dialog[open] [name=close_date]").fill("2027-03-01")
    second.locator("dialog[open]").get_by_role("button", name="Save").click()
    second.get_by_text(re.compile("is now to close on")).wait_for()
    first.bring_to_front()
    bar(first, "Now").locator("td").first.filter(has_text=re.compile(f"^{before - 1}$")).wait_for()
    second.bring_to_front()
    second.get_by_role("button", name="Undo").click()
    first.bring_to_front()
    bar(first, "Now").locator("td").first.filter(has_text=re.compile(f"^{before}$")).wait_for()


def test_a_choice_stays_in_the_address_and_back_undoes_it(visit: Visit) -> None:
    page = visit(EXECUTIVE, at="/company/").page
    whole(page)
    week = page.locator("#bridge .say").inner_text()
    page.locator("#bridge").get_by_role("link", name="Since last month").click()
    page.wait_for_url("**/company/?since=month#bridge")
    page.locator("#bridge .say").filter(has_not_text=week).wait_for()
    month = page.locator("#bridge .say").inner_text()
    page.reload()
    whole(page)
    assert page.locator("#bridge .say").inner_text() == month
    page.go_back()
    whole(page)
    assert page.locator("#bridge .say").inner_text() == week


def test_a_bar_of_the_drawing_opens_its_deals(visit: Visit) -> None:
    page = visit(DIRECTOR, at="/company/").page
    whole(page)
    name = page.locator("#bridge .chart svg text", has_text="Start")
    name.scroll_into_view_if_needed()
    named = name.bounding_box()
    page.mouse.click(named["x"] + named["width"] / 2, named["y"] - 40)
    page.wait_for_url("**/company/bridge/start/")
    page.locator("#deals tbody tr").first.wait_for()


def test_on_a_phone_the_bars_lie_and_name_themselves(visit: Visit) -> None:
    page = visit(DIRECTOR, 390, at="/company/").page
    whole(page)
    names = page.locator("#bridge .chart svg text")
    names.filter(has_text="Pushed out").wait_for()
    boxes = [
        names.filter(has_text=re.compile(f"^{n}$")).first.bounding_box()
        for n in ("Start", "New", "Won", "Now")
    ]
    assert [b["y"] for b in boxes] == sorted(b["y"] for b in boxes)
    assert max(b["x"] + b["width"] for b in boxes) - min(b["x"] + b["width"] for b in boxes) < 2


@LOOKS
def test_the_page_and_its_deals_read_well_for_everybody(
    visit: Visit, width: int, locale: str, theme: str
) -> None:
    visitor = visit(DIRECTOR, width, locale, theme, audited=True)
    wrong = []
    for url in ("/company/", "/company/?by=month&side=teams&since=month&due=all"):
        visitor.page.goto(url)
        whole(visitor.page)
        wrong += visitor.misread(url)
    for url in ("/company/bridge/end/", "/company/bridge/"):
        visitor.page.goto(url)
        wrong += visitor.misread(url)
    assert wrong == []


def test_the_keyboard_reaches_every_choice_and_bar(visit: Visit) -> None:
    page = visit(DIRECTOR, at="/company/").page
    whole(page)
    reached = set()
    page.locator("#bridge .seg a").first.focus()
    for _ in range(40):
        reached.add(page.evaluate("document.activeElement.textContent.trim()"))
        page.keyboard.press("Tab")
    assert {"Since last month", "All", "Start", "Won", "Now"} <= reached
