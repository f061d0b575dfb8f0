"""Kinds of measure that look at another stretch of time, or beside a group: worked out by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from steerboard.core.errors import SteerboardError
from steerboard.engine.definition.library import Definitions
from tests.engine.asking import YEAR, ask, by, over, own, reader, total
from tests.engine.tables import Tables, utc

HEAD = """
kpis:
  - id: k
    name: {zh: 甲, en: K}
    meaning: {zh: 甲, en: K}
    formula: {zh: 甲, en: K}
    time_basis: {zh: 甲, en: K}
    left_out: {zh: 甲, en: K}
    role: result
    better: up
    additivity: none
    attribution: owner
    packs: [b2b]
    unit: UNIT
"""
REVENUE = "{kind: sum, value: net_amount, of: order_line, at: order.ordered_at}"
FIRST_QUARTER: dict[str, Any] = {"from_": date(2017, 1, 1), "to": date(2017, 3, 31)}


def kpi(measure: str, unit: str = "count", more: str = "") -> Definitions:
    return own(HEAD.replace("UNIT", unit) + more + f"    measure: {measure}\n")


@pytest.fixture
def tables() -> Tables:
    """Products 7 and 8: orders of 10 in January, 20 and 5 in February, 40 in March."""
    tables = Tables()
    for product in (7, 8):
        tables.add("product", id=product, name=f"P{product}")
    for day, product, amount in (
        (date(2017, 1, 10), 7, 10),
        (date(2017, 2, 1), 8, 20),
        (date(2017, 2, 28), 7, 5),
        (date(2017, 3, 5), 8, 40),
    ):
        order = tables.add("order", owner=1, ordered_at=day)
        tables.add("order_line", order=order, product=product, quantity=1, net_amount=amount)
    return tables


def test_a_running_total_goes_from_the_first_record_to_the_end_of_each_period(tables: Tables) -> None:
    known = kpi(f"{{kind: running, of: {REVENUE}}}", "money")
    assert over(tables, "k", "month", known=known, **FIRST_QUARTER) == {
        "2017-01-01": 10,
        "2017-02-01": 35,
        "2017-03-01": 75,
    }


def test_trailing_days_end_with_the_last_day(tables: Tables) -> None:
    known = kpi(f"{{kind: trailing, days: 28, of: {REVENUE}}}", "money")
    assert total(tables, "k", known=known, from_=date(2017, 2, 28), to=date(2017, 2, 28)) == 25
    assert total(tables, "k", known=known, from_=date(2017, 2, 28), to=date(2017, 3, 1)) == 5


def test_the_change_of_a_running_total(tables: Tables) -> None:
    known = kpi(
        f"{{kind: change, against: previous, of: {{kind: running, unit: money, of: {REVENUE}}}}}", "ratio"
    )
    found = over(tables, "k", "month", known=known, from_=date(2017, 2, 1), to=date(2017, 3, 31))
    assert found == {"2017-02-01": pytest.approx(2.5), "2017-03-01": pytest.approx(40 / 35)}


def test_groups_are_ranked_and_equal_ones_share_a_place(tables: Tables) -> None:
    known = kpi(f"{{kind: rank, of: {REVENUE}}}")
    assert by(tables, "k", "product", known=known, **FIRST_QUARTER) == {8: 1, 7: 2}
    order = tables.add("order", owner=1, ordered_at=date(2017, 1, 11))
    tables.add("product", id=9, name="P9")
    tables.add("order_line", order=order, product=9, quantity=1, net_amount=60)
    assert by(tables, "k", "product", known=known, **FIRST_QUARTER) == {8: 1, 9: 1, 7: 3}
    reason = ask(tables, "k", known=known, **FIRST_QUARTER).totals["k"].cell.reason
    assert reason is not None
    assert reason.code == "no_groups"


def test_a_mean_over_different_scales_is_refused() -> None:
    tables = Tables()
    for score, scale, channel in ((4, 5, "email"), (5, 5, "email"), (9, 10, "chat"), (8, None, "phone")):
        ticket = tables.add("ticket", channel=channel, opened_at=date(2017, 1, 1))
        tables.add(
            "survey_response",
            kind="csat",
            score=score,
            scale=scale,
            answered_at=date(2017, 1, 2),
            ticket=ticket,
        )
    assert by(tables, "csat", "scale", **YEAR) == {5: 4.5, 10: 9, None: None}
    assert total(tables, "csat", **YEAR) is None
    assert total(tables, "csat:top2", **YEAR) == 1


def test_a_state_at_the_start_is_that_of_the_end_before() -> None:
    tables = Tables("Asia/Shanghai")
    for started, ended, mrr in (
        (date(2017, 1, 1), None, 10),
        (date(2016, 5, 1), date(2017, 1, 1), 30),
        (date(2016, 5, 1), date(2017, 1, 31), 7),
        (date(2016, 5, 1), date(2017, 2, 1), 5),
    ):
        tables.add("subscription", started_on=started, ended_on=ended, mrr=mrr)
    january: dict[str, Any] = {"from_": date(2017, 1, 1), "to": date(2017, 1, 31)}
    assert (
        total(tables, "mrr", **january) == 15
    )  # what ended on the last day is gone, what ends the day after is not
    known = kpi(
        "{kind: at_start, of: {kind: as_of, aggregate: sum, value: mrr, of: subscription, from: started_on, until: ended_on}}",
        "money",
    )
    assert total(tables, "k", known=known, **january) == 42
    assert total(tables, "k", known=known, from_=date(2017, 2, 1), to=date(2017, 2, 28)) == 15


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Shanghai", "Europe/Berlin"])
def test_a_date_counts_from_the_local_beginning_of_its_day(zone: str) -> None:
    tables = Tables(zone)
    tables.add("subscription", started_on=date(2017, 3, 26), ended_on=date(2017, 10, 29), mrr=1)
    for day, there in (
        (date(2017, 3, 25), 0),
        (date(2017, 3, 26), 1),
        (date(2017, 10, 28), 1),
        (date(2017, 10, 29), 0),
    ):
        assert total(tables, "mrr", from_=day, to=day) == there


def test_a_whole_needs_no_dimension_of_its_own(tables: Tables) -> None:
    for category, amount in (("sales", 15), ("marketing", 30), ("cogs", 100)):
        tables.add("cost", day=date(2017, 1, 5), category=category, amount=amount)
    assert by(tables, "cost_ratio", "category", **FIRST_QUARTER) == {"sales": 0.2, "marketing": 0.4}
    assert total(tables, "cost_ratio", **FIRST_QUARTER) == pytest.approx(0.6)
    refused = (
        ask(tables, "operating_margin", by=("category",), **FIRST_QUARTER).totals["operating_margin"].cell
    )
    assert refused.reason is not None
    assert refused.reason.code == "no_dimension"


def test_a_parameter_in_a_condition_is_a_number(tables: Tables) -> None:
    more = "    params: {most: {name: {zh: 甲, en: Most}, default: 10}}\n"
    measure = '{kind: count, of: order_line, at: order.ordered_at, where: "net_amount <= {most}"}'
    known = kpi(measure, more=more)
    assert total(tables, "k", known=known, **FIRST_QUARTER) == 2
    assert total(tables, "k", known=known, params={"most": 20.5}, **FIRST_QUARTER) == 3
    with pytest.raises(SteerboardError):
        total(tables, "k", known=known, params={"most": "1 or true"}, **FIRST_QUARTER)


def test_a_part_of_a_deleted_record_counts_nowhere() -> None:
    tables = Tables()
    ticket = tables.add("ticket", agent=1, opened_at=utc(2017, 1, 2, 9))
    for of in (ticket, 999):
        tables.add("ticket_interaction", ticket=of, agent=1, happened_at=utc(2017, 1, 2, 10))
    assert total(tables, "agent_interactions", **YEAR) == 1
    assert total(tables, "agent_interactions", rights=reader(1), **YEAR) == 1
    assert total(tables, "agent_interactions", rights=reader(2), **YEAR) == 0
