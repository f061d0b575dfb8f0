"""Quotes in versions, and contracts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random

from steerboard.core.worldtime import WorldTime, instant
from tests.worldmaking.moments import Moments
from tests.worldmaking.rows import Builder

FIRST = datetime(2023, 2, 1, 8, tzinfo=UTC)


def make_quotes(b: Builder, rng: Random) -> None:
    """Up to three versions for a deal, two of them now and then at the same instant; some without a deal."""
    moments = Moments(rng, b.calendar.zone)
    for _ in range(rng.randint(18, 32)):
        deal = None if rng.random() < 0.12 else rng.randint(1, len(b.rows["opportunity"]))
        at: WorldTime = moments.instant(FIRST, b.now - timedelta(days=2))
        if rng.random() < 0.3:
            at = b.calendar.today(instant(at, b.calendar.zone))
        for _ in range(rng.choice((1, 1, 2, 3))):
            _quote(b, rng, moments, deal, at)
            at = moments.after(at, b.now, rng.choice((0, 10, 50)))


def _quote(b: Builder, rng: Random, moments: Moments, deal: int | None, at: WorldTime) -> None:
    status = rng.choices(("draft", "sent", "accepted", "declined", "expired", None), (8, 30, 25, 15, 12, 10))[
        0
    ]
    accepted = status in ("accepted", None) and rng.random() < 0.7
    number = b.add(
        "quote",
        number=f"Q-{len(b.rows['quote']) + 1}",
        opportunity=deal,
        owner=None if rng.random() < 0.08 else rng.randint(1, len(b.rows["user"])),
        created_at=at,
        sent_at=None if status == "draft" else at,
        status=status,
        amount=None if rng.random() < 0.08 else Decimal(rng.randint(100, 500000)) / 100,
        currency="USD" if rng.random() < 0.06 else b.currency,
        accepted_at=moments.after(at, b.now, 20) if accepted else None,
        deleted_at=b.now - timedelta(hours=3) if rng.random() < 0.06 else None,
    )
    # Named from the one side, from the other, or from both; the order may be cancelled, credited or gone.
    if rng.random() < 0.35:
        b.row("quote", number)["order"] = rng.randint(1, len(b.rows["order"]))
    if rng.random() < 0.25:
        b.row("order", rng.randint(1, len(b.rows["order"])))["quote"] = number
    if rng.random() < 0.2:
        b.change("quote", number, "owner", rng.randint(1, len(b.rows["user"])), moments.after(at, b.now, 25))


def make_contracts(b: Builder, rng: Random) -> None:
    for row in b.rows["opportunity"]:
        if row["outcome"] == "won" and row["closed_at"] is not None and rng.random() < 0.3:
            b.add(
                "contract",
                number=f"C-{row['id']}",
                opportunity=row["id"],
                account=row["account"],
                owner=row["owner"],
                signed_at=row["closed_at"],
                term_months=rng.choice((12, 24, None)),
                value=row["amount"],
                currency=row["currency"],
            )
