"""Shares of a total, percentiles and counts of people: what they are of, and what they refuse."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

import pytest

from steerboard.core.errors import BadInput
from steerboard.engine.contributions import Contributions
from steerboard.engine.definition.library import Definitions
from steerboard.engine.definition.load import read_text
from steerboard.engine.derived.registry import extended
from steerboard.engine.model import shipped_model
from tests.engine.asking import YEAR, ask, by, engine, over, query, reader, shipped, total
from tests.engine.tables import Tables

KPI = """
kpis:
  - id: part
    name: {zh: 占比, en: Share}
    meaning: {zh: 占全部的比例, en: what part of the whole}
    formula: {zh: 组 ÷ 合计, en: group / total}
    time_basis: {zh: 同上, en: the same}
    left_out: {zh: 同上, en: the same}
    role: result
    unit: %s
    better: none
    additivity: none
    attribution: owner
    measure: %s
"""
JULY: dict[str, Any] = {"from_": date(2017, 7, 1), "to": date(2017, 7, 31)}


def defined(measure: str, unit: str = "ratio") -> Definitions:
    """The shipped KPIs and one of the test's own, ``part``."""
    made = read_text(KPI % (unit, measure), "own.yaml")
    return Definitions([*shipped().by_id.values(), *made], extended(shipped_model()))


def share_of(kpi: str) -> Definitions:
    return defined(f"{{kind: share_of_total, of: '{kpi}'}}")


@pytest.fixture
def tables() -> Tables:
    tables = Tables()
    for owner, line, amount in ((1, "a", 10), (1, "b", 30), (2, "a", 60), (None, None, 100)):
        won: dict[str, Any] = {
            "outcome": "won",
            "closed_at": date(2017, 7, 5),
            "created_at": date(2017, 7, 1),
        }
        tables.add("opportunity", owner=owner, product_line=line, amount=amount, **won)
    return tables


# --- shares ---------------------------------------------------------------------------------------------------------


def test_shares_are_of_what_the_same_reader_sees_in_the_same_question(tables: Tables) -> None:
    known = share_of("bookings")
    assert by(tables, "part", "owner", known=known, **YEAR) == {1: 0.2, 2: 0.3, None: 0.5}
    assert by(tables, "part", "product_line", known=known, rights=reader(1), **YEAR) == {"a": 0.25, "b": 0.75}
    assert by(tables, "part", "owner", known=known, where=["product_line = 'a'"], **YEAR) == {
        1: pytest.approx(1 / 7),
        2: pytest.approx(6 / 7),
    }
    assert by(tables, "part", "owner", "product_line", known=known, **YEAR) == {
        (1, "a"): 0.05,
        (1, "b"): 0.15,
        (2, "a"): 0.3,
        (None, None): 0.5,
    }
    assert total(tables, "part", known=known, **YEAR) == 1


def test_shares_of_a_period_are_of_that_period(tables: Tables) -> None:
    tables.add("opportunity", owner=1, amount=5, outcome="won", closed_at=date(2017, 8, 5))
    rows = ask(tables, "part", by=["owner"], grain="month", known=share_of("bookings"), **YEAR).rows
    found = {(str(row.period), row.key["owner"]): row.values["part"].value for row in rows}
    assert found["2017-07-01", 1] == 0.2
    assert found["2017-08-01", 1] == 1


def test_shares_of_a_shared_record_are_parts_of_it_once(tables: Tables) -> None:
    deal = tables.add("opportunity", amount=200, outcome="won", closed_at=date(2017, 7, 5), shared=True)
    for user, part in ((1, "0.25"), (2, "0.75")):
        tables.credit("opportunity", deal, user, part)
    found = by(tables, "part", "owner", known=share_of("bookings"), **YEAR)
    assert found == {1: pytest.approx(90 / 400), 2: pytest.approx(210 / 400), None: 0.25}


def test_states_and_sums_of_figures_have_shares_too(tables: Tables) -> None:
    tables.add("opportunity", owner=1, created_at=date(2017, 7, 1))
    for owner in (1, 2, 2):
        tables.add("opportunity", owner=owner, created_at=date(2017, 7, 1))
    assert by(tables, "part", "owner", known=share_of("open_opportunities"), **JULY) == {1: 0.5, 2: 0.5}
    both = defined(
        "{kind: share_of_total, of: {kind: total, plus: {won: won_deals, open: open_opportunities}}}"
    )
    assert by(tables, "part", "owner", known=both, **JULY) == {1: 0.5, 2: 0.375, None: 0.125}


def test_there_is_no_share_of_nothing(tables: Tables) -> None:
    empty = ask(tables, "part", known=share_of("bookings"), from_=date(2015, 1, 1), to=date(2015, 12, 31))
    assert empty.totals["part"].cell.reason is not None
    assert empty.totals["part"].cell.reason.code == "nothing_to_divide_by"


def test_the_records_behind_a_share_are_those_of_the_group_and_of_the_whole(tables: Tables) -> None:
    asker = engine(tables, share_of("bookings"))
    found = asker.contributions(query(tables, "part", by=["owner"], **YEAR), key={"owner": 1})
    assert {(part.name, part.value, part.rows) for part in found.parts} == {
        ("numerator", 40, 2),
        ("denominator", 200, 4),
    }


@pytest.mark.parametrize(
    "kpi", ["win_rate", "sales_cycle_days", "sales_cycle_days:mean", "quota_gap", "close_ratio"]
)
def test_only_what_adds_up_has_shares(kpi: str) -> None:
    with pytest.raises(BadInput, match="adds up over groups"):
        share_of(kpi)


