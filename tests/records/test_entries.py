"""Entering and mending records: what is written, what is refused, and that nothing typed is lost."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any

import pytest
from typing_extensions import override

from steerboard.kinds.batch import Author, Batch, Edit
from steerboard.people.actions import write_as
from steerboard.people.rights import rights_of
from steerboard.records.entry.catalog import FORMS
from steerboard.records.entry.doubles import core_of
from steerboard.records.models import Account, Activity, Contact, Lead, Opportunity, Order, OrderLine, Quote
from tests.offices import CLOCK, NOW, TODAY, ZONE, Office, htmx


def said(answer: Any) -> str:
    plain = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", plain.replace("\N{NO-BREAK SPACE}", " "))


def new(office: Office, kind: str, who: str = "ann", /, **given: Any) -> Any:
    return htmx(office.visitor(who), "post", f"/records/{kind}/new/", **given)


def edit(office: Office, kind: str, record: int, who: str = "ann", /, **given: Any) -> Any:
    return htmx(office.visitor(who), "post", f"/records/{kind}/{record}/edit/", **given)


def undo_of(answer: Any) -> str:
    found: str = answer.content.decode().split('hx-post="')[1].split('"')[0]
    return found


@pytest.fixture
def wuxi(office: Office) -> int:
    return office.add("account", name="Wuxi Lianchuang", owner=office.people["ann"])


@pytest.fixture
def deal(office: Office, wuxi: int) -> int:
    return office.add(
        "opportunity",
        name="Press",
        owner=office.people["ann"],
        account=wuxi,
        amount=Decimal(5),
        currency="CNY",
    )


@pytest.mark.parametrize("kind", FORMS)
@pytest.mark.parametrize("who", ["ann", "oli"])
def test_every_form_opens_for_who_may_enter_it_and_is_absent_for_others(
    office: Office, kind: str, who: str
) -> None:
    office_only = kind in ("campaign", "promotion", "product", "cost")
    for query in ("", "?full=1"):
        answer = htmx(office.visitor(who), "get", f"/records/{kind}/new/{query}")
        assert answer.status_code == (404 if office_only and who == "ann" else 200)


def test_a_quick_customer_belongs_to_who_entered_it(office: Office) -> None:
    answer = new(office, "account", name="Suzhou Hengyuan", customer_type="prospect", city="Suzhou")
    assert answer.status_code == 200
    row = Account.objects.get()
    assert (row.name, row.owner_id, row.city, row.created_at) == (
        "Suzhou Hengyuan", office.people["ann"], "Suzhou", NOW,
    )  # fmt: skip
    assert f'href="/records/account/{row.pk}/"' in answer.content.decode()
    htmx(office.visitor("ann"), "post", undo_of(answer))
    assert not Account.objects.exists()


def test_what_is_missing_is_said_at_its_field_and_nothing_typed_is_lost(office: Office) -> None:
    answer = new(office, "opportunity", name="Press line", amount="12,5oo", close_date="soon")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="Press line"' in page
    assert 'value="12,5oo"' in page
    for name in ("account", "amount", "close_date"):
        assert f'id="id_{name}_error"' in page
    assert not Opportunity.objects.exists()


def test_errors_speak_chinese(office: Office) -> None:
    answer = htmx(office.visitor("ann", "zh-hans"), "post", "/records/lead/new/", phone="1")
    assert "请填写姓名或公司。" in said(answer)


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("1,250.5", "1250.5"),
        ("¥30万", "300000"),
        ("３２０ｋ".replace("ｋ", "k"), "320000"),
        ("1 000", "1000"),
    ],
)
def test_amounts_are_taken_as_people_type_them(office: Office, wuxi: int, typed: str, amount: str) -> None:
    new(office, "opportunity", account=wuxi, name="Press", amount=typed)
    assert Opportunity.objects.get().amount == Decimal(amount)


def test_a_new_deal_takes_what_its_stage_brings(office: Office, wuxi: int) -> None:
    stage = office.add(
        "stage", name="Offer", position=3, probability=Decimal("0.4"), forecast_category="best_case"
    )
    new(office, "opportunity", account=wuxi, name="Press", stage=stage)
    row = Opportunity.objects.get()
    assert (row.probability, row.forecast_category, row.currency) == (Decimal("0.4"), "best_case", "CNY")


def test_a_plan_without_an_hour_stays_a_day_and_with_one_is_a_moment(office: Office, wuxi: int) -> None:
    for purpose, hour in (("Day", ""), ("Hour", "09:30")):
        new(
            office, "activity", kind="visit", account=wuxi, purpose=purpose,
            planned_for_0="2026-06-20", planned_for_1=hour,
        )  # fmt: skip
    assert Activity.objects.get(purpose="Day").planned_for == date(2026, 6, 20)
    assert Activity.objects.get(purpose="Hour").planned_for == datetime(
        2026, 6, 20, 9, 30, tzinfo=ZONE
    ).astimezone(UTC)


def test_an_hour_without_its_day_is_refused(office: Office, wuxi: int) -> None:
    answer = new(office, "activity", kind="visit", account=wuxi, planned_for_1="09:30")
    assert "Give the day as well." in said(answer)


def test_a_quote_knows_its_customer_from_its_deal(office: Office, deal: int, wuxi: int) -> None:
    new(office, "quote", opportunity=deal, number="Q-1", amount="100")
    row = Quote.objects.get()
    assert (row.account_id, row.status, row.owner_id) == (wuxi, "draft", office.people["ann"])


def test_a_contact_is_entered_only_at_a_customer_one_may_edit(office: Office, wuxi: int) -> None:
    assert new(office, "contact", account=wuxi, name="Chen Gong").status_code == 200
    assert new(office, "contact", "cleo", account=wuxi, name="Chen Bo").status_code == 422
    pool = office.add("account", name="Pool Co")
    assert new(office, "contact", account=pool, name="Lin").status_code == 404
    assert list(Contact.objects.values_list("name", flat=True)) == ["Chen Gong"]


def test_a_name_that_is_here_already_is_said_and_may_be_entered_all_the_same(office: Office) -> None:
    office.add("account", name="无锡联创精密有限公司", owner=office.people["ann"])
    given: dict[str, Any] = {"name": "无锡联创精密 Co., Ltd.", "customer_type": "prospect"}
    answer = new(office, "account", **given)
    assert answer.status_code == 422
    assert "无锡联创精密有限公司" in said(answer)
    assert new(office, "account", **given, sure="1").status_code == 200
    assert Account.objects.count() == 2


def test_a_double_that_one_does_not_see_is_not_told(office: Office) -> None:
    office.add("account", name="Wuxi Lianchuang", owner=office.people["cleo"])
    assert new(office, "account", name="Wuxi Lianchuang", customer_type="prospect").status_code == 200


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Wuxi Press Co., Ltd.", "WUXI PRESS"),
        ("上海（嘉博）科技有限公司", "上海嘉博科技"),
        ("ＡＢＣ集团", "abc"),
    ],
)
def test_names_with_the_same_core_are_alike(one: str, other: str) -> None:
    assert core_of(one) == core_of(other)


def test_an_order_and_its_lines_are_one_change(office: Office, wuxi: int) -> None:
    laser = office.add(
        "product", name="Laser", list_price=Decimal(900), unit_cost=Decimal(500), currency="CNY"
    )
    answer = new(
        office,
        "order",
        account=wuxi,
        external_id="SO-9",
        ordered_at_0="2026-06-16",
        **lines((laser, "2", ""), (laser, "1", "850")),
    )
    assert answer.status_code == 200
    order = Order.objects.get()
    rows = (
        OrderLine.objects.filter(order=order)
        .order_by("pk")
        .values_list("quantity", "net_price", "list_price", "unit_cost")
    )
    assert list(rows) == [(2, 900, 900, None), (1, 850, 900, None)]
    htmx(office.visitor("ann"), "post", undo_of(answer))
    assert (Order.objects.count(), OrderLine.objects.count()) == (0, 0)


def lines(*rows: tuple[Any, str, str], ids: tuple[int, ...] = ()) -> dict[str, Any]:
    given: dict[str, Any] = {"lines-TOTAL_FORMS": len(rows), "lines-INITIAL_FORMS": len(ids)}
    for n, (product, quantity, price) in enumerate(rows):
        given |= {
            f"lines-{n}-product": product,
            f"lines-{n}-quantity": quantity,
            f"lines-{n}-net_price": price,
        }
        given |= {f"lines-{n}-id": ids[n]} if n < len(ids) else {}
    return given


def test_an_order_without_a_line_and_a_line_without_a_product_are_refused(office: Office, wuxi: int) -> None:
    begun: dict[str, Any] = {"account": wuxi, "ordered_at_0": "2026-06-16"}
    assert "at least one line" in said(new(office, "order", **begun, **lines(("", "", ""))))
    assert "Choose a product." in said(new(office, "order", **begun, **lines(("", "3", ""))))
    assert not Order.objects.exists()


def test_editing_lines_keeps_what_others_added_meanwhile(office: Office, wuxi: int) -> None:
    ann, laser = office.people["ann"], office.add("product", name="Laser", currency="CNY")
    order = office.add(
        "order", external_id="SO-1", owner=ann, account=wuxi, ordered_at=date(2026, 6, 1), currency="CNY"
    )
    first, second, third = (
        office.add("order_line", order=order, product=laser, quantity=Decimal(n)) for n in (1, 2, 3)
    )
    given: dict[str, Any] = {
        "account": wuxi,
        "external_id": "SO-1",
        "ordered_at_0": "2026-06-01",
        "currency": "CNY",
        "seen": "0",
    }
    answer = edit(
        office, "order", order, **given, **lines((laser, "5", "10"), ("", "", ""), ids=(first, second))
    )
    assert answer.status_code == 200
    left = OrderLine.objects.filter(order=order).values_list("pk", "quantity")
    assert dict(left) == {first: 5, third: 3}


def test_an_order_number_that_is_taken_is_said_at_its_field(office: Office, wuxi: int) -> None:
    laser = office.add("product", name="Laser", list_price=Decimal(900), currency="CNY")
    given: dict[str, Any] = {
        "account": wuxi,
        "external_id": "SO-9",
        "ordered_at_0": "2026-06-16",
        **lines((laser, "2", "")),
    }
    assert new(office, "order", **given).status_code == 200
    answer = new(office, "order", **given)
    assert answer.status_code == 422
    assert "SO-9" in answer.content.decode()
    assert Order.objects.count() == 1


class Controls(HTMLParser):
    """What a browser would send of a form, by name."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: dict[str, Any] = {}
        self.of = ""
        self.feed(page)

    @override
    def handle_starttag(self, tag: str, attrs: Any) -> None:
        given = dict(attrs)
        name = given.get("name") or ""
        if tag in ("select", "textarea"):
            self.of, self.found[name] = name, self.found.get(name, "")
        elif tag == "option" and self.of and "selected" in given:
            self.found[self.of] = given.get("value") or ""
        elif tag == "input" and name and (given.get("type") != "radio" or "checked" in given):
            self.found[name] = given.get("value") or ""

    @override
    def handle_data(self, data: str) -> None:
        if self.lasttag == "textarea" and self.of:
            self.found[self.of] += data

    @override
    def handle_endtag(self, tag: str) -> None:
        if tag in ("select", "textarea"):
            self.of = ""


