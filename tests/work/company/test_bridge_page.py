"""The bridge on the page: its bars add up, and each opens its deals, from what to what."""

from __future__ import annotations

import json
import re
from datetime import date
from decimal import Decimal

import pytest

from steerboard.engine.bridge import STEPS
from steerboard.work.company.bridge import ALWAYS, NAMES
from tests.offices import at
from tests.work.company.conftest import Company, words

BARS = ("Start", "New", "Pulled in", "Value up", "Value down", "Pushed out", "Won", "Lost", "Now")


def table(
    company: Company, url: str = "/company/bridge/", name: str = "eve"
) -> dict[str, tuple[int, Decimal]]:
    """Deals and exact money by bar, as the table has them."""
    markup = company.markup(url, name)
    body = markup.split('class="bridge-table"')[1].split("<tbody>")[1].split("</tbody>")[0]
    found = {}
    for row in body.split("</tr>")[:-1]:
        label, deals, _ = (words(cell).strip() for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL))
        exact = re.search(r'title="([^"]*)"', row)
        found[label] = (int(deals), money(exact.group(1)) if exact else Decimal(0))
    return found


def money(text: str) -> Decimal:
    return Decimal(re.sub(r"[^0-9.\-]", "", text.replace("−", "-")))


def chart(
    company: Company, url: str = "/company/bridge/", name: str = "eve"
) -> dict[str, tuple[float, float]]:
    """From where to where each bar of the drawing goes."""
    drawn = re.search(r'<script id="bridge-chart"[^>]*>(.*?)</script>', company.markup(url, name), re.DOTALL)
    assert drawn is not None
    return {step["name"]: (step["from"], step["to"]) for step in json.loads(drawn.group(1))["steps"]}


def test_it_tells_the_week(busy: Company) -> None:
    bars = table(busy)
    assert tuple(bars) == BARS
    assert bars == {
        "Start": (6, Decimal(320_000)),  # Steady, Western, Lost now, Won now, Grown, Put off
        "New": (1, Decimal(40_000)),
        "Pulled in": (1, Decimal(20_000)),
        "Value up": (1, Decimal(25_000)),
        "Value down": (0, Decimal(0)),
        "Pushed out": (1, Decimal(-45_000)),
        "Won": (1, Decimal(-25_000)),
        "Lost": (1, Decimal(-60_000)),
        "Now": (5, Decimal(275_000)),
    }
    steps = [value for bar, (_, value) in bars.items() if bar not in ("Start", "Now")]
    assert bars["Start"][1] + sum(steps) == bars["Now"][1]
    said = busy.said("/company/bridge/")
    assert "Open deals due by 30 Jun were ¥320k on Wed 10 Jun and are ¥275k now, 14 % less." in said
    assert "Most of it: Lost −¥60k." in said


def test_the_drawing_says_what_the_table_says(busy: Company) -> None:
    bars, drawn = table(busy), chart(busy)
    assert tuple(drawn) == tuple(bars)
    level = Decimal(0)
    for name, (_, value) in bars.items():
        start = Decimal(0) if name in ("Start", "Now") else level
        assert drawn[name] == (float(start), float(start + value))
        level = start + value


@pytest.mark.parametrize(
    "query", ["", "?since=month", "?due=all", "?by=month&since=month", "?org=today&due=all"]
)
@pytest.mark.parametrize("name", ["eve", "dora"])
def test_it_adds_up_and_ends_with_the_kpi(busy: Company, name: str, query: str) -> None:
    bars = table(busy, f"/company/bridge/{query}", name)
    steps = [value for bar, (_, value) in bars.items() if bar not in ("Start", "Now")]
    assert bars["Start"][1] + sum(steps) == bars["Now"][1]
    where = () if "due=all" in query else ("close_date <= '2026-06-30'",)
    if name == "dora":
        where = (*where, f"owner.region = {busy.teams['east']}")
    now = busy.asked(name, "pipeline_value", where=where).totals["pipeline_value"].value
    assert bars["Now"][1] == now