# --- percentiles ------------------------------------------------------------------------------------------------------


def test_a_percentile_is_taken_over_records_and_never_over_sums(tables: Tables) -> None:
    at = "of: opportunity, at: closed_at, where: \"outcome = 'won'\""
    known = defined(f"{{kind: percentile, value: amount, share: 0.9, {at}}}", unit="money")
    tables.add("opportunity", owner=1, amount=1000, outcome="won", closed_at=date(2017, 8, 5))
    assert by(tables, "part", "owner", known=known, **YEAR) == {1: 806, 2: 60, None: 100}
    assert over(tables, "part", "month", known=known, **YEAR)["2017-07-01"] == 88
    assert total(tables, "part", known=known, **YEAR) == pytest.approx(640)  # of 10, 30, 60, 100 and 1000
    for kind in ("percentile, share: 0.9", "median", "mean"):
        with pytest.raises(BadInput, match="taken over records, never over the values of a KPI"):
            defined(f"{{kind: {kind}, value: amount, of: bookings, at: closed_at}}")
    with pytest.raises(BadInput, match="between 0 and 1"):
        defined(f"{{kind: percentile, value: amount, share: 90, {at}}}")


# --- people -----------------------------------------------------------------------------------------------------------


def quota(tables: Tables, user: int, value: str) -> None:
    tables.target("bookings", value, date(2017, 7, 1), date(2017, 8, 1), scope="user", scope_id=user)


def manned(tables: Tables) -> Tables:
    """1 has 40 of 40, 2 has 60 of 100, 3 nothing of 10, 4 a target of nothing; 1 and 2 in team 10, the others in 11."""
    for user, value in ((1, "40"), (2, "100"), (3, "10"), (4, "0")):
        tables.add("user", id=user, name=f"U{user}")
        quota(tables, user, value)
        tables.place(user, 10 if user < 3 else 11, date(2017, 1, 1), date(2017, 7, 31), region=9)
        tables.place(user, 12, date(2017, 7, 31))
    return tables


def test_people_count_by_what_they_reached_of_their_own_targets(tables: Tables) -> None:
    manned(tables)
    cell = ask(tables, "reps_at_quota_share", **JULY).totals["reps_at_quota_share"].cell
    assert (cell.numerator, cell.denominator) == (1, 3)
    assert cell.value == pytest.approx(1 / 3)
    assert total(tables, "reps_at_quota_share:below", **JULY) == pytest.approx(2 / 3)
    assert total(tables, "reps_at_quota_share:far_below", **JULY) == pytest.approx(2 / 3)
    assert by(tables, "reps_at_quota_share", "owner", **JULY) == {1: 1, 2: 0, 3: 0}
    assert total(tables, "reps_at_quota_share", **YEAR) is None  # there is no target for the year
    assert over(tables, "reps_at_quota_share", "month", **JULY) == {"2017-07-01": pytest.approx(1 / 3)}


def test_people_stand_where_they_were_when_the_period_ended(tables: Tables) -> None:
    manned(tables)
    assert by(tables, "reps_at_quota_share", "owner.team", **JULY) == {12: pytest.approx(1 / 3)}
    before = {**JULY, "now": datetime(2017, 7, 20, tzinfo=UTC)}
    assert by(tables, "reps_at_quota_share", "owner.team", **before) == {10: 0.5, 11: 0}
    assert by(tables, "reps_at_quota_share", "owner.region", **before) == {9: pytest.approx(1 / 3)}
    assert by(tables, "reps_at_quota_share", "owner.team", org="today", **JULY) == {12: pytest.approx(1 / 3)}


def test_people_whom_the_reader_does_not_see_do_not_count(tables: Tables) -> None:
    manned(tables)
    assert total(tables, "reps_at_quota_share", rights=reader(2), **JULY) == 0
    assert total(tables, "reps_at_quota_share", rights=reader(2, people=(1,), teams=(10,)), **JULY) == 0.5


def test_people_are_counted_by_their_places_only(tables: Tables) -> None:
    rows = ask(manned(tables), "reps_at_quota_share", "bookings", by=["product_line"], **JULY).rows
    reasons = {row.values["reps_at_quota_share"].cell.reason for row in rows}
    assert {reason.code if reason else "" for reason in reasons} == {"no_dimension"}


def listed(found: Contributions) -> dict[str, list[str]]:
    return {part.name: [row.label for row in found.rows if row.part == part.name] for part in found.parts}


def test_the_people_behind_a_count_are_listed(tables: Tables) -> None:
    asker = engine(manned(tables))
    whole = asker.contributions(query(tables, "reps_at_quota_share", **JULY))
    assert listed(whole) == {"numerator": ["U1"], "denominator": ["U1", "U2", "U3"]}
    assert whole.cell.value == pytest.approx(float(Fraction(1, 3)))
    asked = query(
        tables, "reps_at_quota_share", by=["owner.team"], **JULY, now=datetime(2017, 7, 20, tzinfo=UTC)
    )
    team = asker.contributions(asked, key={"owner.team": 11})
    assert listed(team) == {"numerator": [], "denominator": ["U3"]}
    page = asker.contributions(query(tables, "reps_at_quota_share", **JULY), limit=2, offset=1)
    assert [row.label for row in page.rows] == ["U1", "U2"]


def test_who_has_no_membership_sees_no_target(tables: Tables) -> None:
    nobody = replace(reader(1), roles=frozenset())
    assert by(manned(tables), "quota_attainment", "owner", rights=nobody, **JULY) == {}
    assert total(tables, "reps_at_quota_share", rights=nobody, **JULY) is None
