"""Every KPI of the catalogue, asked through the whole house, gives what its oracle says: in several shapes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from steerboard.catalogue.library import definitions
from steerboard.core.periods import Period
from steerboard.engine.api import Engine
from steerboard.engine.result import Result
from steerboard.engine.rights import OWNER, Rights
from tests.asked import Asked, Keyed, differences, months, taken_in
from tests.engine.test_parts_of_a_whole import share_of
from tests.oracles.ask import AS_OF, EVERY, oracle
from tests.oracles.shapes import ALSO, COMPANY, SUMS, persons, teams
from tests.worlds import World, rights_of, small_world

SEEDS = [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 8))]
COUNTS_AND_SUMS = {
    *("bookings", "won_deals", "opportunities_created", "pipeline_value", "weighted_pipeline"),
    *("open_opportunities", "revenue", "orders", "orders:gross", "units", "new_customer_revenue"),
    *("repeat_customer_revenue", "repeat_customer_revenue:unknown", "activities", "visits", "leads_created"),
    *(
        "mqls",
        "sqls",
        "sales_ready_leads",
        "sales_ready_leads:stock",
        "calls",
        "calls:inbound",
        "calls:connected",
    ),
    *(
        "face_to_face_visits",
        "key_account_visits",
        "demos",
        "follow_up_calls",
        "quotes_sent",
        "customer_pool",
    ),
    *("customer_pool:public", "pipeline_created", "pipeline_created:net", "quota_gap"),
    *SUMS,
}
NOT_FOR_ALL = {"gross_margin", "cost_per_lead", *COMPANY}
"""Null for who may not read costs, or by person: a question of rights, not of groups."""
AGAINST_ALL = {"performance_product", "performance_product:mindset", "performance_product:volume"}
"""Each group is measured against all of them: what is in a group does not show by the records that were looked at."""
KNOWN = {name for definition in definitions() for name in definition.ids}
ASKED = [kpi for kpi in EVERY if kpi in KNOWN]


@pytest.fixture(scope="module", params=SEEDS)
def asked(
    request: pytest.FixtureRequest, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Asked]:
    """A world taken in once for all questions of this module."""
    import shutil

    from tests.django_db import _pointed_to, _sqlite_settings

    folder = tmp_path_factory.mktemp("world")
    shutil.copyfile(sqlite_template, folder / "records.sqlite3")
    with (
        _pointed_to(_sqlite_settings(folder / "records.sqlite3")),
        taken_in(small_world(request.param), folder) as found,
    ):
        yield found


def check(asked: Asked, kpi: str, period: Period, by: tuple[str, ...] = (), rights: Rights = OWNER) -> None:
    expected = oracle(asked.world, kpi, by=by or None, rights=rights, **when(kpi, period))
    compare(kpi, asked.values(kpi, by=by, rights=rights, **when(kpi, period)), expected)


def when(kpi: str, period: Period) -> dict[str, Any]:
    return {"as_of": period.last} if kpi in AS_OF else {"period": period}


def compare(kpi: str, found: Keyed, expected: dict[Any, Fraction | None]) -> None:
    if kpi in NOT_FOR_ALL and not any(value is not None for value in expected.values()):
        assert not any(value is not None for value in found.values())
        return
    assert differences(found, expected, exact=kpi in COUNTS_AND_SUMS) == []


@dataclass
class Together:
    """Questions of a year that name many KPIs at once, as pages ask them; each is asked once."""

    asked: Asked
    results: dict[Any, Result] = field(default_factory=dict)

    def check(self, kpi: str, rights: Rights) -> None:
        """By team, and the total where the reader has teams and does not see everything."""
        by, result = teams(kpi), self._result(kpi, rights)
        expected = oracle(self.asked.world, kpi, by=by, rights=rights, **when(kpi, self.year))
        cells = {tuple(row.key[name] for name in by): row.values[kpi].cell for row in result.rows}
        # A row may be there for another KPI of the question; this one then has nothing in it.
        found = {
            key: c.value
            for key, c in cells.items()
            if key in expected or c.n or c.missing or kpi in AGAINST_ALL
        }
        compare(kpi, found, expected)
        if rights.teams and not rights.everything:
            whole = oracle(self.asked.world, kpi, rights=rights, **when(kpi, self.year))
            compare(kpi, {(): result.totals[kpi].value}, whole)

    @property
    def year(self) -> Period:
        return self.asked.world.calendar.period("year", self.asked.world.calendar.today(self.asked.world.now))

    def _result(self, kpi: str, rights: Rights) -> Result:
        key = (rights, teams(kpi), kpi in AS_OF, kpi in AGAINST_ALL and kpi)
        if key not in self.results:
            alike = [k for k in ASKED if (teams(k), k in AS_OF, k in AGAINST_ALL and k) == key[1:]]
            asked = {"period": None, **when(kpi, self.year)}
            self.results[key] = self.asked.ask(*alike, by=teams(kpi), rights=rights, **asked)
        return self.results[key]


@pytest.fixture(scope="module")
def together(asked: Asked) -> Together:
    return Together(asked)


@pytest.mark.parametrize("kpi", ASKED)
def test_the_whole(asked: Asked, kpi: str) -> None:
    year = asked.world.calendar.period("year", asked.world.calendar.today(asked.world.now))
    for period in (*months(asked.world), year):
        check(asked, kpi, period)


@pytest.mark.parametrize("kpi", ASKED)
def test_by_team_and_month(asked: Asked, kpi: str) -> None:
    this, before, _, year_ago, _ = months(asked.world)
    for period in (this, before, year_ago):
        check(asked, kpi, period, by=teams(kpi))


@pytest.mark.slow
@pytest.mark.parametrize("kpi", ASKED)
def test_by_team_and_another_month(asked: Asked, kpi: str) -> None:
    _, _, earlier, _, after = months(asked.world)
    for period in (earlier, after):
        check(asked, kpi, period, by=teams(kpi))


@pytest.mark.parametrize("kpi", ASKED)
def test_by_owner(asked: Asked, kpi: str) -> None:
    year = asked.world.calendar.period("year", asked.world.calendar.today(asked.world.now))
    check(asked, kpi, year, by=persons(kpi))


@pytest.mark.parametrize("kpi", [kpi for kpi in ALSO if kpi in KNOWN])
def test_by_its_own_dimension(asked: Asked, kpi: str) -> None:
    year = asked.world.calendar.period("year", asked.world.calendar.today(asked.world.now))
    for period in (year, *months(asked.world)):
        check(asked, kpi, period, by=(ALSO[kpi],))


@pytest.mark.parametrize("kpi", ASKED)
def test_with_the_rights_of_one_of_each_sort(together: Together, kpi: str) -> None:
    for rights in one_of_each_sort(together.asked.world):
        together.check(kpi, rights)


@pytest.mark.slow
@pytest.mark.parametrize("kpi", ASKED)
def test_with_the_rights_of_everybody(asked: Asked, kpi: str) -> None:
    year = asked.world.calendar.period("year", asked.world.calendar.today(asked.world.now))
    for user in asked.world.rows["user"]:
        rights = rights_of(asked.world, user["id"])
        check(asked, kpi, year, rights=rights)
        check(asked, kpi, year, by=teams(kpi), rights=rights)


def one_of_each_sort(world: World) -> list[Rights]:
    """Who sees everything, a director, a lead, a rep, other offices, and who is no longer there; of each the last."""
    every = [rights_of(world, user["id"]) for user in world.rows["user"]]
    return list({(rights.roles, bool(rights.teams)): rights for rights in every}.values())


@pytest.mark.parametrize("kpi", ["bookings", "revenue", "leads_created", "pipeline_value"])
def test_shares_are_of_the_total_that_the_same_reader_sees(asked: Asked, kpi: str) -> None:
    world = asked.world
    year = world.calendar.period("year", world.calendar.today(world.now))
    sharing = replace(asked, engine=Engine(asked.engine.store, share_of(kpi)))
    for rights in (OWNER, *(rights_of(world, user["id"]) for user in world.rows["user"])):
        parts = oracle(world, kpi, year, by=("owner.team",), rights=rights)
        whole = oracle(world, kpi, year, rights=rights)[()]
        expected = {key: (value or 0) / whole if whole else None for key, value in parts.items()}
        assert (
            differences(
                sharing.values("part", year, by=("owner.team",), rights=rights), expected, exact=False
            )
            == []
        )