def whole(office: Office, kind: str, record: int, who: str = "ann") -> dict[str, Any]:
    """What the full form of a record holds, as a browser would send it."""
    page = htmx(office.visitor(who), "get", f"/records/{kind}/{record}/edit/")
    assert page.status_code == 200
    return Controls(page.content.decode()).found


def test_saving_a_form_untouched_changes_nothing(office: Office, deal: int) -> None:
    answer = edit(office, "opportunity", deal, **whole(office, "opportunity", deal))
    assert "Nothing changed." in said(answer)


def test_an_edit_writes_what_was_touched_and_has_its_undo(office: Office, deal: int) -> None:
    answer = edit(
        office,
        "opportunity",
        deal,
        **whole(office, "opportunity", deal) | {"amount": "70", "probability": "35"},
    )
    row = Opportunity.objects.get(pk=deal)
    assert (row.amount, row.probability) == (Decimal(70), Decimal("0.35"))
    htmx(office.visitor("ann"), "post", undo_of(answer))
    assert Opportunity.objects.get(pk=deal).amount == Decimal(5)


def change(office: Office, deal: int, **values: Any) -> None:
    lea = office.people["lea"]
    write_as(
        Batch(Author(lea, "app", "edit"), (Edit("opportunity", deal, values),)), rights_of(lea, TODAY), CLOCK
    )


