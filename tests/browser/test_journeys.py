"""A rep's morning in both languages: he sees the gap, acts and sees it changed; every change is undone again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pytest

from tests.browser.conftest import sync_api
from tests.browser.serving import LEAD, REP
from tests.browser.windows import Visit

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Words:
    """What the journeys press and read, in one language."""

    log: str
    save: str
    undo: str
    logged: re.Pattern[str]
    gap: re.Pattern[str]
    forecast: str
    plan: str
    plan_them: str
    planned: re.Pattern[str]
    dates: str
    week: str
    later: str
    put_off: re.Pattern[str]
    advance: str
    advanced: re.Pattern[str]
    why_not: str
    cancelled: str
    moved: re.Pattern[str]


EN = Words(
    log="Log a visit",
    save="Save",
    undo="Undo",
    logged=re.compile("Visit logged: "),
    gap=re.compile("per working day"),
    forecast="Forecast",
    plan="Plan visits",
    plan_them="Plan them",
    planned=re.compile("3 visits planned"),
    dates="Update the dates",
    week="+7 days",
    later="Not now",
    put_off=re.compile("Put off until Fri"),
    advance="Advance",
    advanced=re.compile("is now in"),
    why_not="It did not",
    cancelled="Customer cancelled",
    moved=re.compile("Moved to Fri"),
)
ZH = Words(
    log="记一笔",
    save="保存",
    undo="撤销",
    logged=re.compile("已记录拜访："),
    gap=re.compile("每个工作日"),
    forecast="预测",
    plan="安排拜访",
    plan_them="排进日程",
    planned=re.compile("已安排 3 次拜访"),
    dates="更新日期",
    week="延后 7 天",
    later="稍后",
    put_off=re.compile("已推迟到 11月20日"),
    advance="推进阶段",
    advanced=re.compile("已推进到"),
    why_not="没去成",
    cancelled="客户临时取消",
    moved=re.compile("已改到 11月20日"),
)
READERS = pytest.mark.parametrize(
    ("width", "locale", "words"),
    [
        (390, "zh-CN", ZH),
        (1280, "en-GB", EN),
        pytest.param(390, "en-GB", EN, marks=pytest.mark.slow),  # both have been seen, but not together
    ],
)


def visits_done(page: Any) -> int:
    """The first figure of the goal of visits: done so far this month."""
    return int(page.locator("#habits .beh a.n").first.inner_text().replace(",", ""))


def visits_planned(page: Any) -> int:
    found = re.search(r"\+\s*(\d+)", page.locator("#habits .beh-sum").first.inner_text())
    return int(found.group(1)) if found else 0


def undo(page: Any, words: Words) -> None:
    page.get_by_role("button", name=words.undo).last.click()


@READERS
def test_a_rep_sees_the_gap_acts_and_sees_it_changed(
    visit: Visit, width: int, locale: str, words: Words
) -> None:
    page = visit(REP, width, locale).page
    assert words.gap.search(page.locator("#goal").inner_text())
    assert words.forecast in page.locator("#goal").inner_text()

    before = visits_done(page)
    page.get_by_role("link", name=words.log, exact=True).locator("visible=true").click()
    sheet = page.get_by_role("dialog", name=words.log)
    sheet.get_by_role("combobox").first.click()
    sheet.get_by_role("option").first.click()
    sheet.get_by_role("button", name=words.save).click()
    sheet.wait_for(state="hidden")
    page.get_by_text(words.logged).wait_for()
    page.locator("#habits .beh a.n").first.filter(has_text=str(before + 1)).wait_for()

    undo(page, words)
    page.locator("#habits .beh a.n").first.filter(has_text=re.compile(f"^{before}$")).wait_for()

    page.locator("#goal .lead a.n").click()
    page.locator("#records").wait_for()
    assert page.locator("#records tbody tr").count() > 0
    page.locator("#records tbody a").first.click()
    page.locator("#record").wait_for()
    page.go_back()
    page.go_back()
    page.locator("#goal").wait_for()


@READERS
def test_deals_past_their_day_get_honest_days_and_are_forecast(
    visit: Visit, width: int, locale: str, words: Words
) -> None:
    page = visit(REP, width, locale).page
    left_out = page.locator("#goal .outlook summary").inner_text()
    finding = page.locator("#find-late")
    finding.get_by_role("link", name=words.dates).click()
    sheet = page.get_by_role("dialog")
    rows = sheet.locator(".settle")
    rows.first.wait_for()
    for n in range(rows.count()):
        rows.nth(n).get_by_text(words.week).click()
    sheet.get_by_role("button", name=words.save).click()
    finding.wait_for(state="detached")
    page.wait_for_function(
        "old => document.querySelector('#goal .outlook summary').innerText !== old", arg=left_out
    )
    undo(page, words)
    finding.wait_for()
    page.wait_for_function(
        "old => document.querySelector('#goal .outlook summary').innerText === old", arg=left_out
    )


@READERS
def test_suggested_visits_are_planned_by_two_taps(
    visit: Visit, width: int, locale: str, words: Words
) -> None:
    page = visit(REP, width, locale).page
    before = visits_planned(page)
    page.locator("#visits").get_by_role("link", name=words.plan).first.click()
    sheet = page.get_by_role("dialog", name=words.plan)
    assert all(why.strip() for why in sheet.locator(".plan-take .xs").all_inner_texts())
    sheet.get_by_role("button", name=words.plan_them).click()
    page.get_by_text(words.planned).wait_for()
    page.locator("#habits .beh-sum").first.filter(has_text=re.compile(rf"\+\s*{before + 3}\b")).wait_for()
    undo(page, words)
    page.locator("#habits .beh-sum").first.filter(has_text=re.compile(rf"\+\s*{before}\b")).wait_for()


@READERS
def test_a_deal_found_in_the_funnel_goes_on(visit: Visit, width: int, locale: str, words: Words) -> None:
    page = visit(REP, width, locale).page
    page.locator("#funnel").scroll_into_view_if_needed()
    page.locator("#funnel .funnel-stage a[href*='/deals/']").first.click()
    page.wait_for_url("**/deals/**")
    page.locator("#main a[href*='/records/opportunity/']").first.click()
    page.locator("#record").wait_for()
    page.get_by_role("link", name=words.advance).click()
    sheet = page.get_by_role("dialog")
    chosen = sheet.locator("label:has(:checked)").first.inner_text().strip()
    sheet.get_by_role("button", name=words.save).click()
    page.get_by_text(words.advanced).wait_for()
    page.locator("#record").get_by_text(chosen).first.wait_for()
    undo(page, words)
    page.locator(".toast").get_by_text(words.advanced).wait_for(state="hidden")


@READERS
def test_what_is_put_off_makes_room_and_comes_back(
    visit: Visit, width: int, locale: str, words: Words
) -> None:
    page = visit(REP, width, locale).page
    first = page.locator("#now .find").first
    key = first.get_attribute("id")
    first.get_by_text("?" if words is EN else "为什么").first.click()
    assert first.locator(".why-says").is_visible()
    first.get_by_role("button", name=words.later).click()
    page.get_by_text(words.put_off).wait_for()
    page.locator(f"#{key}").wait_for(state="detached")
    undo(page, words)
    page.locator(f"#{key}").wait_for()


@READERS
def test_yesterdays_visit_moves_with_its_reason_in_one_tap(
    visit: Visit, width: int, locale: str, words: Words
) -> None:
    page = visit(REP, width, locale).page
    rows = page.locator("#visits .line-item")
    before, name = rows.count(), rows.first.locator(".row-link").inner_text()
    rows.first.get_by_text(words.why_not).click()
    rows.first.get_by_role("button", name=words.cancelled).click()
    page.get_by_text(words.moved).wait_for()
    page.wait_for_function(
        "n => document.querySelectorAll('#visits .line-item').length === n", arg=before - 1
    )
    undo(page, words)
    page.wait_for_function("n => document.querySelectorAll('#visits .line-item').length === n", arg=before)
    assert rows.first.locator(".row-link").inner_text() == name


def test_a_planned_visit_is_logged_by_four_taps(visit: Visit) -> None:
    page = visit(REP, 390, "zh-CN").page
    before = visits_done(page)
    sheet = page.get_by_role("dialog")
    page.get_by_role("link", name=ZH.log, exact=True).locator("visible=true").click()
    sheet.locator(".chips.log-planned a").first.click()
    sheet.get_by_text("积极").click()
    sheet.get_by_role("button", name=ZH.save).click()
    page.locator("#habits .beh a.n").first.filter(has_text=str(before + 1)).wait_for()
    undo(page, ZH)
    page.locator("#habits .beh a.n").first.filter(has_text=re.compile(f"^{before}$")).wait_for()


def test_preparation_is_ticked_where_it_stands(visit: Visit) -> None:
    page = visit(REP, 390).page
    tick = page.locator("#visits .tick").first
    before = tick.get_attribute("aria-pressed")
    after = "false" if before == "true" else "true"
    tick.click()
    page.locator(f"#visits .tick[aria-pressed={after}]").first.wait_for()
    undo(page, EN)
    page.wait_for_function(
        "was => document.querySelector('#visits .tick').getAttribute('aria-pressed') === was", arg=before
    )


def test_the_form_asks_about_the_deals_of_the_customer_who_is_chosen(visit: Visit) -> None:
    page = visit(REP, 390).page
    name = page.locator("#visits .row-link").first.inner_text()
    page.get_by_role("link", name=EN.log, exact=True).locator("visible=true").click()
    sheet = page.get_by_role("dialog", name=EN.log)
    sheet.get_by_role("combobox").first.fill(name)
    sheet.get_by_role("option", name=name).first.click()
    sheet.locator("#log-about fieldset").wait_for()
    assert sheet.locator("#log-about").get_by_text("no deal").is_visible()


def test_an_entry_in_one_window_shows_in_another(visit: Visit) -> None:
    first, second = visit(REP, 1280, at="/visits/new/").page, visit(REP, 390, "zh-CN").page
    before = visits_done(second)
    first.bring_to_front()
    first.get_by_role("combobox").first.click()
    first.get_by_role("option").first.click()
    first.get_by_role("button", name="Save").click()
    first.locator("#goal").wait_for()
    second.bring_to_front()
    second.locator("#habits .beh a.n").first.filter(has_text=str(before + 1)).wait_for()


def test_a_target_that_a_lead_enters_shows_on_the_reps_page(visit: Visit) -> None:
    rep, lead = visit(REP, 390).page, visit(LEAD, 1280, at="/plans/targets/").page
    cell = lead.get_by_label("林悦, November 2026")
    before = cell.input_value()
    cell.fill("1,234,000")
    lead.get_by_role("button", name="Save").click()
    lead.get_by_text("Targets saved: 1").wait_for()
    rep.bring_to_front()
    rep.locator("#goal").get_by_text("1.23M").first.wait_for()
    lead.bring_to_front()
    lead.get_by_role("button", name="Undo").click()
    lead.locator("#toasts").get_by_text("Taken back").wait_for()
    sync_api.expect(cell).to_have_value(before, timeout=30_000)


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
    rows.first.get_by_text("It did not").click()
    rows.first.get_by_role("link", name="Another day or reason…").click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_text("Customer cancelled").click()
    sheet.get_by_role("button", name="Save").click()
    sheet.wait_for(state="hidden")
    page.wait_for_function(
        "n => document.querySelectorAll('#visits .line-item').length === n", arg=before - 1
    )
    page.get_by_role("button", name="Undo").click()
    page.wait_for_function("n => document.querySelectorAll('#visits .line-item').length === n", arg=before)
