"""Several things settled in one sheet, with one save and one undo."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from steerboard.core.calendars import Calendar
from steerboard.records.models import Activity, Lead, Opportunity
from steerboard.work.settling import closing_days, days_of
from tests.offices import NOW, Office, at, htmx


def undo(office: Office, answer: Any, name: str = "ann") -> None:
    address = answer.content.decode().split('hx-post="')[1].split('"')[0]
    assert htmx(office.visitor(name), "post", address).status_code == 200


def deal(office: Office, name: str, owner: str = "ann", **given: Any) -> int:
    return office.add("opportunity", name=name, owner=office.people[owner], **given)


def dates() -> dict[str, date | None]:
    return dict(Opportunity.objects.values_list("name", "close_date"))


class TestClosings:
    @pytest.fixture
    def late(self, office: Office) -> list[int]:
        past = date(2026, 6, 10)
        return [
            deal(office, n, close_date=past, amount=Decimal(a)) for n, a in (("Small", 10), ("Large", 90))
        ]

    def test_it_lists_those_past_their_day_the_largest_first(self, office: Office, late: list[int]) -> None:
        deal(office, "Ahead", close_date=date(2026, 7, 1))
        deal(office, "Bens", "ben", close_date=date(2026, 6, 1))
        page = office.visitor("ann").get("/deals/closings/").content.decode()
        assert 0 < page.index("Large") < page.index("Small")
        assert "Ahead" not in page
        assert "Bens" not in page

    def test_each_gets_its_day_and_one_undo_takes_all_back(self, office: Office, late: list[int]) -> None:
        small, large = late
        given = {f"say-{small}": "2026-06-24", f"say-{large}": "2026-07-31"}
        answer = htmx(office.visitor("ann"), "post", "/deals/closings/", **given)
        assert "Close dates set: 2" in answer.content.decode()
        assert dates() == {"Small": date(2026, 6, 24), "Large": date(2026, 7, 31)}
        undo(office, answer)
        assert set(dates().values()) == {date(2026, 6, 10)}

    def test_a_day_of_ones_own_counts_more_than_a_chip(self, office: Office, late: list[int]) -> None:
        given = {f"say-{late[0]}": "2026-06-24", f"day-{late[0]}": "2026-08-03"}
        htmx(office.visitor("ann"), "post", "/deals/closings/", **given)
        assert dates() == {"Small": date(2026, 8, 3), "Large": date(2026, 6, 10)}

    @pytest.mark.parametrize(
        ("field", "value", "says"),
        [
            ("day", "2026-06-16", "This lies in the past."),
            ("say", "2026-01-01", "not one of the available choices"),
            ("say", "", "Say something of at least one of them."),
        ],
    )
    def test_what_cannot_be_is_said_beside_it(
        self, office: Office, late: list[int], field: str, value: str, says: str
    ) -> None:
        given = {f"{field}-{late[0]}": value}
        answer = htmx(office.visitor("ann"), "post", "/deals/closings/", **given)
        assert answer.status_code == 422
        assert says in answer.content.decode()
        assert set(dates().values()) == {date(2026, 6, 10)}

    def test_deals_without_a_day_have_a_sheet_of_their_own(self, office: Office, late: list[int]) -> None:
        bare = deal(office, "Bare")
        page = office.visitor("ann").get("/deals/closings/?which=undated").content.decode()
        assert ("Bare" in page, "Small" in page) == (True, False)
        address = "/deals/closings/?which=undated"
        assert (
            htmx(office.visitor("ann"), "post", address, **{f"say-{bare}": "2026-06-30"}).status_code == 200
        )
        assert dates()["Bare"] == date(2026, 6, 30)

    def test_a_deal_of_somebody_else_is_no_row_of_the_form(self, office: Office, late: list[int]) -> None:
        other = deal(office, "Cleos", "cleo", close_date=date(2026, 6, 1))
        answer = htmx(office.visitor("ann"), "post", "/deals/closings/", **{f"say-{other}": "2026-06-24"})
        assert answer.status_code == 422
        assert dates()["Cleos"] == date(2026, 6, 1)

    def test_an_empty_sheet_says_so(self, office: Office) -> None:
        assert "Nothing is left here." in office.visitor("ann").get("/deals/closings/").content.decode()

    def test_the_same_day_is_offered_once(self) -> None:
        names = {day: name.en for day, name in closing_days(date(2026, 6, 23), Calendar())}
        assert names == {"2026-06-30": "Month end", "2026-07-31": "End of next month"}
        assert [d for d, _ in closing_days(date(2026, 6, 30), Calendar())] == ["2026-07-07", "2026-07-31"]


class TestSteps:
    @pytest.fixture
    def overdue(self, office: Office) -> list[int]:
        return [
            deal(office, n, next_step=f"Call {n}", next_step_due=date(2026, 6, day))
            for n, day in (("One", 15), ("Two", 12))
        ]

    def test_one_is_done_and_one_moves_and_undo_takes_both_back(
        self, office: Office, overdue: list[int]
    ) -> None:
        one, two = overdue
        page = office.visitor("ann").get("/deals/steps/").content.decode()
        assert 0 < page.index("Call Two") < page.index("Call One")
        given = {f"say-{one}": "done", f"say-{two}": "2026-06-24"}
        answer = htmx(office.visitor("ann"), "post", "/deals/steps/", **given)
        rows = {r.name: (r.next_step, r.next_step_due) for r in Opportunity.objects.all()}
        assert rows == {"One": (None, None), "Two": ("Call Two", date(2026, 6, 24))}
        undo(office, answer)
        assert Opportunity.objects.get(pk=one).next_step == "Call One"


class TestLeads:
    @pytest.fixture
    def waiting(self, office: Office) -> int:
        given = {"name": "Mr Gu", "company": "Gu Pumps", "phone": "139 0000", "lead_source": "Fair"}
        return office.add("lead", owner=office.people["ann"], assigned_at=at(16), **given)

    def test_it_says_who_waits_how_long_and_how_to_reach_him(self, office: Office, waiting: int) -> None:
        page = office.visitor("ann").get("/leads/waiting/").content.decode()
        assert 'href="tel:139 0000"' in page
        assert "Gu Pumps · Fair · waits for 24 h" in page

    def test_an_answer_is_an_activity_and_stops_the_waiting(self, office: Office, waiting: int) -> None:
        answer = htmx(office.visitor("ann"), "post", "/leads/waiting/", **{f"say-{waiting}": "call"})
        assert "Leads answered: 1" in answer.content.decode()
        assert Lead.objects.get(pk=waiting).first_response_at == NOW
        call = Activity.objects.get()
        assert (call.kind, call.mode, call.lead_id, call.done_at) == ("call", "phone", waiting, NOW)
        undo(office, answer)
        assert Lead.objects.get(pk=waiting).first_response_at is None
        assert not Activity.objects.exists()

    @pytest.mark.parametrize(
        "given",
        [
            {"first_response_at": at(16, 12)},
            {"disqualified_at": at(16, 12)},
            {"converted_at": at(16, 12)},
            {"assigned_at": at(1, month=4)},
        ],
    )
    def test_others_do_not_wait(self, office: Office, given: dict[str, Any]) -> None:
        values = {"name": "Mr Gu", "assigned_at": at(16), **given}
        office.add("lead", owner=office.people["ann"], **values)
        assert "Mr Gu" not in office.visitor("ann").get("/leads/waiting/").content.decode()


def test_done_has_no_day() -> None:
    assert days_of({1: "done", 2: "2026-06-24"}) == {1: None, 2: date(2026, 6, 24)}
