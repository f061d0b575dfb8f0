"""The band of peers: of enough people, of the right ones, and nothing more than a band."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from steerboard.core.clock import FixedClock
from steerboard.core.errors import SteerboardError
from steerboard.core.periods import Period
from steerboard.diagnosis.peers import LEAST_PEOPLE, Band, Bands, Measure, bands, of_values, rounded
from steerboard.engine.rights import Rights
from tests.offices import CLOCK, NOW, Office, at

JUNE = Period(date(2026, 6, 1), date(2026, 7, 1))
REP = Rights(1, frozenset({"rep"}), people=frozenset({1}))


def hire(office: Office, count: int, **more: object) -> list[int]:
    """Reps beside the three of the office."""
    found = []
    for n in range(count):
        found.append(office.add("user", name=f"Rep {n}"))
        office.add("membership", user=found[-1], team=office.ids["south"], role="rep", leads=False, **more)
    return found


def visits(office: Office, person: int, count: int) -> None:
    for _ in range(count):
        office.add("activity", kind="visit", owner=person, done_at=at(3))


def june(office: Office, *measures: Measure | str, **asked: str) -> Bands:
    return bands(office.workspace, CLOCK, REP, measures or ("visits",), JUNE, **asked)


@pytest.mark.parametrize(
    ("values", "band"),
    [
        ((1, 2, 3, 4), Band(4)),
        ((1, 2, 3, 4, 5), Band(5, Decimal("1.5"), Decimal(3), Decimal("4.5"))),
        ((7, 7, 7, 7, 7, 7), Band(6, Decimal(7), Decimal(7), Decimal(7))),
        ((10, 20, 30, 40, 50, 60, 70), Band(7, Decimal(20), Decimal(40), Decimal(60))),
    ],
)
def test_a_band_is_the_quartiles_of_at_least_five(values: tuple[int, ...], band: Band) -> None:
    assert of_values(map(Decimal, values)) == band
    assert of_values(map(Decimal, reversed(values))) == band


@pytest.mark.parametrize(
    ("value", "published"),
    [("0", "0"), ("123456", "120000"), ("0.2857", "0.29"), ("7.04", "7"), ("-1550", "-1600")],
)
def test_a_band_is_published_to_two_digits(value: str, published: str) -> None:
    assert rounded(Decimal(value)) == Decimal(published)


def test_peers_without_records_count_as_nothing_done(office: Office) -> None:
    people = hire(office, 4)
    for n, person in enumerate(people):
        visits(office, person, n + 1)
    band = june(office).of("visits")
    # Ann, Ben and Cleo did none: 0 0 0 1 2 3 4.
    assert band == Band(7, Decimal(0), Decimal(1), Decimal(3))


def test_four_are_too_few_and_it_says_so(office: Office) -> None:
    visits(office, hire(office, 1)[0], 3)
    band = june(office).of("visits")
    assert not band.known
    assert band == Band(4)
    assert str(band.reason) == "a band needs 5 peers with enough records, and 4 have them"
    assert band.reason.zh == "同岗对比至少需要 5 人有足够记录，目前 4 人"


def test_who_has_too_few_records_is_no_peer_of_a_rate(office: Office) -> None:
    for person in hire(office, 5):
        for n in range(4):
            outcome = "won" if n else "lost"
            office.add("opportunity", owner=person, name="D", outcome=outcome, closed_at=at(n + 2))
    assert june(office, Measure("win_rate", 4)).of("win_rate").median == Decimal("0.75")
    assert june(office, Measure("win_rate", 5)).of("win_rate") == Band(0)


def test_other_roles_and_those_who_came_or_went_meanwhile_are_no_peers(office: Office) -> None:
    hire(office, 1)
    hire(office, 5, valid_from=date(2026, 6, 2))
    hire(office, 5, valid_to=date(2026, 6, 30))
    assert june(office).of("visits").people == 4
    assert june(office, role="team_lead").of("visits").people == 1


def test_who_changed_the_team_is_still_a_peer(office: Office) -> None:
    person = hire(office, 1, valid_to=date(2026, 6, 10))[0]
    office.add("membership", user=person, team=office.ids["north"], role="rep", valid_from=date(2026, 6, 10))
    assert june(office).of("visits").people == 4


def test_a_band_stands_for_a_quarter_of_an_hour(office: Office) -> None:
    people = hire(office, 2)
    before = june(office).of("visits")
    for person in (*people, office.people["ann"]):
        visits(office, person, 5)
    assert june(office).of("visits") == before
    later = FixedClock(NOW + timedelta(minutes=15))
    assert bands(office.workspace, later, REP, ["visits"], JUNE).of("visits").median == 5


def test_a_field_that_the_reader_may_not_know_is_in_no_band(office: Office) -> None:
    (office.workspace.folder / "kpis").mkdir(exist_ok=True)
    (office.workspace.folder / "kpis" / "own.yaml").write_text(OWN_KPI, encoding="utf-8")
    hire(office, LEAST_PEOPLE)
    with pytest.raises(SteerboardError):
        june(office, "visits", "no_such_kpi")
    cost = Rights(1, frozenset({"finance"}), everything=True)
    assert june(office, Measure("own_cost", 1)).of("own_cost").people == 0
    asked = bands(office.workspace, CLOCK, cost, [Measure("own_cost")], JUNE).of("own_cost")
    assert asked.people == 8


OWN_KPI = """
segment: sales
kpis:
  - id: own_cost
    name: {zh: 成本, en: Cost}
    meaning: {zh: 成本, en: Cost}
    time_basis: {zh: 下单时间, en: time of the order}
    left_out: {zh: 无, en: nothing}
    formula: {zh: 成本之和, en: sum of cost}
    role: result
    unit: money
    better: down
    additivity: all
    attribution: owner
    packs: [b2b]
    measure: {kind: sum, value: cost_amount, of: order_line, at: order.ordered_at}
"""


def test_a_band_by_a_further_dimension(office: Office) -> None:
    for n, person in enumerate(hire(office, 5)):
        visits(office, person, n + 1)
        office.add("activity", kind="call", owner=person, outcome="connected", done_at=at(4))
    found = june(office, Measure("visits", 1), by="kind")
    assert found.of("visits", "visit").median == 3
    assert found.of("visits", "call").median == 1
    assert found.of("visits", "meeting") == Band()


def test_the_clock_of_the_world_is_not_asked(office: Office) -> None:
    early = FixedClock(datetime(2026, 1, 1, tzinfo=UTC))
    hire(office, 3)
    assert bands(office.workspace, early, REP, ["visits"], JUNE).of("visits").median == 0
