"""The page of one figure: how it stands, its periods, its parts, what it means, and the statements for who asks."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from html import unescape

import pytest

from tests.offices import JUNE, Office, at
from tests.work.test_figures import deals, said, win

__all__ = ["deals"]


def links(office: Office, url: str, name: str, having: str) -> list[str]:
    page = office.visitor(name).get(url).content.decode()
    return [
        unescape(link)
        for link in re.findall(r'href="(/figures/[^"]*/records/\?[^"]*)"', page)
        if having in link
    ]


def test_it_says_how_the_month_stands_and_what_it_means(deals: Office) -> None:
    page = said(deals, "/figures/bookings/", "lea")
    assert "June 2026 13 of 22 working days ¥350 so far" in page
    assert "Open the 3 records" in page
    assert "Formula sum of the amount of won opportunities" in page
    assert "Look at it beside Average contract value" in page
    assert "More is better" in page
    assert re.search(r"Version [0-9a-f]{16}", page)
    assert "Up to date as of today" in page


def test_its_months_go_back_a_year_and_the_last_one_is_not_whole(deals: Office) -> None:
    page = said(deals, "/figures/bookings/", "lea")
    assert "June 2026 so far ¥350" in page
    assert "July 2025" in page
    assert "June 2025" not in page


def test_the_drawn_trend_says_what_the_table_says(deals: Office) -> None:
    page = deals.visitor("lea").get("/figures/bookings/").content.decode()
    drawn = page.split('id="figure-chart" type="application/json">')[1].split("</script>")[0]
    assert '"said": "\\u00a5350"' in drawn
    assert '"partial": true' in drawn
    assert drawn.count('"full"') == 12


def test_it_is_compared_with_the_same_days_before(office: Office) -> None:
    for day, month, amount in ((3, 6, 300), (3, 5, 100), (30, 5, 5000)):
        office.add(
            "opportunity",
            name="Deal",
            owner=office.people["ann"],
            amount=Decimal(amount),
            currency="CNY",
            outcome="won",
            closed_at=at(day, month=month),
            created_at=at(1, month=month),
        )
    page = said(office, "/figures/bookings/")
    assert "May 2026, to the same day ¥100 ▲ up by 200 %" in page
    assert "May 2026 ¥5.1k" in page


def test_a_target_stands_beside_the_figure_and_its_pace(deals: Office) -> None:
    deals.add("target", kpi="bookings", user=deals.people["ann"], value=Decimal(600), **JUNE)
    page = said(deals, "/figures/bookings/")
    assert "¥300 of a target of ¥600" in page
    assert "50 % done, pace by tonight is 59 %, ¥300 to go" in page
    assert "Target" in page.split("Trend")[1]


def test_a_target_of_a_ratio_is_reached_or_missed_by_points(deals: Office) -> None:
    deals.add("opportunity", name="Lost", owner=deals.people["ann"], outcome="lost", closed_at=at(4))
    target = deals.add("target", kpi="win_rate", user=deals.people["ann"], value=Decimal("0.75"), **JUNE)
    assert target
    page = said(deals, "/figures/win_rate/")
    assert "67 % of a target of 75 %" in page
    assert "short of the target by 8.3 points" in page


def test_a_ratio_of_few_records_says_that_it_can_tell_little(deals: Office) -> None:
    page = said(deals, "/figures/win_rate/")
    assert "not enough evidence: 2 records, 10 are needed to tell" in page
    assert "too few to tell" in page


def test_nothing_a_year_ago_is_no_nought_before_the_records_begin(deals: Office) -> None:
    assert "A year ago" not in said(deals, "/figures/bookings/", "lea")


def test_a_figure_without_records_says_which_it_waits_for(office: Office) -> None:
    page = said(office, "/figures/revenue/")
    assert "This figure waits for its first records: Order lines." in page
    assert "Trend" not in page


def test_what_others_have_does_not_bring_a_readers_figure_to_life(office: Office) -> None:
    before = said(office, "/figures/bookings/", "cleo")
    win(office, "ann", 100)
    assert said(office, "/figures/bookings/", "cleo") == before


def test_a_lead_has_his_team_and_his_own(deals: Office) -> None:
    win(deals, "lea", 9)
    assert "¥359" in said(deals, "/figures/bookings/", "lea")
    page = said(deals, "/figures/bookings/?whose=mine", "lea")
    assert "¥9 so far" in page
    assert "¥359" not in page


def test_those_who_see_all_have_all_and_their_own(deals: Office) -> None:
    assert "¥7.4k so far" in said(deals, "/figures/bookings/", "eve")
    head = deals.visitor("eve").get("/figures/bookings/").content.decode().split("<main")[0]
    assert "?whose=mine" in head
    assert "?whose=team" not in head
    win(deals, "eve", 11)
    assert "¥11 so far" in said(deals, "/figures/bookings/?whose=mine", "eve")


def test_teams_are_those_of_the_time_or_of_today(office: Office) -> None:
    mover = office.add("user", name="Moe")
    for team, start, end in (("north", None, date(2026, 6, 8)), ("south", date(2026, 6, 8), None)):
        office.add(
            "membership", user=mover, team=office.ids[team], role="rep", valid_from=start, valid_to=end
        )
    office.people["moe"] = mover
    win(office, "moe", 500)
    then = said(office, "/figures/bookings/?by=owner.team", "eve").split("Broken down by")[1]
    now = said(office, "/figures/bookings/?by=owner.team&org=today", "eve").split("Broken down by")[1]
    assert "North ¥500" in then
    assert "South ¥500" in now


@pytest.mark.parametrize(("step", "first", "count"), [("week", "15 Jun", 13), ("quarter", "Q2 2026", 12)])
def test_steps_are_weeks_months_or_quarters(deals: Office, step: str, first: str, count: int) -> None:
    url = f"/figures/bookings/?step={step}&by="
    assert first in said(deals, url)
    assert len(links(deals, url, "ann", "from=")) >= count


def test_it_breaks_down_by_person_and_each_part_opens_its_records(deals: Office) -> None:
    found = links(deals, "/figures/bookings/?by=owner&over=month", "lea", "by=owner")
    pages = [said(deals, link, "lea") for link in found]
    assert len(pages) == 2
    assert "Deal 100" in pages[0]
    assert "Together ¥300.00" in pages[0]
    assert "Deal 50" in pages[1]
    assert "Together ¥50.00" in pages[1]


def test_parts_have_shares_of_the_whole_and_their_targets(deals: Office) -> None:
    deals.add("target", kpi="bookings", user=deals.people["ann"], value=Decimal(600), **JUNE)
    page = said(deals, "/figures/bookings/?by=owner", "lea").split("Broken down by")[1]
    assert "Ann ¥300 ¥600 50 % 86 %" in page
    assert "Ben ¥50 14 %" in page


@pytest.mark.parametrize("by", ["account.industry", "type", "stage", "owner.team", "nonsense"])
def test_any_dimension_answers(deals: Office, by: str) -> None:
    assert "Broken down" in said(deals, f"/figures/bookings/?by={by}", "lea")


def test_a_parameter_is_chosen_in_a_form_that_shows_it(office: Office) -> None:
    assert "Counted how" in said(office, "/figures/leads_followed_up_share/?p-within=5")
    page = (
        office.visitor("ann").get("/figures/leads_followed_up_share/?p-within=5&step=week").content.decode()
    )
    assert re.search(r'name="p-within" value="5"', page)
    assert '<input type="hidden" name="step" value="week">' in page
    usual = office.visitor("ann").get("/figures/leads_followed_up_share/").content.decode()
    assert re.search(r'name="p-within" value="2"', usual)


def test_what_is_no_parameter_is_as_if_it_were_not_there(office: Office) -> None:
    for query in ("p-within=many", "p-within=-1", "p-nothing=3", "step=eon", "whose=all", "over=never"):
        assert office.visitor("ann").get(f"/figures/leads_followed_up_share/?{query}").status_code == 200


def test_a_gap_has_the_unit_of_the_figure_that_is_asked_about(office: Office) -> None:
    account = office.add("account", name="Wuxi", owner=office.people["ann"])
    office.add("activity", kind="visit", owner=office.people["ann"], account=account, done_at=at(3))
    office.add("target", kpi="visits", user=office.people["ann"], value=Decimal(20), **JUNE)
    url = "/figures/quota_gap/?p-kpi=visits"
    page = said(office, url)
    assert "June 2026 13 of 22 working days 19 so far" in page
    assert "¥" not in page
    behind = links(office, url, "ann", "from=2026-06-01")
    assert "p-kpi=visits" in behind[0]
    assert "Wuxi" in said(office, behind[0])


def test_a_teams_attainment_opens_the_records_of_the_team(deals: Office) -> None:
    june = {"kpi": "bookings", "starts_on": date(2026, 6, 1), "ends_on": date(2026, 7, 1)}
    deals.add("target", scope="team", team=deals.ids["north"], value=Decimal(700), **june)
    url = "/figures/quota_attainment/"
    assert "50 % so far" in said(deals, url, "lea")
    page = said(deals, links(deals, url, "lea", "from=2026-06-01")[0], "lea")
    assert "50 %" in page
    assert "Deal 50" in page
    assert "Deal 7000" not in page


def test_other_readings_open_with_the_same_look(deals: Office) -> None:
    page = deals.visitor("lea").get("/figures/win_rate/?step=quarter&whose=mine").content.decode()
    other = next(link for link in re.findall(r'href="([^"]+)"', page) if "/figures/win_rate:" in link)
    assert "step=quarter" in other
    assert "whose=mine" in other
    assert deals.visitor("lea").get(unescape(other)).status_code == 200


def test_statements_are_told_to_who_asks_under_his_own_rights(deals: Office) -> None:
    page = said(deals, "/figures/bookings/sql/", "ann")
    assert "own records, now or at their time" in page
    assert "SELECT" in page
    part = deals.visitor("ann").get("/figures/bookings/sql/", headers={"hx-request": "true"}).content.decode()
    assert "<main" not in part
    assert str(deals.people["cleo"]) not in re.findall(r"\d+", part.split("owner_id")[1].split(")")[0])


def test_statements_of_what_one_may_not_know_are_refused(deals: Office) -> None:
    page = said(deals, "/figures/gross_margin/sql/", "ann")
    assert "SELECT" not in page


def test_who_sets_targets_is_led_to_them(deals: Office) -> None:
    deals.add("target", kpi="bookings", user=deals.people["ann"], value=Decimal(600), **JUNE)
    assert "/plans/targets/?kpi=bookings" in deals.visitor("lea").get("/figures/bookings/").content.decode()
    assert "/plans/targets/" not in deals.visitor("ann").get("/figures/bookings/").content.decode()


def test_it_speaks_chinese(deals: Office) -> None:
    page = said(deals, "/figures/bookings/", "lea", "zh-hans")
    for words in ("2026年6月 工作日 13/22", "截至目前", "查看 3 条明细", "趋势", "配套指标"):
        assert words in page
