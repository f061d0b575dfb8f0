"""What is said of plain facts: how long, how much, and what stands in where nothing is known."""

from __future__ import annotations

from decimal import Decimal

from steerboard.work.facts import money, sum_of
from tests.work.facts import TODAY, ago, customer, deal, facts


def test_a_deal_stays_since_the_day_it_came_into_its_stage() -> None:
    assert deal(since=ago(21)).stays(TODAY) == 21
    assert deal().stays(TODAY) is None


def test_over_is_what_goes_beyond_the_longest_stay() -> None:
    assert deal(since=ago(21), longest_stay=14).over(TODAY) == 7
    assert deal(since=ago(14), longest_stay=14).over(TODAY) == 0
    assert deal(since=ago(5), longest_stay=14).over(TODAY) == 0
    assert deal(since=ago(21)).over(TODAY) == deal(longest_stay=14).over(TODAY) == 0


def test_who_was_never_contacted_is_not_silent_since_a_day() -> None:
    assert customer().silent(TODAY) is None
    assert customer(last_contact=TODAY).silent(TODAY) == 0


def test_the_usual_amount_is_the_median_and_nothing_without_amounts() -> None:
    assert facts(deals=[deal(1, 10), deal(2, 1000), deal(3, 30), deal(4, None)]).usual == 30
    assert facts(deals=[deal(1, None)]).usual == 0


def test_sums_are_of_one_currency_and_leave_out_what_is_not_known() -> None:
    assert sum_of([(Decimal(5), "CNY"), (None, "EUR")]) == money(Decimal(5), "CNY")
    assert sum_of([(Decimal(5), "CNY"), (Decimal(5), "EUR")]) is None
    assert sum_of([(None, "CNY")]) is None
    assert sum_of([]) is None
