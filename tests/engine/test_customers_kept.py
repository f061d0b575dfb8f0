"""Who stays a customer, what subscriptions bring, and what is renewed: worked out by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.engine.asking import by, total
from tests.engine.tables import Tables

JUNE: dict[str, Any] = {"from_": date(2017, 6, 1), "to": date(2017, 6, 30)}


@pytest.fixture
def tables() -> Tables:
    """Accounts 1–4 subscribe, 5–7 order."""
    tables = Tables()
    for account in range(1, 8):
        tables.add("account", id=account, name=f"A{account}", owner=1 if account < 5 else 2)
    for account, started, ended, mrr in (
        (1, date(2017, 1, 1), None, 100),
        (2, date(2017, 1, 1), date(2017, 6, 1), 50),  # ends with the first day: a customer at the start
        (3, date(2017, 6, 1), None, 70),  # begins with it: none yet
        (4, date(2016, 1, 1), date(2017, 3, 1), 80),  # has left before
    ):
        tables.add("subscription", account=account, started_on=started, ended_on=ended, mrr=mrr, owner=1)
    for account, day in (
        (5, date(2016, 6, 15)),  # within 12 months of the start, and no longer at the end
        (6, date(2017, 5, 31)),
        (7, date(2016, 5, 31)),  # a day too early
        (4, date(2017, 4, 1)),  # who had a subscription is judged by it
    ):
        tables.add("order", account=account, owner=2, ordered_at=day)
    return tables


def test_customers_of_the_start_that_are_still_there(tables: Tables) -> None:
    assert total(tables, "customer_retention_rate", **JUNE) == 0.5  # 1 and 6 of 1, 2, 5 and 6
    assert total(tables, "customer_churn_rate", **JUNE) == 0.5
    assert by(tables, "customer_retention_rate", "owner", **JUNE) == {1: 0.5, 2: 0.5}


def test_a_period_that_has_not_begun_has_no_customers(tables: Tables) -> None:
    ahead: dict[str, Any] = {"from_": date(2018, 2, 1), "to": date(2018, 2, 28)}
    assert total(tables, "customer_retention_rate", **ahead) is None


def test_revenue_of_the_start_that_is_left(tables: Tables) -> None:
    tables.add("subscription", account=1, started_on=date(2017, 6, 10), mrr=20, owner=1)
    assert total(tables, "revenue_retention", **JUNE) == pytest.approx(120 / 150)
    assert total(tables, "revenue_retention:gross", **JUNE) == pytest.approx(100 / 150)
    tables.add("subscription", account=2, started_on=date(2017, 2, 1), mrr=None, owner=1)
    assert total(tables, "revenue_retention", **JUNE) == pytest.approx(
        1.2
    )  # account 2 is left out on both sides


def test_what_changed_adds_up_to_the_change() -> None:
    tables = Tables()
    one = tables.add("subscription", started_on=date(2017, 5, 1), mrr=115, owner=1)
    two = tables.add("subscription", started_on=date(2017, 5, 1), ended_on=date(2017, 6, 20), mrr=40, owner=1)
    events = (
        (one, "new", 90, date(2017, 5, 1)),
        (two, "new", 40, date(2017, 5, 1)),
        (one, "expansion", 30, date(2017, 6, 5)),
        (one, "contraction", 5, date(2017, 6, 25)),
        (two, "churn", 40, date(2017, 6, 20)),
        (one, "renewal", 115, date(2017, 6, 30)),
    )
    for subscription, kind, amount, day in events:
        tables.add(
            "subscription_event", subscription=subscription, kind=kind, amount=amount, effective_at=day
        )
    flows = [
        total(tables, f"mrr:{v}", **JUNE)
        for v in ("new", "expansion", "contraction", "churned", "reactivated")
    ]
    assert flows == [0, 30, -5, -40, 0]
    assert sum(flows) == -15
    assert total(tables, "mrr", **JUNE) == 115
    assert total(tables, "arr", **JUNE) == 1380
    assert total(tables, "revenue_churn", **JUNE) == pytest.approx(45 / 155)


def test_each_renewal_date_counts_once_and_is_answered_early_or_late() -> None:
    tables = Tables()
    early = tables.add(
        "subscription", started_on=date(2016, 6, 10), renewal_due_on=date(2018, 6, 10), mrr=100, owner=1
    )
    silent = tables.add(
        "subscription", started_on=date(2016, 6, 5), renewal_due_on=date(2018, 6, 5), mrr=30, owner=1
    )
    left = tables.add(
        "subscription", started_on=date(2016, 6, 20), ended_on=date(2017, 6, 20), renewal_due_on=date(2017, 6, 20),
        mrr=50, owner=1,
    )  # fmt: skip
    tables.add(
        "subscription", started_on=date(2016, 6, 25), renewal_due_on=date(2017, 6, 25), mrr=20, owner=1
    )
    for subscription, kind, day, due, amount in (
        (early, "renewal", date(2017, 5, 20), date(2017, 6, 10), 100),
        (early, "expansion", date(2017, 5, 20), None, 10),
        (silent, "renewal", date(2017, 6, 5), None, 30),
        (left, "churn", date(2017, 6, 20), date(2017, 6, 20), 50),
    ):
        tables.add(
            "subscription_event",
            subscription=subscription,
            kind=kind,
            effective_at=day,
            due_on=due,
            amount=amount,
        )
    assert total(tables, "renewal_rate", **JUNE) == 0.5
    assert total(tables, "renewal_amount_rate", **JUNE) == pytest.approx(
        (100 + 10 + 30) / (100 + 30 + 50 + 20)
    )
    assert total(tables, "renewal_rate", from_=date(2018, 6, 1), to=date(2018, 6, 30)) is None  # not due yet


def test_use_of_a_day_and_of_thirty() -> None:
    tables = Tables()
    core = tables.add("feature", name="F", core=True)
    for account, user, day, feature, count in (
        (1, "a", date(2017, 6, 30), core, 3),
        (1, "a", date(2017, 6, 30), None, 1),
        (1, "b", date(2017, 6, 1), None, None),
        (2, "c", date(2017, 6, 30), None, 0),
        (2, "d", date(2017, 5, 31), core, 2),
        (2, "e", date(2017, 6, 20), None, 1),
    ):
        tables.add("usage_day", account=account, customer_user=user, day=day, feature=feature, count=count)
    for account in (1, 2):
        tables.add("account", id=account, name=f"A{account}")
    assert total(tables, "dau_mau:dau", **JUNE) == 1
    assert total(tables, "dau_mau:mau", **JUNE) == 3
    assert total(tables, "dau_mau", **JUNE) == pytest.approx(1 / 3)
    assert total(tables, "core_feature_use", **JUNE) == 0.5


def test_the_worth_of_a_customer_and_his_wallet() -> None:
    tables = Tables()
    tables.add("product", id=7, name="P", line="pumps", recurring=False)
    for account in (1, 2):
        tables.add("account", id=account, name=f"A{account}", owner=1)
    for account, day, amount in (
        (1, date(2016, 6, 1), 500),
        (1, date(2017, 6, 15), 100),
        (2, date(2017, 6, 30), 60),
    ):
        order = tables.add("order", account=account, owner=1, ordered_at=day)
        tables.add("order_line", order=order, product=7, quantity=1, net_amount=amount)
    assert total(tables, "lifetime_value", **JUNE) == 330
    assert by(tables, "lifetime_value", "product.line", **JUNE) == {"pumps": 330}
    for account, line, spend in ((1, "pumps", 3650), (2, "valves", 365), (2, None, None)):
        tables.add("account_spend", account=account, year=2017, product_line=line, estimated_spend=spend)
    # 30 of the 365 days: 300 of 3,650 on pumps, of which 100 came to us; 30 on valves, of which nothing did.
    assert total(tables, "wallet_share", **JUNE) == pytest.approx(100 / 330)


def test_a_loyal_customer_does_all_three() -> None:
    tables = Tables()
    for account, bought in ((1, (40, 40)), (2, (80,)), (3, (80, 80)), (4, (1, 1))):
        tables.add("account", id=account, name=f"A{account}", owner=1)
        tables.add("account_spend", account=account, year=2017, estimated_spend=200)
        for amount in bought:
            order = tables.add("order", account=account, owner=1, ordered_at=date(2017, 6, 1))
            tables.add("order_line", order=order, quantity=1, net_amount=amount)
    for account, score, day in ((1, 3, 1), (1, 9, 2), (2, 10, 1), (3, 8, 1), (4, 10, 1)):
        tables.add(
            "survey_response",
            kind="nps",
            account=account,
            score=score,
            answered_at=date(2017, 6, day),
            owner=1,
        )
    tables.add("lead", name="L", referred_by=2, created_at=date(2017, 6, 3))
    # By the end of June 181 of 365 days are over: 99 of each 200, so that 80 is more than half of it and 2 is not.
    assert total(tables, "loyal_customer_share", **JUNE) == 0.5
    assert total(tables, "loyal_customer_share", params={"limit": 0.9}, **JUNE) == 0
    assert total(tables, "nps", **JUNE) == pytest.approx((3 - 1) / 5 * 100)
