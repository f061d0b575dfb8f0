"""Who uses the product: daily and monthly users, core and sticky features."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from steerboard.core.periods import Period
from tests.oracles.base import Answers, Cut, Fact, Pile, Question, find, live, once_each, quotient
from tests.oracles.heads import counted, heads


def used(q: Question, period: Period) -> Iterator[Fact]:
    """Each day of use; a count of 0 is none, an unknown one is. As the customer's: by who owned him on that day."""
    for row in live(q.world, "usage_day"):
        account = find(q.world, "account", row["account"])
        if account is None or row["count"] == 0 or row["day"] not in period:
            continue
        fields: dict[str, Any] = {name: row[name] for name in ("account", "customer_user", "feature")}
        yield Fact("account", account, Cut.of(q.world, row["day"]), fields=fields)


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
    """Each account once in a group: whether any of its use in the period was of such a feature."""
    facts = list(used(q, q.elapsed))
    marked = {row["id"] for row in live(q.world, "feature") if row[mark]}
    those = {fact.row["id"] for fact in facts if fact.fields["feature"] in marked}
    return once_each(
        q,
        facts,
        subject=lambda fact: fact.row["id"],
        order=lambda fact: (fact.at.at, fact.row["id"]),
        reached=lambda fact: fact.row["id"] in those,
    )
