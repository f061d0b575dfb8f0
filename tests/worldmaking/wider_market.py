"""More of the market side: advertising, what touches led to, the website, subscribers, who sent whom, answers."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random

from steerboard.core.worldtime import WorldTime, instant
from tests.worldmaking.moments import Moments
from tests.worldmaking.rows import Builder

FIRST = datetime(2023, 2, 1, 8, tzinfo=UTC)
ADS = ("search_ads", "social")


def make_advertising(b: Builder, rng: Random) -> None:
    """Two campaigns more, one without an end; leads and costs of theirs; product lines that campaigns push."""
    for channel in ADS:
        b.add(
            "campaign",
            name=f"Ads {channel}",
            purpose="leads",
            channel=channel,
            starts_on=date(2023, 9, 1),
            ends_on=None if channel == "social" else date(2024, 2, 29),
            currency=b.currency,
            lead_source=rng.choice(("web", None)),
        )
    for row in b.rows["campaign"]:
        row["product_line"] = rng.choice(("Basic", "Pro", None))
    for lead in b.rows["lead"]:
        if rng.random() < 0.2:
            lead["campaign"] = rng.choice((5, 6))
    moments = Moments(rng, b.calendar.zone)
    for _ in range(30):
        b.add(
            "cost",
            day=moments.day(date(2023, 1, 1), b.calendar.today(b.now) + timedelta(days=9)),
            category=rng.choice(("sales", "sales", "marketing")),
            type=rng.choice(("pay", "commission", "incentive", "enablement", "training", "media")),
            amount=Decimal(rng.randint(100, 60000)) / 100,
            currency=b.currency,
            campaign=rng.choice((None, 2, 5, 6)),
            region=rng.choice(("East", "West", None)),
        )


STEPS = ("delivered_at", "opened_at", "clicked_at", "replied_at", "converted_at")


def make_steps(b: Builder, rng: Random) -> None:
    """Steps that follow one another, with gaps: opened but not delivered, converted without a reply."""
    moments = Moments(rng, b.calendar.zone)
    for _ in range(35):
        sent: WorldTime = moments.instant(FIRST, b.now)
        if rng.random() < 0.3:
            sent = b.calendar.today(instant(sent, b.calendar.zone))
        number = b.add(
            "campaign_touch",
            campaign=rng.choice((1, 1, 1, 2, 4, 6)),
            lead=rng.choice((None, *[rng.randint(1, len(b.rows["lead"]))] * 3)),
            sent_at=None if rng.random() < 0.05 else sent,
            deleted_at=b.now - timedelta(hours=1) if rng.random() < 0.05 else None,
        )
        at = sent
        for step, chance in zip(STEPS, (0.9, 0.6, 0.5, 0.5, 0.4), strict=True):
            if rng.random() < chance:
                at = moments.after(at, b.now, rng.choice((0, 2)))
                b.row("campaign_touch", number)[step] = at


def make_website(b: Builder, rng: Random) -> None:
    """Few visitors who come again; some sessions do not tell who it was, or since when he is known."""
    moments = Moments(rng, b.calendar.zone)
    known = {f"v{number}": moments.instant(FIRST, b.now) for number in range(14)}
    for _ in range(45):
        visitor = rng.choice((None, *[rng.choice(tuple(known))] * 9))
        first = known[visitor] if visitor else moments.instant(FIRST, b.now)
        b.add(
            "web_session",
            visitor=visitor,
            started_at=rng.choice((None, *[moments.after(first, b.now, 200)] * 12)),
            first_seen_at=None if rng.random() < 0.15 else first,
            lead_source=rng.choice(("search", "mail", None)),
            campaign=rng.choice((None, 5, 6)),
            lead=rng.randint(1, len(b.rows["lead"])) if rng.random() < 0.3 else None,
            order=rng.randint(1, len(b.rows["order"])) if rng.random() < 0.2 else None,
            deleted_at=b.now - timedelta(hours=1) if rng.random() < 0.05 else None,
        )
    for _ in range(16):
        at: WorldTime = moments.instant(FIRST, b.now)
        if rng.random() < 0.4:
            at = b.calendar.today(instant(at, b.calendar.zone))
        b.add(
            "subscriber",
            subscribed_at=None if rng.random() < 0.1 else at,
            unsubscribed_at=moments.after(at, b.now, 90) if rng.random() < 0.2 else None,
            lead_source=rng.choice(("web", None)),
            deleted_at=b.now - timedelta(hours=1) if rng.random() < 0.05 else None,
        )


def make_referrals(b: Builder, rng: Random) -> None:
    """Some leads are sent by accounts, which have bought or not; some have answered; stages of life move."""
    moments = Moments(rng, b.calendar.zone)
    for lead in b.rows["lead"]:
        if rng.random() < 0.35:
            lead["referred_by"] = rng.randint(1, len(b.rows["account"]))
        lead["answer"] = rng.choice(("positive", "negative", "none", None))
        at = lead["created_at"]
        if rng.random() < 0.08:
            lead["lifecycle_stage"] = None
        if at is None or rng.random() < 0.4:
            continue
        for stage in ("mql", "opportunity", rng.choice(("customer", "disqualified"))):
            at = moments.after(at, b.now, rng.choice((0, 20, 90)))
            if rng.random() < 0.6:
                b.change("lead", lead["id"], "lifecycle_stage", stage, at)
