"""Money, stock, the market, the shop, reports: what a company keeps beside its sales."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random

from steerboard.core.periods import add_months
from steerboard.core.worldtime import WorldTime, instant
from tests.worldmaking.moments import Moments
from tests.worldmaking.rows import Builder
from tests.worldmaking.service import anybody

FIRST = datetime(2023, 9, 1, 8, tzinfo=UTC)
ROLES = ("free", "traffic", "hot", "profit", "brand", None)


def make_company(b: Builder, rng: Random) -> None:
    moments = Moments(rng, b.calendar.zone)
    make_products_play(b, rng, moments)
    make_cash(b, rng, moments)
    make_spending(b, rng, moments)
    make_stock(b, rng, moments)
    make_rivals(b, rng)
    make_sessions(b, rng, moments)
    make_reports(b, rng, moments)
    make_entries_late(b, rng)


def amount(b: Builder, rng: Random, high: int = 90_000) -> dict[str, object]:
    """Now and then unknown, or in another currency."""
    known = None if rng.random() < 0.05 else Decimal(rng.randint(0, high)) / 100
    return {"amount": known, "currency": "USD" if rng.random() < 0.06 else b.currency}


def make_products_play(b: Builder, rng: Random, moments: Moments) -> None:
    """Roles, a launch in the last weeks and one in the year before, each in the place of an older product."""
    today = b.calendar.today(b.now)
    for number, row in enumerate(b.rows["product"]):
        row["matrix_role"] = ROLES[(number + rng.randint(0, 1)) % len(ROLES)]
    b.row("product", 2).update(launched_on=today - timedelta(days=rng.randint(0, 80)), replaces=1)
    b.row("product", 3).update(launched_on=moments.day(date(2023, 5, 1), date(2023, 10, 1)), replaces=1)
    b.row("product", 4)["launched_on"] = date(2023, 6, 1)


def make_cash(b: Builder, rng: Random, moments: Moments) -> None:
    """Invoices that are paid in part, in full or not; payments without one; cash to begin with."""
    today = b.calendar.today(b.now)
    b.add(
        "payment",
        direction="opening",
        paid_on=date(2023, 9, 1),
        amount=Decimal("-120.5"),
        currency=b.currency,
    )
    for number in range(1, rng.randint(8, 12)):
        issued = moments.day(date(2023, 10, 1), today)
        way = rng.choice(("in", "in", "out"))
        owed = Decimal(rng.randint(1, 90_000)) / 100
        account = rng.choice((None, rng.randint(1, len(b.rows["account"]))))
        b.add("invoice", number=f"I-{number}", direction=way, account=account, issued_on=issued,
              due_on=issued + timedelta(days=30), amount=owed, currency=b.currency)  # fmt: skip
        day = issued
        for part in rng.choice(((), (1,), (2, 2), (4,))):
            day = moments.day(day, today)
            b.add("payment", direction=way, paid_on=day, amount=owed / part, currency=b.currency, invoice=number,
                  account=account)  # fmt: skip
    for _ in range(8):
        b.add(
            "payment",
            direction=rng.choice(("in", "out")),
            paid_on=moments.day(date(2023, 10, 1), today + timedelta(days=9)),
            account=rng.choice((None, rng.randint(1, len(b.rows["account"])))),
            deleted_at=b.now - timedelta(hours=1) if rng.random() < 0.1 else None,
            **amount(b, rng),
        )


def make_spending(b: Builder, rng: Random, moments: Moments) -> None:
    """Costs of the other categories, the service's budget, and what customers are thought to spend."""
    today = b.calendar.today(b.now)
    for _ in range(14):
        b.add(
            "cost",
            day=moments.day(date(2023, 10, 1), today + timedelta(days=9)),
            category=rng.choice(("service", "service", "technology", "cogs", "cost_to_serve")),
            region=rng.choice(("East", "West", None)),
            **amount(b, rng),
        )
    month = date(2023, 11, 1)
    while month <= today:
        if rng.random() < 0.7:
            b.add("budget", starts_on=month, ends_on=add_months(month, rng.choice((1, 1, 3))), category="service",
                  region=rng.choice(("East", "West", None)), **amount(b, rng))  # fmt: skip
        month = add_months(month, 1)
    for _ in range(14):
        spend = amount(b, rng)
        b.add("account_spend", account=rng.randint(1, 6), year=rng.choice((2023, 2024)),
              product_line=rng.choice(("Basic", "Pro", None, None)), estimated_spend=spend["amount"],
              currency=spend["currency"])  # fmt: skip


