"""New pipeline, coverage, velocity and close ratio, by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from tests.oracles.ask import answers, oracle
from tests.oracles.tiny import (
    ANN,
    BOB,
    CY,
    FEBRUARY,
    JANUARY,
    MARCH,
    QUARTER,
    TEAM_A,
    TEAM_B,
    company,
    deal,
    local,
)
from tests.worlds import Builder, rights_of


def target(
    b: Builder, month: int, value: int | None, scope: str = "company", number: int | None = None
) -> None:
    b.add(
        "target",
        kpi="bookings",
        params={},
        level="target",
        scope=scope,
        scope_id=number,
        starts_on=date(2024, month, 1),
        ends_on=date(2024, month + 1, 1),
        value=None if value is None else Decimal(value),
    )


def test_new_pipeline_is_the_first_amount_of_two_weeks() -> None:
    b = company()
    deal(b, ANN, 100, local(1, 5))
    for month, day, worth in ((1, 19, 7), (1, 20, 1000)):
        late = deal(b, ANN, None, local(1, 5))
        b.change("opportunity", late, "amount", Decimal(worth), local(month, day, 23))
    grown = deal(b, ANN, 50, local(1, 5))
    b.change("opportunity", grown, "amount", Decimal(90), local(1, 6))
    deal(b, ANN, 5, local(1, 5), currency="USD")
    world = b.build()
    assert oracle(world, "pipeline_created", JANUARY) == {(): 157}
    assert answers(world, "pipeline_created", JANUARY)[()].missing == 2


def test_net_new_pipeline_takes_off_what_closed_and_what_slipped() -> None:
    b = company()
    deal(b, ANN, 100, local(1, 5), local(2, 5), "won")
    deal(b, BOB, 10, local(1, 5), local(2, 6), "lost")
    deal(b, ANN, 1000, local(2, 5))
    out = deal(b, CY, 3, local(1, 5), close_date=date(2024, 2, 20))
    b.change("opportunity", out, "close_date", date(2024, 3, 1), local(2, 19))
    inside = deal(b, CY, 5000, local(1, 5), close_date=date(2024, 2, 20))
    b.change("opportunity", inside, "close_date", date(2024, 2, 29), local(2, 19))
    new = deal(b, CY, 7, local(2, 2), close_date=date(2024, 2, 29))
    b.change("opportunity", new, "close_date", date(2024, 3, 9), local(2, 29, 23))
    later = deal(b, CY, 9000, local(1, 5), close_date=date(2024, 2, 20))
    b.change("opportunity", later, "close_date", date(2024, 3, 9), local(3, 2))
    b.row("opportunity", later)["amount"] = Decimal(9000)
    world = b.build()
    assert oracle(world, "pipeline_created", FEBRUARY) == {(): 1007}
    assert oracle(world, "pipeline_created:net", FEBRUARY) == {(): 1007 - 110 - 10}
    assert oracle(world, "pipeline_created:net", FEBRUARY, by="owner") == {
        (ANN,): 900,
        (BOB,): -10,
        (CY,): -3,
    }


def covered() -> Builder:
    """Six were won in 8 to 16 days, the fastest quarter within 9.25. March is half over."""
    b = company()
    for days in (8, 10, 12, 14, 16):
        deal(b, CY, 20, date(2024, 1, 1), date(2024, 1, 1 + days), "won")
    deal(b, ANN, 100, local(3, 1), local(3, 10), "won")
    target(b, 3, 300)
    return b


def test_coverage_counts_what_can_still_close_against_what_is_missing() -> None:
    b = covered()
    deal(b, ANN, 500, date(2024, 3, 14), close_date=date(2024, 3, 30))
    deal(b, ANN, 40, date(2024, 3, 14), close_date=date(2024, 3, 2))
    deal(b, ANN, 60, date(2024, 3, 14), close_date=date(2024, 3, 31))
    deal(b, ANN, 9999, date(2024, 3, 14), close_date=date(2024, 4, 1))
    deal(b, ANN, 9999, date(2024, 3, 14))
    deal(b, ANN, 100, None, close_date=date(2024, 3, 31), recorded_at=local(3, 1))
    world = b.build()
    # Of 500, 40, 60 and 100 due in March, the 100 has no known age; all others are 17 days old at its end.
    assert oracle(world, "pipeline_coverage", MARCH) == {(): 3}
    assert oracle(world, "pipeline_coverage:all", MARCH) == {(): Fraction(7, 2)}
    assert answers(world, "pipeline_coverage", MARCH)[()].missing == 1


def test_a_deal_too_young_for_the_period_does_not_cover_it() -> None:
    b = covered()
    deal(b, ANN, 40, date(2024, 3, 15), close_date=date(2024, 3, 31))
    for row in b.rows["opportunity"][:5]:
        row["created_at"] = date(2023, 12, 24)
    world = b.build()
    # The fastest quarter takes 16.5 days now, with the nine days of Ann's; the deal will be 16 days old.
    assert oracle(world, "pipeline_coverage", MARCH) == {(): 0}
    assert oracle(world, "pipeline_coverage:all", MARCH) == {(): Fraction(1, 5)}


def test_a_target_that_is_met_needs_no_cover_and_one_that_is_absent_has_none() -> None:
    b = covered()
    deal(b, ANN, 200, local(3, 2), local(3, 11), "won")
    world = b.build()
    met = answers(world, "pipeline_coverage", MARCH)[()]
    assert (met.value, met.reason) == (None, "the target is met")
    assert oracle(world, "pipeline_coverage", FEBRUARY) == {(): None}
    assert oracle(world, "pipeline_coverage:all", MARCH, rights=rights_of(world, ANN)) == {(): None}


def test_the_cover_needed_is_one_by_the_win_rate() -> None:
    b = company()
    deal(b, ANN, 1, date(2023, 1, 1), date(2023, 3, 31), "lost")
    deal(b, ANN, 1, date(2023, 1, 1), date(2023, 4, 1), "lost")
    deal(b, ANN, 1, date(2023, 1, 1), date(2024, 3, 1), "won")
    deal(b, CY, 1, date(2023, 1, 1), date(2024, 3, 1), "lost")
    world = b.build()
    assert oracle(world, "pipeline_coverage:needed", MARCH, now=local(4, 3)) == {(): 3}
    found = oracle(world, "pipeline_coverage:needed", MARCH, by="owner")
    assert found == {(ANN,): 3, (CY,): None}


def test_velocity_multiplies_what_is_open_with_the_year_before() -> None:
    b = company()
    for _ in range(3):
        deal(b, ANN, 1, date(2024, 3, 1))
    deal(b, ANN, 100, date(2024, 1, 1), date(2024, 1, 11), "won")
    deal(b, ANN, None, date(2024, 1, 1), date(2024, 1, 21), "won")
    deal(b, CY, 7, date(2024, 1, 1), date(2024, 1, 21), "lost")
    deal(b, CY, 7, date(2022, 1, 1), date(2023, 3, 15), "won")
    world = b.build()
    assert oracle(world, "pipeline_velocity", MARCH) == {(): Fraction(3 * 2 * 100, 3 * 15)}
    assert oracle(world, "pipeline_velocity", MARCH, by="owner") == {(ANN,): 20, (CY,): None}
    assert oracle(world, "pipeline_velocity", MARCH, params={"months": 1}) == {(): None}


def test_a_deal_is_received_with_its_creation_or_by_a_hand_over() -> None:
    b = company()
    handed = deal(b, ANN, 1, local(1, 5), local(3, 1), "won")
    b.change("opportunity", handed, "owner", CY, local(2, 5))
    b.change("opportunity", handed, "owner", ANN, local(2, 6))
    deal(b, ANN, 1, local(1, 5), local(3, 1), "lost")
    pool = deal(b, None, 1, local(1, 5))
    b.change("opportunity", pool, "owner", BOB, local(2, 5))
    deal(b, None, 1, local(1, 5))
    at_once = deal(b, ANN, 1, local(1, 7))
    b.change("opportunity", at_once, "owner", BOB, local(1, 7))
    world = b.build()
    assert oracle(world, "close_ratio", JANUARY, by="owner") == {(ANN,): Fraction(1, 2), (BOB,): 0}
    assert oracle(world, "close_ratio", FEBRUARY, by="owner") == {(CY,): 1, (BOB,): 0}
    assert oracle(world, "close_ratio", JANUARY, by="owner.team") == {(TEAM_A,): Fraction(1, 3)}
    assert oracle(world, "close_ratio", FEBRUARY, by="owner.team") == {(TEAM_A,): 0, (TEAM_B,): 1}
    assert oracle(world, "close_ratio", JANUARY) == {(): Fraction(1, 3)}
    assert oracle(world, "close_ratio", FEBRUARY) == {(): Fraction(1, 2)}
    assert oracle(world, "close_ratio", QUARTER) == {(): Fraction(1, 4)}


def test_a_shared_deal_is_received_by_all_that_share_it() -> None:
    b = company()
    shared = deal(b, CY, 1, local(1, 5), local(3, 1), "won")
    for user, share in ((ANN, "0.6"), (BOB, "0.4")):
        b.add("opportunity_split", opportunity=shared, user=user, share=Decimal(share))
    deal(b, ANN, 1, local(1, 5))
    world = b.build()
    assert oracle(world, "close_ratio", JANUARY, by="owner") == {(ANN,): Fraction(3, 8), (BOB,): 1}
    assert oracle(world, "close_ratio", JANUARY) == {(): Fraction(1, 2)}


def test_worked_are_all_that_were_open_in_the_period() -> None:
    b = company()
    deal(b, ANN, 1, local(1, 5), local(2, 1, 0, 0), "won")
    deal(b, ANN, 1, local(1, 5), local(1, 31), "won")
    deal(b, ANN, 1, local(2, 29), local(3, 9), "lost")
    deal(b, ANN, 1, local(3, 1))
    moved = deal(b, ANN, 1, local(1, 5))
    b.change("opportunity", moved, "owner", CY, local(2, 9))
    deal(b, ANN, 1, local(1, 5), None, "won")
    world = b.build()
    assert oracle(world, "close_ratio:worked", FEBRUARY) == {(): Fraction(1, 3)}
    assert oracle(world, "close_ratio:worked", FEBRUARY, by="owner") == {(ANN,): Fraction(1, 2), (CY,): 0}
