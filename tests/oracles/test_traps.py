"""The worlds hold the traps of service and company, and the figures keep what they promise there."""

from __future__ import annotations

from collections import Counter
from datetime import date
from fractions import Fraction

from steerboard.core.periods import Period
from tests.oracles.ask import oracle
from tests.oracles.base import live
from tests.worlds import World, small_world

YEAR = Period(date(2023, 4, 1), date(2024, 4, 1))
MADE = [small_world(seed) for seed in range(6)]


def set_back(world: World, kind: str, field: str) -> bool:
    """Whether something was reached and then taken back."""
    return any((c.kind, c.field, c.new) == (kind, field, None) for c in world.history)


def test_tickets_are_opened_again_and_subscriptions_come_back() -> None:
    for kind, field in (("ticket", "resolved_at"), ("subscription", "ended_on")):
        assert any(set_back(world, kind, field) for world in MADE)


def test_a_customer_has_several_subscriptions() -> None:
    for world in MADE:
        owners = Counter(row["account"] for row in live(world, "subscription") if row["account"])
        assert max(owners.values()) > 1


def test_renewals_come_early_and_late() -> None:
    known = [
        (world.calendar.today(at) if hasattr(at, "hour") else at, row["due_on"])
        for world in MADE
        for row in live(world, "subscription_event")
        if row["kind"] == "renewal" and row["due_on"] and (at := row["effective_at"])
    ]
    assert any(at < due for at, due in known)
    assert any(at > due for at, due in known)


def test_things_are_unknown_mixed_and_partly_paid() -> None:
    def unknown(kind: str, field: str) -> bool:
        return any(row[field] is None for world in MADE for row in live(world, kind))

    for kind, field in (("ticket", "opened_at"), ("subscription", "mrr"), ("subscription", "started_on"),
                        ("subscription_event", "effective_at"), ("return_claim", "claimed_at"), ("stock", "quantity"),
                        ("usage_day", "count"), ("survey_response", "scale"), ("payment", "amount")):  # fmt: skip
        assert unknown(kind, field), (kind, field)
    for kind in ("subscription", "payment", "market_figure", "account_spend"):
        assert {row["currency"] for world in MADE for row in live(world, kind)} == {"CNY", "USD"}
    paid = [Counter(row["invoice"] for row in live(world, "payment") if row["invoice"]) for world in MADE]
    assert any(2 in parts.values() for parts in paid)


def test_goods_of_cancelled_orders_come_back() -> None:
    found = False
    for world in MADE:
        for claim in live(world, "return_claim"):
            order = world.rows["order"][world.rows["order_line"][claim["order_line"] - 1]["order"] - 1]
            found = found or order["cancelled_at"] is not None
    assert found


def test_churn_and_retention_are_one() -> None:
    for world in MADE:
        kept, lost = (oracle(world, f"customer_{name}_rate", YEAR) for name in ("retention", "churn"))
        assert kept[()] is not None
        assert lost[()] is not None
        assert kept[()] + lost[()] == 1
        gross, net = (oracle(world, f"revenue_retention{name}", YEAR)[()] for name in (":gross", ""))
        assert gross is None or (net is not None and gross <= min(net, Fraction(1)))
