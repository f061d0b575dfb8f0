"""The line of time of a record, what lies ahead of it, and what belongs to it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from html import unescape
from typing import Any

import pytest

from steerboard.kinds.batch import Author, Batch, Edit
from steerboard.people.actions import write_as
from steerboard.people.rights import rights_of
from tests.offices import CLOCK, TODAY, Office, at


@dataclass
class Place:
    office: Office
    account: int

    def add(self, kind: str, who: str = "ann", /, **values: Any) -> int:
        owner = {} if kind in ("contact", "loss_review") else {"owner": self.office.people[who]}
        return self.office.add(kind, account=self.account, **owner, **values)

    def page(self, who: str = "ann", query: str = "", url: str = "", language: str = "en") -> str:
        url = url or f"/records/account/{self.account}/"
        answer = self.office.visitor(who, language).get(f"{url}{query}")
        assert answer.status_code == 200
        page: str = unescape(answer.content.decode()).replace("\N{NO-BREAK SPACE}", " ")
        return page

    def line(self, who: str = "ann", query: str = "", url: str = "") -> list[str]:
        """What happened, the latest first, without its markup."""
        page = self.page(who, query, url).split('<ol class="line told">')[-1].split("</ol>")[0]
        items = page.split('<li class="line-item')[1:]
        return [re.sub(r"\s+", " ", re.sub(r"<[^>]+>|^[^>]*>", " ", item)).strip() for item in items]


@pytest.fixture
def place(office: Office) -> Place:
    return Place(office, office.add("account", name="Wuxi Press", owner=office.people["ann"]))


def test_everything_with_a_customer_stands_in_one_line_the_latest_first(place: Place) -> None:
    product = place.office.add("product", name="Laser")
    place.add(
        "activity", kind="visit", done_at=at(3, 14), purpose="Look", outcome="positive", notes="Liked it"
    )
    place.add("activity", kind="call", planned_for=at(5), cancelled_at=at(5), reason_not_done="Ill")
    place.add(
        "opportunity", name="Line", amount=Decimal(90), currency="CNY", created_at=at(2),
        outcome="lost", closed_at=at(12), loss_reason="Price",
    )  # fmt: skip
    place.add("quote", number="Q-7", amount=Decimal(80), currency="CNY", sent_at=at(6), accepted_at=at(8))
    order = place.add("order", external_id="SO-1", source="erp", ordered_at=date(2026, 6, 9), currency="CNY")
    place.office.add(
        "order_line", order=order, product=product, quantity=Decimal(2), net_price=Decimal(40), currency="CNY"
    )
    place.add("contract", number="C-1", value=Decimal(80), currency="CNY", signed_at=at(10), term_months=12)
    place.add("lead", name="Mr Li", lead_source="Fair", created_at=at(1))
    said = [line for line in place.line() if not line.startswith("today")]
    assert said == [
        "12 Jun 10:00 Deal lost Line ¥90 · Price Ann",
        "10 Jun 10:00 Contract signed C-1 ¥80 · 12 months Ann",
        "9 Jun Order SO-1 ¥80 Ann",
        "8 Jun 10:00 Quote accepted Q-7 ¥80 Ann",
        "6 Jun 10:00 Quote sent Q-7 ¥80 Ann",
        "5 Jun 10:00 Call · called off Ill Ann",
        "3 Jun 14:00 Visit Look Positive Liked it Ann",
        "2 Jun 10:00 Deal opened Line ¥90 Ann",
        "1 Jun 10:00 Lead came in Mr Li Fair Ann",
    ]


def test_changes_stand_among_it_with_who_made_them(place: Place) -> None:
    lea = place.office.people["lea"]
    edit = Edit("account", place.account, {"city": "Wuxi", "is_key_account": True})
    write_as(Batch(Author(lea, "app", "edit"), (edit,)), rights_of(lea, TODAY), CLOCK)
    place.add("activity", kind="visit", done_at=at(3), purpose="Look")
    newest = place.line()[0]
    assert "Key account: empty → Yes" in newest
    assert "City: empty → Wuxi" in newest
    assert newest.endswith("Lea")
    assert [line.split(" ")[3] for line in place.line(query="?show=contact")] == ["Visit"]
    assert not any("Visit" in line for line in place.line(query="?show=change"))


def test_what_the_reader_may_not_see_is_not_told(place: Place) -> None:
    secret = place.office.add("campaign", name="Secret fair")
    lead = place.office.add("lead", name="Li", owner=place.office.people["ann"])
    place.office.add("campaign_touch", campaign=secret, lead=lead, sent_at=at(2))
    place.add("activity", "cleo", kind="visit", done_at=at(4), purpose="Poaching")
    place.add("quote", "cleo", number="Q-X", sent_at=at(4))
    assert not any(word in place.page() for word in ("Poaching", "Q-X"))
    assert "Poaching" in place.page("eve")
    assert "Secret fair" in place.page(url=f"/records/lead/{lead}/")  # campaigns are for every member


def test_a_long_line_is_shown_in_steps(place: Place) -> None:
    for n in range(1, 29):
        place.add("activity", kind="call", done_at=at(1 + n % 15, 1 + n % 20), purpose=f"Call {n}")
    assert len(place.line()) == 15
    assert "page=2" in place.page()
    whole = place.line(query="?page=2")
    assert len(whole) == 29  # with its being recorded
    assert whole[:15] == place.line()
    assert "page=3" not in place.page(query="?page=2")


def test_open_plans_stand_ahead_with_their_verbs(place: Place) -> None:
    plan = place.add("activity", kind="visit", planned_for=at(20), purpose="Sign it")
    late = place.add("activity", kind="call", planned_for=at(10), purpose="Ask")
    page = place.page()
    assert page.index("Ask") < page.index("Sign it")
    assert "not logged" in page
    for verb in (f"/visits/{plan}/", f"/visits/{late}/", f"/activities/{plan}/move/"):
        assert verb in page
    assert f"/activities/{plan}/move/" not in place.page("eve")


def test_what_belongs_to_it_is_listed_or_counted_and_another_can_be_entered(place: Place) -> None:
    place.add("contact", name="Chen Gong", title="Boss")
    place.add("opportunity", name="Won one", outcome="won")
    place.add("opportunity", name="Open one", amount=Decimal(90_000), currency="CNY")
    place.add("quote", number="Q-1")
    page = place.page()
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    assert "Chen Gong Boss" in text
    assert text.index("Open one ¥90") < text.index("Won one")
    assert "Quotes 1" in text
    for kind in ("contact", "opportunity", "quote", "order", "activity", "contract"):
        assert f"/records/{kind}/new/?account={place.account}" in page
    assert "/records/contact/new/" not in place.page("eve")


def test_the_list_behind_a_count_has_just_those(place: Place) -> None:
    place.add("opportunity", name="Won one", outcome="won")
    place.add("opportunity", name="Open one")
    place.office.add("opportunity", name="Elsewhere", owner=place.office.people["ann"])
    url = re.findall(r'href="(/deals/\?account=[^"]*)"', place.page())[0]
    page = place.office.visitor("ann").get(url).content.decode()
    assert "Won one" in page
    assert "Open one" in page
    assert "Elsewhere" not in page
    assert "Wuxi Press" in page
    assert 'href="/deals/?only=all"' in page  # without the customer, with the rest
    other = place.office.add("account", name="Hers", owner=place.office.people["cleo"])
    assert "Elsewhere" in place.office.visitor("ann").get(f"/deals/?account={other}").content.decode()


def test_who_may_mend_it_finds_the_form_and_others_do_not(place: Place) -> None:
    edit = f"/records/account/{place.account}/edit/"
    assert edit in place.page("ann")
    assert edit in place.page("lea")
    assert edit not in place.page("eve")


def test_a_number_can_be_called_and_a_mail_written(place: Place) -> None:
    contact = place.add("contact", name="Chen", phone="+86 510-8888 1234", email="chen@example.com")
    page = place.page(url=f"/records/contact/{contact}/")
    assert 'href="tel:+8651088881234"' in page
    assert 'href="mailto:chen@example.com"' in page


def test_the_line_speaks_chinese(place: Place) -> None:
    place.add("activity", kind="visit", done_at=at(3), purpose="看样机", outcome="positive")
    page = re.sub(r"<[^>]+>|\s+", " ", place.page(language="zh-hans"))
    assert "时间线" in page
    assert "拜访" in page
    assert "积极" in page
