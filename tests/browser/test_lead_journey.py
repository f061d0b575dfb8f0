"""A lead's morning, in both languages: sees who has a problem and in which link, reminds, and sees it answered."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pytest

from tests.browser.serving import DIRECTOR, EXECUTIVE, LEAD, REP
from tests.browser.windows import LOOKS, Visit

pytestmark = pytest.mark.browser

MEMBER = "林悦"


@dataclass(frozen=True)
class Words:
    """What the journey presses and reads, in one language."""

    team: str
    remind: str
    undo: str
    quotes: str
    no: str
    sent: str
    seen: str
    answer: str
    by: str
    send: str
    promised: str
    whole: str
    instead: str


EN = Words(
    "Team", "Remind", "Undo", "Quotes seldom become orders", "No", "not seen yet", "no answer yet", "Answer…",
    "I will do it by", "Send the answer", "promised by 24", "Whole team", "time goes into “Onboarding”",
)  # fmt: skip
ZH = Words(
    "团队", "提醒", "撤销", "报价成单偏少", "否", "未查看", "未回复", "回复…", "预计某日完成", "发送回复",
    "承诺11月24日前完成", "全队", "时间花在“上线辅导”上",
)  # fmt: skip
BOTH = pytest.mark.parametrize(("locale", "words"), [("en-GB", EN), ("zh-CN", ZH)])


def row(page: Any, name: str = MEMBER) -> Any:
    return page.locator(".person", has=page.get_by_role("link", name=name, exact=True))


def to_team(page: Any, words: Words) -> None:
    page.locator(".rail").get_by_role("link", name=words.team, exact=True).click()
    page.locator("#people").wait_for()


@BOTH
def test_a_lead_sees_who_has_a_problem_reminds_and_sees_the_answer(
    visit: Visit, locale: str, words: Words
) -> None:
    lead, rep = visit(LEAD, 1280, locale).page, visit(REP, 390, locale).page
    assert rep.locator("#reminders article").count() == 0
    rep.goto("/deals/")  # his open page would show it at once, and it would be seen
    lead.bring_to_front()
    to_team(lead, words)
    assert re.search(r"\d", lead.locator("#team-sum .say").first.inner_text())
    head = row(lead).locator(".person-says").first.inner_text()

    row(lead).get_by_role("button", name=words.remind).click()
    lead.locator(".toast", has_text=MEMBER).wait_for()
    row(lead).get_by_text(words.sent).wait_for()
    lead.locator("#loops").get_by_text(MEMBER).wait_for()

    rep.bring_to_front()
    rep.goto("/")
    card = rep.locator("#reminders article", has_text=head)
    card.wait_for()
    lead.bring_to_front()
    row(lead).get_by_text(words.seen).wait_for()

    rep.bring_to_front()
    card.get_by_role("link", name=words.answer).click()
    sheet = rep.get_by_role("dialog")
    sheet.get_by_text(words.by).click()
    sheet.locator("[name=day]").fill("2026-11-24")
    sheet.locator("[name=text]").fill("after the fair")
    sheet.get_by_role("button", name=words.send).click()
    sheet.wait_for(state="hidden")
    card.wait_for(state="hidden")

    lead.bring_to_front()
    row(lead).get_by_text(words.promised).wait_for()
    row(lead).get_by_role("link", name=MEMBER).click()
    history = lead.locator("#reminded")
    history.get_by_text("after the fair").wait_for()
    assert head in history.inner_text()

    rep.bring_to_front()  # the answer is taken back, and the reminder is there again
    rep.get_by_role("button", name=words.undo).last.click()
    card.wait_for()
    lead.bring_to_front()
    lead.go_back()
    row(lead).get_by_text(words.seen).wait_for()
    lead.goto("/team/")
    row(lead).get_by_role("link", name=MEMBER).click()
    lead.locator("#reminded form button").click()
    lead.locator("#reminded form button").wait_for(state="hidden")
    rep.bring_to_front()
    card.wait_for(state="hidden")


@BOTH
def test_a_reminder_is_taken_back_at_once(visit: Visit, locale: str, words: Words) -> None:
    page = visit(LEAD, 1280, locale).page
    to_team(page, words)
    row(page).get_by_role("button", name=words.remind).click()
    row(page).get_by_text(words.sent).wait_for()
    page.get_by_role("button", name=words.undo).last.click()
    row(page).get_by_role("button", name=words.remind).wait_for()
    assert row(page).get_by_text(words.sent).count() == 0


@BOTH
def test_whose_quotes_come_to_nothing_is_named_and_his_page_says_it(
    visit: Visit, locale: str, words: Words
) -> None:
    page = visit(LEAD, 1280, locale).page
    to_team(page, words)
    named = page.locator(".person", has_text=words.quotes)
    assert named.count() == 1
    name = named.locator(".row-link").inner_text()
    named.locator(".row-link").click()
    page.locator("#person").wait_for()
    assert page.locator("h1").inner_text() == name
    moves = page.locator("#ask-moves").inner_text()
    assert words.no in moves
    assert words.quotes in moves
    page.locator("#ask-moves .ask-figure a").first.click()
    page.wait_for_url("**/records/**")
    page.go_back()
    page.locator("#ask-moves").wait_for()


@BOTH
def test_a_director_sees_which_team_slumps_since_when_and_what_it_does_instead(
    visit: Visit, locale: str, words: Words
) -> None:
    page = visit(DIRECTOR, 1280, locale).page
    to_team(page, words)
    slump = page.locator(".team-line", has_text=words.whole)
    assert slump.count() == 1
    slump.locator(".row-link").click()
    page.locator("#team-sum .team-trouble").first.wait_for()
    told = page.locator("#team-sum .team-trouble").first.inner_text()
    assert words.instead in told
    assert re.search(r"29\sJun|6月29日", told)


def test_the_table_is_sorted_by_its_heads_and_back_keeps_the_order(visit: Visit) -> None:
    page = visit(LEAD, 1280, at="/team/").page

    def names() -> list[str]:
        found: list[str] = page.locator(".person-who .row-link").all_inner_texts()
        return found

    page.locator(".people-head").get_by_role("link", name="Person").click()
    page.wait_for_url("**/team/?sort=name")
    assert names() == sorted(names())
    page.locator(".person-who .row-link").first.click()
    page.locator("#person").wait_for()
    page.go_back()
    page.wait_for_url("**/team/?sort=name")
    page.get_by_role("link", name="Quarter").click()
    page.wait_for_url("**by=quarter**")
    assert "sort=name" in page.url


def test_the_keyboard_reminds_and_takes_back(visit: Visit) -> None:
    page = visit(LEAD, 1280, at="/team/").page
    row(page).get_by_role("link", name=MEMBER).focus()
    for _ in range(12):
        if page.evaluate("document.activeElement.textContent.startsWith('Remind')"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    row(page).get_by_text("not seen yet").wait_for()
    page.keyboard.press("Control+z")
    row(page).get_by_role("button", name="Remind").wait_for()


@LOOKS
def test_the_pages_of_the_team_read_well(visit: Visit, width: int, locale: str, theme: str) -> None:
    wrong = []
    for who in (LEAD, EXECUTIVE):
        visitor = visit(who, width, locale, theme, at="/team/?org=today", audited=True)
        person = visitor.page.locator(".person .row-link").first.get_attribute("href")
        for url in ("/team/", "/team/?by=quarter", person):
            visitor.page.goto(url)
            wrong += visitor.misread(f"{who} {url}")
    assert wrong == []
