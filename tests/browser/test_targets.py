"""The grid of targets as a sheet: a block is pasted, sums follow, keys move, one save and one undo."""

from __future__ import annotations

import pytest

from tests.browser.serving import EXECUTIVE, LEAD
from tests.browser.windows import LOOKS, Visit

pytestmark = pytest.mark.browser

PASTE = """
([field, text]) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  field.focus();
  field.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
}
"""
YEAR = "/plans/targets/?kpi=bookings&from=2027-01-01"


def test_a_block_is_pasted_and_the_sums_change(visit: Visit) -> None:
    page = visit(LEAD, at=YEAR).page
    lines = page.locator("tr[data-row]")
    team, people = lines.first, page.locator("tr[data-row^=u]:has(input:not([type=hidden]))")
    field = people.first.locator("input:not([type=hidden])").first
    page.evaluate(PASTE, [field.element_handle(), "10万\t20万\t30万\r\n100,000\t200,000\t0.3M\r\n"])
    assert people.first.locator("[data-total]").inner_text() == "600,000"
    assert people.nth(1).locator("[data-total]").inner_text() == "600,000"
    assert "parts 200,000" in team.locator("td").first.inner_text()
    assert page.locator("[data-changed]").inner_text() == "6 cells changed"

    team.locator("input:not([type=hidden])").first.fill("25万")
    assert "50,000 not shared out" in team.locator("td").first.inner_text()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    page.keyboard.type("5")
    page.get_by_role("button", name="Save").click()
    toast = page.locator("#toasts [data-toast]")
    toast.wait_for()
    assert "Targets saved: 7" in toast.inner_text()
    page.locator("[data-changed]:empty").wait_for(state="attached")
    assert team.locator("input:not([type=hidden])").first.input_value() == "250,000"
    assert "50,000 not shared out" in team.locator("td").first.inner_text()

    toast.get_by_role("button", name="Undo").click()
    page.locator("tr[data-row] input:not([type=hidden])[value='']").first.wait_for()
    team.locator("[data-total]", has_text="—").wait_for()


def test_what_does_not_fit_is_kept_and_what_is_wrong_is_marked(visit: Visit) -> None:
    page = visit(LEAD, at=YEAR).page
    last = page.locator("tr[data-row]").last.locator("input:not([type=hidden])").last
    page.evaluate(PASTE, [last.element_handle(), "much\t7\n8\t9\n"])
    assert page.locator("[data-left] textarea").input_value() == "7\n8\t9"
    assert last.get_attribute("aria-invalid") == "true"
    page.keyboard.press("Control+z")
    assert last.input_value() == ""
    assert last.get_attribute("aria-invalid") is None
    last.fill("much")
    page.get_by_role("button", name="Save").click()
    page.locator(".field-error").wait_for()
    assert "“much” is no number." in page.locator(".field-error").inner_text()
    page.locator(".field-error ~ *, td:has(.field-error) input").first.fill("")
    page.once("dialog", lambda dialog: dialog.accept())


def test_a_block_with_names_is_looked_at_by_the_server(visit: Visit) -> None:
    page = visit(LEAD, at=YEAR).page
    person = page.locator("tr[data-row^=u]:has(input:not([type=hidden])) .row-link").first
    name = person.inner_text()
    field = page.locator("tr[data-row] input:not([type=hidden])").first
    page.evaluate(PASTE, [field.element_handle(), f"Name\t2027-02\n{name}\t12万\n"])
    page.locator("#looked").wait_for()
    assert "One target would be set" in page.locator("#looked").inner_text()
    page.get_by_role("button", name="Set this target").click()
    page.locator("#targets").wait_for()
    assert "Targets saved: 1" in page.locator("#toasts").inner_text()
    page.locator("#toasts").get_by_role("button", name="Undo").click()
    page.locator("#toasts [data-toast]").last.wait_for()


def test_a_phone_shows_one_persons_months(visit: Visit) -> None:
    page = visit(LEAD, 390, at=YEAR).page
    assert not page.locator("td.month").first.is_visible()
    person = page.locator("tr[data-row^=u] .row-link").last
    name = person.inner_text()
    person.click()
    assert page.locator("h1").inner_text() == name
    months = page.locator("td.month input")
    assert months.count() == 12
    months.first.fill("3万")
    assert page.locator("tfoot [data-total]").inner_text() == "30,000"
    page.get_by_role("button", name="Save").click()
    page.locator("#toasts [data-toast]").wait_for()
    page.locator("#history-card tbody tr").first.wait_for()


@LOOKS
def test_the_pages_of_targets_read_well(visit: Visit, width: int, locale: str, theme: str) -> None:
    visitor = visit(EXECUTIVE, width, locale, theme, at="/plans/targets/?over=year", audited=True)
    page, wrong = visitor.page, []
    one = page.locator("tr[data-row] .row-link").nth(2).get_attribute("href")
    for url in (
        "/plans/targets/?over=year",
        "/plans/targets/?kpi=win_rate&level=stretch",
        "/plans/targets/sheet/",
        one,
    ):
        page.goto(url)
        wrong += visitor.misread(url)
    page.goto("/plans/targets/sheet/")
    page.locator("#text").fill("Name\t2027-01\nNobody\t5\n")
    page.locator("main form .btn").last.click()
    page.locator("#looked").wait_for()
    wrong += visitor.misread("what was looked at")
    assert wrong == []
