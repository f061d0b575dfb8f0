"""Logging a contact, and settling one that was planned."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from steerboard.records.models import Activity, Opportunity
from tests.offices import NOW, Office, at, htmx


@pytest.fixture
def wuxi(office: Office) -> int:
    return office.add("account", name="Wuxi Lianchuang", owner=office.people["ann"])


def log(office: Office, account: int, name: str = "ann", **given: Any) -> Any:
    values = {"account": account, "kind_of": "visit", "token": "t-1", **given}
    return htmx(office.visitor(name), "post", "/visits/new/", **values)


def undo_of(answer: Any) -> str:
    found: str = answer.content.decode().split('hx-post="')[1].split('"')[0]
    return found


def test_a_customer_and_a_tap_are_enough(office: Office, wuxi: int) -> None:
    answer = log(office, wuxi)
    assert answer.status_code == 200
    assert "Visit logged: Wuxi Lianchuang" in answer.content.decode()
    row = Activity.objects.get()
    assert (row.kind, row.account_id, row.owner_id) == ("visit", wuxi, office.people["ann"])
    assert (row.done_at, row.entered_at, row.mode) == (NOW, NOW, "in_person")


def test_the_same_form_sent_twice_is_one_visit_with_the_same_undo(office: Office, wuxi: int) -> None:
    first, second = log(office, wuxi), log(office, wuxi)
    assert Activity.objects.count() == 1
    assert undo_of(first) == undo_of(second) != ""


def test_two_forms_are_two_visits(office: Office, wuxi: int) -> None:
    log(office, wuxi, token="a")
    log(office, wuxi, token="b")
    assert Activity.objects.count() == 2


def test_undo_takes_the_visit_and_its_next_step_back_together(office: Office, wuxi: int) -> None:
    deal = office.add("opportunity", name="Press", account=wuxi, owner=office.people["ann"])
    answer = log(office, wuxi, next_step="Send the offer", next_due="2026-06-20")
    row = Opportunity.objects.get(pk=deal)
    assert (row.next_step, row.next_step_due) == ("Send the offer", date(2026, 6, 20))
    htmx(office.visitor("ann"), "post", undo_of(answer))
    assert not Activity.objects.exists()
    assert Opportunity.objects.get(pk=deal).next_step is None


def test_a_next_step_without_a_clear_deal_becomes_a_task(office: Office, wuxi: int) -> None:
    for name in ("One", "Two"):
        office.add("opportunity", name=name, account=wuxi, owner=office.people["ann"])
    log(office, wuxi, next_step="Ask for drawings", next_due="2026-06-20")
    task = Activity.objects.get(kind="task")
    assert (task.purpose, task.planned_for, task.done_at) == ("Ask for drawings", date(2026, 6, 20), None)
    assert not Opportunity.objects.exclude(next_step=None).exists()


def test_it_says_beside_the_field_what_is_missing(office: Office, wuxi: int) -> None:
    answer = htmx(office.visitor("ann"), "post", "/visits/new/", kind_of="visit", token="t")
    assert answer.status_code == 422
    assert "Whom did you meet?" in answer.content.decode()
    assert not Activity.objects.exists()


@pytest.mark.parametrize("name", ["cleo", "ben"])
def test_a_customer_that_one_does_not_see_cannot_be_chosen(office: Office, wuxi: int, name: str) -> None:
    answer = log(office, wuxi, name)
    assert answer.status_code == 422
    assert "Wuxi" not in answer.content.decode()
    assert not Activity.objects.exists()


def test_a_due_date_needs_something_to_do(office: Office, wuxi: int) -> None:
    answer = log(office, wuxi, next_due="2026-06-20")
    assert answer.status_code == 422
    assert "Say what is to be done by then." in answer.content.decode()


def test_a_call_connects_and_a_visit_does_not(office: Office, wuxi: int) -> None:
    log(office, wuxi, kind_of="call", outcome="connected", token="a")
    log(office, wuxi, kind_of="visit", outcome="connected", token="b")
    found = dict(Activity.objects.values_list("kind", "outcome"))
    assert found == {"call": "connected", "visit": None}


def test_recent_customers_come_first(office: Office, wuxi: int) -> None:
    ann = office.people["ann"]
    other = office.add("account", name="Aaa Tools", owner=ann)
    office.add("activity", kind="visit", owner=ann, account=wuxi, done_at=at(16))
    page = office.visitor("ann").get("/visits/new/").content.decode()
    assert 0 < page.index(f'value="{wuxi}"') < page.index(f'value="{other}"')


def test_without_a_script_the_form_is_a_page_and_leads_back_to_today(office: Office, wuxi: int) -> None:
    ann = office.visitor("ann")
    assert "<html" in ann.get("/visits/new/").content.decode()
    answer = ann.post("/visits/new/", {"account": wuxi, "kind_of": "visit", "token": "t"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")


def test_the_customer_of_an_address_is_chosen_already(office: Office, wuxi: int) -> None:
    page = office.visitor("ann").get(f"/visits/new/?account={wuxi}").content.decode()
    assert f'<option value="{wuxi}" selected>' in page


@pytest.mark.parametrize("account", ["x", "999999999999999999999", "0", "-1", "²"])
def test_an_address_with_nonsense_shows_the_empty_form(office: Office, account: str) -> None:
    answer = office.visitor("ann").get("/visits/new/", {"account": account})
    assert answer.status_code == 200
    assert "selected" not in answer.content.decode().split('name="kind_of"')[0]


@pytest.fixture
def plan(office: Office, wuxi: int) -> int:
    return office.add(
        "activity", kind="visit", owner=office.people["ann"], account=wuxi, planned_for=at(16, 15)
    )


def test_a_plan_of_the_last_working_day_stands_above_todays(office: Office, wuxi: int, plan: int) -> None:
    office.add("activity", kind="demo", owner=office.people["ann"], account=wuxi, planned_for=at(17, 14))
    page = office.visitor("ann").get("/today/visits/").content.decode()
    assert 0 < page.index("yesterday") < page.index("14:00")


def test_on_a_day_off_it_shows_the_next_working_day(
    office: Office, wuxi: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    from steerboard.core.clock import FixedClock
    from steerboard.site import middleware

    office.add("activity", kind="visit", owner=office.people["ann"], account=wuxi, planned_for=at(22, 9))
    monkeypatch.setattr(middleware, "site_clock", lambda: FixedClock(datetime(2026, 6, 20, 2, tzinfo=UTC)))
    page = office.visitor("ann").get("/today/visits/").content.decode()
    assert "Next visits, Mon" in page
    assert "Wuxi Lianchuang" in page


def test_a_planned_visit_is_logged_as_done(office: Office, plan: int) -> None:
    answer = htmx(office.visitor("ann"), "post", f"/visits/{plan}/done/", outcome="positive", notes="good")
    assert answer.status_code == 200
    row = Activity.objects.get(pk=plan)
    assert (row.done_at, row.outcome, row.notes, row.planned_for) == (NOW, "positive", "good", at(16, 15))


def test_a_visit_that_did_not_happen_gets_its_reason_and_a_new_date(office: Office, plan: int) -> None:
    given = {"reason": "Customer cancelled", "again": "2026-06-19T09:30"}
    htmx(office.visitor("ann"), "post", f"/visits/{plan}/missed/", **given)
    row = Activity.objects.get(pk=plan)
    assert (row.reason_not_done, row.done_at, row.cancelled_at) == ("Customer cancelled", None, None)
    assert row.planned_for == at(19, 9).replace(minute=30)


def test_without_a_new_date_it_is_called_off(office: Office, plan: int) -> None:
    htmx(office.visitor("ann"), "post", f"/visits/{plan}/missed/", words="They closed the plant")
    row = Activity.objects.get(pk=plan)
    assert (row.reason_not_done, row.cancelled_at) == ("They closed the plant", NOW)
    assert "Wuxi" not in office.visitor("ann").get("/today/visits/").content.decode()


def test_a_reason_is_needed(office: Office, plan: int) -> None:
    answer = htmx(office.visitor("ann"), "post", f"/visits/{plan}/missed/", again="2026-06-19T09:30")
    assert answer.status_code == 422
    assert Activity.objects.get(pk=plan).planned_for == at(16, 15)


def test_a_plan_that_is_settled_is_not_settled_again(office: Office, plan: int) -> None:
    ann = office.visitor("ann")
    htmx(ann, "post", f"/visits/{plan}/done/", notes="first")
    assert htmx(ann, "post", f"/visits/{plan}/done/", notes="second").status_code == 400
    assert Activity.objects.get(pk=plan).notes == "first"


@pytest.mark.parametrize("verb", ["done/", "missed/"])
def test_a_plan_of_somebody_else_answers_as_one_that_is_not_there(
    office: Office, plan: int, verb: str
) -> None:
    cleo = office.visitor("cleo")
    forbidden, absent = cleo.get(f"/visits/{plan}/{verb}"), cleo.get(f"/visits/999999/{verb}")
    assert forbidden.status_code == absent.status_code == 404
    assert b"Wuxi" not in forbidden.content


def test_it_speaks_chinese(office: Office, wuxi: int) -> None:
    answer = htmx(
        office.visitor("ann", "zh-hans"), "post", "/visits/new/", account=wuxi, kind_of="visit", token="t"
    )
    assert "已记录拜访：Wuxi Lianchuang" in answer.content.decode()


def test_a_visit_that_did_not_happen_moves_with_its_reason_in_one_tap(office: Office, plan: int) -> None:
    page = office.visitor("ann").get("/today/visits/").content.decode()
    assert "it moves to Thu" in page
    assert 'name="again" value="2026-06-18"' in page
    given = {"reason": "Customer cancelled", "again": "2026-06-18"}
    answer = htmx(office.visitor("ann"), "post", f"/visits/{plan}/moved/", **given)
    row = Activity.objects.get(pk=plan)
    assert (row.reason_not_done, row.planned_for, row.done_at) == ("Customer cancelled", at(18, 15), None)
    htmx(office.visitor("ann"), "post", undo_of(answer))
    row = Activity.objects.get(pk=plan)
    assert (row.reason_not_done, row.planned_for) == (None, at(16, 15))


@pytest.mark.parametrize("given", [{"reason": ""}, {"again": "2026-06-16"}, {"again": "soon"}])
def test_a_move_that_cannot_be_opens_the_form(office: Office, plan: int, given: dict[str, str]) -> None:
    values = {"reason": "Customer cancelled", "again": "2026-06-18", **given}
    answer = htmx(office.visitor("ann"), "post", f"/visits/{plan}/moved/", **values)
    assert answer.status_code in (200, 422)
    assert Activity.objects.get(pk=plan).planned_for == at(16, 15)


def test_a_plan_for_a_day_moves_to_a_day(office: Office, wuxi: int) -> None:
    plan = office.add(
        "activity", kind="visit", owner=office.people["ann"], account=wuxi, planned_for=date(2026, 6, 16)
    )
    htmx(office.visitor("ann"), "post", f"/visits/{plan}/moved/", reason="x", again="2026-06-18")
    assert Activity.objects.get(pk=plan).planned_for == date(2026, 6, 18)


def test_preparation_is_ticked_and_the_tick_taken_away(office: Office, plan: int) -> None:
    ann = office.visitor("ann")
    htmx(ann, "post", f"/visits/{plan}/prepared/", prepared="yes")
    assert Activity.objects.get(pk=plan).prepared is True
    answer = htmx(ann, "post", f"/visits/{plan}/prepared/", prepared="no")
    assert Activity.objects.get(pk=plan).prepared is False
    htmx(ann, "post", undo_of(answer))
    assert Activity.objects.get(pk=plan).prepared is True


@pytest.mark.parametrize("verb", ["moved/", "prepared/"])
def test_nobody_settles_what_is_another_ones(office: Office, plan: int, verb: str) -> None:
    given = {"reason": "x", "again": "2026-06-18", "prepared": "yes"}
    cleo = office.visitor("cleo")
    assert cleo.post(f"/visits/{plan}/{verb}", given).status_code == 404
    assert cleo.post(f"/visits/999999/{verb}", given).status_code == 404
    assert Activity.objects.get(pk=plan).prepared is None


def test_the_form_offers_what_was_planned_and_is_not_logged(office: Office, wuxi: int, plan: int) -> None:
    page = office.visitor("ann").get("/visits/new/").content.decode()
    assert f'href="/visits/{plan}/done/"' in page
    htmx(office.visitor("ann"), "post", f"/visits/{plan}/done/", outcome="positive")
    assert f'href="/visits/{plan}/done/"' not in office.visitor("ann").get("/visits/new/").content.decode()


def deals_of(office: Office, account: int, *names: str) -> list[int]:
    return [office.add("opportunity", name=n, account=account, owner=office.people["ann"]) for n in names]


def test_the_only_open_deal_of_the_customer_is_what_it_was_about(office: Office, wuxi: int) -> None:
    (press,) = deals_of(office, wuxi, "Press")
    log(office, wuxi)
    assert Activity.objects.get().opportunity_id == press


def test_of_several_deals_one_is_ticked_or_none(office: Office, wuxi: int) -> None:
    _press, pump = deals_of(office, wuxi, "Press", "Pump")
    page = office.visitor("ann").get(f"/visits/about/?account={wuxi}").content.decode()
    assert ("Press" in page, "Pump" in page) == (True, True)
    log(office, wuxi, deal=str(pump), token="a")
    log(office, wuxi, deal="", token="b")
    assert list(Activity.objects.order_by("pk").values_list("opportunity", flat=True)) == [pump, None]


def test_a_next_step_stands_on_the_deal_that_was_ticked(office: Office, wuxi: int) -> None:
    press, pump = deals_of(office, wuxi, "Press", "Pump")
    log(office, wuxi, deal=str(pump), next_step="Send the offer", next_due="2026-06-20")
    steps = dict(Opportunity.objects.values_list("pk", "next_step"))
    assert steps == {press: None, pump: "Send the offer"}


def test_a_deal_of_another_customer_cannot_be_ticked(office: Office, wuxi: int) -> None:
    other = office.add("account", name="Other", owner=office.people["ann"])
    (elsewhere,) = deals_of(office, other, "Elsewhere")
    answer = log(office, wuxi, deal=str(elsewhere))
    assert answer.status_code == 422
    assert not Activity.objects.exists()


@pytest.mark.parametrize("account", ["", "x", "999999"])
def test_of_no_customer_nothing_is_asked(office: Office, account: str) -> None:
    answer = office.visitor("ann").get("/visits/about/", {"account": account})
    assert answer.status_code == 200
    assert "<fieldset" not in answer.content.decode()


def test_what_was_told_last_stands_with_the_visit(office: Office, wuxi: int) -> None:
    ann = office.people["ann"]
    deals_of(office, wuxi, "Press")
    office.add(
        "activity",
        kind="visit",
        owner=ann,
        account=wuxi,
        done_at=at(3),
        outcome="positive",
        notes="Wants a sample",
    )
    office.add("activity", kind="visit", owner=ann, account=wuxi, planned_for=at(17, 14), purpose="Hand over")
    page = office.visitor("ann").get("/today/visits/").content.decode()
    assert "Visit, Positive" in page
    assert "Wants a sample" in page
    assert "Hand over" in page


def test_the_last_contact_that_one_does_not_see_is_not_told(office: Office, wuxi: int) -> None:
    given = {"notes": "Secret", "outcome": "negative"}
    office.add("activity", kind="visit", owner=office.people["cleo"], account=wuxi, done_at=at(3), **given)
    office.add("activity", kind="visit", owner=office.people["ann"], account=wuxi, planned_for=at(17, 14))
    page = office.visitor("ann").get("/today/visits/").content.decode()
    assert "First contact" in page
    assert "Secret" not in page


def test_a_customer_whom_one_does_not_see_says_nothing_by_ones_own_deals(office: Office) -> None:
    hidden = office.add("account", name="Hidden", owner=office.people["cleo"])
    deals_of(office, hidden, "Mine")
    ann = office.visitor("ann")
    for address in ("/visits/about/?account={}", "/visits/new/?account={}"):
        assert "Mine" not in ann.get(address.format(hidden)).content.decode()
