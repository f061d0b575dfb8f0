"""An analyst's journey: define a KPI, see what it comes to, make a mistake, mend it, save, find it and open it."""

from __future__ import annotations

import pytest

from tests.browser.serving import EXECUTIVE
from tests.browser.windows import Visit

pytestmark = pytest.mark.browser

GOOD, WRONG = "outcome = 'won' and amount >= 100000", "outcome = 'won' and amuont >= 100000"


@pytest.mark.parametrize(
    ("locale", "width", "names", "mark", "words"),
    [
        ("en-GB", 1280, ("大单赢单数", "Large deals won"), "Character 21:", "Amount is at least 100,000"),
        ("zh-CN", 390, ("大额赢单", "Big deals won"), "第 21 个字符：", "金额不少于100,000"),
    ],
)
def test_a_kpi_is_defined_while_one_sees_what_it_comes_to(
    visit: Visit, locale: str, width: int, names: tuple[str, str], mark: str, words: str
) -> None:
    visitor = visit(EXECUTIVE, width=width, locale=locale, at="/figures/")
    page = visitor.page
    page.locator("nav a[href='/kpis/new/']").click()
    page.wait_for_url("**/kpis/new/")

    page.locator("#id_where").fill(WRONG)
    page.locator("#fault-where mark", has_text="amuont").wait_for()
    assert mark in page.locator("#fault-where").inner_text()
    assert page.locator(".define-facts").count() == 0

    page.locator("#id_where").fill(GOOD)
    page.locator(".define-facts").wait_for()
    assert page.locator("#fault-where").inner_text() == ""
    assert words in page.locator("#preview").inner_text()
    shown = page.locator("#preview .lead b").inner_text()
    assert not visitor.too_wide()

    # A field is put in by a click, and another kind of record brings its own times.
    page.locator(".suggest summary").click()
    page.locator("#id_where").press("End")
    page.locator("#id_where").press_sequentially(" and")
    page.locator("[data-insert=won_deal], [data-insert=outcome]").first.click()
    assert page.locator("#id_where").input_value() == f"{GOOD} and outcome"
    page.locator("#id_where").fill(GOOD)
    page.locator("#id_of").select_option("order")
    page.locator("#id_at option[value=ordered_at]").wait_for(state="attached")
    page.locator("#fault-where mark").first.wait_for()
    page.locator("#id_of").select_option("opportunity")
    page.locator("#id_at option[value=closed_at]").wait_for(state="attached")
    page.locator(".define-facts").wait_for()
    assert page.locator("#preview .lead b").inner_text() == shown

    page.locator("#id_name_zh").fill(names[0])
    page.locator("#id_name_en").fill(names[1])
    page.locator(".define-verbs button").click()
    page.wait_for_url("**/figures/*_deals_won/")
    name = names[0] if locale == "zh-CN" else names[1]
    assert page.locator("h1").inner_text() == name
    assert (
        page.locator("#figure .lead b, #figure .lead .n, #figure .lead").first.inner_text().startswith(shown)
    )
    page.goto("/figures/?segment=own")
    page.locator(".figures .row-link", has_text=name).click()
    page.locator("h1", has_text=name).wait_for()


def test_the_page_can_be_read_by_everybody(visit: Visit) -> None:
    for width, theme in ((390, "dark"), (1280, "light")):
        visitor = visit(EXECUTIVE, width=width, theme=theme, at="/kpis/new/", audited=True)
        visitor.page.locator("#id_where").fill(WRONG)
        visitor.page.locator("#fault-where mark").wait_for()
        with visitor.page.expect_response("**/kpis/preview/"):  # the form asks again when the field is left
            visitor.page.locator(".suggest summary").click()
        visitor.page.locator(".htmx-request").wait_for(state="detached")
        assert visitor.misread("the form of a KPI") == []
