"""The forecast in words, out of plain values."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from steerboard.forecast.asking import Foretold
from steerboard.forecast.plain import Counted, Due, Entries, Forecast, Rates, plain_forecast
from steerboard.work.outlook import Outlook, outlook, span_of

TODAY = date(2026, 6, 17)
ANN, BEN, OFFER, TALKS = 1, 2, 10, 11


def due(amount: int | None, stage: int = OFFER, day: int = 20) -> Due:
    return Due(ANN, stage, "Press", date(2026, 6, day), None if amount is None else Decimal(amount))


def told(*deals: Due, won: int | None = 100, **entered: int) -> Outlook:
    """``offer`` and ``talks`` are Ann's entries, of which a quarter was won."""
    counted = {
        (ANN, stage): Entries(Decimal(entered[name]), Decimal(entered[name]) / 4)
        for name, stage in (("offer", OFFER), ("talks", TALKS))
        if name in entered
    }
    rates = Rates(Counted(counted), sees=frozenset({ANN}))
    so_far = {ANN: None if won is None else Decimal(won)}
    forecast = plain_forecast(so_far, deals, rates, TODAY)
    return outlook(Foretold(forecast, {OFFER: "Offer", TALKS: "Talks"}, 14), ANN)


def test_each_stage_says_its_deals_their_amount_and_what_comes_of_them() -> None:
    found = told(due(1000), due(200), due(40, TALKS), offer=40, talks=20)
    offer, talks = found.lines
    assert (offer.stage.en, offer.deals) == ("Offer", 2)
    assert (offer.amount, offer.expected) == (Decimal(1200), Decimal(300))
    assert (talks.stage.en, talks.expected) == ("Talks", Decimal(10))
    assert found.forecast.expected == 100 + sum(line.expected for line in found.lines)
    assert found.within == 14


def test_it_says_whose_deals_a_rate_rests_on() -> None:
    line = told(due(1000), offer=40).lines[0]
    assert line.rests_on is not None
    assert line.rests_on.en == "your own 40 deals"


def test_with_too_little_data_it_says_how_much_is_missing_and_where() -> None:
    found = told(due(1000, TALKS), due(10), offer=20, talks=7)
    assert found.forecast.expected is None
    assert found.reason is not None
    assert "7 of your deals have been in “Talks”; it takes 20" in found.reason.en
    assert "“Talks”的商机有 7 个，至少要 20 个" in found.reason.zh


def test_a_small_unrated_part_adds_nothing_and_is_told_in_its_line() -> None:
    found = told(due(1000), due(10, TALKS), offer=40)
    assert found.reason is None
    assert [line.rate is None for line in found.lines] == [False, True]
    assert found.lines[1].rests_on is None


def test_where_the_figure_is_not_known_that_is_the_reason() -> None:
    reason = told(due(1000), won=None, offer=40).reason
    assert reason is not None
    assert "not known" in reason.en


def test_a_deal_without_a_stage_has_a_line_too() -> None:
    assert told(due(1000, 0), offer=40).lines[0].stage.en == "no stage"


def test_nothing_due_is_a_forecast_of_what_is_won() -> None:
    found = told(offer=40)
    assert not found.lines
    assert found.reason is None
    assert found.forecast.expected == 100


def test_somebody_of_whom_nothing_was_asked_has_none() -> None:
    found = outlook(Foretold({}), BEN)
    assert found.forecast == Forecast(None)
    assert found.reason is not None


def test_a_range_says_its_unit_once() -> None:
    def said(low: int, high: int) -> tuple[str, str]:
        text = span_of(Decimal(low), Decimal(high))
        return text.en, text.zh.replace("\N{NO-BREAK SPACE}", " ")

    assert said(420_000, 510_000) == ("420–510k", "42–51 万")
    assert said(900_000, 1_200_000) == ("900k–1.20M", "90–120 万")
    assert said(5_000, 20_000)[1] == "5,000–2.0 万"


def test_what_is_certain_has_no_range() -> None:
    assert told(offer=40).span is None
    assert told(due(1000), offer=40).span is not None
    assert told(due(1000, TALKS), offer=40, talks=3).span is None


def test_nothing_won_and_nothing_open_says_nothing() -> None:
    assert told(won=0).says_nothing
    assert not told(won=1).says_nothing
    assert not told(due(1000, day=10), won=0).says_nothing
    assert not told(due(None), won=0).says_nothing
