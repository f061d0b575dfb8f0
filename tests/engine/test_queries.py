"""What a question may name, and what is said where it names something that is not there."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from steerboard.core.errors import BadInput, SteerboardError, UnknownName
from tests.engine.asking import YEAR, ask, by, engine, over, query, reader, total
from tests.engine.tables import Tables


@pytest.fixture
def tables() -> Tables:
    tables = Tables()
    for n, industry in enumerate(("steel", "steel", "paper")):
        account = tables.add("account", name=f"A{n}", industry=industry)
        tables.add(
            "opportunity", name=f"Deal {n}", account=account, amount=10 * (n + 1), outcome="won",
            closed_at=date(2017, 1 + n, 5), owner=None,
        )  # fmt: skip
        order = tables.add("order", account=account, ordered_at=date(2017, 2, 1))
        tables.add("order_line", order=order, quantity=n, net_amount=n)
    return tables


@pytest.mark.parametrize(
    ("kpi", "asked", "said"),
    [
        ("winrate", {}, "win_rate"),
        ("bookings", {"by": ["acount.industry"]}, "account.industry"),
        ("bookings", {"by": ["owner.teem"]}, "owner.team"),
        ("bookings", {"by": ["region"]}, "account.region, owner.region"),
        ("bookings", {"by": ["closed_at"]}, "use a grain"),
        ("bookings", {"where": ["amont > 1"]}, "amount"),
        ("bookings", {"where": ["amount >"]}, "where"),
        ("bookings", {"grain": "monht"}, "month"),
        ("bookings", {"compare": ["previus"]}, "previous"),
        ("bookings", {"sort": "amount"}, "column to sort by"),
        ("bookings", {"params": {"days": 3}}, "parameter"),
        ("bookings", {"to": date(2016, 1, 1)}, "before it begins"),
        ("bookings", {"limit": -1}, "negative"),
        ("bookings", {"now": datetime(2018, 1, 1)}, "zone"),  # noqa: DTZ001
        ("bookings", {"to": date(9999, 12, 31)}, "out of range"),
        ("bookings", {"from_": date(1, 1, 1)}, "out of range"),
        ("pipeline_value", {"as_of": date(9999, 12, 31)}, "out of range"),
        ("bookings", {"known_at": datetime(9999, 12, 31, tzinfo=UTC)}, "out of range"),
        ("bookings", {"grain": "hour", "from_": date(2007, 1, 1)}, "coarser grain"),
        ("pipeline_value", {"grain": "day", "from_": date(1001, 1, 1)}, "coarser grain"),
    ],
)
def test_a_wrong_name_is_said_with_the_nearest(
    tables: Tables, kpi: str, asked: dict[str, Any], said: str
) -> None:
    with pytest.raises(SteerboardError, match=said):
        ask(tables, kpi, **(YEAR | asked))
    assert issubclass(UnknownName, BadInput)


def test_rights_have_no_default(tables: Tables) -> None:
    with pytest.raises(TypeError, match="rights"):
        engine(tables).query(["bookings"], now=query(tables, "bookings").now)


def test_short_names_and_whole_paths_mean_the_same(tables: Tables) -> None:
    expected = {"steel": 30, "paper": 30}
    assert by(tables, "bookings", "industry", **YEAR) == expected
    assert by(tables, "bookings", "account.industry", **YEAR) == expected
    assert by(tables, "revenue", "account.industry", **YEAR) == {"steel": 1, "paper": 2}


def test_conditions_reach_the_record_that_a_row_is_a_part_of(tables: Tables) -> None:
    result = ask(tables, "bookings", "revenue", where=["account.industry = 'steel'"], **YEAR)
    assert [f.value for f in result.totals.values()] == [30, 1]


def test_a_kpi_without_the_dimension_says_so_beside_the_others(tables: Tables) -> None:
    result = ask(tables, "orders", "activities", by=["channel"], **YEAR)
    cell = result.rows[0].values["activities"].cell
    assert cell.reason is not None
    assert cell.reason.code == "no_dimension"


def test_rows_are_sorted_and_cut_and_totals_stay_whole(tables: Tables) -> None:
    tables.add("opportunity", amount=1, outcome="won", closed_at=date(2017, 5, 5))
    result = ask(tables, "bookings", by=["account"], sort="-bookings", limit=2, **YEAR)
    assert [row.by["account"].label for row in result.rows] == ["A2", "A1"]
    assert (result.truncated, result.totals["bookings"].value) == (True, 61)
    assert [row.by["account"].label for row in ask(tables, "bookings", by=["account"], **YEAR).rows] == [
        "A0",
        "A1",
        "A2",
        None,
    ]


def test_without_a_beginning_periods_start_with_the_first_record(tables: Tables) -> None:
    values = over(tables, "bookings", "month", to=date(2017, 3, 31))
    assert values == {"2017-01-01": 10, "2017-02-01": 20, "2017-03-01": 30}
    assert total(tables, "bookings") == 60


def test_every_period_of_a_question_without_a_beginning_opens_its_records(tables: Tables) -> None:
    asking = query(tables, "bookings", "revenue", grain="month", to=date(2017, 3, 31))
    asker = engine(tables)
    for row in asker.ask(asking).rows:
        found = asker.contributions(asking, kpi="revenue", period=row.period)
        assert found.cell == row.values["revenue"].cell


def test_the_document_is_the_public_one(tables: Tables) -> None:
    result = ask(
        tables, "bookings", "won_deals", "win_rate", by=["account.industry"], grain="year",
        compare=["year_ago", "target"], currency="CNY", **YEAR,
    )  # fmt: skip
    document = result.to_json()
    assert list(document) == ["query", "columns", "rows", "totals", "truncated", "fresh_at", "versions"]
    assert document["columns"][2] == {"name": "bookings", "role": "kpi", "unit": "money", "currency": "CNY"}
    row = document["rows"][0]
    assert (row["period"], row["period_end"], row["partial"]) == ("2017-01-01", "2017-12-31", False)
    assert row["by"] == {"account.industry": {"id": "paper", "label": "paper"}}
    assert row["values"]["bookings"]["value"] == "30.00"
    assert row["values"]["won_deals"] == {
        "value": 1, "numerator": None, "denominator": None, "n": 1, "missing": 0, "reason": None,
        "previous": None,
        "year_ago": {"value": 0, "numerator": None, "denominator": None, "n": 0, "missing": 0, "reason": None},
        "target": None,
    }  # fmt: skip
    assert row["values"]["win_rate"]["year_ago"]["reason"] == "there is nothing to divide by"
    assert ask(tables, "bookings", **YEAR).to_json()["rows"][0]["period"] is None


def test_arrow_has_the_values_in_columns(tables: Tables) -> None:
    pytest.importorskip("pyarrow", reason="the extra [arrow] is not installed")
    table = ask(tables, "bookings", by=["account.industry"], grain="year", **YEAR).to_arrow()
    assert table.column_names == ["period", "account.industry", "bookings"]
    assert table.column("bookings").to_pylist() == [30, 30]


def test_twenty_questions_of_one_table_and_time_are_one_scan(tables: Tables) -> None:
    asking = query(
        tables, "bookings", "won_deals", "win_rate", "win_rate:amount", "loss_rate", by=["owner.team"]
    )
    statements = engine(tables).explain(asking).statements
    assert [(s.table, s.time) for s in statements] == [("opportunity", "closed_at")]


def test_explain_tells_words_parts_scope_and_statements(tables: Tables) -> None:
    document = engine(tables).explain(query(tables, "win_rate:amount", **YEAR)).to_json()
    (told,) = document["kpis"]
    assert told["name"] == {"en": "Win rate, by amount", "zh": "赢单率（按金额）"}
    assert told["measure"]["denominator"]["where"] == "outcome in ('won', 'lost')"
    assert document["scope"] == {"en": "all records", "zh": "全部记录"}
    assert "SELECT" in document["statements"][0]["sql"]


def test_a_kpi_without_records_says_which_would_bring_it_to_life(tables: Tables) -> None:
    listed = {entry.id: entry for entry in engine(tables).kpis()}
    assert listed["bookings"].available
    assert (listed["visits"].available, listed["visits"].needs) == (False, ("activity",))
    assert listed["sales_cycle_days"].variants == (
        "sales_cycle_days:median",
        "sales_cycle_days:mean",
        "sales_cycle_days:p90",
    )


def test_a_wrong_name_is_not_answered_with_a_field_that_the_reader_may_not_know(tables: Tables) -> None:
    asked: dict[str, Any] = {**YEAR, "where": ["unitcost > 1"]}
    with pytest.raises(UnknownName, match="unitcost") as owner:
        ask(tables, "revenue", **asked)
    with pytest.raises(UnknownName, match="unitcost") as rep:
        ask(tables, "revenue", **asked, rights=reader(1))
    assert "unit_cost" in str(owner.value)
    assert "unit_cost" not in str(rep.value)
