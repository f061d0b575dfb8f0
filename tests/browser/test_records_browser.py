"""The board and the calendar by hand: carried with the mouse, moved by keys and by a verb, and taken back."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.browser.serving import LEAD, REP
from tests.browser.windows import Visit

pytestmark = pytest.mark.browser
BOARD, CALENDAR = "/deals/board/", "/customers/activities/calendar/"


def carry(page: Any, card: Any, to: Any) -> None:
    """Take a card at its lower edge and let it go below the head of another place."""
    held, place = card.bounding_box(), to.bounding_box()
    page.mouse.move(held["x"] + 20, held["y"] + held["height"] - 6)
    page.mouse.down()
    page.mouse.move(held["x"] + 40, held["y"] + held["height"] - 3, steps=3)
    page.mouse.move(place["x"] + 30, place["y"] + place["height"] + 16, steps=6)
    page.mouse.up()


def open_lane(page: Any, n: int) -> Any:
    return page.locator(".lane-open").nth(n)


def first_card(page: Any) -> tuple[int, str]:
    """The place of the first lane that has a card, and the card's number."""
    page.locator("[data-board] [data-card]").first.wait_for()
    lanes = page.locator(".lane-open")
    for n in range(lanes.count() - 1):
        if lanes.nth(n).locator("[data-card]").count():
            return n, lanes.nth(n).locator("[data-card]").first.get_attribute("data-card")
    raise AssertionError("no lane has a card")


def stands(page: Any, card: str, lane: Any) -> None:
    """Wait until the card stands in the lane as the server draws it."""
    lane.locator(f'[data-card="{card}"]:not(.card-sent)').wait_for()


def test_a_deal_is_carried_to_another_stage_and_taken_back(visit: Visit) -> None:
    page = visit(LEAD, at=BOARD).page
    n, card = first_card(page)
    carry(page, page.locator(f'[data-card="{card}"]'), open_lane(page, n + 1).locator("h2"))
    stands(page, card, open_lane(page, n + 1))
    page.get_by_text("is now in").wait_for()
    page.reload()
    stands(page, card, open_lane(page, n + 1))
    carry(page, page.locator(f'[data-card="{card}"]'), open_lane(page, n).locator("h2"))
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("Taken back").wait_for()
    stands(page, card, open_lane(page, n + 1))


def test_a_loss_asks_for_its_reason_before_anything_moves(visit: Visit) -> None:
    page = visit(LEAD, at=BOARD).page
    n, card = first_card(page)
    carry(page, page.locator(f'[data-card="{card}"]'), page.locator(".lane-lost h2"))
    sheet = page.get_by_role("dialog", name="Move to a stage")
    sheet.get_by_text("Why was it lost?").wait_for()
    stands(page, card, open_lane(page, n))
    sheet.get_by_role("button", name="Save").click()
    sheet.get_by_text("Say why it was lost.").wait_for()
    sheet.get_by_label("Another reason").fill("Moved abroad")
    sheet.get_by_role("button", name="Save").click()
    page.get_by_text("Lost: ").wait_for()
    page.get_by_role("button", name="Undo").last.click()
    page.get_by_text("Taken back").wait_for()
    stands(page, card, open_lane(page, n))


def test_the_keyboard_goes_from_card_to_card_and_moves_one(visit: Visit) -> None:
    page = visit(LEAD, at=BOARD).page
    n, card = first_card(page)
    page.locator(f"#deal-{card}").focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.closest('[data-card]').dataset.card") != card
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("document.activeElement.id") == f"deal-{card}"
    page.keyboard.press("m")
    page.get_by_role("dialog", name="Move to a stage").wait_for()
    page.keyboard.press("ArrowRight")  # from the stage that is chosen to the next
    page.keyboard.press("Enter")
    page.get_by_text("is now in").wait_for()
    stands(page, card, open_lane(page, n + 1))


def test_who_else_looks_at_the_board_sees_the_move(visit: Visit) -> None:
    watching, moving = visit(LEAD, at=BOARD).page, visit(LEAD, at=BOARD).page
    n, card = first_card(moving)
    stands(watching, card, open_lane(watching, n))
    carry(moving, moving.locator(f'[data-card="{card}"]'), open_lane(moving, n + 1).locator("h2"))
    stands(watching, card, open_lane(watching, n + 1))


# A field in the board, and a word when its part has been told of a change.
WRITING = """
() => {
  document.querySelector("[data-board]").append(document.createElement("input"));
  document.querySelector("[data-board] > input").focus();
  document.body.addEventListener("live:opportunity", () => document.body.dataset.told = "", {once: true});
}
"""


