"""More of the sales side: what accounts are like, partners, kinds of deals with their lines, orders of them, contracts, prices."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from steerboard.core.worldtime import WorldTime, instant
from tests.worldmaking.moments import Moments
from tests.worldmaking.rows import Builder

FIRST = datetime(2023, 1, 9, 8, tzinfo=UTC)
CENT = Decimal("0.01")
TYPES = ("new", "new", "expansion", "upsell", "cross_sell", "renewal", None)


def make_account_kinds(b: Builder, rng: Random) -> None:
    """Trade, class and size, which change; the first touch, before or after the first order; some came later."""
    moments = Moments(rng, b.calendar.zone)
    moved = {change.record for change in b.history if change.kind == "account"}
    for row in b.rows["account"]:
        row["industry"] = rng.choice(("steel", "retail", None))
        row["grade"] = rng.choice(("A", "B", None))
        row["is_partner"] = rng.random() < 0.3
        if rng.random() < 0.7:
            row["first_touch_at"] = moments.instant(FIRST - timedelta(days=60), b.now - timedelta(days=200))
        if rng.random() < 0.3 and row["first_touch_at"] is not None:
            row["first_touch_at"] = b.calendar.today(row["first_touch_at"])
        if row["id"] not in moved and row["created_at"] is not None and rng.random() < 0.7:
            row["created_at"] = moments.instant(FIRST, b.now)
        elif row["created_at"] is not None:
            at = moments.instant(FIRST, b.now)
            b.change("account", row["id"], "size", rng.choice(("very_large", "large", "small", None)), at)
            b.change("account", row["id"], "grade", rng.choice(("A", None)), moments.after(at, b.now, 30))
    for _ in range(3):
        b.add("account", name="New one", owner=1, size="very_large", created_at=moments.instant(FIRST, b.now))


def make_deal_kinds(b: Builder, rng: Random) -> None:
    moments = Moments(rng, b.calendar.zone)
    accounts, products = len(b.rows["account"]), len(b.rows["product"])
    moved = {change.record for change in b.history if change.kind == "opportunity"}
    for row in b.rows["opportunity"]:
        if row["outcome"] is None and row["id"] not in moved and rng.random() < 0.3:
            row["probability"] = Decimal(rng.choice(("0.5", "0.7", "0.9", "1")))
        row["type"] = rng.choice(TYPES)
        row["priority"] = rng.choice(("low", "normal", "high", None))
        if rng.random() < 0.25:
            row["partner"] = rng.randint(1, accounts)
        if rng.random() < 0.3:
            near = moments.instant(b.now - timedelta(days=12), b.now)
            row["forecast_confirmed_at"] = near if rng.random() < 0.6 else b.calendar.today(near)
        for _ in range(rng.choice((0, 0, 1, 2))):
            _deal_line(b, rng, moments, row, rng.choice((None, *range(1, products + 1))))


def _deal_line(b: Builder, rng: Random, moments: Moments, deal: dict[str, Any], product: int | None) -> None:
    """Of the deal's first days or later, in a quantity that changed."""
    begun = deal["created_at"]
    at = None if begun is None else moments.after(begun, b.now, rng.choice((0, 0, 60)))
    number = b.add(
        "opportunity_line",
        opportunity=deal["id"],
        product=product,
        quantity=rng.choice((None, *[Decimal(rng.randint(1, 9))] * 8)),
        created_at=at,
        deleted_at=b.now - timedelta(hours=2) if rng.random() < 0.05 else None,
    )
    if at is not None and rng.random() < 0.3:
        later = moments.after(at, b.now, 50)
        b.change("opportunity_line", number, "quantity", Decimal(rng.randint(1, 9)), later)


def make_order_links(b: Builder, rng: Random) -> None:
    """Orders of won deals, of campaigns, through partners."""
    won = [row["id"] for row in b.rows["opportunity"] if row["outcome"] == "won"]
    for row in b.rows["order"]:
        if won and rng.random() < 0.5:
            row["opportunity"] = rng.choice(won)
        if rng.random() < 0.35:
            row["campaign"] = rng.choice((1, 5, 6))
        if rng.random() < 0.2:
            row["partner"] = rng.randint(1, len(b.rows["account"]))
    for line in b.rows["order_line"]:
        if line["unit_cost"] is not None:
            share = Decimal(rng.choice(("0.3", "0.5", "0.9", "1.2")))
            line["unit_cost"] = None if rng.random() < 0.1 else (line["unit_cost"] * share).quantize(CENT)


def make_more_contracts(b: Builder, rng: Random) -> None:
    """Renewed ones, unsigned ones, some without a term or with none to speak of, two of one deal at one instant."""
    moments = Moments(rng, b.calendar.zone)
    for row in list(b.rows["contract"]):
        if rng.random() < 0.5:
            again = moments.after(row["signed_at"], b.now, rng.choice((0, 90)))
            kept = {name: row[name] for name in ("opportunity", "account", "owner", "value", "currency")}
            signed = None if rng.random() < 0.2 else again
            b.add("contract", signed_at=signed, term_months=rng.choice((0, 6, 36, None)), **kept)
    for _ in range(6):
        at: WorldTime = moments.instant(FIRST, b.now)
        if rng.random() < 0.4:
            at = b.calendar.today(instant(at, b.calendar.zone))
        number = b.add(
            "contract",
            opportunity=rng.randint(1, len(b.rows["opportunity"])),
            owner=rng.choice((None, rng.randint(1, len(b.rows["user"])))),
            signed_at=at,
            term_months=24,
            deleted_at=b.now - timedelta(hours=1) if rng.random() < 0.2 else None,
        )
        if rng.random() < 0.5:
            later = moments.after(at, b.now, 60)
            b.change("contract", number, "owner", rng.randint(1, len(b.rows["user"])), later)


def make_prices(b: Builder, rng: Random) -> None:
    """Prices of two competitors over time, two on one day, in two regions, one in another currency."""
    moments = Moments(rng, b.calendar.zone)
    for row in b.rows["product"]:
        row["list_price"] = rng.choice((None, *[Decimal(rng.randint(2000, 9000)) / 100] * 5))
    for _ in range(26):
        b.add(
            "competitor_price",
            product=rng.choice((None, *range(1, len(b.rows["product"]) + 1))),
            competitor=rng.choice(("Acme", "Beta")),
            price=None if rng.random() < 0.07 else Decimal(rng.randint(1000, 9000)) / 100,
            currency="USD" if rng.random() < 0.07 else b.currency,
            region=rng.choice(("East", None)),
            observed_on=moments.day(date(2023, 2, 1), b.calendar.today(b.now) + timedelta(days=5)),
            deleted_at=b.now - timedelta(hours=1) if rng.random() < 0.05 else None,
        )