def test_what_others_changed_elsewhere_in_the_record_stays(office: Office, deal: int) -> None:
    form = whole(office, "opportunity", deal)
    change(office, deal, next_step="Call the boss")
    edit(office, "opportunity", deal, **form | {"amount": "70"})
    row = Opportunity.objects.get(pk=deal)
    assert (row.amount, row.next_step) == (Decimal(70), "Call the boss")


def test_two_who_change_the_same_field_are_told_and_the_second_decides(office: Office, deal: int) -> None:
    form = whole(office, "opportunity", deal)
    change(office, deal, amount=Decimal(60))
    answer = edit(office, "opportunity", deal, **form | {"amount": "70"})
    assert answer.status_code == 422
    assert "Meanwhile somebody set this to “60”" in said(answer)
    assert Opportunity.objects.get(pk=deal).amount == Decimal(60)
    seen = re.search(r'name="seen" value="(\d+)"', answer.content.decode())
    assert seen is not None
    assert edit(office, "opportunity", deal, **form | {"amount": "70", "seen": seen[1]}).status_code == 200
    assert Opportunity.objects.get(pk=deal).amount == Decimal(70)


@pytest.mark.parametrize("who", ["cleo", "eve"])
def test_who_may_not_edit_finds_no_form_and_changes_nothing(office: Office, deal: int, who: str) -> None:
    assert htmx(office.visitor(who), "get", f"/records/opportunity/{deal}/edit/").status_code == 404
    assert edit(office, "opportunity", deal, who, name="Mine now", account="").status_code == 404
    assert office.visitor(who).post(f"/records/opportunity/{deal}/delete/").status_code == 404
    assert Opportunity.objects.get(pk=deal).name == "Press"


