"""Every page in both languages and sizes: nothing that axe would mend, nothing wider than the screen."""

from __future__ import annotations

import pytest

from tests.browser.serving import EXECUTIVE, LEAD, REP
from tests.browser.windows import LOOKS, NARROW, WIDE, Visit

pytestmark = pytest.mark.browser

PAGES = (
    "/",
    "/?by=quarter",
    "/customers/",
    "/deals/",
    "/deals/?only=closing",
    "/figures/",
    "/figures/bookings/?by=owner&over=year",
    "/figures/win_rate/?by=account.industry",
    "/figures/bookings/records/?from=2026-01-01&to=2026-12-31",
    "/figures/visits/records/",
    "/visits/new/",
    "/visits/plan/",
    "/deals/closings/",
    "/deals/closings/?which=undated",
    "/deals/steps/",
    "/leads/waiting/",
    "/nowhere/",
)


@LOOKS
def test_every_page_reads_well_for_everybody(visit: Visit, width: int, locale: str, theme: str) -> None:
    visitor = visit(REP, width, locale, theme, audited=True)
    wrong = []
    for url in PAGES:
        visitor.page.goto(url)
        wrong += visitor.misread(url)
    assert wrong == []


@pytest.mark.parametrize(
    ("who", "width"),
    [
        (LEAD, NARROW),
        (EXECUTIVE, WIDE),
        pytest.param(LEAD, WIDE, marks=pytest.mark.slow),
        pytest.param(EXECUTIVE, NARROW, marks=pytest.mark.slow),
    ],
)
def test_those_who_lead_have_pages_that_read_well(visit: Visit, who: str, width: int) -> None:
    visitor = visit(who, width, audited=True)
    wrong = []
    for url in ("/", "/figures/", "/plans/targets/", "/customers/", "/deals/"):
        visitor.page.goto(url)
        wrong += visitor.misread(url)
    assert wrong == []


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_a_record_and_its_sheets_read_well(visit: Visit, width: int) -> None:
    visitor = visit(REP, width, audited=True)
    page = visitor.page
    wrong = []
    page.locator("#visits .row-link").first.click()
    page.locator("#record").wait_for()
    wrong += visitor.misread("the record")
    page.goto("/")
    openers = (
        "#now [data-sheet] >> nth=0",
        "#visits [data-sheet] >> nth=0",  # plan visits
        "#visits .verbs [data-sheet] >> nth=0",
    )
    for opener in openers:
        page.locator(opener).click()
        page.locator("dialog[open] form").wait_for()
        wrong += visitor.misread(opener)
        page.keyboard.press("Escape")
        page.locator("dialog[open]").wait_for(state="hidden")
    assert wrong == []


def test_no_page_needs_what_the_content_security_policy_forbids(visit: Visit) -> None:
    page = visit(REP).page
    for url in PAGES:
        page.goto(url)
        page.wait_for_load_state("load")
