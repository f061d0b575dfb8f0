"""Planning visits: who is proposed and why, and one save for all that are ticked."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from steerboard.records.models import Activity
from tests.offices import Office, at, htmx

SPACE = "\N{NO-BREAK SPACE}"


@pytest.fixture
def wuxi(office: Office) -> int:
    """A customer whose deal is to close this month."""
    account = office.add("account", name="Wuxi Presses", owner=office.people["ann"])
    given = {"amount": Decimal(360_000), "currency": "CNY", "close_date": date(2026, 6, 25)}
    office.add("opportunity", name="Press", account=account, owner=office.people["ann"], **given)
    return account


@pytest.fixture
def quiet(office: Office) -> int:
    """A key account that nobody has seen for six weeks."""
    given = {"name": "Quiet Pumps", "is_key_account": True}
    account = office.add("account", owner=office.people["ann"], **given)
    office.add("activity", kind="visit", owner=office.people["ann"], account=account, done_at=at(5, month=5))
    return account


def sheet(office: Office, query: str = "", name: str = "ann", language: str = "en") -> str:
    page: str = office.visitor(name, language).get(f"/visits/plan/{query}").content.decode()
    return page.replace(SPACE, " ")


def plan(office: Office, name: str = "ann", **given: Any) -> Any:
    return htmx(office.visitor(name), "post", "/visits/plan/", **given)


def test_it_says_why_and_ticks_as_many_as_are_needed(office: Office, wuxi: int, quiet: int) -> None:
    page = sheet(office, "?need=1")
    assert "¥360k to close on 25 Jun, without a visit" in page
    assert page.index("Wuxi Presses") < page.index("Quiet Pumps")
    assert "key account not seen for 43 days" in page
    ticked = [
        tag for tag in page.split("<input")[1:] if "checkbox" in tag and " checked" in tag.split(">")[0]
    ]
    assert len(ticked) == 1
    assert f"take-{wuxi}" in ticked[0]


def test_one_save_plans_them_all_and_one_undo_takes_them_back(office: Office, wuxi: int, quiet: int) -> None:
    given = {
        f"take-{wuxi}": "on",
        f"day-{wuxi}": "2026-06-18",
        f"take-{quiet}": "on",
        f"day-{quiet}": "2026-06-19",
    }
    answer = plan(office, **given)
    assert "2 visits planned" in answer.content.decode()
    found = {
        (r.account_id, r.planned_for, r.purpose, r.opportunity_id is None)
        for r in Activity.objects.filter(done_at=None)
    }
    assert found == {
        (wuxi, date(2026, 6, 18), "Closing", False),
        (quiet, date(2026, 6, 19), "Keep in touch", True),
    }
    undo = answer.content.decode().split('hx-post="')[1].split('"')[0]
    htmx(office.visitor("ann"), "post", undo)
    assert not Activity.objects.filter(done_at=None).exists()


def test_who_is_planned_is_not_proposed_again(office: Office, wuxi: int) -> None:
    answer = plan(office, **{f"take-{wuxi}": "on", f"day-{wuxi}": "2026-06-18"})
    assert "Visit planned: Wuxi Presses" in answer.content.decode()
    assert f"take-{wuxi}" not in sheet(office)


def test_a_customer_whom_nobody_proposed_can_be_added(office: Office) -> None:
    other = office.add("account", name="Other", owner=office.people["ann"])
    assert "Nobody in particular waits" in sheet(office)
    plan(office, other=other, other_day="2026-06-22")
    row = Activity.objects.get()
    assert (row.account_id, row.planned_for, row.purpose) == (other, date(2026, 6, 22), None)


def test_the_customer_of_an_address_comes_first_and_alone_ticked(office: Office, wuxi: int) -> None:
    other = office.add("account", name="Other", owner=office.people["ann"])
    page = sheet(office, f"?account={other}")
    assert page.index(f"take-{other}") < page.index(f"take-{wuxi}")
    assert page.count(" checked") == 1
    answer = plan(office, account=other, **{f"take-{other}": "on", f"day-{other}": "2026-06-18"})
    assert "Visit planned: Other" in answer.content.decode()


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({}, "Choose at least one customer."),
        ({"day": "2026-06-16"}, "This lies in the past."),
        ({"day": ""}, "Say on which day."),
        ({"day": "someday"}, "Enter a valid date."),
    ],
)
def test_what_is_missing_is_said(office: Office, wuxi: int, given: dict[str, str], says: str) -> None:
    values = {f"take-{wuxi}": "on", f"day-{wuxi}": given["day"]} if given else {}
    answer = plan(office, **values)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not Activity.objects.exists()


def test_a_customer_that_one_does_not_see_is_neither_proposed_nor_planned(office: Office, wuxi: int) -> None:
    assert "Wuxi" not in sheet(office, f"?account={wuxi}", "cleo")
    assert plan(office, "cleo", other=wuxi, other_day="2026-06-18").status_code == 422
    given = {"account": wuxi, f"take-{wuxi}": "on", f"day-{wuxi}": "2026-06-18"}
    assert plan(office, "cleo", **given).status_code == 422
    assert not Activity.objects.exists()


@pytest.mark.parametrize("query", ["?need=x", "?need=-1", "?need=99999999999999999999", "?account=²"])
def test_nonsense_in_the_address_shows_the_sheet(office: Office, wuxi: int, query: str) -> None:
    assert "Wuxi Presses" in sheet(office, query)


def test_it_speaks_chinese(office: Office, wuxi: int) -> None:
    page = sheet(office, language="zh-hans")
    assert "¥36 万，6月25日 要成交，还没排拜访" in page
