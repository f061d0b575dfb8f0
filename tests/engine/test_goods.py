"""Stock, launches, the range, competitors, what was promised and what came back: worked out by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.engine.asking import YEAR, ask, by, engine, over, query, reader, total
from tests.engine.tables import ALWAYS, FOREVER, Tables, utc

JUNE: dict[str, Any] = {"from_": date(2017, 6, 1), "to": date(2017, 6, 30)}


def sell(tables: Tables, product: int, day: date, quantity: int, **order: Any) -> int:
    made = tables.add("order", owner=1, ordered_at=day, **order)
    return tables.add("order_line", order=made, product=product, quantity=quantity, net_amount=quantity)


@pytest.fixture
def tables() -> Tables:
    tables = Tables()
    for product in (7, 8, 9):
        tables.add("product", id=product, name=f"P{product}")
    return tables


def test_what_lay_there_and_came_in_is_sold(tables: Tables) -> None:
    for product, day, quantity, received in (
        (7, date(2017, 5, 1), 500, None),  # an older count
        (7, date(2017, 6, 1), 80, 10),
        (7, date(2017, 6, 10), 60, 30),
        (8, date(2017, 6, 15), None, 20),  # came first in the period
        (9, date(2017, 7, 1), 40, None),  # no stock is known of it yet
    ):
        tables.add("stock", product=product, day=day, quantity=quantity, received=received)
    for product, quantity in ((7, 90), (8, 5), (9, 11)):
        sell(tables, product, date(2017, 6, 20), quantity)
    assert by(tables, "sell_through_rate", "product", **JUNE) == {7: 0.75, 8: 0.25}
    assert total(tables, "sell_through_rate", **JUNE) == pytest.approx(95 / 140)
    assert total(tables, "sell_through_rate", rights=reader(1), **JUNE) is None
    listed = engine(tables).contributions(query(tables, "sell_through_rate", **JUNE), part="denominator")
    opened = {(row.record_kind, row.record, row.label, row.amount) for row in listed.rows}
    assert opened == {("product", 7, "P7", 120), ("product", 8, "P8", 20)}


def test_a_new_product_takes_from_the_old_one(tables: Tables) -> None:
    new = tables.add("product", name="N", replaces=7, launched_on=date(2017, 6, 11))
    for product, day, quantity in (
        (7, date(2017, 3, 12), 1000),  # more than 90 days before
        (7, date(2017, 3, 13), 60),
        (7, date(2017, 6, 10), 40),
        (7, date(2017, 6, 11), 70),
        (new, date(2017, 6, 11), 100),
        (new, date(2017, 9, 8), 20),
        (new, date(2017, 9, 9), 500),  # the ninety-first day
    ):
        sell(tables, product, day, quantity)
    assert total(tables, "cannibalization_rate", **JUNE) == 0.25
    assert total(tables, "cannibalization_rate", from_=date(2017, 7, 1), to=date(2017, 7, 31)) is None


def test_a_young_launch_is_held_against_as_many_days(tables: Tables) -> None:
    new = tables.add(
        "product", name="N", replaces=7, launched_on=date(2018, 1, 9)
    )  # two days ago, that day among them
    for product, day, quantity in (
        (7, date(2018, 1, 6), 1000),
        (7, date(2018, 1, 7), 8),
        (7, date(2018, 1, 10), 6),
        (new, date(2018, 1, 10), 4),
    ):
        sell(tables, product, day, quantity)
    january: dict[str, Any] = {"from_": date(2018, 1, 1), "to": date(2018, 1, 31)}
    assert total(tables, "cannibalization_rate", **january) == 0.5


def test_customers_go_on_to_the_next_role() -> None:
    tables = Tables()
    for product, role in ((1, "traffic"), (2, "hot"), (3, "profit"), (4, "brand"), (5, None)):
        tables.add("product", id=product, name=f"P{product}", matrix_role=role)
    for account in (1, 2, 3):
        tables.add("account", id=account, name=f"A{account}")
    for account, product, day in (
        (1, 1, date(2017, 6, 1)),
        (1, 2, date(2017, 6, 5)),
        (1, 1, date(2017, 6, 9)),  # not its first
        (2, 2, date(2017, 5, 1)),
        (2, 1, date(2017, 6, 2)),  # bought the next role only before
        (2, 4, date(2017, 6, 3)),
        (3, 5, date(2017, 6, 3)),
    ):
        sell(tables, product, day, 1, account=account)
    assert by(tables, "product_matrix_flow", "role", **JUNE) == {"traffic": 0.5, "hot": 0}
    assert total(tables, "product_matrix_flow", **JUNE) == pytest.approx(1 / 3)


def test_the_largest_competitor(tables: Tables) -> None:
    sell(tables, 7, date(2017, 6, 1), 500)
    for competitor, starts, ends, value in (
        ("A", date(2017, 1, 1), date(2017, 7, 1), 300),
        ("A", date(2017, 7, 1), date(2018, 1, 1), 100),
        ("B", date(2017, 1, 1), date(2018, 1, 1), 350),
        ("B", date(2016, 7, 1), date(2017, 7, 1), 900),  # reaches beyond the period
        (None, date(2017, 1, 1), date(2018, 1, 1), 9000),
    ):
        tables.add(
            "market_figure",
            name="competitor_revenue",
            competitor=competitor,
            starts_on=starts,
            ends_on=ends,
            value=value,
        )
    assert total(tables, "relative_market_share", **YEAR) == 1.25
    assert total(tables, "relative_market_share", **JUNE) is None


def test_an_order_is_held_against_its_first_promise(tables: Tables) -> None:
    moved = tables.add(
        "order",
        owner=1,
        changed=True,
        ordered_at=date(2017, 5, 1),
        promised_on=date(2017, 7, 9),
        delivered_on=date(2017, 7, 8),
    )
    change = utc(2017, 5, 20)
    for promised, valid in ((date(2017, 6, 10), (ALWAYS, change)), (date(2017, 7, 9), (change, FOREVER))):
        tables.span("order", moved, valid=valid, owner=1, promised_on=promised, delivered_on=date(2017, 7, 8))
    for delivered in (date(2017, 6, 12), None):
        tables.add(
            "order",
            owner=1,
            ordered_at=date(2017, 5, 1),
            promised_on=date(2017, 6, 12),
            delivered_on=delivered,
        )
    assert total(tables, "on_time_delivery", **JUNE) == pytest.approx(1 / 3)
    assert total(tables, "on_time_delivery:current", **YEAR) == pytest.approx(2 / 3)


def test_what_came_back_of_what_was_delivered(tables: Tables) -> None:
    early = sell(tables, 7, date(2017, 5, 1), 10, delivered_on=date(2017, 5, 5))
    line = sell(tables, 7, date(2017, 5, 1), 30, delivered_on=date(2017, 6, 5))
    for of, kind, day, quantity in (
        (early, "return", date(2017, 6, 1), 2),
        (line, "return", date(2017, 8, 1), 3),
        (line, "return", None, 20),
        (line, "warranty", date(2017, 6, 9), 6),
    ):
        tables.add("return_claim", order_line=of, kind=kind, claimed_at=day, quantity=quantity)
    assert total(tables, "return_rate", **JUNE) == 0.1
    assert total(tables, "return_rate:warranty", **JUNE) == 0.2
    assert total(tables, "return_rate:by_date", **JUNE) == pytest.approx(2 / 30)


def test_products_by_what_they_bring(tables: Tables) -> None:
    for product, day, quantity in (
        (7, date(2017, 5, 9), 20),
        (7, date(2017, 6, 9), 30),
        (8, date(2017, 6, 9), 10),
    ):
        sell(tables, product, day, quantity)
    assert by(tables, "product_performance", "product", **JUNE) == {7: 30, 8: 10}
    assert by(tables, "product_performance:rank", "product", **JUNE) == {7: 1, 8: 2}
    assert by(tables, "product_performance:growth", "product", **JUNE) == {7: 0.5, 8: None}


def test_cash_and_its_balance() -> None:
    tables = Tables()
    for direction, day, amount in (
        ("opening", date(2017, 1, 1), 40),
        ("in", date(2017, 5, 3), 80),
        ("out", date(2017, 6, 3), 65),
        ("in", date(2017, 6, 30), 10),
    ):
        tables.add("payment", direction=direction, paid_on=day, amount=amount)
    quarter: dict[str, Any] = {"from_": date(2017, 4, 1), "to": date(2017, 6, 30)}
    assert over(tables, "cash_flow", "month", **quarter) == {
        "2017-04-01": 0,
        "2017-05-01": 80,
        "2017-06-01": -55,
    }
    assert over(tables, "cash_flow:balance", "month", **quarter) == {
        "2017-04-01": 40,
        "2017-05-01": 120,
        "2017-06-01": 65,
    }
    assert total(tables, "cash_flow", rights=reader(1), **quarter) is None


def test_tickets_and_how_long_they_took() -> None:
    tables = Tables()
    # A Friday afternoon to the Monday after; the weekend does not count as working time.
    friday, monday = utc(2017, 6, 2, 12), utc(2017, 6, 5, 12)
    first = tables.add("ticket", opened_at=friday, resolved_at=monday, interaction_count=1, agent=1)
    second = tables.add(
        "ticket", opened_at=friday, resolved_at=utc(2017, 6, 2, 14), interaction_count=9, agent=2
    )
    tables.add("ticket", opened_at=friday, closed_at=utc(2017, 6, 20, 9), escalated_at=monday, agent=2)
    tables.add("ticket", opened_at=friday, agent=2)
    for _ in range(2):
        tables.add("ticket_interaction", ticket=second, agent=2, happened_at=friday)
    assert total(tables, "resolution_hours", **JUNE) == 37  # of 72 and 2
    assert total(tables, "resolution_hours:working", **JUNE) == 13  # of 24 and 2
    assert total(tables, "tickets_active", from_=date(2017, 6, 19), to=date(2017, 6, 19)) == 2
    assert total(tables, "tickets_active", **JUNE) == 1
    assert total(tables, "tickets_resolved_ratio", **JUNE) == 0.5
    assert total(tables, "tickets_resolved_ratio:open", **JUNE) == 2
    assert total(tables, "escalation_rate", **JUNE) == 0.25
    assert total(tables, "interactions_per_resolution", **JUNE) == 1.5  # single ones go before the number
    assert total(tables, "first_contact_resolution", **JUNE) == 0.5
    assert by(tables, "agent_resolutions", "agent", **JUNE) == {1: 1, 2: 1}
    assert first != second


def test_calls_in_the_queue() -> None:
    tables = Tables()
    for second, answered in ((10, True), (30, True), (200, False)):
        after = utc(2017, 6, 1, 9, second // 60, second % 60)
        tables.add(
            "phone_queue_call",
            queued_at=utc(2017, 6, 1, 9),
            answered_at=after if answered else None,
            abandoned_at=None if answered else after,
        )
    assert total(tables, "hold_seconds", **JUNE) == 20
    assert total(tables, "abandonment_rate", **JUNE) == pytest.approx(1 / 3)


def test_fields_that_must_be_filled() -> None:
    tables = Tables()
    tables.add(
        "account", name="A", industry="steel", region="", size="mid", created_at=date(2017, 1, 1), owner=1
    )
    tables.add("lead", name="L", company="C", created_at=date(2017, 1, 1), owner=1)
    tables.add("opportunity", amount=5, close_date=date(2017, 9, 1), created_at=date(2017, 1, 1), owner=1)
    assert total(tables, "data_completeness", **JUNE) == pytest.approx(5 / 9)
    assert by(tables, "data_completeness", "record_kind", **JUNE) == {
        "account": pytest.approx(2 / 3),
        "lead": pytest.approx(1 / 3),
        "opportunity": pytest.approx(2 / 3),
    }


def test_what_later_rooms_feed_says_so() -> None:
    for kpi in (
        "cash_flow_forecast",
        "adoption_rate",
        "data_entry_minutes",
        "data_accuracy",
        "kpi_action_rate",
    ):
        cell = ask(Tables(), kpi, **JUNE).totals[kpi].cell
        assert cell.value is None
        assert cell.reason is not None
        assert cell.reason.code == "not_fed_yet"
