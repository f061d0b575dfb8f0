"""Attainment: a figure beside the target of the same KPI, scope and period."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from steerboard.core.errors import SteerboardError
from tests.engine.asking import YEAR, ask, by, over, reader, shipped, total
from tests.engine.tables import Tables

JANUARY: dict[str, Any] = {"from_": date(2017, 1, 1), "to": date(2017, 1, 31)}
QUARTER: dict[str, Any] = {"from_": date(2017, 1, 1), "to": date(2017, 3, 31)}


@pytest.fixture
def tables() -> Tables:
    """Team 10 with the people 1 and 2; person 3 has neither a deal nor a target in January."""
    tables = Tables()
    for user in (1, 2, 3):
        tables.add("user", id=user, name=f"U{user}")
        tables.place(user, 10, date(2016, 1, 1), parent=20, region=20, root=20)
    tables.add("team", id=10, name="T")
    for owner, day, amount in (
        (1, date(2017, 1, 10), 60),
        (2, date(2017, 1, 20), 90),
        (1, date(2017, 2, 1), 30),
    ):
        tables.add("opportunity", owner=owner, closed_at=day, outcome="won", amount=amount)
    for month in (1, 2, 3):
        for scope, whom, value in (("company", None, "300"), ("team", 10, "200"), ("user", 1, "100")):
            tables.target(
                "bookings", value, date(2017, month, 1), date(2017, month + 1, 1), scope=scope, scope_id=whom
            )
    tables.target("bookings", "0", date(2017, 1, 1), date(2017, 2, 1), scope="user", scope_id=2)
    tables.target("win_rate", "0.5", date(2017, 1, 1), date(2017, 2, 1))
    return tables


def test_each_scope_is_held_against_its_own_target(tables: Tables) -> None:
    assert total(tables, "quota_attainment", **JANUARY) == 0.5
    assert by(tables, "quota_attainment", "owner.team", **JANUARY) == {10: 0.75}
    assert by(tables, "quota_attainment", "owner", **JANUARY) == {1: 0.6, 2: None}
    assert by(tables, "quota_gap", "owner", **JANUARY) == {1: 40, 2: -90}


def test_targets_of_months_add_up_to_a_quarter_and_not_to_less_than_it(tables: Tables) -> None:
    assert total(tables, "quota_attainment", **QUARTER) == pytest.approx(180 / 900)
    assert over(tables, "quota_attainment", "quarter", **QUARTER) == {"2017-01-01": pytest.approx(0.2)}
    assert total(tables, "quota_attainment", **YEAR) is None
    assert total(tables, "quota_attainment", from_=date(2017, 1, 2), to=date(2017, 1, 31)) is None


def test_a_ratio_has_no_target_that_was_put_together(tables: Tables) -> None:
    tables.target("win_rate", "0.5", date(2017, 2, 1), date(2017, 3, 1))
    tables.target("win_rate", "0.5", date(2017, 3, 1), date(2017, 4, 1))
    asked = {"params": {"kpi": "win_rate"}}
    assert total(tables, "quota_attainment", **JANUARY, **asked) == 2
    assert total(tables, "quota_attainment", **QUARTER, **asked) is None


def test_who_has_a_target_and_no_deal_stands_in_the_answer(tables: Tables) -> None:
    tables.target("bookings", "50", date(2017, 1, 1), date(2017, 2, 1), scope="user", scope_id=3)
    result = ask(tables, "quota_attainment", by=["owner"], **JANUARY)
    cells = {row.key["owner"]: row.values["quota_attainment"].cell for row in result.rows}
    assert (cells[3].value, cells[3].numerator, cells[3].denominator) == (0, 0, 50)
    assert [row.by["owner"].label for row in result.rows] == ["U1", "U2", "U3"]


def test_a_target_of_another_scope_is_not_taken(tables: Tables) -> None:
    for dims in (["owner", "product_line"], ["product_line"]):
        rows = ask(tables, "quota_attainment", by=dims, **JANUARY).rows
        cells = [row.values["quota_attainment"].cell for row in rows]
        assert {(c.value, c.reason.code if c.reason else "") for c in cells} == {(None, "no_target")}
    assert total(tables, "quota_attainment", where=["amount > 1"], **JANUARY) is None


def test_a_team_above_others_is_held_against_its_target_by_its_level_only(tables: Tables) -> None:
    """Person 4 leads region 20, whose teams are 10 and 11; nobody of 11 has a deal."""
    tables.place(4, 20, date(2016, 1, 1), region=20, root=20)
    tables.place(5, 11, date(2016, 1, 1), parent=20, region=20, root=20)
    for team, name in ((11, "Other"), (20, "Region")):
        tables.add("team", id=team, name=name)
        tables.target("bookings", "500", date(2017, 1, 1), date(2017, 2, 1), scope="team", scope_id=team)
    tables.add("opportunity", owner=4, closed_at=date(2017, 1, 5), outcome="won", amount=50)
    assert by(tables, "quota_attainment", "owner.team", **JANUARY) == {10: 0.75, 11: 0, 20: None}
    assert by(tables, "quota_attainment", "owner.region", **JANUARY) == {20: 0.4}
    compared = ask(tables, "bookings", by=["owner.team"], compare=["target"], **JANUARY).rows
    held = {row.key["owner.team"]: row.values["bookings"].target for row in compared}
    assert {team: target and target.value for team, target in held.items()} == {10: 200, 20: None}


def test_who_sees_a_part_gets_no_attainment_of_the_whole(tables: Tables) -> None:
    rep, lead = reader(1), reader(2, teams=(10,), people=(1, 3))
    assert total(tables, "quota_attainment", rights=rep, **JANUARY) is None
    assert by(tables, "quota_attainment", "owner", rights=rep, **JANUARY) == {1: 0.6}
    assert by(tables, "quota_attainment", "owner.team", rights=rep, **JANUARY) == {10: None}
    assert by(tables, "quota_attainment", "owner.team", rights=lead, **JANUARY) == {10: 0.75}
    assert by(tables, "quota_attainment", "owner", rights=lead, **JANUARY) == {1: 0.6, 2: None}


def test_pace_is_what_was_due_by_now(tables: Tables) -> None:
    """Of January 2017's 22 working days 10 are over with the 13th."""
    now = datetime(2017, 1, 13, 18, tzinfo=UTC)
    assert total(tables, "quota_gap:pace", now=now, **JANUARY) == pytest.approx(
        Decimal(300) * 10 / 22 - 60, rel=Decimal("1e-12")
    )
    assert over(tables, "quota_gap", "month", now=now, **JANUARY) == {"2017-01-01": 240}


def test_a_question_that_ends_today_is_held_against_the_period_that_it_began(tables: Tables) -> None:
    now = datetime(2017, 1, 13, 18, tzinfo=UTC)
    assert total(tables, "quota_attainment", now=now, from_=date(2017, 1, 1)) == pytest.approx(0.2)
    assert total(tables, "quota_attainment", now=now, from_=date(2017, 1, 2)) is None


def test_a_gap_has_the_unit_of_its_kpi(tables: Tables) -> None:
    assert shipped().kpi("quota_gap").unit == "money"
    assert shipped().kpi("quota_gap:pace", {"kpi": "won_deals"}).unit == "count"
    tables.target("won_deals", "5", date(2017, 1, 1), date(2017, 2, 1))
    assert total(tables, "quota_gap", params={"kpi": "won_deals"}, **JANUARY) == 3
    for wrong in ("won_dels", "quota_gap"):
        with pytest.raises(SteerboardError):
            total(tables, "quota_gap", params={"kpi": wrong}, **JANUARY)
