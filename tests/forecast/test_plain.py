"""The plain forecast: what is won, and what of the open deals is to be expected."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from steerboard.forecast.plain import Counted, Due, Entries, Forecast, Rates, plain_forecast, together

TODAY = date(2026, 6, 17)
ANN, BEN = 1, 2
OFFER, TALKS = 10, 11


def due(
    amount: int | None,
    person: int = ANN,
    stage: int = OFFER,
    day: int = 20,
    deals: int = 1,
    name: str = "Press",
) -> Due:
    return Due(person, stage, name, date(2026, 6, day), None if amount is None else Decimal(amount), deals)


def entries(entered: int, won: int) -> Entries:
    return Entries(Decimal(entered), Decimal(won))


def own(entered: int = 40, won: int = 10) -> Rates:
    return Rates(Counted({(ANN, OFFER): entries(entered, won)}), sees=frozenset({ANN}))


def forecast(*deals: Due, rates: Rates | None = None, won: int | None = 100) -> Forecast:
    so_far = None if won is None else Decimal(won)
    return plain_forecast({ANN: so_far}, deals, rates or own(), TODAY)[ANN]


def test_it_adds_to_what_is_won_each_deals_amount_times_its_conversion() -> None:
    found = forecast(due(1000), due(200))
    assert found.expected == Decimal(100) + Decimal(1200) / 4
    assert (found.due, found.deals) == (Decimal(1200), 2)


def test_without_open_deals_it_is_what_is_won_and_has_no_range() -> None:
    found = forecast()
    assert found.expected == found.low == found.high == Decimal(100)


def test_the_range_is_that_of_deals_that_are_won_or_lost_each_for_itself() -> None:
    deals = [due(1000, name=str(n)) for n in range(16)]
    found = forecast(*deals, rates=own(40, 20), won=0)
    assert found.expected == 8000
    # 16 coins of 1,000: a standard deviation of 1,000 × √(16 × ¼) = 2,000
    assert found.low is not None
    assert found.high is not None
    assert abs(found.high - found.expected - Decimal("2563.2")) < 1
    assert abs(found.expected - found.low - Decimal("2563.2")) < 1


def test_one_large_deal_spreads_further_than_many_small_ones() -> None:
    small = forecast(*[due(100, name=str(n)) for n in range(10)])
    large = forecast(due(1000))
    assert small.expected == large.expected
    assert small.high is not None
    assert large.high is not None
    assert large.high > small.high


def test_deals_told_together_spread_as_so_many_equal_ones() -> None:
    one = forecast(due(1000, deals=4))
    four = forecast(*[due(250, name=str(n)) for n in range(4)])
    assert (one.low, one.high, one.deals) == (four.low, four.high, 4)


def test_overdue_deals_and_deals_without_an_amount_are_told_apart() -> None:
    found = forecast(due(1000, day=16), due(None, day=16), due(None, deals=3), due(None))
    assert found.expected == 100
    assert found.late_amount == 1000
    assert (found.late_deals, found.without_amount) == (2, 4)


def test_a_deal_that_is_to_close_today_is_still_due() -> None:
    assert forecast(due(1000, day=17)).expected == 350


def test_ones_own_conversion_counts_where_it_rests_on_enough() -> None:
    rates = Rates(
        Counted({(ANN, OFFER): entries(20, 5), (BEN, OFFER): entries(1000, 900)}),
        teams={ANN: 7, BEN: 7},
        sees=frozenset({ANN, BEN}),
    )
    rate = rates.of(ANN, OFFER)
    assert rate is not None
    assert (rate.p, rate.n, rate.source) == (Decimal("0.25"), Decimal(20), "own")


def crowd(team: int, first: int, people: int, each: tuple[int, int]) -> Rates:
    entered = {(first + n, OFFER): entries(*each) for n in range(people)}
    return Rates(Counted(entered), {p: team for p, _ in entered} | {ANN: 7}, frozenset({ANN}))


def test_with_too_little_of_ones_own_the_team_of_five_speaks() -> None:
    rate = crowd(7, 100, 5, (10, 6)).of(ANN, OFFER)
    assert rate is not None
    assert (rate.p, rate.n, rate.source) == (Decimal("0.6"), Decimal(50), "team")


def test_the_company_speaks_where_the_team_is_too_small_to_be_shown() -> None:
    small_team = crowd(7, 100, 4, (100, 60))
    others = crowd(8, 200, 4, (100, 20))
    counted = Counted({**small_team.counted.of, **others.counted.of})
    rates = Rates(counted, {**small_team.teams, **others.teams}, frozenset({ANN}))
    rate = rates.of(ANN, OFFER)
    assert rate is not None
    assert (rate.p, rate.source) == (Decimal("0.4"), "company")


def test_fewer_than_five_people_are_not_shown_to_somebody_who_does_not_see_their_rows() -> None:
    few = crowd(7, 100, 4, (100, 60))
    assert few.of(ANN, OFFER) is None
    lead = Rates(few.counted, few.teams, frozenset({ANN, 100, 101, 102, 103}))
    office = Rates(few.counted, few.teams, all_seen=True)
    for rates in (lead, office):
        rate = rates.of(ANN, OFFER)
        assert rate is not None
        assert rate.source == "team"


def test_another_persons_own_conversion_is_for_those_who_see_his_rows() -> None:
    rates = Rates(Counted({(BEN, OFFER): entries(50, 25)}), sees=frozenset({ANN}))
    assert rates.of(BEN, OFFER) is None


def test_a_stage_without_evidence_adds_nothing_and_is_said() -> None:
    found = forecast(due(1000), due(600, stage=TALKS))
    assert found.expected == 350
    assert found.unrated == 600
    assert found.high is not None
    assert found.high <= 1100


def test_where_most_of_what_is_due_has_no_evidence_nothing_is_foretold() -> None:
    found = forecast(due(1000), due(1200, stage=TALKS))
    assert (found.expected, found.low, found.high) == (None, None, None)
    assert "too little data" in str(found.reason)


def test_without_the_actual_there_is_no_forecast() -> None:
    found = forecast(due(1000), won=None)
    assert found.expected is None
    assert "not known" in str(found.reason)


def test_deals_of_others_are_left_out() -> None:
    assert forecast(due(1000, person=BEN)).expected == 100


def test_a_team_comes_to_the_sum_of_its_people_with_a_range_of_its_own() -> None:
    counted = Counted({(ANN, OFFER): entries(40, 20), (BEN, OFFER): entries(40, 10)})
    rates = Rates(counted, sees=frozenset({ANN, BEN}))
    deals = [due(1000), due(1000, person=BEN), due(500, person=BEN, day=1)]
    parts = plain_forecast({ANN: Decimal(10), BEN: Decimal(20)}, deals, rates, TODAY)
    team = together(parts.values())
    assert team.expected == sum(f.expected or 0 for f in parts.values()) == 780
    assert team.late_amount == 500
    assert team.high is not None
    assert team.high < sum(f.high or 0 for f in parts.values())


def test_a_team_of_which_one_is_not_known_has_no_forecast() -> None:
    assert together([Forecast(Decimal(5)), Forecast(None)]).expected is None


amounts = st.integers(0, 10_000_000)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(amounts, max_size=12), st.integers(20, 300), st.integers(0, 300), amounts)
def test_the_forecast_lies_in_its_range_and_the_range_between_won_and_all_that_is_due(
    sizes: list[int], entered: int, won: int, so_far: int
) -> None:
    deals = [due(size, name=str(n)) for n, size in enumerate(sizes)]
    found = forecast(*deals, rates=own(entered, min(won, entered)), won=so_far)
    assert found.low is not None
    assert found.expected is not None
    assert found.high is not None
    assert so_far <= found.low <= found.expected + Decimal("0.001")
    assert found.expected - Decimal("0.001") <= found.high <= so_far + sum(sizes)
