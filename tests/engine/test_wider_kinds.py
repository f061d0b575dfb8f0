"""Kinds of measure that hold a figure against the whole, a length of time or the end of a period; and their mixtures."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from steerboard.core.errors import SteerboardError
from steerboard.engine.definition.library import Definitions
from tests.engine.asking import YEAR, ask, by, engine, over, own, total
from tests.engine.tables import ALWAYS, FOREVER, Tables, utc

HEAD = """
  - id: {name}
    name: &{name} {{zh: 我的, en: Mine}}
    meaning: *{name}
    formula: *{name}
    time_basis: *{name}
    left_out: *{name}
    role: result
    unit: {unit}
    better: up
    additivity: none
    attribution: owner
    measure: {measure}
"""


def known(unit: str = "ratio", **measures: str) -> Definitions:
    """Definitions with nothing but a measure each."""
    return own("kpis:" + "".join(HEAD.format(name=n, unit=unit, measure=m) for n, m in measures.items()))


@pytest.fixture
def tables() -> Tables:
    return Tables()


def won(tables: Tables, day: date, amount: int | None, owner: int = 1, **more: Any) -> int:
    return tables.add(
        "opportunity",
        outcome="won",
        closed_at=day,
        amount=amount,
        owner=owner,
        **({"created_at": day} | more),
    )


def test_a_group_is_held_against_the_whole_of_the_question(tables: Tables) -> None:
    for owner, amount in ((1, 10), (1, 20), (2, 60), (2, 30)):
        won(tables, date(2017, 5, 1), amount, owner)
    mean = "{kind: mean, value: amount, of: opportunity, at: closed_at}"
    median = "{kind: median, value: amount, of: opportunity, at: closed_at}"
    definitions = known(
        mean=f"{{kind: ratio, numerator: {mean}, denominator: {{kind: whole, of: {mean}}}}}",
        median=f"{{kind: ratio, numerator: {median}, denominator: {{kind: whole, of: {median}}}}}",
    )
    assert by(tables, "mean", "owner", known=definitions, **YEAR) == {1: 0.5, 2: 1.5}  # 15 and 45 of 30
    assert by(tables, "median", "owner", known=definitions, **YEAR) == {1: 0.6, 2: 1.8}  # 15 and 45 of 25
    assert total(tables, "median", known=definitions, **YEAR) == 1
    only = by(tables, "mean", "owner", known=definitions, where=("owner = 1",), **YEAR)
    assert only == {1: 1}  # the whole of what was asked


def test_a_mean_of_nothing_known_is_no_zero(tables: Tables) -> None:
    won(tables, date(2017, 4, 9), 100)
    won(tables, date(2017, 5, 9), None)
    mean = "{kind: mean, value: amount, of: opportunity, at: closed_at}"
    definitions = known(
        held=f"{{kind: ratio, numerator: {mean}, denominator: {{kind: count, of: opportunity, at: closed_at}}}}",
        change=f"{{kind: change, of: {mean}, against: previous}}",
    )
    held = over(tables, "held", "month", known=definitions, **YEAR)
    assert (held["2017-04-01"], held["2017-05-01"]) == (100, None)
    assert over(tables, "change", "month", known=definitions, **YEAR)["2017-05-01"] is None


def test_the_last_tenth_of_the_working_days_rounds_up(tables: Tables) -> None:
    # May 2017 has 23 working days: the last 3 of them are 29, 30 and 31 May.
    for day, amount in ((1, 100), (26, 10), (28, 5), (29, 20), (31, 65)):
        won(tables, date(2017, 5, day), amount)
    assert total(tables, "close_spike", from_=date(2017, 5, 1), to=date(2017, 5, 31)) == 0.425
    assert over(tables, "close_spike", "month", **YEAR)["2017-05-01"] == 0.425
    assert ask(tables, "close_spike").totals["close_spike"].cell.reason is not None  # of all time: no end
    half = total(
        tables, "close_spike", from_=date(2017, 5, 1), to=date(2017, 5, 31), now=utc_now(2017, 5, 30)
    )
    assert half == pytest.approx(20 / 135)  # the last day has not come yet
    early = total(
        tables, "close_spike", from_=date(2017, 5, 1), to=date(2017, 5, 31), now=utc_now(2017, 5, 20)
    )
    assert early == 0


def utc_now(*parts: int) -> datetime:
    return datetime(*parts, 12, tzinfo=UTC)  # type: ignore[misc, arg-type]


def test_days_make_a_mean_per_day_and_compose(tables: Tables) -> None:
    for day in (date(2017, 3, 1), date(2017, 3, 2), date(2017, 4, 1)):
        won(tables, day, 1)
    count = "{kind: count, of: opportunity, at: closed_at}"
    daily = f"{{kind: formula, formula: a / b, parts: {{a: {count}, b: {{kind: days}}}}}}"
    definitions = known(
        daily=daily,
        growth=f"{{kind: change, against: previous, of: {daily}}}",
        trailing=f"{{kind: trailing, days: 10, of: {daily}}}",
    )
    assert over(tables, "daily", "month", known=definitions, **YEAR)["2017-03-01"] == 2 / 31
    assert over(tables, "growth", "month", known=definitions, **YEAR)["2017-04-01"] == pytest.approx(
        (1 / 30) / (2 / 31) - 1
    )
    assert total(tables, "trailing", known=definitions, to=date(2017, 3, 10)) == 0.2
    assert total(tables, "daily", known=definitions) is None  # since the beginning of time


def test_a_head_count_follows_the_days_that_people_were_here(tables: Tables) -> None:
    def member(user: int, role: str, since: date, until: date | None = None) -> None:
        tables.add("membership", user=user, team=7, role=role, leads=False, valid_from=since, valid_to=until)

    member(1, "rep", date(2016, 1, 1))
    member(1, "team_lead", date(2017, 6, 11))  # both at once: one person
    member(2, "rep", date(2017, 6, 16))
    member(3, "marketer", date(2016, 1, 1))
    for user in (1, 2, 3):
        tables.place(user, 7, date(2016, 1, 1))
    line = tables.add("product", name="P", line="pumps")
    order = tables.add("order", owner=1, ordered_at=date(2017, 6, 5))
    tables.add("order_line", order=order, product=line, quantity=1, net_price=300, net_amount=300)
    june: dict[str, Any] = {"from_": date(2017, 6, 1), "to": date(2017, 6, 30)}
    assert total(tables, "revenue_per_rep", **june) == 200  # 1 + 15 / 30 people
    assert by(tables, "revenue_per_rep", "owner.team", **june) == {7: 200}
    assert by(tables, "revenue_per_rep", "product.line", **june) == {"pumps": 200}  # people stay whole


def test_a_budget_counts_by_the_days_that_it_is_for(tables: Tables) -> None:
    tables.add(
        "budget", category="marketing", amount=310, starts_on=date(2017, 5, 1), ends_on=date(2017, 6, 1)
    )
    tables.add("budget", category="sales", amount=999, starts_on=date(2017, 5, 1), ends_on=date(2017, 6, 1))
    tables.add("cost", category="marketing", day=date(2017, 5, 3), amount=120)
    may: dict[str, Any] = {"from_": date(2017, 5, 1), "to": date(2017, 5, 31)}
    assert total(tables, "marketing_budget_variance", **may) == pytest.approx(120 / 310 - 1)
    first_ten = {**may, "to": date(2017, 5, 10)}
    assert total(tables, "marketing_budget_variance", **first_ten) == pytest.approx(0.2)
    assert total(tables, "marketing_budget_variance", **YEAR) == pytest.approx(120 / 310 - 1)
    assert total(tables, "marketing_budget_variance", from_=date(2017, 7, 1), to=date(2017, 7, 31)) is None


def test_a_band_follows_the_state_of_the_instant(tables: Tables) -> None:
    deal = tables.add("opportunity", created_at=date(2017, 1, 1), probability="0.9", changed=True)
    for since, until, p in ((ALWAYS, utc(2017, 3, 1), "0.5"), (utc(2017, 3, 1), FOREVER, "0.9")):
        tables.span("opportunity", deal, valid=(since, until), created_at=date(2017, 1, 1), probability=p)
    tables.add("opportunity", created_at=date(2017, 1, 1), probability="0.69")
    tables.add("opportunity", created_at=date(2017, 1, 1), probability="0.1")
    tables.add("opportunity", created_at=date(2017, 1, 1))
    bands = by(tables, "pipeline_by_probability", "probability_band", to=date(2017, 2, 1))
    assert bands == {"50": 2, "below_50": 1, None: 1}
    later = {
        v: total(tables, f"pipeline_by_probability:{v}", to=date(2017, 4, 1)) for v in ("50", "70", "90")
    }
    assert later == {"50": 1, "70": 0, "90": 1}


def test_a_state_counts_each_subject_once(tables: Tables) -> None:
    account, other = tables.add("account", name="A"), tables.add("account", name="B")
    for of, mrr, owner in ((account, 100, 1), (account, 50, 2), (other, 30, 2), (None, 999, 2)):
        tables.add("subscription", account=of, mrr=mrr, owner=owner, started_on=date(2017, 1, 1))
    tables.add(
        "subscription", account=other, mrr=7, started_on=date(2017, 1, 1), ended_on=date(2017, 2, 1), owner=2
    )
    assert total(tables, "revenue_per_customer:arpa", to=date(2017, 3, 1)) == 90
    assert by(tables, "revenue_per_customer:arpa", "owner", to=date(2017, 3, 1)) == {1: 100, 2: 40}


def test_mixtures_of_kinds(tables: Tables) -> None:
    for month, amount in ((1, 100), (2, 300), (4, 200)):
        won(tables, date(2017, month, 1), amount, created_at=date(2016, month, 1))
        tables.add(
            "opportunity", outcome="lost", closed_at=date(2017, month, 2), created_at=date(2016, month, 3)
        )
    rate = "{kind: cohort, of: opportunity, at: created_at, converted: won_by_now}"
    definitions = known(
        rolling_ratio=f"{{kind: trailing, months: 3, of: {rate}}}",
        year_ago_cohort=f"{{kind: change, against: year_ago, of: {rate}}}",
        share="{kind: share_of_total, of: {kind: as_of, aggregate: count, of: opportunity, from: created_at, until: closed_at}}",
        grown="{kind: change, against: previous, of: {kind: running, of: {kind: sum, value: amount, unit: money, of: opportunity, at: closed_at}}}",
        renamed="{kind: figure, of: rolling_ratio}",
    )
    months = over(
        tables, "rolling_ratio", "month", known=definitions, from_=date(2016, 1, 1), to=date(2016, 4, 30)
    )
    assert months == {"2016-01-01": 0.5, "2016-02-01": 0.5, "2016-03-01": 0.5, "2016-04-01": 0.5}
    assert (
        over(tables, "renamed", "month", known=definitions, from_=date(2016, 1, 1), to=date(2016, 4, 30))
        == months
    )
    tables.add(
        "opportunity", created_at=date(2015, 1, 5), outcome="won", closed_at=date(2015, 2, 1), amount=1
    )
    change = over(
        tables, "year_ago_cohort", "month", known=definitions, from_=date(2016, 1, 1), to=date(2016, 1, 31)
    )
    assert change == {"2016-01-01": -0.5}
    shares = by(tables, "share", "outcome", known=definitions, to=date(2016, 12, 31))
    assert sum(v or 0 for v in shares.values()) == 1
    grown = over(tables, "grown", "month", known=definitions, from_=date(2017, 2, 1), to=date(2017, 4, 30))
    assert grown["2017-02-01"] == pytest.approx(401 / 101 - 1)
    assert grown["2017-03-01"] == 0


@pytest.mark.parametrize(
    ("measure", "said"),
    [
        ("{kind: last_part, of: {kind: days}, share: 0}", "above 0"),
        (
            "{kind: as_of, aggregate: sum, value: amount, of: opportunity, from: created_at, each: owner}",
            "goes with a count",
        ),
        ("{kind: whole}", "“of” is missing"),
    ],
)
def test_a_wrong_measure_is_refused(measure: str, said: str) -> None:
    with pytest.raises(SteerboardError, match=said):
        known(wrong=measure)


def test_every_kpi_says_which_records_it_waits_for(tables: Tables) -> None:
    listed = {kpi.id: kpi for kpi in engine(tables).kpis()}
    assert listed["revenue_per_rep"].needs == ("order_line", "membership")
    assert listed["marketing_budget_variance"].needs == ("cost", "budget")
    assert listed["performance_product"].needs == ("check_in", "activity", "opportunity")
    assert not any(kpi.available for kpi in listed.values())
    for kpi in listed.values():
        assert bool(kpi.needs) is (kpi.waits_for is None), kpi.id


def test_a_dimension_that_is_unclear_to_one_figure_is_no_hindrance_to_others(tables: Tables) -> None:
    won(tables, date(2017, 5, 1), 10)
    definitions = known(
        unit="count",
        deals="{kind: count, of: opportunity, at: closed_at}",
        paid="{kind: count, of: payment, at: paid_on}",
    )
    found = ask(tables, "deals", "paid", known=definitions, by=("owner.team",), **YEAR)
    assert [row.values["deals"].value for row in found.rows] == [1]
    reason = found.rows[0].values["paid"].cell.reason
    assert reason is not None
    assert "could be any of" in str(reason.text)
    with pytest.raises(SteerboardError, match="could be any of"):
        ask(tables, "paid", known=definitions, by=("owner.team",), **YEAR)