def test_each_bar_opens_its_deals_and_they_add_up_to_it(busy: Company) -> None:
    markup = busy.markup("/company/bridge/?since=month", "dora")
    bars = table(busy, "/company/bridge/?since=month", "dora")
    links = dict.fromkeys(re.findall(r'href="(/company/bridge/[a-z_]+/\?[^"]*)"', markup))
    filled = [name for name, (deals, _) in bars.items() if deals]
    assert len(links) == len(filled)
    for link, bar in zip(links, filled, strict=True):
        deals, value = bars[bar]
        page = busy.markup(link, "dora")
        assert page.count("<tr>") - 2 == deals, bar  # without the head and the foot
        foot = words(page.split("<tfoot>")[1].split("</tfoot>")[0])
        assert money(foot) == value, bar
        assert bar in busy.get(link, "dora").content.decode().split("<h1>")[1].split("</h1>")[0]


def test_the_deals_say_from_what_to_what(busy: Company) -> None:
    def rows(bar: str) -> str:
        return busy.said(f"/company/bridge/{bar}/")

    assert "Grown Pia ¥30k → ¥55k 30 Jun +¥25,000" in rows("value_up")
    assert "Put off Rui ¥45k 30 Jun → 31 Aug −¥45,000" in rows("pushed_out")
    assert "Brought forward Quinn ¥20k 30 Sep → 29 Jun +¥20,000" in rows("pulled_in")
    assert "Won now Pia ¥25k 30 Jun closed 16 Jun −¥25,000" in rows("won")
    whole = words(busy.get("/company/bridge/new/").content.decode())
    assert "Since Wed 10 Jun, deals due by 30 Jun" in whole


def test_a_closing_date_that_was_not_set_is_said(company: Company) -> None:
    deal = company.deal("pia", 10_000, name="Undated", close_date=None)
    company.change(deal, at(15), close_date=date(2026, 6, 30))
    assert "Undated Pia ¥10k not set → 30 Jun" in company.said("/company/bridge/pulled_in/")


def test_a_director_sees_the_deals_of_his_region_and_may_change_them(busy: Company) -> None:
    page = busy.markup("/company/bridge/end/", "dora")
    assert "Steady" in page
    assert "Western" not in page
    assert page.count("Change the date") == 4
    executive = busy.markup("/company/bridge/end/")
    assert "Western" in executive
    assert "Change the date" not in executive  # who sees everything edits what he leads


def test_a_deal_that_counts_and_is_not_ones_to_see_now_opens_nothing(busy: Company) -> None:
    """Lost in the East, and since then in Western hands."""
    lost = busy.lost("rui", 61_000, at(12), name="Gone west")
    busy.change(lost, at(14), owner=busy.people["sun"])
    page = busy.markup("/company/bridge/lost/", "dora")
    assert "Gone west" in page
    assert f"/records/opportunity/{lost}/" not in page
    assert busy.get(f"/records/opportunity/{lost}/", "dora").status_code == 404


def test_what_came_and_went_is_said_beside_the_sum(company: Company) -> None:
    company.deal("pia", 10_000)
    for number, close in enumerate((company.won, company.lost)):
        close("pia", 7_000, at(16), name=f"Quick {number}", created_at=at(12))
    said = company.said("/company/bridge/")
    assert "2 deals of ¥14k came and went in between (1 won): part of neither end." in said
    assert "Quick 1" in company.said("/company/bridge/passed/")


def test_deals_of_unknown_amount_are_counted(company: Company) -> None:
    company.deal("pia", None, name="Unknown")
    company.deal("pia", 10_000)
    assert table(company)["Now"] == (2, Decimal(10_000))
    assert "counted as deals and add no money" in company.said("/company/bridge/")
    assert "1 of them have no known value" in company.said("/company/bridge/end/")


def test_what_occurs_seldom_stands_there_only_where_it_occurs(busy: Company) -> None:
    assert "Came into view" not in table(busy, name="dora")
    deal = busy.deal("sun", 33_000, name="Coming east")
    busy.change(deal, at(15), owner=busy.people["pia"])
    assert table(busy, name="dora")["Came into view"] == (1, Decimal(33_000))
    assert "Coming east" in busy.said("/company/bridge/moved_in/", "dora")
    assert set(NAMES) >= {*STEPS, "start", "end"} > ALWAYS


def test_the_choices_keep_each_other(busy: Company) -> None:
    markup = busy.markup("/company/bridge/?by=month&since=month")
    assert 'href="/company/?by=month&amp;since=month&amp;due=all#bridge"' in markup
    assert 'hx-get="/company/bridge/?by=month"' in markup
    assert "Due this month" in markup
    assert "/company/bridge/new/?by=month&amp;since=month" in markup
