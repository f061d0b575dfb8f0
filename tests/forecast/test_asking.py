"""The plain forecast asked of the real engine over real records, under the reader's rights."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import RequestFactory

from steerboard.core.periods import Period
from steerboard.engine.rights import Rights
from steerboard.forecast.asking import Foretold, days_left, forecasts, own_forecast
from steerboard.kinds.batch import Author, Batch, Edit, New
from steerboard.kinds.door import write
from steerboard.people.rights import rights_of
from tests.offices import CLOCK, TODAY, ZONE, Office

JUNE = Period(date(2026, 6, 1), date(2026, 7, 1))


def asked(office: Office, name: str) -> Any:
    """A request as the middleware hands it on."""
    request: Any = RequestFactory().get("/")
    person = office.people[name]
    request.workspace, request.clock, request.today = office.workspace, CLOCK, TODAY
    request.person_id, request.rights = person, rights_of(person, TODAY)
    return request


@pytest.fixture
def offer(office: Office) -> int:
    return office.add("stage", name="Offer", kind="open", position=2)


def past_deals(office: Office, stage: int, name: str, entered: int, won: int, days: int = 5) -> None:
    """Deals that came into the stage in March, of which some were won after ``days``."""
    start = datetime(2026, 3, 2, 10, tzinfo=ZONE)
    new = [
        New(
            "opportunity",
            {"name": f"Past {n}", "owner": office.people[name], "stage": stage, "created_at": start},
        )
        for n in range(entered)
    ]
    author = Author(None, "import", "test")
    ids = write(Batch(author, tuple(new)), CLOCK).ids
    closing = start + timedelta(days=days)
    ends = [
        Edit(
            "opportunity",
            pk,
            {"outcome": "won" if n < won else "lost", "closed_at": closing},
            effective_at=closing,
        )
        for n, pk in enumerate(ids)
    ]
    write(Batch(author, tuple(ends)), CLOCK)


def open_deal(office: Office, stage: int, who: str, amount: int | None, close: date, name: str = "") -> int:
    values: dict[str, Any] = {"amount": amount, "currency": "CNY"} if amount is not None else {}
    created = datetime(2026, 6, 10, 10, tzinfo=ZONE)
    return office.add(
        "opportunity",
        name=name or f"Deal {amount}",
        owner=office.people[who],
        stage=stage,
        close_date=close,
        created_at=created,
        **values,
    )


def own(office: Office, name: str = "ann", won: int = 100) -> Foretold:
    return own_forecast(asked(office, name), JUNE, Decimal(won))


def test_it_takes_what_is_due_by_the_end_of_the_period_times_ones_own_conversion(
    office: Office, offer: int
) -> None:
    past_deals(office, offer, "ann", 20, 5)
    open_deal(office, offer, "ann", 1000, date(2026, 6, 25))
    open_deal(office, offer, "ann", 7000, date(2026, 7, 1))
    told = own(office)
    found = told.of(office.people["ann"])
    assert found.expected == 350
    rate = found.chances[0].rate
    assert rate is not None
    assert (rate.p, rate.n, rate.source) == (Decimal("0.25"), Decimal(20), "own")
    assert told.stages == {offer: "Offer"}
    assert told.within == 14


def test_a_deal_that_was_won_later_than_the_time_that_is_left_does_not_count_as_won(
    office: Office, offer: int
) -> None:
    past_deals(office, offer, "ann", 20, 5, days=14)
    past_deals(office, offer, "ann", 20, 20, days=15)
    open_deal(office, offer, "ann", 1000, date(2026, 6, 25))
    rate = own(office).of(office.people["ann"]).chances[0].rate
    assert rate is not None
    assert (rate.p, rate.n) == (Decimal("0.125"), Decimal(40))


def test_overdue_deals_and_deals_without_an_amount_are_told_apart(office: Office, offer: int) -> None:
    past_deals(office, offer, "ann", 20, 5)
    open_deal(office, offer, "ann", 1000, date(2026, 6, 16))
    open_deal(office, offer, "ann", None, date(2026, 6, 20))
    open_deal(office, offer, "ann", None, date(2026, 6, 20), name="Another")
    found = own(office).of(office.people["ann"])
    assert found.expected == 100
    assert (found.late_deals, found.without_amount) == (1, 2)
    assert found.late_amount == 1000


def test_deals_of_one_name_are_two_deals(office: Office, offer: int) -> None:
    past_deals(office, offer, "ann", 20, 10)
    for amount in (1000, 3000, None):
        open_deal(office, offer, "ann", amount, date(2026, 6, 25), name="Press line")
    found = own(office).of(office.people["ann"])
    assert (found.deals, found.without_amount) == (2, 1)
    assert found.expected == 2100


def test_a_shared_deal_counts_by_its_share(office: Office, offer: int) -> None:
    past_deals(office, offer, "ann", 20, 10)
    deal = open_deal(office, offer, "ann", 1000, date(2026, 6, 25))
    for name, share in (("ann", "0.25"), ("ben", "0.75")):
        office.add("opportunity_split", opportunity=deal, user=office.people[name], share=Decimal(share))
    assert own(office, won=0).of(office.people["ann"]).expected == 125


def test_a_lead_gets_a_forecast_for_each_of_his_people_in_one_go(office: Office, offer: int) -> None:
    past_deals(office, offer, "ann", 20, 5)
    past_deals(office, offer, "ben", 20, 20)
    open_deal(office, offer, "ann", 1000, date(2026, 6, 25))
    open_deal(office, offer, "ben", 1000, date(2026, 6, 25))
    won = open_deal(office, offer, "ben", 500, date(2026, 6, 10))
    at = datetime(2026, 6, 12, 10, tzinfo=ZONE)
    edit = Edit("opportunity", won, {"outcome": "won", "closed_at": at}, effective_at=at)
    write(Batch(Author(None, "import", "test"), (edit,)), CLOCK)
    people = [office.people["ann"], office.people["ben"]]
    told = forecasts(asked(office, "lea"), JUNE, people)
    assert {p: f.expected for p, f in told.by_person.items()} == {people[0]: 250, people[1]: 1500}


def test_nobody_is_foretold_deals_that_he_does_not_see(office: Office, offer: int) -> None:
    past_deals(office, offer, "ann", 20, 5)
    open_deal(office, offer, "ann", 1000, date(2026, 6, 25))
    told = forecasts(asked(office, "cleo"), JUNE, [office.people["ann"]])
    assert told.of(office.people["ann"]).due == 0


def test_what_four_others_made_is_not_shown_to_a_rep(office: Office, offer: int) -> None:
    for name in ("ben", "lea", "oli", "eve"):
        past_deals(office, offer, name, 20, 5)
    open_deal(office, offer, "ann", 1000, date(2026, 6, 25))
    assert own(office).of(office.people["ann"]).expected is None
    past_deals(office, offer, "cleo", 20, 20)
    rate = own(office).of(office.people["ann"]).chances[0].rate
    assert rate is not None
    assert (rate.p, rate.n, rate.source) == (Decimal("0.4"), Decimal(100), "company")


def test_the_executive_may_see_it_even_of_few(office: Office, offer: int) -> None:
    past_deals(office, offer, "ben", 20, 5)
    open_deal(office, offer, "ann", 1000, date(2026, 6, 25))
    told = forecasts(asked(office, "eve"), JUNE, [office.people["ann"]])
    assert told.of(office.people["ann"]).expected == 250


def test_the_days_left_hold_today_and_are_one_at_least() -> None:
    assert days_left(date(2026, 6, 17), JUNE) == 14
    assert days_left(date(2026, 6, 30), JUNE) == 1
    assert days_left(date(2026, 8, 30), JUNE) == 1


def test_who_is_nobody_has_nothing_to_foretell(office: Office) -> None:
    request = asked(office, "ann")
    request.rights = Rights(office.people["ann"])
    assert forecasts(request, JUNE, []).by_person == {}
