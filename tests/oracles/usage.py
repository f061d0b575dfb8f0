"""Who uses the product: daily and monthly users, core and sticky features."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from steerboard.core.periods import Period
from tests.oracles.base import Answers, Cut, Fact, Pile, Question, find, live, quotient
from tests.oracles.heads import counted, heads


def used(q: Question, period: Period) -> Iterator[Fact]:
    """Each day of use; a count of 0 is none, an unknown one is. As the customer's: by who owned him on that day."""
    for row in live(q.world, "usage_day"):
        customer = find(q.world, "account", row["account"])
        if customer is None or row["count"] == 0 or row["day"] not in period:
            continue
        fields: dict[str, Any] = {name: row[name] for name in ("account", "customer_user", "feature")}
        yield Fact("account", customer, Cut.of(q.world, row["day"]), fields=fields)


def users(q: Question, days: int) -> list[Fact]:
    """Use by known people in the days that end with the instant's."""
    end = q.cut.day + timedelta(days=1)
    window = Period(end - timedelta(days=days), end)
    return [fact for fact in used(q, window) if fact.fields["customer_user"] is not None]


def user(fact: Fact) -> Any:
    return fact.fields["customer_user"]


def dau_mau(q: Question) -> Answers:
    """Of those seen in thirty days the share seen on the last; ``:dau`` and ``:mau`` the two numbers."""
    if q.variant:
        return counted(q, users(q, 1 if q.variant == "dau" else 30), user)
    day, month = heads(q, users(q, 1), user), heads(q, users(q, 30), user)
    keys = ({()} if not q.by else set()) | month.keys()
    return {key: quotient(day.get(key, Pile()), month.get(key, Pile())) for key in keys}


def core_feature_use(q: Question) -> Answers:
    return _of_active(q, "core")


def sticky_feature_use(q: Question) -> Answers:
    return _of_active(q, "sticky")


def _of_active(q: Question, mark: str) -> Answers:
    """The accounts of a group by their use that falls in it: those with some of such a feature among it."""
    facts = list(used(q, q.elapsed))
    marked = {row["id"] for row in live(q.world, "feature") if row[mark]}
    those = heads(q, [fact for fact in facts if fact.fields["feature"] in marked], account)
    every = heads(q, facts, account)
    keys = ({()} if not q.by else set()) | every.keys()
    return {key: quotient(those.get(key, Pile()), every.get(key, Pile())) for key in keys}


def account(fact: Fact) -> Any:
    return fact.row["id"]
