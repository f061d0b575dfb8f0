"""Kinds within kinds: each composition against numbers worked out by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.engine.asking import by, over, total
from tests.engine.tables import Tables
from tests.engine.test_over_time import FIRST_QUARTER, kpi

WON = "{kind: count, of: opportunity, at: closed_at, where: \"outcome = 'won'\", unit: count}"
DECIDED = "{kind: count, of: opportunity, at: closed_at, where: \"outcome in ('won', 'lost')\", unit: count}"
WIN_RATE = f"{{kind: ratio, numerator: {WON}, denominator: {DECIDED}}}"
REACHED = "{kind: cohort, of: lead, at: mql_at, reached: sql_at}"
OPEN = "{kind: as_of, aggregate: count, of: opportunity, from: created_at, until: closed_at}"


@pytest.fixture
def tables() -> Tables:
    """Of owner 1: won in January, lost and won in February, lost twice in March; of owner 2 one open since January."""
    tables = Tables()
    for owner in (1, 2):
        tables.add("user", id=owner, name=f"U{owner}")
    for day, outcome in (
        (date(2017, 1, 20), "won"),
        (date(2017, 2, 5), "lost"),
        (date(2017, 2, 25), "won"),
        (date(2017, 3, 3), "lost"),
        (date(2017, 3, 30), "lost"),
    ):
        tables.add(
            "opportunity", owner=1, created_at=date(2017, 1, 1), closed_at=day, outcome=outcome, amount=1
        )
    tables.add("opportunity", owner=2, created_at=date(2017, 1, 15), amount=1)
    return tables


def test_a_rolling_ratio_is_a_ratio_of_the_sums_of_its_days(tables: Tables) -> None:
    """The 30 days up to 28 February have one won of two decided; up to 31 March none of two."""
    known = kpi(f"{{kind: trailing, days: 30, of: {WIN_RATE}}}", "ratio")
    found = over(tables, "k", "month", known=known, **FIRST_QUARTER)
    assert found == {"2017-01-01": 1.0, "2017-02-01": 0.5, "2017-03-01": 0.0}


def test_the_change_of_a_rolling_ratio_compares_two_windows(tables: Tables) -> None:
    inner = f"{{kind: trailing, days: 60, unit: ratio, of: {WIN_RATE}}}"
    known = kpi(f"{{kind: change, against: previous, of: {inner}}}", "ratio")
    asked: dict[str, Any] = {"from_": date(2017, 3, 1), "to": date(2017, 3, 31)}
    # 31 January to 31 March: 1 of 4; 31 December to 28 February: 2 of 3.
    assert over(tables, "k", "month", known=known, **asked) == {
        "2017-03-01": pytest.approx((1 / 4) / (2 / 3) - 1)
    }


def test_a_cohort_is_compared_with_that_of_a_year_ago() -> None:
    """Of March 2016 one of two MQLs became an SQL, of March 2017 three of four."""
    tables = Tables()
    for year, reached in ((2016, (True, False)), (2017, (True, True, True, False))):
        for yes in reached:
            sql = date(year, 4, 1) if yes else None
            tables.add("lead", mql_at=date(year, 3, 5), sql_at=sql, created_at=date(year, 3, 1))
    known = kpi(f"{{kind: change, against: year_ago, of: {REACHED}}}", "ratio")
    asked = {"from_": date(2017, 3, 1), "to": date(2017, 3, 31)}
    assert total(tables, "k", known=known, **asked) == pytest.approx(0.75 / 0.5 - 1)


def test_a_cohort_over_the_trailing_months(tables: Tables) -> None:
    for day, sql in (
        (date(2017, 1, 5), date(2017, 1, 9)),
        (date(2017, 2, 5), None),
        (date(2016, 12, 5), None),
    ):
        tables.add("lead", mql_at=day, sql_at=sql, created_at=day)
    known = kpi(f"{{kind: trailing, months: 2, of: {REACHED}}}", "ratio")
    assert total(tables, "k", known=known, from_=date(2017, 2, 28), to=date(2017, 2, 28)) == 0.5


def test_a_share_of_a_state_is_of_the_state_at_the_same_instant(tables: Tables) -> None:
    """On 31 January owner 1 has four open of five, on 28 February two of three, on 31 March none of one."""
    known = kpi(f"{{kind: share_of_total, of: {OPEN}}}", "ratio")
    for day, shares in (
        (date(2017, 1, 31), {1: 0.8, 2: 0.2}),
        (date(2017, 2, 28), {1: pytest.approx(2 / 3), 2: pytest.approx(1 / 3)}),
        (date(2017, 3, 31), {2: 1.0}),
    ):
        found = by(tables, "k", "owner", known=known, from_=day.replace(day=1), to=day)
        assert {owner: share for owner, share in found.items() if share} == shares


def test_a_formula_over_a_running_total_and_a_state(tables: Tables) -> None:
    measure = f"{{kind: formula, formula: 'won / (won + open)', parts: {{won: {{kind: running, unit: count, of: {WON}}}, open: {OPEN[:-1]}, unit: count}}}}}}"
    known = kpi(measure, "ratio")
    found = over(tables, "k", "month", known=known, **FIRST_QUARTER)
    assert found == {
        "2017-01-01": pytest.approx(1 / 6),
        "2017-02-01": pytest.approx(2 / 5),
        "2017-03-01": pytest.approx(2 / 3),
    }
