"""Cash, stock, products, the shop and the keeping of records, by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from steerboard.core.periods import Period
from tests.oracles.ask import answers, oracle
from tests.oracles.tiny import (
    ANN,
    BOB,
    CY,
    DEE,
    FEBRUARY,
    JANUARY,
    MARCH,
    TEAM_A,
    TEAM_B,
    company,
    local,
    order,
)
from tests.worlds import Builder, rights_of


def sold(b: Builder, product: int, day: date, quantity: int, account: int | None = None) -> int:
    number = order(b, account, day, 10, quantity)
    b.row("order_line", len(b.rows["order_line"]))["product"] = product
    return number


def test_cash_flows_and_what_there_was_is_carried() -> None:
    b = company()
    for direction, day, amount, currency in (
        ("opening", date(2023, 12, 31), -5, "CNY"),
        ("in", date(2024, 1, 3), 100, "CNY"),
        ("in", date(2024, 1, 3), 7, "USD"),
        ("out", date(2024, 1, 31), 30, "CNY"),
        ("in", date(2024, 2, 1), 1, "CNY"),
        ("in", date(2024, 3, 16), 500, "CNY"),
    ):
        b.add("payment", direction=direction, paid_on=day, amount=Decimal(amount), currency=currency)
    world = b.build()
    found = answers(world, "cash_flow", JANUARY)[()]
    assert (found.value, found.missing) == (Fraction(70), 1)
    assert oracle(world, "cash_flow:balance", as_of=date(2024, 1, 31)) == {(): 65}
    assert oracle(world, "cash_flow:balance", as_of=date(2024, 12, 31)) == {(): 66}
    assert oracle(world, "cash_flow", JANUARY, rights=rights_of(world, BOB)) == {(): None}


def test_costs_against_revenue_are_the_companys() -> None:
    b = company()
    order(b, None, date(2024, 1, 3), 100)
    for category, amount in (("sales", 20), ("cogs", 30), (None, 5), ("service", 8)):
        b.add("cost", day=date(2024, 1, 31), category=category, amount=Decimal(amount), currency=b.currency)
    world = b.build()
    assert oracle(world, "operating_margin", JANUARY) == {(): Fraction(37, 100)}
    assert oracle(world, "cost_ratio", JANUARY, by="category") == {
        ("sales",): Fraction(1, 5),
        ("service",): Fraction(2, 25),
    }
    assert oracle(world, "cost_ratio", JANUARY) == {(): Fraction(7, 25)}
    assert oracle(world, "operating_margin", FEBRUARY) == {(): None}
    assert oracle(world, "cost_ratio", JANUARY, rights=rights_of(world, DEE)) == {(): None}


def test_growth_holds_a_running_period_against_as_many_days() -> None:
    b = company()
    order(b, None, date(2024, 2, 16), 100)
    order(b, None, date(2024, 2, 15), 50)
    order(b, None, date(2024, 3, 1), 300)
    order(b, None, date(2024, 1, 31), 50)
    world = b.build()
    assert oracle(world, "revenue_growth", MARCH) == {(): 5}
    assert oracle(world, "revenue_growth", FEBRUARY) == {(): 2}
    twenty = Period(date(2024, 2, 20), date(2024, 3, 11))
    assert oracle(world, "revenue_growth", twenty) == {(): Fraction(1, 2)}
    assert oracle(world, "revenue_growth", JANUARY) == {(): None}


def test_the_largest_rival_is_found_over_all_his_figures() -> None:
    b = company()
    order(b, None, date(2024, 1, 3), 100)
    for rival, start, end, value in (
        ("A", date(2024, 1, 1), date(2024, 1, 15), 30),
        ("A", date(2024, 1, 15), date(2024, 2, 1), 30),
        ("B", date(2024, 1, 1), date(2024, 2, 1), 50),
        ("B", date(2024, 1, 1), date(2024, 4, 1), 900),
        (None, date(2024, 1, 1), date(2024, 2, 1), 700),
    ):
        b.add("market_figure", name="competitor_revenue", competitor=rival, starts_on=start, ends_on=end,
              value=Decimal(value), currency=b.currency)  # fmt: skip
    world = b.build()
    assert oracle(world, "relative_market_share", JANUARY) == {(): Fraction(100, 60)}


def test_stock_is_that_of_the_last_count_before() -> None:
    b = company()
    for name in ("Counted", "New", "Never"):
        b.add("product", name=name)
    for product, day, quantity, received in (
        (1, date(2023, 12, 5), 40, None),
        (1, date(2023, 12, 20), None, 99),
        (1, date(2024, 1, 20), 7, 10),
        (2, date(2024, 1, 9), None, 20),
    ):
        b.add("stock", product=product, day=day, quantity=None if quantity is None else Decimal(quantity),
              received=None if received is None else Decimal(received))  # fmt: skip
    for product, quantity in ((1, 25), (2, 4), (3, 5)):
        sold(b, product, date(2024, 1, 10), quantity)
    world = b.build()
    shares = {(1,): Fraction(1, 2), (2,): Fraction(1, 5)}
    assert oracle(world, "sell_through_rate", JANUARY, by="product") == shares
    assert oracle(world, "sell_through_rate", JANUARY) == {(): Fraction(29, 70)}


def test_the_new_product_takes_from_the_one_it_replaces() -> None:
    b = company()
    old = b.add("product", name="Old", line="Pro")
    new = b.add("product", name="New", line="Pro", launched_on=date(2024, 3, 6), replaces=old)
    for product, day, quantity in ((old, date(2024, 2, 24), 50), (old, date(2024, 2, 25), 9),
                                   (old, date(2024, 3, 6), 3), (new, date(2024, 3, 15), 12)):  # fmt: skip
        sold(b, product, day, quantity)
    # Ten days since the launch, today included, against the ten before it.
    assert oracle(b.build(), "cannibalization_rate", MARCH, by="line") == {("Pro",): Fraction(6, 12)}


def test_a_product_has_its_place_by_revenue() -> None:
    b = company()
    for _ in range(3):
        b.add("product", name="P")
    for product, quantity in ((1, 2), (2, 5), (3, 2)):
        sold(b, product, date(2024, 1, 10), quantity)
    order(b, None, date(2024, 1, 10), 999)
    world = b.build()
    assert oracle(world, "product_performance", JANUARY) == {(): 90}
    assert oracle(world, "product_performance:rank", JANUARY, by="product") == {(1,): 2, (2,): 1, (3,): 2}
    assert oracle(world, "product_performance:units", JANUARY, by="product") == {(1,): 2, (2,): 5, (3,): 2}


def test_customers_move_on_to_the_very_next_role() -> None:
    b = company()
    for role in ("free", "traffic", "hot"):
        b.add("product", name=role, matrix_role=role)
    for _ in range(3):
        b.add("account", owner=ANN, created_at=date(2022, 1, 1))
    sold(b, 1, date(2024, 1, 5), 1, 1)
    sold(b, 2, date(2024, 2, 5), 1, 1)
    sold(b, 1, date(2024, 1, 5), 1, 2)
    sold(b, 3, date(2024, 2, 5), 1, 2)
    sold(b, 2, date(2024, 1, 2), 1, 3)
    sold(b, 1, date(2024, 1, 5), 1, 3)
    world = b.build()
    found = oracle(world, "product_matrix_flow", JANUARY, by="role")
    assert found == {("free",): Fraction(1, 3), ("traffic",): 0}


def test_a_session_with_a_deleted_order_has_none() -> None:
    b = company()
    order(b, None, local(1, 3), 1, cancelled_at=local(1, 4))
    order(b, None, local(1, 3), 1, deleted_at=local(1, 4))
    for number in (1, 2, None):
        b.add(
            "web_session",
            started_at=local(1, 3),
            order=number,
            cart_filled_at=local(1, 3) if number else None,
        )
    world = b.build()
    assert oracle(world, "conversion_rate", JANUARY) == {(): Fraction(1, 3)}
    assert oracle(world, "cart_abandonment_rate", JANUARY) == {(): Fraction(1, 2)}


def test_heads_are_counted_day_by_day_in_their_teams() -> None:
    b = company()
    order(b, None, local(1, 3), 60)
    order(b, None, local(2, 3), 60)
    world = b.build()
    # Ann, Bob, Cy and Dee; Ann moves to B on 1 February.
    assert oracle(world, "revenue_per_head", JANUARY) == {(): 15}
    assert oracle(world, "revenue_per_head", JANUARY, by="owner.team") == {
        (TEAM_A,): 30,
        (TEAM_B,): 0,
        (1,): 0,
    }
    assert oracle(world, "revenue_per_head", FEBRUARY, by="owner.team") == {
        (TEAM_A,): 0,
        (TEAM_B,): 30,
        (1,): 0,
    }
    assert oracle(world, "revenue_per_head", JANUARY, rights=rights_of(world, BOB)) == {(): 30}


def test_what_must_be_filled_is_read_at_the_instant() -> None:
    b = company()
    account = b.add("account", owner=ANN, created_at=date(2024, 1, 1), industry="", region="East")
    b.add(
        "opportunity",
        owner=CY,
        created_at=date(2024, 2, 1),
        account=account,
        amount=Decimal(5),
        currency="USD",
    )
    b.change("account", account, "size", "mid", local(2, 5))
    world = b.build()
    days = (date(2023, 12, 31), date(2024, 1, 31), date(2024, 2, 29))
    assert [oracle(world, "data_completeness", as_of=day)[()] for day in days] == [
        None, Fraction(1, 3), Fraction(3, 6),
    ]  # fmt: skip
    by_kind = oracle(world, "data_completeness", as_of=days[2], by="record_kind")
    assert by_kind == {("account",): Fraction(2, 3), ("opportunity",): Fraction(1, 3)}


def test_entered_and_handed_in_within_time() -> None:
    b = company()
    for done, entered in (
        (local(1, 5, 12), local(1, 6, 12)),
        (local(1, 5, 12), local(1, 6, 12, 1)),
        (date(2024, 1, 5), local(1, 6, 23)),
        (local(1, 5, 12), date(2024, 1, 7)),
        (local(1, 5, 12), None),
    ):
        b.add("activity", kind="call", owner=ANN, done_at=done, entered_at=entered)
    for due, came in ((local(1, 5), local(1, 5)), (local(1, 5), local(1, 5, 13)), (local(1, 5), date(2024, 1, 5)),
                      (date(2024, 1, 5), None)):  # fmt: skip
        b.add("work_report", user=BOB, due_at=due, handed_in_at=came)
    world = b.build()
    found = answers(world, "data_timeliness", JANUARY)[()]
    assert (found.value, found.n) == (Fraction(1, 2), 4)
    assert oracle(world, "report_on_time_rate", JANUARY, by="user.team") == {(TEAM_A,): Fraction(1, 2)}
    assert oracle(world, "report_on_time_rate", JANUARY, rights=rights_of(world, CY)) == {(): None}
