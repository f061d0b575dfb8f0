"""Activities with their plans, and orders with lines, credits and cancellations."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random

from steerboard.core.worldtime import WorldTime, instant
from tests.worldmaking.moments import Moments
from tests.worldmaking.rows import Builder

KINDS = (
    "call",
    "call",
    "email",
    "visit",
    "visit",
    "meeting",
    "demo",
    "presentation",
    "onboarding",
    "task",
    "note",
)
FIRST = datetime(2023, 1, 9, 8, tzinfo=UTC)


def _someone(b: Builder, rng: Random) -> int | None:
    return None if rng.random() < 0.06 else rng.randint(1, len(b.rows["user"]))


def _customer(b: Builder, rng: Random) -> int | None:
    """Few customers, so that many come again."""
    return None if rng.random() < 0.15 else rng.randint(1, len(b.rows["account"]))


def make_activities(b: Builder, rng: Random) -> None:
    moments = Moments(rng, b.calendar.zone)
    for _ in range(rng.randint(40, 110)):
        kind = rng.choice(KINDS)
        entered = moments.instant(FIRST, b.now - timedelta(days=1))
        number = b.add(
            "activity",
            kind=kind,
            mode=rng.choice(("in_person", "video", "phone")),
            direction=rng.choice(("outbound", "inbound")),
            owner=_someone(b, rng),
            account=_customer(b, rng),
            created_at=entered,
            entered_at=entered,
        )
        if kind == "call":
            b.row("activity", number)["outcome"] = rng.choice(("connected", "no_answer", None))
        _plan_and_do(b, rng, moments, number, entered)


def _plan_and_do(b: Builder, rng: Random, moments: Moments, number: int, entered: datetime) -> None:
    row = b.row("activity", number)
    if rng.random() < 0.25:
        row["done_at"] = entered if rng.random() < 0.7 else b.calendar.today(entered)
        return
    plan: WorldTime = entered + timedelta(days=rng.randint(0, 25))
    if rng.random() < 0.4:
        plan = b.calendar.today(instant(plan, b.calendar.zone))
    if rng.random() < 0.1:
        at = moments.after(entered, b.now, 3)
        b.change("activity", number, "planned_for", plan, at)
    else:
        row["planned_for"] = plan
    at = entered
    for _ in range(rng.choice((0, 0, 0, 1, 2))):
        at = moments.instant(at, min(b.now, at + timedelta(days=6)))
        b.change("activity", number, "planned_for", moments.after(plan, b.now + timedelta(days=30), 12), at)
    if rng.random() < 0.15:
        at = moments.instant(at, b.now)
        b.change("activity", number, "owner", rng.randint(1, len(b.rows["user"])), at)
    _end(b, rng, moments, number)


def _end(b: Builder, rng: Random, moments: Moments, number: int) -> None:
    row = b.row("activity", number)
    end = rng.choices(("done", "late", "never", "cancelled"), (45, 20, 20, 15))[0]
    plan = row["planned_for"]
    if plan is None or instant(plan, b.calendar.zone) > b.now:
        return
    if end == "done":
        row["done_at"] = plan if rng.random() < 0.5 else b.calendar.today(instant(plan, b.calendar.zone))
    elif end == "late":
        row["done_at"] = moments.after(plan, b.now, 9)
    elif end == "cancelled":
        row["cancelled_at"] = moments.after(plan, b.now, 1)
        row["reason_not_done"] = rng.choice(("customer ill", None))
    if rng.random() < 0.05:
        row["deleted_at"] = b.now - timedelta(hours=1)


def make_orders(b: Builder, rng: Random) -> None:
    moments = Moments(rng, b.calendar.zone)
    for _ in range(rng.randint(35, 80)):
        at: WorldTime = moments.instant(FIRST, b.now - timedelta(hours=3))
        if rng.random() < 0.5:
            at = b.calendar.today(instant(at, b.calendar.zone))
        number = _order(b, rng, _customer(b, rng), at)
        pick = rng.random()
        if pick < 0.12:
            _credit(b, rng, moments, number)
        elif pick < 0.2:
            b.row("order", number)["cancelled_at"] = moments.after(at, b.now, 20)
        elif pick < 0.3:
            # The same customer again on the same day, or at the same instant.
            _order(b, rng, b.row("order", number)["account"], at)
        if rng.random() < 0.15:
            b.change(
                "order", number, "owner", rng.randint(1, len(b.rows["user"])), moments.after(at, b.now, 60)
            )
    for row in b.rows["order"]:
        if rng.random() < 0.06:
            row["deleted_at"] = b.now - timedelta(hours=2)


def _order(b: Builder, rng: Random, account: int | None, at: date) -> int:
    number = b.add(
        "order",
        account=account,
        owner=_someone(b, rng),
        channel=rng.choice(("direct", "partner", "online", None)),
        region=rng.choice(("East", "West", None)),
        ordered_at=at,
        created_at=at,
        currency=b.currency,
    )
    for _ in range(rng.choice((0, 1, 1, 2, 3))):
        price = Decimal(rng.randint(0, 50000)) / 100
        b.add(
            "order_line",
            order=number,
            product=rng.choice((None, 1, 2, 3, 4)),
            quantity=Decimal(rng.choice(("1", "2", "0.5", "12"))),
            list_price=None if rng.random() < 0.2 else price + 10,
            net_price=None if rng.random() < 0.05 else price,
            unit_cost=price / 2,
            currency="USD" if rng.random() < 0.03 else b.currency,
        )
    return number


def _credit(b: Builder, rng: Random, moments: Moments, number: int) -> None:
    """Takes an order back, whole or in part; its lines carry negative quantities."""
    row = b.row("order", number)
    credit = b.add(
        "order",
        account=row["account"],
        owner=row["owner"],
        channel=row["channel"],
        region=row["region"],
        ordered_at=moments.after(row["ordered_at"], b.now, 40),
        created_at=row["ordered_at"],
        credit_of=number,
        currency=b.currency,
    )
    lines = [line for line in b.rows["order_line"] if line["order"] == number]
    for line in lines[: rng.randint(1, 3)]:
        kept = {k: line[k] for k in ("product", "list_price", "net_price", "unit_cost", "currency")}
        b.add("order_line", order=credit, quantity=-line["quantity"], **kept)
    if rng.random() < 0.3:
        b.row("order", number)["cancelled_at"] = b.row("order", credit)["ordered_at"]
