"""What is worked out of history and of other records, on small worlds with the answer by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.engine.asking import YEAR, ask, by, reader, total
from tests.engine.tables import ALWAYS, FOREVER, Tables, utc


@pytest.fixture
def tables() -> Tables:
    return Tables()


def test_a_key_account_is_one_at_the_time_of_the_visit(tables: Tables) -> None:
    account = tables.add("account", name="A", is_key_account=True, changed=True)
    became = utc(2017, 3, 1)
    tables.span("account", account, valid=(ALWAYS, became), name="A", is_key_account=False)
    tables.span("account", account, valid=(became, FOREVER), name="A", is_key_account=True)
    always = tables.add("account", name="B", is_key_account=True)
    never = tables.add("account", name="C")
    for kind, of, day in (
        ("visit", account, date(2017, 2, 28)),
        ("meeting", account, date(2017, 3, 1)),
        ("call", account, date(2017, 3, 2)),
        ("visit", always, date(2017, 1, 5)),
        ("visit", never, date(2017, 1, 5)),
        ("visit", None, date(2017, 1, 5)),
        ("visit", always, None),
    ):
        tables.add("activity", kind=kind, account=of, done_at=day)
    assert by(tables, "key_account_visits", "account", **YEAR) == {account: 1, always: 1}


def test_a_visit_counts_for_who_may_not_see_the_account_now(tables: Tables) -> None:
    account = tables.add("account", name="A", is_key_account=True, owner=2)
    tables.add("activity", kind="visit", account=account, owner=1, done_at=date(2017, 3, 1))
    assert total(tables, "key_account_visits", rights=reader(1), **YEAR) == 1


def test_a_call_follows_up_what_was_touched_before(tables: Tables) -> None:
    account, deal = tables.add("account"), tables.add("opportunity")
    morning, noon = datetime(2017, 5, 1, 9, tzinfo=UTC), datetime(2017, 5, 1, 12, tzinfo=UTC)

    def call(**values: Any) -> None:
        tables.add("activity", kind="call", direction="outbound", **values)

    tables.add("activity", kind="note", account=account, done_at=date(2017, 1, 1))  # faces nobody
    call(account=account, done_at=morning)  # the first touch
    call(account=account, done_at=morning, owner=2)  # at the same time: who was entered later comes later
    call(account=account, done_at=noon, owner=1)  # follows up
    tables.add("activity", kind="call", direction="inbound", account=account, done_at=noon)
    call(opportunity=deal, done_at=noon)  # the first touch of the deal
    call(opportunity=deal, account=account, done_at=date(2017, 6, 1), owner=1)  # follows up
    call(done_at=date(2017, 6, 1))  # with nobody
    assert by(tables, "follow_up_calls", "owner", **YEAR) == {1: 2, 2: 1}
    assert total(tables, "follow_up_calls", rights=reader(1), **YEAR) == 2
    assert total(tables, "calls", **YEAR) == 6


def test_pipeline_counts_the_first_amount_of_the_first_fortnight(tables: Tables) -> None:
    created = date(2017, 1, 10)

    def deal(*amounts: tuple[datetime, int | None], now: int | None = None, at: object = created) -> None:
        number = tables.add("opportunity", created_at=at, amount=now, changed=bool(amounts))
        ends = [since for since, _ in amounts[1:]] + [FOREVER] * bool(amounts)
        for (since, amount), until in zip(amounts, ends, strict=True):
            tables.span("opportunity", number, valid=(since, until), created_at=at, amount=amount)

    deal(now=1)  # never changed
    deal((ALWAYS, None), (utc(2017, 1, 24, 18), 20), (utc(2017, 1, 25), 5000), now=5000)  # on its last day
    deal((ALWAYS, 300), (utc(2017, 1, 11), 7000), now=7000)
    deal((ALWAYS, None), (utc(2017, 1, 25), 9000), now=9000)  # a day late
    exact = datetime(2017, 1, 10, 12, tzinfo=UTC)
    deal((ALWAYS, None), (utc(2017, 1, 24, 23), 4000), now=4000, at=exact)  # on the evening of its last day
    deal((ALWAYS, None), (utc(2017, 1, 25), 9000), now=9000, at=exact)
    cell = ask(tables, "pipeline_created", **YEAR).totals["pipeline_created"].cell
    assert (cell.value, cell.n, cell.missing) == (4321, 4, 2)


def test_the_fortnight_ends_with_a_local_day_wherever_the_clocks_changed() -> None:
    tables = Tables("America/New_York")
    for first, amount in (
        (utc(2017, 3, 20, 3), 100),
        (utc(2017, 3, 20, 4), 9000),
    ):  # 23:00 and midnight there
        deal = tables.add("opportunity", created_at=date(2017, 3, 5), amount=amount, changed=True)
        tables.span("opportunity", deal, valid=(ALWAYS, first), created_at=date(2017, 3, 5), amount=None)
        tables.span("opportunity", deal, valid=(first, FOREVER), created_at=date(2017, 3, 5), amount=amount)
    cell = ask(tables, "pipeline_created", **YEAR).totals["pipeline_created"].cell
    assert (cell.value, cell.missing) == (100, 1)


def test_a_pool_is_who_had_an_owner_at_the_instant(tables: Tables) -> None:
    tables.add("user", id=1, name="U")
    given = utc(2017, 6, 1)
    moved = tables.add("account", created_at=date(2017, 1, 1), owner=1, changed=True, shared=True)
    tables.span("account", moved, valid=(ALWAYS, given), created_at=date(2017, 1, 1), owner=None)
    tables.span("account", moved, valid=(given, FOREVER), created_at=date(2017, 1, 1), owner=1)
    tables.connection.execute("UPDATE account_span SET shared = TRUE")
    tables.connection.execute(
        "INSERT INTO account_credit VALUES (?, NULL, 1, ?, ?), (?, 1, 1, ?, ?)",
        [moved, ALWAYS, given, moved, given, FOREVER],
    )
    tables.add("account", created_at=date(2017, 5, 1), owner=1, is_key_account=True)
    tables.add("account", created_at=date(2017, 7, 1), is_key_account=True)
    may, july = date(2017, 5, 31), date(2017, 7, 31)
    assert [total(tables, "customer_pool", as_of=day) for day in (may, july)] == [1, 2]
    assert [total(tables, "customer_pool:public", as_of=day) for day in (may, july)] == [1, 1]
    assert by(tables, "customer_pool", "owner", as_of=july) == {1: 2}
    assert total(tables, "key_account_share", as_of=july) == 0.5


def test_margin_and_discount_leave_out_lines_that_are_not_known(tables: Tables) -> None:
    order = tables.add("order", ordered_at=date(2017, 3, 1), owner=1)
    tables.add("order_line", order=order, quantity=1, net_amount=80, list_amount=100, cost_amount=50)
    tables.add("order_line", order=order, quantity=1, net_amount=20, list_amount=None, cost_amount=None)
    tables.add("order_line", order=order, quantity=2, net_amount=None, list_amount=40, cost_amount=30)
    figures = ask(tables, "gross_margin", "discount_rate", "average_selling_price", **YEAR).totals
    margin, discount = figures["gross_margin"].cell, figures["discount_rate"].cell
    assert margin.value == pytest.approx(30 / 80)
    assert discount.value == pytest.approx(0.2)
    assert (margin.missing, discount.missing) == (2, 2)
    price = figures["average_selling_price"].cell
    assert (price.value, price.missing) == (50, 1)
    refused = ask(tables, "gross_margin", rights=reader(1), **YEAR).totals["gross_margin"].cell
    assert refused.reason is not None
    assert refused.reason.code == "no_right"


def test_later_orders_of_known_customers_are_repeat_orders(tables: Tables) -> None:
    account = tables.add("account")
    for day in (date(2016, 5, 1), date(2017, 5, 1), date(2017, 6, 1)):
        tables.add("order", account=account, ordered_at=day)
    tables.add("order", account=account, ordered_at=date(2017, 7, 1), cancelled_at=date(2017, 7, 2))
    tables.add("order", account=tables.add("account"), ordered_at=date(2017, 5, 1))
    tables.add("order", ordered_at=date(2017, 5, 1))
    assert total(tables, "repeat_order_share", **YEAR) == pytest.approx(2 / 3)
