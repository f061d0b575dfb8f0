"""The goal and the habits of Today, asked of the real engine over real records."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.forecast.test_asking import past_deals
from tests.offices import JUNE, Office, at

SPACE = "\N{NO-BREAK SPACE}"


def said(office: Office, url: str = "/", name: str = "ann", language: str = "en") -> str:
    """What a page says, without its markup."""
    answer = office.visitor(name, language).get(url)
    assert answer.status_code == 200
    plain = re.sub(r"<[^>]+>", " ", answer.content.decode()).replace(SPACE, " ")
    return re.sub(r"\s+", " ", plain)


def win(office: Office, name: str, amount: int, day: int, month: int = 6) -> int:
    return office.add(
        "opportunity",
        name=f"Deal {amount}",
        owner=office.people[name],
        amount=Decimal(amount),
        currency="CNY",
        outcome="won",
        closed_at=at(day, month=month),
        created_at=at(1, month=month),
    )


def aim(office: Office, kpi: str, value: int, level: str = "target", name: str = "ann") -> None:
    office.add("target", kpi=kpi, user=office.people[name], level=level, value=Decimal(value), **JUNE)


def test_it_says_how_one_stands_against_pace_and_what_is_missing(office: Office) -> None:
    aim(office, "bookings", 500_000)
    win(office, "ann", 200_000, 3)
    win(office, "ann", 50_000, 16)
    page = said(office)
    assert "¥250k of a target of ¥500k" in page
    assert "50 % done, pace by tonight is 59 % ▼ behind" in page
    assert "¥250k to go: ¥25k per working day." in page
    assert "10 working days left, incl. today" in page


def test_it_speaks_chinese(office: Office) -> None:
    aim(office, "bookings", 500_000)
    win(office, "ann", 250_000, 3)
    page = said(office, language="zh-hans")
    assert "¥25 万" in page
    assert "¥50 万" in page
    assert "50%" in page
    assert "还差" in page


def test_without_a_target_it_says_so_and_offers_one_to_who_may_enter_it(office: Office) -> None:
    win(office, "ann", 1000, 3)
    assert "No target is set for this month. Whoever leads your team can enter one." in said(office)
    office_page = office.visitor("oli").get("/").content.decode()
    assert "Enter a target" in office_page


def test_who_leads_and_has_no_target_is_led_to_his_team(office: Office) -> None:
    assert "To your team" in said(office, name="lea")


def test_figures_that_are_not_fresh_say_since_when(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    from steerboard.work import today

    monkeypatch.setattr(today, "STALE", -timedelta(days=1))  # whatever is there counts as old
    assert "as of today" in said(office)


def test_a_target_that_is_met_says_what_is_left_to_the_stretch(office: Office) -> None:
    aim(office, "bookings", 100_000)
    aim(office, "bookings", 150_000, "stretch")
    win(office, "ann", 120_000, 3)
    page = said(office)
    assert "Target met" in page
    assert "120 % of the target." in page
    assert "¥30k more to the stretch target." in page


def test_nothing_sold_yet_is_nought_and_not_unknown(office: Office) -> None:
    aim(office, "bookings", 100_000)
    page = said(office)
    assert "¥0 of a target of ¥100k" in page
    assert "Nothing won yet this month." in page


def test_the_quarter_adds_up_its_months(office: Office) -> None:
    for month in (4, 5, 6):
        starts, ends = date(2026, month, 1), date(2026, month + 1, 1)
        office.add(
            "target", kpi="bookings", user=office.people["ann"], starts_on=starts, ends_on=ends, value=100
        )
    win(office, "ann", 30, 10, month=4)
    win(office, "ann", 40, 10, month=6)
    win(office, "ann", 5000, 10, month=3)
    assert "¥70 of a target of ¥300" in said(office, "/?by=quarter")
    assert "¥40 of a target of ¥100" in said(office)


def test_who_leads_sees_his_own_figures_and_not_the_teams(office: Office) -> None:
    aim(office, "bookings", 1000, name="lea")
    win(office, "ann", 900, 3)
    win(office, "lea", 70, 3)
    assert "¥70 of a target of ¥1,000" in said(office, name="lea").replace("¥1.0k", "¥1,000")


def test_what_a_predecessor_won_is_not_ones_own(office: Office) -> None:
    from steerboard.kinds.batch import Author, Batch, Edit
    from steerboard.kinds.door import write
    from tests.offices import CLOCK

    deal = win(office, "ben", 900, 3)
    given = Edit("opportunity", deal, {"owner": office.people["ann"]}, effective_at=at(15))
    write(Batch(Author(None, "import", "test"), (given,)), CLOCK)
    aim(office, "bookings", 1000)
    assert "Nothing won yet this month." in said(office)


def test_a_shared_deal_counts_by_its_share(office: Office) -> None:
    deal = win(office, "ann", 1000, 3)
    for name, share in (("ann", "0.25"), ("ben", "0.75")):
        office.add("opportunity_split", opportunity=deal, user=office.people[name], share=Decimal(share))
    aim(office, "bookings", 1000)
    aim(office, "bookings", 1000, name="ben")
    assert "25 % done" in said(office)
    assert "75 % done" in said(office, name="ben")


def test_habits_say_done_planned_and_what_is_missing(office: Office) -> None:
    aim(office, "visits", 15)
    account = office.add("account", name="Wuxi", owner=office.people["ann"])
    for day in range(1, 10):
        office.add("activity", kind="visit", owner=office.people["ann"], account=account, done_at=at(day))
    for day in (18, 19, 22):
        office.add("activity", kind="visit", owner=office.people["ann"], account=account, planned_for=at(day))
    page = said(office, "/today/habits/")
    assert "9 + 3 / 15" in page
    assert "plan 3 more" in page


def test_a_goal_that_is_reached_or_all_planned_says_so(office: Office) -> None:
    aim(office, "visits", 1)
    office.add("activity", kind="visit", owner=office.people["ann"], planned_for=at(18))
    assert "all that is missing is planned" in said(office, "/today/habits/")
    office.add("activity", kind="visit", owner=office.people["ann"], done_at=at(16))
    assert "goal reached" in said(office, "/today/habits/")


def test_a_visit_logged_now_counts_at_once(office: Office) -> None:
    aim(office, "visits", 5)
    ann = office.visitor("ann")
    account = office.add("account", name="Wuxi", owner=office.people["ann"])
    assert "0 / 5" in said(office, "/today/habits/")
    ann.post("/visits/new/", {"account": account, "kind_of": "visit", "token": "t"})
    assert "1 / 5" in said(office, "/today/habits/")


def test_a_target_of_a_kpi_that_is_not_there_breaks_nothing(office: Office) -> None:
    aim(office, "bookings", 100)
    aim(office, "moon_landings", 3)
    page = said(office)
    assert "Nothing won yet this month." in page
    assert "moon_landings" in page


@pytest.mark.parametrize("by", ["month", "quarter", "nonsense", ""])
@pytest.mark.parametrize("name", ["ann", "lea", "eve", "oli"])
def test_the_page_is_there_for_everybody(office: Office, name: str, by: str) -> None:
    assert "What matters now" in said(office, f"/?by={by}", name)


def test_a_part_that_is_none_is_not_there(office: Office) -> None:
    assert office.visitor("ann").get("/today/nonsense/").status_code == 404


def due(office: Office, stage: int, amount: int, day: int = 25, name: str = "ann") -> int:
    return office.add(
        "opportunity",
        name=f"Due {amount}",
        owner=office.people[name],
        stage=stage,
        amount=Decimal(amount),
        currency="CNY",
        close_date=date(2026, 6, day),
        created_at=at(10),
    )


@pytest.fixture
def offer(office: Office) -> int:
    """A stage into which forty of Ann's deals came in spring, of which ten were won within days."""
    stage = office.add("stage", name="Offer", kind="open", position=1)
    past_deals(office, stage, "ann", entered=40, won=10)
    return stage