def test_a_move_waits_until_who_writes_on_the_board_is_done(visit: Visit) -> None:
    writing, moving = visit(LEAD, at=BOARD).page, visit(LEAD, at=BOARD).page
    n, card = first_card(moving)
    stands(writing, card, open_lane(writing, n))
    writing.evaluate(WRITING)
    carry(moving, moving.locator(f'[data-card="{card}"]'), open_lane(moving, n + 1).locator("h2"))
    writing.locator("body[data-told]").wait_for()
    stands(moving, card, open_lane(moving, n + 1))
    stands(writing, card, open_lane(writing, n))
    assert writing.locator("[data-board] > input").count() == 1
    writing.keyboard.press("Tab")
    stands(writing, card, open_lane(writing, n + 1))


def test_on_a_phone_a_deal_moves_by_its_verb(visit: Visit) -> None:
    phone = visit(REP, 390, "zh-CN", at=BOARD)
    page = phone.page
    assert not phone.too_wide()
    n, card = first_card(page)
    page.locator(f"#move-{card}").click()
    sheet = page.get_by_role("dialog", name="移动阶段")
    sheet.locator(".picks label").nth(n + 1).click()
    sheet.get_by_role("button", name="保存").click()
    page.get_by_text("已移到").wait_for()
    stands(page, card, open_lane(page, n + 1))


def plans(page: Any) -> list[tuple[str, str]]:
    """The open plans that can be moved, with their days."""
    page.locator("[data-calendar] [data-place]").first.wait_for()
    found: list[tuple[str, str]] = page.evaluate(
        "[...document.querySelectorAll('[data-calendar] [data-move]')].map((c) => [c.dataset.card, c.dataset.at])"
    )
    return found


def test_a_plan_is_carried_to_another_day_keeps_its_hour_and_is_taken_back(visit: Visit) -> None:
    page = visit(REP, at=f"{CALENDAR}?by=week").page
    card, day = next((c, d) for c, d in plans(page) if d >= "2026-11-19")
    hour = page.locator(f'[data-card="{card}"]').get_attribute("data-clock")
    other = page.locator('[data-place="2026-11-21"]')
    carry(page, page.locator(f'[data-card="{card}"]'), other.locator(".day-head"))
    other.locator(f'[data-card="{card}"][data-clock="{hour}"]:not(.card-sent)').wait_for()
    page.get_by_text(re.compile(r"is now on Sat\s21\sNov")).wait_for()
    page.get_by_role("button", name="Undo").click()
    page.locator(f'[data-place="{day}"] [data-card="{card}"]').wait_for()


def test_the_keyboard_moves_a_plan(visit: Visit) -> None:
    page = visit(REP, at=CALENDAR).page
    card = next(c for c, _ in plans(page) if page.locator(f"#entry-{c}").is_visible())
    page.locator(f"#entry-{card}").focus()
    page.keyboard.press("m")
    sheet = page.get_by_role("dialog", name="Reschedule")
    sheet.get_by_label("Day", exact=True).fill("2026-11-27")
    page.keyboard.press("Enter")
    page.locator(f'[data-place="2026-11-27"] [data-card="{card}"]').wait_for()


def test_a_click_on_a_day_plans_there(visit: Visit) -> None:
    page = visit(REP, at=CALENDAR).page
    page.locator('[data-place="2026-11-29"]').click(position={"x": 60, "y": 80})
    sheet = page.get_by_role("dialog", name="New activity")
    assert sheet.get_by_label("Day", exact=True).input_value() == "2026-11-29"
    sheet.get_by_label("Purpose").fill("See the new line")
    sheet.get_by_role("button", name="Save").click()
    page.locator('[data-place="2026-11-29"]').get_by_text("See the new line").wait_for()


def test_on_a_phone_the_calendar_is_an_agenda_from_today_on(visit: Visit) -> None:
    phone = visit(REP, 390, at=CALENDAR)
    page = phone.page
    assert not phone.too_wide()
    assert page.locator(".day:visible").first.get_attribute("data-place") == "2026-11-19"
    page.get_by_label("Show the days before today").check()
    assert page.locator(".day:visible").first.get_attribute("data-place") < "2026-11-19"


@pytest.mark.parametrize("theme", ["light", pytest.param("dark", marks=pytest.mark.slow)])
@pytest.mark.parametrize("url", [BOARD, CALENDAR, "/customers/", "/records/order/new/?full=1"])
def test_axe_finds_nothing_wrong(visit: Visit, url: str, theme: str) -> None:
    window = visit(LEAD if url == BOARD else REP, 1280, theme=theme, at=url, audited=True)
    window.page.locator("main").wait_for()
    assert window.misread(url, both_themes=True) == []
