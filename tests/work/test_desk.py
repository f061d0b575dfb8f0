"""What Today knows of the reader's own records, read from real ones under his rights."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import RequestFactory

from steerboard.kinds.batch import Author, Batch, Edit
from steerboard.kinds.door import write
from steerboard.people.rights import rights_of
from steerboard.work.desk import Desk
from tests.offices import CLOCK, NOW, TODAY, Office, at


@pytest.fixture
def desk(office: Office) -> Callable[..., Desk]:
    def at_it(name: str = "ann") -> Desk:
        request: Any = RequestFactory().get("/")
        person = office.people[name]
        request.workspace, request.clock, request.today = office.workspace, CLOCK, TODAY
        request.person_id, request.rights = person, rights_of(person, TODAY)
        return Desk(request)

    return at_it


Sit = Callable[..., Desk]


def account(office: Office, name: str = "Wuxi", owner: str = "ann", **given: Any) -> int:
    return office.add("account", name=name, owner=office.people[owner], **given)


def test_a_deal_is_in_its_stage_since_it_came_there(office: Office, desk: Sit) -> None:
    first, second = (office.add("stage", name=n, longest_stay=14, position=i) for i, n in enumerate("AB"))
    given = {"owner": office.people["ann"], "stage": first, "created_at": at(1, month=4)}
    moved, still = (office.add("opportunity", name=n, **given) for n in ("Moved", "Still"))
    move = Edit("opportunity", moved, {"stage": second}, effective_at=at(20, month=5))
    write(Batch(Author(None, "import", "test"), (move,)), CLOCK)
    found = {d.id: (d.stage, d.since, d.longest_stay) for d in desk().deals}
    assert found == {moved: ("B", date(2026, 5, 20), 14), still: ("A", date(2026, 4, 1), 14)}


def test_a_customer_is_named_only_where_the_reader_sees_him(office: Office, desk: Sit) -> None:
    hidden = account(office, "Hidden", "cleo")
    office.add("opportunity", name="Press", owner=office.people["ann"], account=hidden)
    (deal,) = desk().deals
    assert (deal.name, deal.account, deal.account_id) == ("Press", "", None)


def test_who_leads_has_his_own_records_on_his_desk(office: Office, desk: Sit) -> None:
    office.add("opportunity", name="Press", owner=office.people["ann"])
    assert desk("lea").deals == []
    assert desk("eve").deals == []


class TestQuotes:
    def quote(self, office: Office, owner: str = "ann", **given: Any) -> int:
        values = {"number": "Q", "sent_at": at(1), "amount": Decimal(900), "currency": "CNY", **given}
        return office.add("quote", owner=office.people[owner], **values)

    def test_of_one_deal_the_last_version_is_out(self, office: Office, desk: Sit) -> None:
        deal = office.add("opportunity", name="Press", owner=office.people["ann"])
        self.quote(office, opportunity=deal, number="Q-1")
        last = self.quote(office, opportunity=deal, number="Q-2", sent_at=at(5))
        assert [(q.id, q.number, q.sent_on) for q in desk().quotes] == [(last, "Q-2", date(2026, 6, 5))]

    def test_a_last_version_that_was_declined_leaves_none(self, office: Office, desk: Sit) -> None:
        deal = office.add("opportunity", name="Press", owner=office.people["ann"])
        self.quote(office, opportunity=deal)
        self.quote(office, opportunity=deal, sent_at=at(5), status="declined")
        assert desk().quotes == []

    @pytest.mark.parametrize(
        "given",
        [
            {"sent_at": None},
            {"accepted_at": at(3)},
            {"status": "expired"},
            {"sent_at": at(1).replace(year=2025)},  # of so long ago that nobody waits
        ],
    )
    def test_others_are_not_out(self, office: Office, desk: Sit, given: dict[str, Any]) -> None:
        self.quote(office, **given)
        assert desk().quotes == []

    def test_a_quote_of_a_deal_that_is_closed_is_not(self, office: Office, desk: Sit) -> None:
        deal = office.add("opportunity", name="Press", owner=office.people["ann"], outcome="lost")
        self.quote(office, opportunity=deal)
        assert desk().quotes == []

    def test_another_ones_is_not_on_the_desk(self, office: Office, desk: Sit) -> None:
        self.quote(office, "ben")
        assert desk().quotes == []


class TestPlans:
    def plan(self, office: Office, day: Any, **given: Any) -> int:
        values = {"kind": "visit", "owner": office.people["ann"], "planned_for": day, **given}
        return office.add("activity", **values)

    def test_a_plan_has_its_day_and_hour_in_the_workspaces_zone(self, office: Office, desk: Sit) -> None:
        self.plan(office, at(18, 9))
        self.plan(office, date(2026, 6, 19))
        assert [(p.day, p.clock) for p in desk().plans] == [
            (date(2026, 6, 18), "09:00"),
            (date(2026, 6, 19), ""),
        ]

    def test_cancelled_ones_and_tasks_are_none(self, office: Office, desk: Sit) -> None:
        self.plan(office, at(18), cancelled_at=NOW)
        self.plan(office, at(18), kind="task")
        assert desk().plans == []

    def test_open_ones_ahead_count_by_kind_until_a_day(self, office: Office, desk: Sit) -> None:
        for day in (16, 17, 18):
            self.plan(office, at(day, 20))
        self.plan(office, at(18), kind="call")
        self.plan(office, at(18), done_at=NOW)
        self.plan(office, at(2, month=7))
        assert desk().plans_by_kind(date(2026, 6, 30)) == {"visit": 2, "call": 1}
        assert desk().taken()[date(2026, 6, 18)] == 3

    def test_who_has_an_open_plan_ahead_is_planned(self, office: Office, desk: Sit) -> None:
        ahead, behind = account(office, "Ahead"), account(office, "Behind")
        self.plan(office, at(17, 20), account=ahead)
        self.plan(office, at(16), account=behind)
        assert desk().planned_accounts == {ahead}


class TestFacts:
    def test_key_accounts_come_with_their_last_contact(self, office: Office, desk: Sit) -> None:
        key = account(office, is_key_account=True)
        account(office, "Plain")
        account(office, "Bens", "ben", is_key_account=True)
        visit = {"kind": "visit", "owner": office.people["ann"], "account": key}
        office.add("activity", done_at=at(3), **visit)
        office.add("activity", done_at=at(9), **{**visit, "kind": "note"})
        assert [(c.id, c.last_contact) for c in desk().facts.customers] == [(key, date(2026, 6, 3))]

    def test_suggestions_know_all_customers_and_their_orders(self, office: Office, desk: Sit) -> None:
        plain = account(office, "Plain")
        given = {"account": plain, "owner": office.people["ann"]}
        for month in (1, 2):
            office.add("order", ordered_at=at(7, month=month), **given)
        office.add("order", ordered_at=at(1), cancelled_at=at(2), **given)
        (known,) = desk().wide_facts.customers
        assert (known.orders, known.last_order, known.is_key) == (2, date(2026, 2, 7), False)


def test_a_lead_waits_since_it_was_assigned(office: Office, desk: Sit) -> None:
    ann = office.people["ann"]
    office.add("lead", name="Early", owner=ann, assigned_at=at(15))
    office.add("lead", name="Late", owner=ann, assigned_at=at(17, 8))
    office.add("lead", name="Unassigned", owner=ann, created_at=at(17, 5))
    assert [(lead.name, lead.waits) for lead in desk().leads] == [
        ("Early", 48),
        ("Unassigned", 5),
        ("Late", 2),
    ]
