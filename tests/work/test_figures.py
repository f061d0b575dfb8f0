"""The list of figures, the page of one, and the records behind it: what is shown adds up to the figure."""

from __future__ import annotations

import itertools
import re
from datetime import date
from decimal import Decimal

import pytest

from steerboard.catalogue.library import definitions
from steerboard.kinds.batch import Author, Batch, Edit
from steerboard.kinds.door import write
from steerboard.work.figures import AT_ONCE, SOURCES_AT_ONCE, sections
from tests.offices import CLOCK, Office, at

JUNE = "from=2026-06-01&to=2026-06-30"


def said(office: Office, url: str, name: str = "ann", language: str = "en") -> str:
    """What a page says with the parts that it fetches, without its markup."""
    visitor = office.visitor(name, language)
    answer = visitor.get(url)
    assert answer.status_code == 200, url
    main = answer.content.decode().split("<main", 1)[1]
    for part in re.findall(r'hx-get="([^"]+)" hx-trigger="intersect once"', main):
        main += visitor.get(part.replace("&amp;", "&")).content.decode()
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
    assert "Revenue waits for Order lines" in page.split("Without records for you yet")[-1]


def test_whether_others_have_records_does_not_show(deals: Office) -> None:
    before = said(deals, "/figures/", "cleo")
    account = deals.add("account", name="Wuxi", owner=deals.people["ann"])
    deals.add("activity", kind="visit", owner=deals.people["ann"], account=account, done_at=at(3))
    order = deals.add("order", owner=deals.people["ann"], account=account, ordered_at=at(3))
    deals.add("order_line", order=order, quantity=Decimal(1), net_price=Decimal(5), currency="CNY")
    assert said(deals, "/figures/", "cleo") == before


def test_it_names_them_in_chinese(deals: Office) -> None:
    assert "签单业绩 ¥300" in said(deals, "/figures/", language="zh-hans")


@pytest.mark.parametrize(
    ("query", "has", "lacks"), [("q=win", "Win rate", "Bookings"), ("q=赢单", "Win rate", "Orders")]
)
def test_a_figure_is_found_by_its_name_in_either_language(
    deals: Office, query: str, has: str, lacks: str
) -> None:
    page = said(deals, f"/figures/?{query}").split("Without records")[0]
    assert has in page
    assert lacks not in page


def test_what_is_not_found_is_said(deals: Office) -> None:
    assert "No figure has “zzz” in its name." in said(deals, "/figures/?q=zzz")


def test_another_part_of_the_company_has_its_own_figures(deals: Office) -> None:
    page = said(deals, "/figures/?segment=marketing")
    assert "New leads" in page
    assert "Bookings" not in page
    assert "Bookings" in said(deals, "/figures/?segment=nonsense")


def test_a_group_of_figures_comes_by_itself(deals: Office) -> None:
    part = deals.visitor("ann").get("/figures/parts/sales/result/").content.decode()
    assert "Bookings" in part
    assert "<main" not in part
    for wrong in ("sales/nonsense/", "sales/result/?at=99", "sales/result/?at=x", "nonsense/result/"):
        assert deals.visitor("ann").get(f"/figures/parts/{wrong}").status_code == 404


def test_what_waits_for_records_goes_to_the_end_of_its_section(deals: Office) -> None:
    visitor, parts = deals.visitor("ann"), itertools.count(1)
    found = (visitor.get(f"/figures/parts/sales/result/?at={n}").content.decode() for n in parts)
    shown, waits = "", ""
    while not ("Sales cost ratio" in waits and "Close ratio" in shown):
        now, _, later = next(found).partition('<ul hx-swap-oob="beforeend:#waits-result">')
        shown, waits = shown + now, waits + later
    assert "Sales cost ratio" not in shown
    assert "Close ratio" not in waits
    assert 'id="waits-result"' in deals.visitor("ann").get("/figures/").content.decode()


def test_a_part_rests_on_few_sources_and_none_is_lost() -> None:
    known = definitions()
    parts = [part for role in sections(known, "sales", None).values() for part in role]
    asked = [kpi.id for part in parts for kpi in part.kpis]
    assert sorted(asked) == sorted(d.id for d in known if d.segment == "sales")
    for part in parts:
        sources = {(atom.table, atom.at, atom.until) for kpi in part.kpis for atom in kpi.atoms}
        most = max(len({(a.table, a.at, a.until) for a in kpi.atoms}) for kpi in part.kpis)
        assert len(part.kpis) <= AT_ONCE
        assert len(sources) <= max(SOURCES_AT_ONCE, most)


def test_without_a_script_each_part_can_be_asked_for(deals: Office) -> None:
    page = deals.visitor("ann").get("/figures/?role=process&at=1").content.decode()
    assert not re.search(r"/figures/parts/sales/process/\?role=process&amp;at=1\b", page)
    assert re.search(r"/figures/parts/sales/process/\?role=process&amp;at=0\b", page)
    assert "/figures/parts/sales/result/?role=result&amp;at=0" in page


def test_quota_attainment_is_the_readers_own_or_his_teams(deals: Office) -> None:
    june = {"starts_on": date(2026, 6, 1), "ends_on": date(2026, 7, 1), "kpi": "bookings"}
    deals.add("target", user=deals.people["ann"], value=Decimal(600), **june)
    deals.add("target", scope="team", team=deals.ids["north"], value=Decimal(1000), **june)
    for name, share in (("ann", "50 %"), ("lea", "35 %")):
        assert f"Quota attainment {share}" in said(deals, "/figures/", name)
        assert share in said(deals, "/figures/quota_attainment/", name)


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
