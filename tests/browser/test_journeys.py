"""A rep's morning, from signing in to a mended deal, with every change undone again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pytest

from tests.browser.conftest import Visit
from tests.browser.serving import LEAD, REP

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Words:
    """What the journey presses and reads, in one language."""

    log: str
    save: str
    undo: str
    logged: re.Pattern[str]
    week: str
    gap: re.Pattern[str]


EN = Words(
    "Log a visit", "Save", "Undo", re.compile("Visit logged: "), "+7 days", re.compile("per working day")
)
ZH = Words("记一笔", "保存", "撤销", re.compile("已记录拜访："), "延后 7 天", re.compile("每个工作日"))


def visits_done(page: Any) -> int:
    """The first figure of the goal of visits: done so far this month."""
    return int(page.locator("#habits .beh a.n").first.inner_text().replace(",", ""))


def overdue(page: Any) -> int:
    return int(page.locator("#mend .mend-head a").first.inner_text().split()[0])


@pytest.mark.parametrize(
    ("width", "locale", "words"), [(390, "zh-CN", ZH), (390, "en-GB", EN), (1280, "en-GB", EN)]
)
def test_a_rep_sees_the_gap_acts_and_sees_it_changed(
    visit: Visit, width: int, locale: str, words: Words
) -> None:
    page = visit(REP, width, locale).page
    assert words.gap.search(page.locator("#goal").inner_text())

    before = visits_done(page)
    page.get_by_role("link", name=words.log, exact=True).locator("visible=true").click()
    sheet = page.get_by_role("dialog", name=words.log)
    sheet.get_by_role("combobox").first.click()
    sheet.get_by_role("option").first.click()
    sheet.get_by_role("button", name=words.save).click()
    sheet.wait_for(state="hidden")
    page.get_by_text(words.logged).wait_for()
    page.locator("#habits .beh a.n").first.filter(has_text=str(before + 1)).wait_for()

    page.get_by_role("button", name=words.undo).click()
    page.locator("#habits .beh a.n").first.filter(has_text=re.compile(f"^{before}$")).wait_for()

    page.locator("#goal .lead a.n").click()
    page.locator("#records").wait_for()
    assert page.locator("#records tbody tr").count() > 0
    page.locator("#records tbody a").first.click()
    page.locator("#record").wait_for()
    page.go_back()
    page.go_back()
    page.locator("#goal").wait_for()

    steps = overdue(page)
    row = page.locator("#mend .find").first
    name = row.locator(".row-link").inner_text()
    row.get_by_role("button", name=words.week).click()
    page.locator("#mend .find .row-link").first.filter(has_not_text=name).wait_for()
    page.get_by_role("button", name=words.undo).last.click()
    page.locator("#mend .find .row-link").first.filter(has_text=name).wait_for()
    assert overdue(page) == steps


def test_an_entry_in_one_window_shows_in_another(visit: Visit) -> None:
    first, second = visit(REP, 1280).page, visit(REP, 390, "zh-CN").page
    before = visits_done(second)
    first.goto("/visits/new/")
    first.get_by_role("combobox").first.click()
    first.get_by_role("option").first.click()
    first.get_by_role("button", name="Save").click()
    first.locator("#goal").wait_for()
    second.bring_to_front()
    second.locator("#habits .beh a.n").first.filter(has_text=str(before + 1)).wait_for()


def test_a_target_that_a_lead_enters_shows_on_the_reps_page(visit: Visit) -> None:
    rep, lead = visit(REP, 390).page, visit(LEAD, 1280).page
    lead.goto("/plans/targets/")
    cell = lead.get_by_label("林悦, 2026-11")
    before = cell.input_value()
    cell.fill("1,234,000")
    lead.get_by_role("button", name="Save").click()
    lead.get_by_text("Targets saved: 1").wait_for()
    rep.bring_to_front()
    rep.locator("#goal").get_by_text("1.23M").first.wait_for()
    lead.bring_to_front()
    lead.get_by_role("button", name="Undo").click()
    lead.wait_for_function(
        "v => document.querySelector('[aria-label=\"林悦, 2026-11\"]').value === v", arg=before
    )


def test_the_keyboard_reaches_everything(visit: Visit) -> None:
    page = visit(REP, 1280).page
    before = visits_done(page)
    page.keyboard.press("l")
    sheet = page.get_by_role("dialog", name="Log a visit")
    sheet.get_by_role("option").first.wait_for()
    page.keyboard.press("Enter")  # the customer seen last
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")  # from a visit to a call
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")  # it went well
    page.keyboard.press("Tab")
    page.keyboard.type("Wants a quote")
    for _ in range(10):
        if page.evaluate("document.activeElement.textContent.trim()") == "Save":
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    sheet.wait_for(state="hidden")
    page.locator("#habits .beh a.n").first.filter(has_text=str(before + 1)).wait_for()
    page.keyboard.press("Control+z")
    page.locator("#habits .beh a.n").first.filter(has_text=re.compile(f"^{before}$")).wait_for()
    page.keyboard.press("2")
    page.wait_for_url("**/customers/")
    page.keyboard.press("/")
    page.keyboard.type("Wuxi")
    page.keyboard.press("Enter")
    page.wait_for_url("**/customers/?q=Wuxi*")


def test_what_is_wrong_stays_in_the_sheet_with_the_words_that_were_typed(visit: Visit) -> None:
    page = visit(REP, 390).page
    page.get_by_role("link", name="Log a visit", exact=True).locator("visible=true").click()
    sheet = page.get_by_role("dialog", name="Log a visit")
    sheet.get_by_label("Note").fill("Nice people")
    page.evaluate("document.querySelector('#sheet form').noValidate = true")
    sheet.get_by_role("button", name="Save").click()
    sheet.get_by_text("Whom did you meet?").wait_for()
    assert sheet.get_by_label("Note").input_value() == "Nice people"


def test_a_visit_that_did_not_happen_goes_with_its_reason(visit: Visit) -> None:
    page = visit(REP, 390).page
    rows = page.locator("#visits .line-item")
    before = rows.count()
    rows.first.get_by_role("link", name="Did not happen…").click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_text("Customer cancelled").click()
    sheet.get_by_role("button", name="Save").click()
    sheet.wait_for(state="hidden")
    page.wait_for_function(
        "n => document.querySelectorAll('#visits .line-item').length === n", arg=before - 1
    )
    page.get_by_role("button", name="Undo").click()
    page.wait_for_function("n => document.querySelectorAll('#visits .line-item').length === n", arg=before)