def test_a_lead_of_a_team_may_edit_and_hand_over_within_it(office: Office, deal: int) -> None:
    form = whole(office, "opportunity", deal, "lea")
    edit(office, "opportunity", deal, "lea", **form | {"owner": str(office.people["ben"])})
    assert Opportunity.objects.get(pk=deal).owner_id == office.people["ben"]
    form = whole(office, "opportunity", deal, "lea")
    edit(office, "opportunity", deal, "lea", **form | {"owner": str(office.people["cleo"])})
    assert Opportunity.objects.get(pk=deal).owner_id == office.people["ben"]


def test_a_link_that_one_does_not_see_is_neither_shown_nor_lost(office: Office, deal: int) -> None:
    secret = office.add("account", name="Secret Foundry", owner=office.people["cleo"])
    office_write(office, deal, account=secret)
    form = whole(office, "opportunity", deal)
    assert "account" not in form
    edit(office, "opportunity", deal, **form | {"amount": "70"})
    row = Opportunity.objects.get(pk=deal)
    assert (row.account_id, row.amount) == (secret, Decimal(70))


def office_write(office: Office, deal: int, **values: Any) -> None:
    from steerboard.kinds.door import write

    write(Batch(Author(None, "import", "test"), (Edit("opportunity", deal, values),)), CLOCK)


def test_a_tagged_field_is_no_part_of_the_form_without_its_right(office: Office) -> None:
    product = office.add("product", name="Laser", unit_cost=Decimal(777), currency="CNY")
    form = whole(office, "product", product, "oli")
    assert "unit_cost" not in form
    edit(office, "product", product, "oli", **form | {"unit_cost": "1", "name": "Laser 2"})
    page = office.visitor("eve").get(f"/records/product/{product}/").content.decode()
    assert "777" in page


def test_deleting_is_taken_back_from_the_list_that_follows(office: Office, deal: int) -> None:
    ann = office.visitor("ann")
    answer = htmx(ann, "post", f"/records/opportunity/{deal}/delete/")
    assert answer["HX-Redirect"] == "/deals/"
    assert not Opportunity.objects.exists()
    page = ann.get("/deals/")
    assert "Deleted: Press" in said(page)
    undo = re.search(r'action="(/undo/\d+/)"', page.content.decode())
    assert undo is not None
    ann.post(undo[1])
    assert Opportunity.objects.get().name == "Press"


def test_without_a_script_the_record_follows_with_the_undo(office: Office) -> None:
    ann = office.visitor("ann")
    answer = ann.post("/records/lead/new/", {"company": "Hengyuan", "lead_source": "fair"}, follow=True)
    lead = Lead.objects.get()
    assert answer.redirect_chain == [(f"/records/lead/{lead.pk}/", 302)]
    assert "/undo/" in answer.content.decode()
    assert (lead.status, lead.lifecycle_stage, lead.assigned_at) == ("open", "lead", NOW)


def test_a_form_takes_what_its_address_brings(office: Office, wuxi: int) -> None:
    page = htmx(
        office.visitor("ann"), "get", f"/records/activity/new/?account={wuxi}&planned_for_0=2026-06-22"
    )
    assert "Wuxi Lianchuang" in said(page)
    assert 'value="2026-06-22"' in page.content.decode()


def test_there_is_no_form_for_what_nobody_enters(office: Office) -> None:
    for kind in ("user", "target", "nonsense", "order_line"):
        assert htmx(office.visitor("oli"), "get", f"/records/{kind}/new/").status_code == 404
