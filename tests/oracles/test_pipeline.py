"""What was open when, by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tests.oracles.ask import answers, oracle
from tests.oracles.tiny import ANN, BOB, DEVELOP, QUALIFY, TEAM_A, TEAM_B, WON, company, deal, local


def test_a_record_without_history_is_open_from_created_to_closed() -> None:
    b = company()
    deal(b, ANN, 100, date(2024, 1, 10), date(2024, 2, 10), "won", stage=WON, probability=Decimal(1))
    world = b.build()
    seen = {d: oracle(world, "open_opportunities", as_of=d)[()] for d in (
        date(2024, 1, 9), date(2024, 1, 10), date(2024, 2, 9), date(2024, 2, 10))}  # fmt: skip
    assert list(seen.values()) == [0, 1, 1, 0]


def test_what_closing_set_is_not_known_before_it() -> None:
    b = company()
    deal(b, ANN, 100, date(2024, 1, 10), date(2024, 2, 10), "won", stage=WON, probability=Decimal(1))
    deal(b, ANN, 40, date(2024, 1, 10), stage=QUALIFY, probability=Decimal("0.5"))
    world = b.build()
    day = date(2024, 1, 31)
    assert oracle(world, "open_opportunities", as_of=day, by="stage") == {(None,): 1, (QUALIFY,): 1}
    assert oracle(world, "pipeline_value", as_of=day) == {(): 140}
    weighted = answers(world, "weighted_pipeline", as_of=day)[()]
    assert weighted.value == 20
    assert weighted.missing == 1


def test_recorded_changes_tell_the_state_before_closing() -> None:
    b = company()
    number = deal(b, ANN, 100, local(1, 10), source="app", stage=QUALIFY, probability=Decimal("0.1"))
    b.change("opportunity", number, "amount", Decimal(80), local(1, 20))
    for field, value in (
        ("stage", WON),
        ("probability", Decimal(1)),
        ("outcome", "won"),
        ("closed_at", local(2, 10)),
    ):
        b.change("opportunity", number, field, value, local(2, 10))
    world = b.build()
    assert oracle(world, "weighted_pipeline", as_of=date(2024, 1, 19), by="stage") == {(QUALIFY,): 10}
    assert oracle(world, "weighted_pipeline", as_of=date(2024, 1, 20), by="stage") == {(QUALIFY,): 8}
    assert oracle(world, "open_opportunities", as_of=date(2024, 2, 10)) == {(): 0}


def test_the_end_of_a_day_does_not_see_the_next_midnight() -> None:
    b = company()
    number = deal(b, ANN, 100, local(1, 10), source="app", stage=QUALIFY)
    b.change("opportunity", number, "owner", BOB, date(2024, 2, 1))
    deal(b, ANN, 5, local(2, 1, 0, 0), source="app", stage=DEVELOP)
    world = b.build()
    assert oracle(world, "pipeline_value", as_of=date(2024, 1, 31), by="owner") == {(ANN,): 100}
    assert oracle(world, "pipeline_value", as_of=local(2, 1, 0, 0), by="owner") == {(BOB,): 100, (ANN,): 5}


def test_the_team_is_that_of_the_day_asked() -> None:
    b = company()
    deal(b, ANN, 100, date(2024, 1, 10))
    world = b.build()
    assert oracle(world, "pipeline_value", as_of=date(2024, 1, 31), by="owner.team") == {(TEAM_A,): 100}
    assert oracle(world, "pipeline_value", as_of=date(2024, 2, 1), by="owner.team") == {(TEAM_B,): 100}


def test_a_deal_that_was_lost_and_opened_again() -> None:
    b = company()
    number = deal(b, ANN, 100, local(1, 10), source="app", stage=QUALIFY)
    for day, outcome, closed in ((12, "lost", local(1, 12)), (20, None, None)):
        b.change("opportunity", number, "outcome", outcome, local(1, day))
        b.change("opportunity", number, "closed_at", closed, local(1, day))
    world = b.build()
    days = [oracle(world, "open_opportunities", as_of=date(2024, 1, d))[()] for d in (11, 12, 19, 20)]
    assert days == [1, 0, 0, 1]


def test_without_a_created_time_it_is_open_since_it_was_recorded() -> None:
    b = company()
    deal(b, ANN, 100, None, recorded_at=local(3, 1))
    world = b.build()
    assert oracle(world, "open_opportunities", as_of=date(2024, 2, 29)) == {(): 0}
    assert oracle(world, "open_opportunities", as_of=date(2024, 3, 1)) == {(): 1}


def test_it_never_looks_beyond_now() -> None:
    b = company()
    deal(b, ANN, 100, local(3, 1))
    deal(b, ANN, 10, local(3, 15, 13))
    world = b.build()
    assert oracle(world, "pipeline_value", as_of=date(2024, 3, 31)) == {(): 100}
    assert oracle(world, "pipeline_value", as_of=date(2024, 3, 15)) == {(): 100}


def test_bands_of_probability() -> None:
    b = company()
    for probability in ("0.49", "0.5", "0.7", "0.89", "0.9", "1", None):
        value = None if probability is None else Decimal(probability)
        deal(b, ANN, 5, date(2024, 1, 10), probability=value)
    world = b.build()
    ids = ("", ":50", ":70", ":90")
    found = [oracle(world, f"pipeline_by_probability{band}", as_of=date(2024, 1, 31))[()] for band in ids]
    assert found == [7, 1, 2, 2]
