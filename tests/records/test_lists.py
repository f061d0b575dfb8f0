"""The lists of records: what they narrow, how they order, and what they do not tell."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from steerboard.records.listing.catalog import LISTINGS
from tests.offices import Office, at, htmx


def text(answer: Any) -> str:
    plain = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", plain.replace("\N{NO-BREAK SPACE}", " "))


def named(office: Office, who: str, url: str, *words: str) -> set[str]:
    """Which of ``words`` stand in the table that an address shows."""
    page = office.visitor(who).get(url).content.decode()
    table = page.partition("<tbody>")[2].partition("</tbody>")[0]
    return {word for word in words if word in table}


@pytest.mark.parametrize("listing", LISTINGS, ids=lambda x: x.kind)
@pytest.mark.parametrize("who", ["ann", "eve"])
def test_every_list_says_what_would_fill_it_and_names_its_neighbours(
    office: Office, listing: Any, who: str
) -> None:
    answer = office.visitor(who).get(f"/{listing.path}")
    if (listing.kind, who) == ("cost", "ann"):  # closed to reps, who find no trace of it
        assert answer.status_code == 404
        assert "/customers/costs/" not in office.visitor(who).get("/customers/").content.decode()
        return
    assert answer.status_code == 200
    assert listing.empty.en in text(answer).replace("&#x27;", "'")
    assert 'aria-current="page"' in answer.content.decode().partition('class="tabs"')[2]


def test_a_search_without_a_hit_says_so_and_not_that_there_is_nothing(office: Office) -> None:
    office.add("account", name="Wuxi Lianchuang")
    said = text(office.visitor("ann").get("/customers/?q=zzz"))
    assert "Nothing fits" in said
    assert "No customers yet" not in said


def test_leads_begin_with_the_open_ones_and_narrow_to_those_that_wait(office: Office) -> None:
    ann = office.people["ann"]
    office.add("lead", name="Waits", owner=ann, created_at=at(1))
    office.add("lead", name="Heard", owner=ann, first_response_at=at(2))
    office.add("lead", name="Became", owner=ann, converted_at=at(2))
    office.add("lead", name="Wasted", owner=ann, disqualified_at=at(2))
    office.add("lead", name="Pooled")
    names = ("Waits", "Heard", "Became", "Wasted", "Pooled")
    url = "/customers/leads/"
    assert named(office, "ann", url, *names) == {"Waits", "Heard", "Pooled"}
    assert named(office, "ann", f"{url}?only=waiting", *names) == {"Waits", "Pooled"}
    assert named(office, "ann", f"{url}?only=converted", *names) == {"Became"}
    assert named(office, "ann", f"{url}?only=disqualified", *names) == {"Wasted"}
    assert named(office, "ann", f"{url}?only=all&whose=pool", *names) == {"Pooled"}
    assert named(office, "ann", f"{url}?whose=mine", *names) == {"Waits", "Heard"}
    assert named(office, "cleo", url, *names) == {"Pooled"}


def test_a_list_narrows_by_choice_person_and_days(office: Office) -> None:
    ann, ben = office.people["ann"], office.people["ben"]
    for name, owner, kind, day in (
        ("Early", ann, "new", date(2026, 7, 1)),
        ("Later", ann, "renewal", date(2026, 8, 1)),
        ("Bens", ben, "new", date(2026, 7, 15)),
    ):
        office.add("opportunity", name=name, owner=owner, type=kind, close_date=day)
    names = ("Early", "Later", "Bens")
    assert named(office, "lea", "/deals/?type=new", *names) == {"Early", "Bens"}
    assert named(office, "lea", f"/deals/?who={ben}", *names) == {"Bens"}
    assert named(office, "lea", "/deals/?from=2026-07-15&to=2026-07-31", *names) == {"Bens"}
    assert named(office, "lea", "/deals/?from=2026-07-02", *names) == {"Later", "Bens"}
    assert named(office, "ann", f"/deals/?who={ben}", *names) == set()


def test_what_makes_no_sense_in_an_address_is_as_if_it_were_not_there(office: Office) -> None:
    office.add("opportunity", name="Press", owner=office.people["ann"], close_date=date(2026, 7, 1))
    odd = "type=no&from=x&to=2026-13-01&sort=made_in&who=abc&whose=them&only=zz&page=-3&q=%00&stage=9e9"
    assert named(office, "ann", f"/deals/?{odd}", "Press") == {"Press"}


def test_days_of_a_list_are_those_of_the_workspace(office: Office) -> None:
    ann = office.people["ann"]
    office.add("activity", kind="visit", purpose="Night", owner=ann, done_at=at(10, hour=0))
    office.add("activity", kind="visit", purpose="Noon", owner=ann, done_at=date(2026, 6, 10))
    office.add("activity", kind="visit", purpose="Before", owner=ann, done_at=at(9, hour=23))
    url = "/customers/activities/?from=2026-06-10&to=2026-06-10"
    assert named(office, "ann", url, "Night", "Noon", "Before") == {"Night", "Noon"}


def test_plans_are_overdue_from_the_day_after_on(office: Office) -> None:
    ann = office.people["ann"]
    for purpose, when in (("Gone", at(16)), ("Soon", at(17, hour=9)), ("Day", date(2026, 6, 17))):
        office.add("activity", kind="visit", purpose=purpose, owner=ann, planned_for=when)
    assert named(office, "ann", "/customers/activities/?only=overdue", "Gone", "Soon", "Day") == {"Gone"}
    assert named(office, "ann", "/customers/activities/?only=planned", "Gone", "Soon", "Day") == {
        "Gone",
        "Soon",
        "Day",
    }


def test_an_order_shows_what_its_lines_come_to(office: Office) -> None:
    order = office.add("order", external_id="SO-7", source="erp", owner=office.people["ann"], currency="CNY")
    for price in (Decimal("1000.5"), Decimal(99)):
        office.add("order_line", order=order, quantity=Decimal(2), net_price=price, currency="CNY")
    page = text(office.visitor("ann").get("/deals/orders/"))
    assert "SO-7" in page
    assert "¥2,199" in office.visitor("ann").get("/deals/orders/").content.decode()


def test_a_column_with_a_tag_is_there_only_with_its_right(office: Office) -> None:
    office.add("product", name="Laser", unit_cost=Decimal(777), list_price=Decimal(999), currency="CNY")
    rep, executive = (text(office.visitor(n).get("/deals/products/?sort=-unit_cost")) for n in ("ann", "eve"))
    assert ("777" in rep, "Unit cost" in rep) == (False, False)
    assert ("777" in executive, "Unit cost" in executive) == (True, True)


def test_a_customer_that_one_does_not_see_neither_shows_nor_finds_its_deal(office: Office) -> None:
    secret = office.add("account", name="Secret Foundry", owner=office.people["cleo"])
    office.add("opportunity", name="Press", owner=office.people["ann"], account=secret)
    assert named(office, "ann", "/deals/", "Press", "Secret") == {"Press"}
    assert named(office, "ann", "/deals/?q=secret", "Press") == set()
    assert named(office, "oli", "/deals/?q=secret", "Press") == {"Press"}


def test_a_narrowed_list_gives_its_address_without_what_is_empty(office: Office) -> None:
    answer = htmx(office.visitor("ann"), "get", "/deals/?q=&whose=all&type=new&page=1")
    assert answer["HX-Push-Url"] == "/deals/?type=new"


def test_a_part_that_fetches_itself_again_leaves_the_history_of_the_browser_alone(office: Office) -> None:
    given = {"hx-request": "true", "hx-current-url": "http://127.0.0.1/deals/?type=new"}
    assert "HX-Push-Url" not in office.visitor("ann").get("/deals/?type=new", headers=given)
    assert office.visitor("ann").get("/deals/?type=renewal", headers=given)["HX-Push-Url"]


def test_touches_name_whom_they_reached_where_one_sees_him_and_how_far_it_went(office: Office) -> None:
    fair = office.add("campaign", name="Fair")
    mine = office.add("lead", name="Mr Li", owner=office.people["ann"])
    hers = office.add("lead", name="Ms Wu", owner=office.people["cleo"])
    office.add("campaign_touch", campaign=fair, lead=mine, sent_at=at(1), replied_at=at(2), reply="positive")
    office.add("campaign_touch", campaign=fair, lead=hers, sent_at=at(1))
    url = "/customers/touches/"
    assert named(office, "ann", url, "Mr Li", "Ms Wu", "Replied", "Positive") == {
        "Mr Li",
        "Replied",
        "Positive",
    }
    assert named(office, "ann", f"{url}?only=replied", "Fair", "Sent") == {"Fair"}
    assert named(office, "eve", url, "Mr Li", "Ms Wu") == {"Mr Li", "Ms Wu"}


def test_costs_are_for_whom_they_are_open_to_without_the_persons_name(office: Office) -> None:
    office.people["mia"] = office.add("user", name="Mia")
    office.add(
        "membership", user=office.people["mia"], team=office.ids["south"], role="marketer", leads=False
    )
    values = {"day": date(2026, 6, 1), "category": "marketing", "type": "media", "currency": "CNY"}
    office.add("cost", amount=Decimal(12_345), user=office.people["ben"], **values)
    assert named(office, "eve", "/customers/costs/", "¥12k", "Ben") == {"¥12k", "Ben"}
    assert named(office, "mia", "/customers/costs/", "¥12k", "Ben") == {"¥12k"}


def test_a_loss_review_follows_the_deal_and_a_forecast_the_person(office: Office) -> None:
    mine = office.add("opportunity", name="Press", owner=office.people["ann"])
    hers = office.add("opportunity", name="Mill", owner=office.people["cleo"])
    for deal, why in ((mine, "Too dear"), (hers, "Too late")):
        office.add("loss_review", opportunity=deal, reasons=why, reviewer="customer", reviewed_at=at(3))
    assert named(office, "ann", "/deals/losses/", "Press", "Too dear", "Mill", "Too late") == {
        "Press",
        "Too dear",
    }
    for who, amount in (("ann", 100), ("cleo", 200)):
        office.add(
            "forecast_submission", user=office.people[who], starts_on=date(2026, 6, 1), ends_on=date(2026, 7, 1),
            amount=Decimal(amount), currency="CNY", category="commit", submitted_at=at(2),
        )  # fmt: skip
    assert named(office, "lea", "/deals/forecasts/", "Ann", "Cleo") == {"Ann"}


def test_a_search_select_finds_what_one_sees_with_a_hint(office: Office) -> None:
    mine = office.add("account", name="Wuxi Lianchuang", owner=office.people["ann"])
    office.add("contact", name="Chen Gong", account=mine, title="Buyer")
    theirs = office.add("account", name="Far Co", owner=office.people["cleo"])
    office.add("contact", name="Chen Bo", account=theirs)
    found = office.visitor("ann").get("/records/find/contact/?q=chen").json()
    assert [(c["label"], c["hint"]) for c in found] == [("Chen Gong", "Wuxi Lianchuang · Buyer")]
    assert office.visitor("ann").get("/records/find/target/?q=a").status_code == 404


def test_lists_speak_chinese(office: Office) -> None:
    page = text(office.visitor("ann", "zh-hans").get("/customers/leads/"))
    for word in ("线索", "未响应", "公海", "筛选"):
        assert word in page