def make_stock(b: Builder, rng: Random, moments: Moments) -> None:
    """Counted now and then, not on every first of a month; one product only from its arrival on, one never."""
    today = b.calendar.today(b.now)
    for product in (1, 2):
        for _ in range(5):
            day = moments.day(date(2023, 11, 20), today)
            kept = rng.choice((None, Decimal(rng.randint(0, 300))))
            b.add("stock", product=product, day=day, quantity=kept,
                  received=rng.choice((None, Decimal(rng.randint(1, 90)))))  # fmt: skip
    b.add("stock", product=3, day=today - timedelta(days=20), received=Decimal(50))


def make_rivals(b: Builder, rng: Random) -> None:
    """What competitors earned, by month and by quarter, some of it unknown."""
    month = date(2023, 12, 1)
    while month <= b.calendar.today(b.now):
        for rival in ("Rival", "Other", None):
            if rng.random() < 0.8:
                sum_of = amount(b, rng, 3_000_000)
                b.add("market_figure", name=rng.choice(("competitor_revenue",) * 4 + ("own_revenue",)),
                      starts_on=month, ends_on=add_months(month, rng.choice((1, 1, 3))), competitor=rival,
                      region=rng.choice(("East", None)), value=sum_of["amount"],
                      currency=sum_of["currency"])  # fmt: skip
        month = add_months(month, 1)


def make_sessions(b: Builder, rng: Random, moments: Moments) -> None:
    for _ in range(rng.randint(25, 40)):
        at: WorldTime = moments.instant(FIRST, b.now - timedelta(hours=1))
        if rng.random() < 0.2:
            at = b.calendar.today(instant(at, b.calendar.zone))
        b.add(
            "web_session",
            visitor=rng.choice((None, *"pqrstuv")),
            started_at=None if rng.random() < 0.05 else at,
            first_seen_at=at if rng.random() < 0.5 else moments.after(at, b.now, 3),
            lead_source=rng.choice(("web", "fair", None)),
            lead=rng.choice((None, None, rng.randint(1, len(b.rows["lead"])))),
            order=rng.choice((None, None, rng.randint(1, len(b.rows["order"])))),
            cart_filled_at=moments.after(at, b.now, 0) if rng.random() < 0.5 else None,
            deleted_at=b.now - timedelta(hours=1) if rng.random() < 0.05 else None,
        )


def make_reports(b: Builder, rng: Random, moments: Moments) -> None:
    for _ in range(rng.randint(18, 26)):
        due: WorldTime = moments.instant(FIRST, b.now + timedelta(days=12))
        if rng.random() < 0.4:
            due = b.calendar.today(instant(due, b.calendar.zone))
        came: WorldTime | None = due + timedelta(days=rng.choice((-1, 0, 0, 1)))
        if isinstance(came, datetime):
            came += timedelta(minutes=rng.choice((-5, 0, 5)))
            came = b.calendar.today(came) if rng.random() < 0.2 else came
        if rng.random() < 0.2 or (came is not None and instant(came, b.calendar.zone) > b.now):
            came = None
        b.add("work_report", user=anybody(b, rng), due_at=due, handed_in_at=came, created_at=FIRST)


def make_entries_late(b: Builder, rng: Random) -> None:
    """Activities that were entered days after, only with a date, or nobody knows when; leads with a company."""
    for row in b.rows["activity"]:
        done, pick = row["done_at"], rng.random()
        if done is None or pick < 0.3:
            continue
        late: WorldTime = done + timedelta(days=rng.choice((0, 1, 1, 3)))
        if isinstance(late, datetime):
            late += timedelta(seconds=rng.choice((-1, 0, 1)))
            late = b.calendar.today(late) if pick < 0.5 else late
        row["entered_at"] = None if pick > 0.92 else late
    for row in b.rows["lead"]:
        row["company"] = rng.choice(("Acme", "", None))
    for row in b.rows["account"]:
        row["industry"] = row["industry"] or rng.choice(("steel", None))
