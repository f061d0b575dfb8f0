"""The page of a record and the lists: what is shown, to whom, in which order."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest

from steerboard.kinds.batch import Author, Batch, Edit, Removal
from steerboard.kinds.door import write
from steerboard.people.actions import write_as
from steerboard.people.rights import rights_of
from tests.offices import CLOCK, TODAY, Office, at


def text(page: bytes) -> str:
    """What a page says, without its markup."""
    plain = re.sub(r"<[^>]+>", " ", page.decode())
    return re.sub(r"\s+", " ", plain.replace("\N{NO-BREAK SPACE}", " "))


@pytest.fixture
def deal(office: Office) -> int:
    account = office.add("account", name="Wuxi Lianchuang", owner=office.people["ann"])
    office.ids["account"] = account
    return office.add(
        "opportunity",
        name="Presses",
        owner=office.people["ann"],
        account=account,
        amount=Decimal("360000.5"),
        currency="CNY",
        close_date=date(2026, 7, 10),
        type="renewal",
        probability=Decimal("0.4"),
    )


def test_every_field_has_its_label_and_its_form(office: Office, deal: int) -> None:
    page = text(office.visitor("ann").get(f"/records/opportunity/{deal}/").content)
    for said in ("Amount ¥360,000.50", "Type Renewal", "Probability 40 %", "Owner Ann"):
        assert said in page
    assert "Customer Wuxi Lianchuang" in page
    assert "Not known:" in page


def test_it_speaks_chinese(office: Office, deal: int) -> None:
    page = text(office.visitor("ann", "zh-hans").get(f"/records/opportunity/{deal}/").content)
    assert "金额 ¥360,000.50" in page
    assert "商机类型 续约" in page


def test_history_says_what_changed_when_and_who_did_it(office: Office, deal: int) -> None:
    lea = office.people["lea"]
    change = Batch(Author(lea, "app", "edit"), (Edit("opportunity", deal, {"amount": Decimal(400000)}),))
    write_as(change, rights_of(lea, TODAY), CLOCK)
    page = text(office.visitor("ann").get(f"/records/opportunity/{deal}/").content)
    assert "Amount: ¥360,000.50 → ¥400,000.00 Lea" in page
    assert "Recorded Import" in page


def test_a_link_to_what_one_may_not_see_is_not_named(office: Office, deal: int) -> None:
    secret = office.add("account", name="Secret Foundry", owner=office.people["cleo"])
    write(Batch(Author(None, "import", "test"), (Edit("opportunity", deal, {"account": secret}),)), CLOCK)
    for url in (f"/records/opportunity/{deal}/", "/deals/", "/"):
        assert "Secret" not in text(office.visitor("ann").get(url).content)
    assert "Secret" in text(office.visitor("oli").get(f"/records/opportunity/{deal}/").content)


def test_a_tagged_field_is_absent_without_its_right(office: Office) -> None:
    product = office.add(
        "product", name="Laser", unit_cost=Decimal(777), list_price=Decimal(999), currency="CNY"
    )
    rep = text(office.visitor("ann").get(f"/records/product/{product}/").content)
    executive = text(office.visitor("eve").get(f"/records/product/{product}/").content)
    assert ("¥999" in rep, "777" in rep, "Unit cost" in rep) == (True, False, False)
    assert "Unit cost ¥777" in executive


def test_forbidden_absent_deleted_and_unknown_answer_alike(office: Office, deal: int) -> None:
    gone = office.add("opportunity", name="Gone", owner=office.people["cleo"])
    write(Batch(Author(None, "import", "test"), (Removal("opportunity", gone),)), CLOCK)
    cleo = office.visitor("cleo")
    paths = [f"opportunity/{deal}", f"opportunity/{gone}", "opportunity/999999", "nonsense/1", "change/1"]
    answers = [cleo.get(f"/records/{path}/") for path in paths]
    assert {a.status_code for a in answers} == {404}
    assert len({text(a.content) for a in answers}) == 1


def test_an_id_that_no_database_holds_is_not_there(office: Office) -> None:
    assert office.visitor("ann").get(f"/records/account/{10**30}/").status_code == 404


def test_what_links_to_a_customer_stands_beside_it(office: Office, deal: int) -> None:
    ann = office.people["ann"]
    for day in range(1, 8):
        office.add("activity", kind="visit", owner=ann, account=office.ids["account"], done_at=at(day))
    office.add(
        "activity", kind="call", owner=office.people["cleo"], account=office.ids["account"], done_at=at(9)
    )
    page = text(office.visitor("ann").get(f"/records/account/{office.ids['account']}/").content)
    assert "Activities 7" in page
    assert "Opportunities 1 Presses" in page
    assert "Call" not in page


def test_a_line_is_named_by_its_product(office: Office, deal: int) -> None:
    product = office.add("product", name="Laser 300")
    office.add("opportunity_line", opportunity=deal, product=product, quantity=Decimal(2))
    office.add("opportunity_line", opportunity=deal)
    page = text(office.visitor("ann").get(f"/records/opportunity/{deal}/").content)
    assert "Laser 300 × 2" in page
    assert "Opportunity line #" in page


def test_the_verbs_of_a_deal_are_offered_to_who_may_edit_it(office: Office, deal: int) -> None:
    url = f"/records/opportunity/{deal}/"
    assert f"/deals/{deal}/closing/" in office.visitor("ann").get(url).content.decode()
    assert f"/deals/{deal}/closing/" not in office.visitor("eve").get(url).content.decode()


@pytest.mark.parametrize(
    ("name", "seen"),
    [("ann", {"Mine", "Pool"}), ("cleo", {"Hers", "Pool"}), ("eve", {"Mine", "Hers", "Pool"})],
)
def test_the_list_of_customers_has_those_one_sees(office: Office, name: str, seen: set[str]) -> None:
    office.add("account", name="Mine Co", owner=office.people["ann"])
    office.add("account", name="Hers Co", owner=office.people["cleo"])
    office.add("account", name="Pool Co")
    page = text(office.visitor(name).get("/customers/").content)
    assert {word for word in ("Mine", "Hers", "Pool") if f"{word} Co" in page} == seen


def test_the_last_contact_is_the_latest_that_one_sees(office: Office) -> None:
    pool = office.add("account", name="Pool Co")
    office.add("activity", kind="visit", owner=office.people["ann"], account=pool, done_at=at(3))
    office.add("activity", kind="visit", owner=office.people["cleo"], account=pool, done_at=at(9))
    office.add("activity", kind="task", owner=office.people["ann"], account=pool, done_at=at(10))
    assert "14 days ago" in text(office.visitor("ann").get("/customers/").content)
    assert "8 days ago" in text(office.visitor("cleo").get("/customers/").content)


def test_customers_are_found_by_parts_of_their_name(office: Office) -> None:
    for name in ("Wuxi Lianchuang", "Suzhou Hengyuan", "100% Tools"):
        office.add("account", name=name)
    ann = office.visitor("ann")
    assert [c["label"] for c in ann.get("/customers/find/?q=chuang wu").json()] == ["Wuxi Lianchuang"]
    assert [c["label"] for c in ann.get("/customers/find/?q=100%25").json()] == ["100% Tools"]
    page = text(ann.get("/customers/?q=suzhou").content)
    assert ("Hengyuan" in page, "Lianchuang" in page) == (True, False)


def test_pages_have_true_totals_and_nothing_twice(office: Office) -> None:
    names = [f"Customer {n:03}" for n in range(120)]
    for name in names:
        office.add("account", name=name)
    ann, found = office.visitor("ann"), []
    for page in ("1", "2", "3", "4", "99", "x"):
        said = text(ann.get(f"/customers/?page={page}").content)
        assert "of 120" in said
        found.append(re.findall(r"Customer \d{3}", said))
    assert found[0] + found[1] + found[2] + found[3] == names
    assert (found[4], found[5]) == (found[3], found[0])


def test_deals_can_be_narrowed_to_what_is_to_be_mended(office: Office, deal: int) -> None:
    ann = office.people["ann"]
    office.add("opportunity", name="Late step", owner=ann, next_step="Call", next_step_due=date(2026, 6, 1))
    office.add("opportunity", name="Late close", owner=ann, close_date=date(2026, 6, 16))
    office.add("opportunity", name="Closed", owner=ann, close_date=date(2026, 6, 1), outcome="won")
    visitor = office.visitor("ann")
    shown = {
        only: {
            n for n in ("Presses", "Late step", "Late close", "Closed") if n in text(visitor.get(url).content)
        }
        for only, url in (("", "/deals/"), ("step", "/deals/?only=step"), ("closing", "/deals/?only=closing"))
    }
    assert shown == {
        "": {"Presses", "Late step", "Late close"},
        "step": {"Late step"},
        "closing": {"Late close"},
    }


def test_deals_sort_by_amount_with_the_unknown_last(office: Office, deal: int) -> None:
    for name, amount in (("Small", Decimal(5)), ("Unknown", None), ("Big", Decimal(900_000))):
        office.add("opportunity", name=name, owner=office.people["ann"], amount=amount)
    for sort, order in (
        ("-amount", ["Big", "Presses", "Small", "Unknown"]),
        ("amount", ["Small", "Presses", "Big", "Unknown"]),
    ):
        page = text(office.visitor("ann").get(f"/deals/?sort={sort}").content)
        assert re.findall(r"\b(Big|Presses|Small|Unknown)\b", page) == order
