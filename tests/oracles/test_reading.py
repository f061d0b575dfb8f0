"""Who sees what, where people were, and the identities that hold in every world."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache

import pytest
from hypothesis import given, settings

from steerboard.core.periods import Period
from steerboard.engine.rights import Rights
from tests.oracles.ask import EVERY, oracle
from tests.oracles.base import percentile
from tests.oracles.organisation import region_of, team_of
from tests.oracles.tiny import (
    ANN,
    BOB,
    CY,
    DEE,
    EVE,
    NORTH,
    QUARTER,
    SOUTH,
    TEAM_A,
    TEAM_B,
    company,
    deal,
    order,
)
from tests.worlds import Builder, World, rights_of, small_world, worlds

YEAR = Period(date(2023, 4, 1), date(2024, 1, 1))
made = cache(small_world)


def seeing(b: Builder, reader: int) -> Fraction | None:
    world = b.build()
    return oracle(world, "bookings", QUARTER, rights=rights_of(world, reader))[()]


def test_a_reader_sees_what_is_his_now_and_what_was_credited_to_him() -> None:
    b = company()
    given_away = deal(b, ANN, 100, date(2024, 1, 1), date(2024, 1, 20), "won")
    b.change("opportunity", given_away, "owner", DEE, date(2024, 2, 20))
    deal(b, ANN, 10, date(2024, 1, 1), date(2024, 1, 20), "won")
    deal(b, CY, 1, date(2024, 1, 1), date(2024, 1, 20), "won")
    assert [seeing(b, reader) for reader in (ANN, DEE)] == [110, 100]


def test_a_leader_sees_his_people_now_and_what_was_his_teams_then() -> None:
    b = company()
    deal(b, ANN, 100, date(2024, 1, 1), date(2024, 1, 20), "won")
    deal(b, ANN, 10, date(2024, 1, 1), date(2024, 2, 20), "won")
    # Ann was in Bob's team in January and is in Cy's now.
    assert [seeing(b, reader) for reader in (BOB, CY, DEE)] == [100, 110, 0]


def test_a_reader_without_a_membership_sees_nothing() -> None:
    b = company()
    deal(b, EVE, 100, date(2024, 1, 1), date(2024, 1, 20), "won")
    assert seeing(b, EVE) == 0


def test_a_shared_deal_is_whole_for_whoever_has_a_part() -> None:
    b = company()
    shared = deal(b, ANN, 100, date(2024, 1, 1), date(2024, 2, 20), "won")
    for user, share in ((ANN, "0.6"), (DEE, "0.4")):
        b.add("opportunity_split", opportunity=shared, user=user, share=Decimal(share))
    world = b.build()
    assert oracle(world, "bookings", QUARTER, by="owner", rights=rights_of(world, DEE)) == {
        (ANN,): 60,
        (DEE,): 40,
    }
    assert seeing(b, DEE) == 100


def test_a_service_agent_sees_orders_and_not_opportunities() -> None:
    b = company()
    order(b, 1, date(2024, 1, 5), 10)
    deal(b, ANN, 100, date(2024, 1, 1), date(2024, 1, 20), "won")
    world = b.build()
    agent = Rights(DEE, frozenset({"service_agent"}), people=frozenset({DEE}))
    assert oracle(world, "revenue", QUARTER, rights=agent) == {(): 10}
    assert oracle(world, "bookings", QUARTER, rights=agent) == {(): 0}


def test_of_two_memberships_the_later_start_counts_while_it_lasts() -> None:
    b = company()
    for team, start, end in (
        (TEAM_A, date(2024, 1, 1), None),
        (TEAM_B, date(2024, 1, 10), date(2024, 1, 20)),
    ):
        b.add("membership", user=EVE, team=team, role="rep", leads=False, valid_from=start, valid_to=end)
    world = b.build()
    days = [team_of(world, EVE, date(2024, 1, day)) for day in (9, 10, 19, 20)]
    assert days == [TEAM_A, TEAM_B, TEAM_B, TEAM_A]
    assert team_of(world, EVE, date(2023, 12, 31)) is None


def test_a_team_that_moves_takes_its_figures_along_from_that_day() -> None:
    b = company()
    b.row("team_place", 4)["valid_to"] = date(2024, 2, 1)
    b.add("team_place", team=TEAM_A, parent=SOUTH, valid_from=date(2024, 2, 1))
    world = b.build()
    assert region_of(world, TEAM_A, date(2024, 1, 31)) == NORTH
    assert region_of(world, TEAM_A, date(2024, 2, 1)) == SOUTH


@pytest.mark.parametrize(
    ("p", "expected"),
    [(Fraction(1, 2), Fraction(5, 2)), (Fraction(9, 10), Fraction(37, 10)), (Fraction(1), 4)],
)
def test_percentiles_go_in_a_straight_line_between_values(p: Fraction, expected: Fraction) -> None:
    assert percentile([Fraction(n) for n in (4, 1, 3, 2)], p) == expected


def test_the_same_seed_gives_the_same_world() -> None:
    assert small_world(11) == small_world(11)
    assert small_world(11) != small_world(12)


def test_worlds_hold_the_traps_they_promise() -> None:
    made = [small_world(seed) for seed in range(20)]

    def some(kind: str, field: str) -> bool:
        return any(row[field] is not None for world in made for row in world.rows[kind])

    assert some("order", "credit_of")
    assert some("order", "cancelled_at")
    assert some("opportunity", "deleted_at")
    assert some("opportunity_split", "share")
    stages = {row["outcome"] for world in made for row in world.rows["opportunity"]}
    assert stages == {"won", "lost", None}
    assert any(row["account"] is None for world in made for row in world.rows["order"])
    assert any(row["created_at"] is None for world in made for row in world.rows["opportunity"])


@settings(max_examples=25, deadline=None)
@given(world=worlds())
def test_history_ends_in_the_present_row_and_begins_nowhere_else(world: World) -> None:
    latest: dict[tuple[str, int, str], object] = {}
    for change in world.history:
        key = (change.kind, change.record, change.field)
        assert key not in latest or latest[key] == change.old
        assert change.recorded_at <= world.now
        latest[key] = change.new
    for (kind, record, field), value in latest.items():
        assert world.rows[kind][record - 1][field] == value


ADDITIVE = ("bookings", "won_deals", "pipeline_value", "open_opportunities", "revenue", "orders", "units", "activities",
            "visits", "opportunities_created", "orders_rolling_30_90", "orders_rolling_30_90:units90")  # fmt: skip


@settings(max_examples=10, deadline=None)
@given(world=worlds())
def test_parts_add_up_to_the_whole(world: World) -> None:
    for kpi in ADDITIVE:
        for by in ("owner", "owner.team", "owner.region"):
            parts = [value for value in oracle(world, kpi, YEAR, by=by).values() if value is not None]
            assert sum(parts) == (oracle(world, kpi, YEAR)[()] or 0), (kpi, by)


@settings(max_examples=10, deadline=None)
@given(world=worlds())
def test_new_repeat_and_unknown_revenue_are_all_revenue(world: World) -> None:
    names = ("new_customer_revenue", "repeat_customer_revenue", "repeat_customer_revenue:unknown")
    parts = [oracle(world, name, YEAR)[()] or 0 for name in names]
    assert sum(parts) == (oracle(world, "revenue", YEAR)[()] or 0)


@settings(max_examples=5, deadline=None)
@given(world=worlds())
def test_whoever_sees_all_people_sees_all_that_is_owned(world: World) -> None:
    everyone = Rights(1, frozenset({"rep"}), people=frozenset(user["id"] for user in world.rows["user"]))
    nobody = Rights(None)
    for kpi in ("revenue", "orders", "activities", "plan_completion_rate"):
        whole = oracle(world, kpi, YEAR, by="owner")
        whole.pop((None,), None)
        seen = oracle(world, kpi, YEAR, by="owner", rights=everyone)
        seen.pop((None,), None)
        assert seen == whole
        assert oracle(world, kpi, YEAR, by="owner", rights=nobody) == {}


@pytest.mark.parametrize("kpi", EVERY)
def test_every_kpi_has_a_value_in_some_world(kpi: str) -> None:
    """An oracle that only ever says null or zero would compare with anything."""
    late, early = Period(date(2023, 10, 1), date(2024, 2, 1)), Period(date(2023, 1, 1), date(2023, 5, 1))
    by = ("product",) if kpi.endswith(":rank") else None  # a place is one among groups
    found = (oracle(made(seed), kpi, period, by=by) for period in (late, early) for seed in range(4))
    assert any(value for values in found for value in values.values())
