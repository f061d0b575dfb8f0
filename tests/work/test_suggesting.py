"""Whom to visit next and when, out of plain facts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from steerboard.core.calendars import Calendar
from steerboard.work.suggesting import Suggestion, days_with_room, suggestions
from tests.work.facts import TODAY, ago, customer, deal, facts, quote

END = date(2026, 6, 30)
SPACE = "\N{NO-BREAK SPACE}"


def only(*found: Suggestion) -> Suggestion:
    assert len(found) == 1
    return found[0]


def why(suggestion: Suggestion) -> str:
    return suggestion.why.en.replace(SPACE, " ")


def test_without_a_reason_nobody_is_suggested() -> None:
    known = [customer(1, last_contact=ago(10)), customer(2, is_key=True, last_contact=ago(5))]
    assert suggestions(facts(customers=known), END) == []


def test_a_deal_that_is_to_close_this_month_wants_a_visit() -> None:
    found = only(*suggestions(facts(deals=[deal(close_date=date(2026, 6, 25))]), END))
    assert why(found) == "¥100k to close on 25 Jun, without a visit"
    assert (found.account, found.deal, found.purpose.en) == (1, 1, "Closing")


def test_a_deal_of_next_month_does_not_yet() -> None:
    assert suggestions(facts(deals=[deal(close_date=date(2026, 7, 1))]), END) == []


def test_a_deal_past_its_day_says_so() -> None:
    assert why(only(*suggestions(facts(deals=[deal(close_date=date(2026, 6, 10))]), END))).endswith(
        "was to close on 10 Jun"
    )


def test_a_quote_is_worth_a_visit_after_some_days() -> None:
    assert suggestions(facts(quotes=[quote(days=4)]), END) == []
    found = only(*suggestions(facts(quotes=[quote(days=5, opportunity_id=7)]), END))
    assert why(found) == "quote sent 5 days ago, ¥80k"
    assert found.deal == 7


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"is_key": True}, "key account, never seen"),
        ({"is_key": True, "last_contact": ago(31)}, "key account not seen for 31 days"),
        ({"orders": 2, "last_order": ago(121)}, "2 orders, none for 121 days"),
    ],
)
def test_reasons_that_lie_in_the_customer(given: dict[str, object], reason: str) -> None:
    assert why(only(*suggestions(facts(customers=[customer(1, **given)]), END))) == reason


def test_an_open_deal_without_contact_for_two_months_is_a_reason() -> None:
    given = facts(deals=[deal(close_date=ago(-60))], customers=[customer(1, last_contact=ago(61))])
    assert why(only(*suggestions(given, END))) == "open deal, no contact for 61 days"


def test_who_has_a_plan_is_not_suggested() -> None:
    assert suggestions(facts(deals=[deal(close_date=ago(-3))], planned=frozenset({1})), END) == []


def test_each_customer_comes_once_with_the_strongest_reason() -> None:
    given = facts(
        deals=[deal(1, 50_000, close_date=ago(-3))],
        quotes=[quote(1, amount=50_000)],
        customers=[customer(1, is_key=True, last_contact=ago(60), name="Wuxi")],
    )
    found = only(*suggestions(given, END))
    assert "to close on" in why(found)
    assert (found.name, found.is_key) == ("Wuxi", True)


def test_those_with_most_at_stake_come_first_and_no_more_than_asked_for() -> None:
    deals = [deal(n, n * 1000, close_date=ago(-3)) for n in range(1, 12)]
    found = suggestions(facts(deals=deals), END, most=4)
    assert [s.account for s in found] == [11, 10, 9, 8]


class TestDaysWithRoom:
    def test_one_a_day_from_tomorrow_on_leaving_out_the_weekend(self) -> None:
        found = days_with_room(TODAY, {}, Calendar(), 4)
        assert found == [date(2026, 6, d) for d in (18, 19, 22, 23)]

    def test_a_full_day_is_left_out(self) -> None:
        assert days_with_room(TODAY, {date(2026, 6, 18): 3}, Calendar(), 1) == [date(2026, 6, 19)]

    def test_more_visits_than_days_ahead_double_up_before_they_go_far(self) -> None:
        found = days_with_room(TODAY, {}, Calendar(), 12, a_day=1)
        assert len(set(found)) == 12
        several = days_with_room(TODAY, {}, Calendar(), 3)
        assert several == sorted(several)

    def test_a_calendar_without_any_room_still_gives_a_day(self) -> None:
        full = {TODAY + timedelta(days=n): 9 for n in range(70)}
        assert days_with_room(TODAY, full, Calendar(), 2) == [TODAY + timedelta(days=1)] * 2
