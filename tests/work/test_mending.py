"""Overdue next steps and past closing dates, put right in place."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from steerboard.records.models import Opportunity
from tests.offices import TODAY, Office, htmx


@pytest.fixture
def deal(office: Office) -> int:
    return office.add(
        "opportunity",
        name="Presses for Wuxi",
        owner=office.people["ann"],
        amount=Decimal(360000),
        close_date=date(2026, 6, 10),
        next_step="Send the quote",
        next_step_due=date(2026, 6, 12),
    )


def now(office: Office, name: str = "ann") -> str:
    return office.visitor(name).get("/today/now/").content.decode()


def test_what_is_overdue_is_among_what_matters_now(office: Office, deal: int) -> None:
    page = now(office)
    assert "was to close 7 days ago" in page
    assert "“Send the quote” is overdue" in page
    assert "Presses for Wuxi" in page


def test_it_shows_only_ones_own_deals_even_to_who_leads(office: Office, deal: int) -> None:
    assert "Presses for Wuxi" not in now(office, "lea")


def test_what_is_due_today_is_not_overdue(office: Office) -> None:
    office.add("opportunity", owner=office.people["ann"], close_date=TODAY, next_step_due=TODAY)
    assert "Nothing is overdue" in now(office)


def test_closed_deals_have_nothing_to_mend(office: Office) -> None:
    office.add("opportunity", owner=office.people["ann"], close_date=date(2026, 6, 1), outcome="lost")
    assert "Nothing is overdue" in now(office)


def test_a_closing_date_moves_by_one_button_and_comes_back_by_undo(office: Office, deal: int) -> None:
    ann = office.visitor("ann")
    answer = htmx(ann, "post", f"/deals/{deal}/closing/", close_date="2026-06-24")
    assert answer.status_code == 200
    assert Opportunity.objects.get(pk=deal).close_date == date(2026, 6, 24)
    assert "live:opportunity" in answer.headers["HX-Trigger"]
    undo = answer.content.decode().split('hx-post="')[1].split('"')[0]
    assert htmx(ann, "post", undo).status_code == 200
    assert Opportunity.objects.get(pk=deal).close_date == date(2026, 6, 10)


def test_a_closing_date_in_the_past_is_refused_beside_the_field(office: Office, deal: int) -> None:
    answer = htmx(office.visitor("ann"), "post", f"/deals/{deal}/closing/", close_date="2026-06-16")
    assert answer.status_code == 422
    assert "This lies in the past." in answer.content.decode()
    assert Opportunity.objects.get(pk=deal).close_date == date(2026, 6, 10)


def test_a_next_step_that_is_done_goes(office: Office, deal: int) -> None:
    ann = office.visitor("ann")
    htmx(ann, "post", f"/deals/{deal}/step/done/")
    row = Opportunity.objects.get(pk=deal)
    assert (row.next_step, row.next_step_due) == (None, None)
    assert "Send the quote" not in now(office)


def test_a_next_step_moves_and_keeps_its_words(office: Office, deal: int) -> None:
    htmx(office.visitor("ann"), "post", f"/deals/{deal}/step/move/", due="2026-06-24")
    row = Opportunity.objects.get(pk=deal)
    assert (row.next_step, row.next_step_due) == ("Send the quote", date(2026, 6, 24))


def test_another_next_step_takes_its_place(office: Office, deal: int) -> None:
    given = {"next_step": "Meet the buyer", "next_step_due": "2026-06-20"}
    htmx(office.visitor("ann"), "post", f"/deals/{deal}/step/", **given)
    row = Opportunity.objects.get(pk=deal)
    assert (row.next_step, row.next_step_due) == ("Meet the buyer", date(2026, 6, 20))


@pytest.mark.parametrize("verb", ["closing/", "step/", "step/done/", "step/move/"])
def test_a_deal_of_somebody_else_answers_as_one_that_is_not_there(
    office: Office, deal: int, verb: str
) -> None:
    cleo = office.visitor("cleo")
    given = {"close_date": "2026-06-24", "due": "2026-06-24", "next_step": "Mine now"}
    forbidden = cleo.post(f"/deals/{deal}/{verb}", given)
    absent = cleo.post(f"/deals/999999/{verb}", given)
    assert forbidden.status_code == absent.status_code == 404
    assert Opportunity.objects.get(pk=deal).next_step == "Send the quote"


def test_without_a_script_it_goes_back_to_today(office: Office, deal: int) -> None:
    answer = office.visitor("ann").post(f"/deals/{deal}/closing/", {"close_date": "2026-06-24"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")


def test_what_a_lead_did_is_not_the_owners_to_undo(office: Office, deal: int) -> None:
    answer = htmx(office.visitor("lea"), "post", f"/deals/{deal}/closing/", close_date="2026-06-24")
    undo = answer.content.decode().split('hx-post="')[1].split('"')[0]
    assert htmx(office.visitor("ann"), "post", undo).status_code == 404
    assert Opportunity.objects.get(pk=deal).close_date == date(2026, 6, 24)
