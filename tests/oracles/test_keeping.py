"""What customers are worth, answer and use, by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from tests.oracles.ask import answers, oracle
from tests.oracles.tiny import ANN, BOB, FEBRUARY, JANUARY, company, local, order
from tests.worlds import Builder, rights_of


def with_accounts(number: int, owner: int | None = ANN) -> Builder:
    b = company()
    for _ in range(number):
        b.add("account", owner=owner, created_at=date(2022, 1, 1), region="East")
    return b


def test_value_to_date_is_per_customer() -> None:
    b = with_accounts(3)
    order(b, 1, date(2023, 1, 5), 100)
    order(b, 2, date(2024, 1, 5), 50)
    order(b, 2, date(2024, 2, 5), 60)
    order(b, None, date(2024, 1, 6), 1000)
    world = b.build()
    days = (date(2024, 1, 4), date(2024, 1, 31), date(2024, 2, 29))
    assert [oracle(world, "lifetime_value", as_of=day)[()] for day in days] == [100, 75, 105]


def test_an_estimate_counts_day_by_day_against_its_line() -> None:
    b = with_accounts(2)
    pro = b.add("product", name="Pro", line="Pro")
    for line, spend in ((None, 3660), ("Pro", 366), ("Basic", None)):
        b.add("account_spend", account=1, year=2024, product_line=line, currency=b.currency,
              estimated_spend=None if spend is None else Decimal(spend))  # fmt: skip
    order(b, 1, date(2024, 1, 5), 62)
    b.row("order_line", 1)["product"] = pro
    order(b, 1, date(2024, 1, 6), 31)
    order(b, 1, date(2023, 12, 31), 999)
    order(b, 2, date(2024, 1, 6), 999)
    world = b.build()
    # All lines: 93 of 310; Pro: 62 of 31. The estimate that nobody knows is left out.
    found = answers(world, "wallet_share", JANUARY, by="product_line")
    assert {key: answer.value for key, answer in found.items()} == {
        (None,): Fraction(93, 310),
        ("Pro",): 2,
        ("Basic",): None,
    }
    assert oracle(world, "wallet_share", JANUARY) == {(): Fraction(155, 341)}


def test_a_loyal_customer_buys_here_promotes_and_comes_again_or_refers() -> None:
    b = with_accounts(4)
    for account in (1, 2, 3, 4):
        b.add("account_spend", account=account, year=2024, estimated_spend=Decimal(366), currency=b.currency)
        order(b, account, date(2024, 1, 5), 20 if account < 4 else 10)
        b.add("survey_response", kind="nps", account=account, score=Decimal(9), answered_at=date(2024, 1, 6))
    order(b, 1, date(2023, 5, 5), 1)
    b.add("lead", referred_by=2, created_at=local(1, 20))
    b.add("lead", referred_by=4, created_at=local(1, 20))
    b.add("survey_response", kind="nps", account=2, score=Decimal(8), answered_at=local(2, 1))
    world = b.build()
    # 31 days at 1 a day: 20 of 31 is half and more, 10 is not; account 3 came once and refers nobody.
    assert oracle(world, "loyal_customer_share", as_of=date(2024, 1, 31)) == {(): Fraction(1, 2)}
    assert oracle(world, "loyal_customer_share", as_of=date(2024, 1, 31), params={"limit": "0.3"}) == {
        (): Fraction(3, 4)
    }
    assert oracle(world, "loyal_customer_share", as_of=date(2024, 2, 1), params={"limit": 0}) == {
        (): Fraction(1, 2)
    }
    assert oracle(world, "loyal_customer_share", as_of=date(2024, 1, 31), rights=rights_of(world, ANN)) == {
        (): None
    }


def test_people_are_counted_once_however_much_they_use() -> None:
    b = with_accounts(2)
    core, other = b.add("feature", name="A", core=True), b.add("feature", name="B", sticky=False)
    for account, user, day, feature, count in (
        (1, "a", 31, core, 3),
        (1, "a", 31, other, 3),
        (2, "a", 31, other, None),
        (1, "b", 2, other, 1),
        (1, "c", 1, other, 1),
        (1, "d", 31, other, 0),
        (2, None, 31, other, 1),
    ):
        b.add(
            "usage_day",
            account=account,
            customer_user=user,
            day=date(2024, 1, day),
            feature=feature,
            count=count,
        )
    world, last = b.build(), date(2024, 1, 31)
    assert oracle(world, "dau_mau:dau", as_of=last) == {(): 1}
    assert oracle(world, "dau_mau:mau", as_of=last) == {(): 2}  # the 1st is 31 days back
    assert oracle(world, "dau_mau", as_of=last, by="account") == {(1,): Fraction(1, 2), (2,): 1}
    assert oracle(world, "core_feature_use", JANUARY) == {(): Fraction(1, 2)}
    assert oracle(world, "sticky_feature_use", JANUARY) == {(): 0}


def test_scores_of_another_scale_do_not_mix() -> None:
    b = company()
    for kind, scale, score in (("nps", 10, 9), ("nps", None, 6), ("nps", 10, 10), ("nps", 10, 7), ("nps", 5, 5),
                               ("csat", 5, 4), ("csat", 5, 2), ("csat", 10, 9), ("csat", 10, None)):  # fmt: skip
        b.add("survey_response", kind=kind, scale=scale, owner=ANN, answered_at=local(1, 5),
              score=None if score is None else Decimal(score))  # fmt: skip
    world = b.build()
    found = answers(world, "nps", JANUARY)[()]
    assert (found.value, found.missing) == (Fraction(25), 1)
    assert oracle(world, "csat", JANUARY) == {(): None}
    assert oracle(world, "csat", JANUARY, by="scale") == {(5,): 3, (10,): 9}
    assert oracle(world, "csat:top2", JANUARY) == {(): Fraction(2, 3)}


def test_a_delivery_is_held_against_the_first_promise() -> None:
    b = company()
    for delivered in (date(2024, 1, 20), date(2024, 1, 21), None):
        number = order(b, None, date(2024, 1, 2), 1, promised_on=date(2024, 1, 20), delivered_on=delivered)
    order(b, None, date(2024, 1, 2), 1, promised_on=date(2024, 1, 9), cancelled_at=local(1, 5))
    b.change("order", 2, "promised_on", date(2024, 2, 3), local(1, 19))
    world = b.build()
    assert number == 3
    assert oracle(world, "on_time_delivery", JANUARY) == {(): Fraction(1, 3)}
    assert oracle(world, "on_time_delivery:current", JANUARY) == {(): Fraction(1, 2)}
    assert oracle(world, "on_time_delivery:current", FEBRUARY) == {(): 1}


def test_returns_follow_their_delivery() -> None:
    b = company()
    first = order(b, None, date(2024, 1, 2), 1, 10, delivered_on=date(2024, 1, 9), owner=BOB)
    order(b, None, date(2024, 1, 2), 1, 6, delivered_on=date(2024, 1, 9), cancelled_at=local(1, 20))
    order(b, None, date(2024, 1, 20), 1, -6, credit_of=2, delivered_on=date(2024, 1, 20))
    for line, kind, at, quantity in (
        (1, "return", date(2024, 2, 3), 2),
        (1, "warranty", local(1, 30), 1),
        (2, "return", local(1, 20), 6),
        (1, "return", None, 1),
        (1, "return", date(2024, 3, 16), 1),
    ):
        b.add("return_claim", order_line=line, kind=kind, claimed_at=at, quantity=Decimal(quantity))
    world = b.build()
    assert first == 1
    assert oracle(world, "return_rate", JANUARY, by="owner") == {(BOB,): Fraction(1, 5), (ANN,): 1}
    assert oracle(world, "return_rate:warranty", JANUARY) == {(): Fraction(1, 16)}
    assert oracle(world, "return_rate:by_date", JANUARY) == {(): Fraction(6, 16)}
    assert oracle(world, "return_rate:by_date", FEBRUARY) == {(): None}
