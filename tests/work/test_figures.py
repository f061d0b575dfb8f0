"""The list of figures, the page of one, and the records behind it: what is shown adds up to the figure."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from steerboard.kinds.batch import Author, Batch, Edit
from steerboard.kinds.door import write
from tests.offices import CLOCK, Office, at

JUNE = "from=2026-06-01&to=2026-06-30"


def said(office: Office, url: str, name: str = "ann", language: str = "en") -> str:
    """What a page says, without its markup."""
    answer = office.visitor(name, language).get(url)
    assert answer.status_code == 200, url
    main = answer.content.decode().split("<main", 1)[1]
    plain = re.sub(r"<[^>]+>", " ", main).replace("\N{NO-BREAK SPACE}", " ")
    return re.sub(r"\s+", " ", plain)


def win(office: Office, name: str, amount: int | None, day: int = 3, title: str = "") -> int:
    return office.add(
        "opportunity",
        name=title or f"Deal {amount}",
        owner=office.people[name],
        amount=None if amount is None else Decimal(amount),
        currency="CNY",
        outcome="won",
        closed_at=at(day),
        created_at=at(1),
    )


@pytest.fixture
def deals(office: Office) -> Office:
    for name, amount in (("ann", 100), ("ann", 200), ("ben", 50), ("cleo", 7000)):
        win(office, name, amount)
    return office


@pytest.mark.parametrize(
    ("name", "sum_"), [("ann", "¥300"), ("lea", "¥350"), ("cleo", "¥7.0k"), ("eve", "¥7.4k")]
)
def test_each_reader_has_his_own_sum(deals: Office, name: str, sum_: str) -> None:
    assert f"Bookings {sum_}" in said(deals, "/figures/", name)


def test_figures_without_records_stand_below(deals: Office) -> None:
    page = said(deals, "/figures/")
    assert "Deals won 2" in page
    assert "Revenue" in page.split("Without records for you yet:")[1]


def test_whether_others_have_records_does_not_show(deals: Office) -> None:
    before = said(deals, "/figures/", "cleo")
    account = deals.add("account", name="Wuxi", owner=deals.people["ann"])
    deals.add("activity", kind="visit", owner=deals.people["ann"], account=account, done_at=at(3))
    order = deals.add("order", owner=deals.people["ann"], account=account, ordered_at=at(3))
    deals.add("order_line", order=order, quantity=Decimal(1), net_price=Decimal(5), currency="CNY")
    assert said(deals, "/figures/", "cleo") == before


def test_it_names_them_in_chinese(deals: Office) -> None:
    assert "签单业绩 ¥300" in said(deals, "/figures/", language="zh-hans")


def test_a_figures_page_says_what_it_means_and_its_months(deals: Office) -> None:
    page = said(deals, "/figures/bookings/", "lea")
    assert "June 2026 so far ¥350 3" in page
    assert "May 2026 ¥0 0" in page
    assert "Formula sum of the amount of won opportunities" in page
    assert "July 2025" in page
    assert "June 2025" not in page


def test_it_breaks_down_by_person_and_each_part_opens_its_records(deals: Office) -> None:
    answer = deals.visitor("lea").get("/figures/bookings/?by=owner&over=month").content.decode()
    links = re.findall(r'href="(/figures/bookings/records/\?[^"]*by=owner[^"]*)"', answer)
    pages = [said(deals, link.replace("&amp;", "&"), "lea") for link in links]
    assert len(pages) == 2
    assert "Deal 100" in pages[0]
    assert "Together ¥300.00" in pages[0]
    assert "Deal 50" in pages[1]
    assert "Together ¥50.00" in pages[1]


@pytest.mark.parametrize("by", ["account.industry", "type", "stage", "owner.team", "nonsense"])
def test_any_dimension_answers(deals: Office, by: str) -> None:
    assert "Month by month" in said(deals, f"/figures/bookings/?by={by}", "lea")


def test_a_group_that_is_not_known_opens_its_records(deals: Office) -> None:
    page = said(deals, f"/figures/bookings/records/?{JUNE}&by=account.industry", "lea")
    assert "Together ¥350.00" in page


def test_the_records_add_up_and_open(deals: Office) -> None:
    page = said(deals, f"/figures/bookings/records/?{JUNE}", "lea")
    assert "¥350 " in page
    for row in ("Deal 100 3 Jun Ann ¥100.00", "Deal 50 3 Jun Ben ¥50.00", "Together ¥350.00"):
        assert row in page
    assert "Deal 7000" not in page


def test_ones_own_figure_opens_ones_own_records(deals: Office) -> None:
    win(deals, "lea", 9)
    page = said(deals, f"/figures/bookings/records/?{JUNE}&whose=mine", "lea")
    assert "Together ¥9.00" in page
    assert "Deal 100" not in page


def test_a_row_that_is_not_ones_to_see_now_stands_there_without_a_link(office: Office) -> None:
    deal = win(office, "ann", 400, title="Handed on")
    given = Edit("opportunity", deal, {"owner": office.people["cleo"]}, effective_at=at(10))
    write(Batch(Author(None, "import", "test"), (given,)), CLOCK)
    page = office.visitor("ann").get(f"/figures/bookings/records/?{JUNE}&whose=mine").content.decode()
    assert "Handed on" in page
    assert f"/records/opportunity/{deal}/" not in page


def test_shares_are_shown_and_add_up(office: Office) -> None:
    deal = win(office, "ann", 1000)
    for name, share in (("ann", "0.25"), ("ben", "0.75")):
        office.add("opportunity_split", opportunity=deal, user=office.people[name], share=Decimal(share))
    page = said(office, f"/figures/bookings/records/?{JUNE}&whose=mine")
    assert "25 % ¥250.00" in page
    assert "Together ¥250.00" in page


def test_unknown_amounts_are_said_and_not_counted_as_nothing(office: Office) -> None:
    win(office, "ann", 100)
    win(office, "ann", None, title="Dark")
    page = said(office, f"/figures/bookings/records/?{JUNE}")
    assert "Dark" in page
    assert "not known" in page
    assert "1 of them have no known value" in page
    assert "Together ¥100.00" in page


def test_a_ratio_shows_its_parts(deals: Office) -> None:
    deals.add("opportunity", name="Lost", owner=deals.people["ann"], outcome="lost", closed_at=at(4))
    page = said(deals, f"/figures/win_rate/records/?{JUNE}")
    assert "67 %" in page
    assert "Numerator: 2" in page
    assert "Denominator: 3" in page
    only = said(deals, f"/figures/win_rate/records/?{JUNE}&part=denominator")
    assert "Lost" in only


def test_many_records_come_in_pages_with_a_true_total(office: Office) -> None:
    for n in range(1, 61):
        win(office, "ann", n)
    seen: set[str] = set()
    for page in (1, 2):
        text = said(office, f"/figures/bookings/records/?{JUNE}&page={page}")
        assert "of 60" in text
        assert "Together ¥1,830.00" in text
        seen |= set(re.findall(r"Deal \d+", text))
    assert len(seen) == 60


def test_an_activity_is_named_by_its_customer(office: Office) -> None:
    account = office.add("account", name="Wuxi Lianchuang", owner=office.people["ann"])
    office.add(
        "activity", kind="visit", owner=office.people["ann"], account=account, done_at=at(3), purpose="Demo"
    )
    page = said(office, f"/figures/visits/records/?{JUNE}")
    assert "Wuxi Lianchuang Demo 3 Jun Ann 1" in page


@pytest.mark.parametrize(
    "query", ["from=x", "from=2026-06-30&to=2026-06-01", "to=0001-01-01", "by=no_such", "from=9999-12-31"]
)
def test_a_question_that_makes_no_sense_is_answered_as_one(deals: Office, query: str) -> None:
    assert deals.visitor("ann").get(f"/figures/bookings/records/?{query}").status_code == 400


def test_a_figure_that_is_not_there_is_not_there(deals: Office) -> None:
    for path in ("no_such", "bookings:nonsense", "no_such/records"):
        assert deals.visitor("ann").get(f"/figures/{path}/").status_code == 404