def test_the_forecast_stands_with_its_range_and_what_it_rests_on(office: Office, offer: int) -> None:
    aim(office, "bookings", 500_000)
    win(office, "ann", 250_000, 3)
    due(office, offer, 80_000)
    page = said(office, "/today/goal/")
    assert "Forecast ¥270k (250–" in page
    assert "Offer · 1 deal, ¥80k × 25 % = ¥20k your own 40 deals" in page
    assert "within 14 days" in page
    assert 'class="bar-possible"' in office.visitor("ann").get("/today/goal/").content.decode()


def test_deals_past_their_day_are_left_out_and_lead_to_their_dates(office: Office, offer: int) -> None:
    due(office, offer, 80_000, day=10)
    page = said(office, "/today/goal/")
    assert "1 deal past its day left out" in page
    assert "Left out: ¥80k in deals whose day is past." in page


def test_with_too_few_deals_it_says_how_many_are_missing(office: Office) -> None:
    stage = office.add("stage", name="Talks", kind="open", position=1)
    past_deals(office, stage, "ann", entered=7, won=2)
    due(office, stage, 80_000)
    page = said(office, "/today/goal/")
    assert "No forecast yet: 7 of your deals have been in “Talks”; it takes 20" in page


def test_the_forecast_of_the_quarter_has_its_own_days(office: Office, offer: int) -> None:
    due(office, offer, 80_000)
    assert "within 14 days" in said(office, "/today/goal/?by=quarter")


def test_figures_that_cannot_be_asked_leave_the_rest_of_the_page(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    from steerboard.core.errors import Broken
    from steerboard.core.text import Text
    from steerboard.work import today

    def broken(*_: object, **__: object) -> None:
        raise Broken(Text("the mart is being made anew.", "数据正在重建。"))

    monkeypatch.setattr(today, "own_by_month", broken)
    office.add("opportunity", name="Press", owner=office.people["ann"], close_date=date(2026, 6, 1))
    page = said(office)
    assert "the mart is being made anew." in page
    assert "was to close 16 days ago" in page


def test_a_reminder_from_the_lead_stands_on_top(office: Office) -> None:
    from steerboard.work.team.reminder import Reminder

    Reminder.objects.create(
        sender_id=office.people["lea"],
        to_id=office.people["ann"],
        topic="no_step",
        head_en="3 deals have no next step",
        head_zh="3 个商机没有下一步",
        sent_at=at(17, 9),
    )
    page = said(office)
    assert 0 < page.index("3 deals have no next step") < page.index("Bookings")
    assert "3 deals have no next step" not in said(office, name="ben")


def test_a_page_asks_few_questions_of_the_records(office: Office, offer: int) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    aim(office, "bookings", 500_000)
    aim(office, "visits", 15)
    account = office.add("account", name="Wuxi", owner=office.people["ann"], is_key_account=True)
    for n in range(6):
        due(office, offer, 10_000 + n, day=1 + n)
        office.add(
            "activity", kind="visit", owner=office.people["ann"], account=account, planned_for=at(17, 9 + n)
        )
    ann = office.visitor("ann")
    ann.get("/")
    with CaptureQueriesContext(connection) as asked:
        ann.get("/")
    mine = [q["sql"] for q in asked if "kinds_ledger" not in q["sql"] and "kinds_epoch" not in q["sql"]]
    assert len(mine) <= 17
