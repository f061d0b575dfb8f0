"""Campaigns, leads on their way to sales, what marketing spent, and whom it reached."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from steerboard.core.worldtime import WorldTime, instant
from tests.worldmaking.moments import Moments
from tests.worldmaking.rows import Builder

FIRST = datetime(2023, 2, 1, 8, tzinfo=UTC)
SOURCES = ("web", "fair", "referral", None)
CHANNELS = ("email", "trade_show", "web_form", "calling")


def make_campaigns(b: Builder, rng: Random) -> None:
    for number, channel in enumerate(CHANNELS, 1):
        b.add(
            "campaign",
            name=f"Campaign {number}",
            purpose=rng.choice(("leads", "brand")),
            channel=channel,
            starts_on=date(2023, 1 + 2 * number, 1),
            ends_on=date(2023, 2 + 2 * number, 1),
            budget=Decimal(1000 * number),
            currency=b.currency,
            lead_source=rng.choice(SOURCES),
        )
    for number in range(1, len(b.rows["account"]) + 1, 2):
        b.add("contact", account=number, name=f"Contact {number}", role=rng.choice(("buyer", "user", None)))


def make_leads(b: Builder, rng: Random) -> None:
    moments = Moments(rng, b.calendar.zone)
    for _ in range(rng.randint(35, 70)):
        created: WorldTime | None = moments.instant(FIRST, b.now - timedelta(days=2))
        if rng.random() < 0.35 and created is not None:
            created = b.calendar.today(instant(created, b.calendar.zone))
        number = b.add(
            "lead",
            name=f"Lead {len(b.rows['lead']) + 1}",
            source=rng.choice(("app", "web")),
            created_at=created,
            direction=rng.choice(("inbound", "inbound", "outbound", None)),
            lead_source=rng.choice(SOURCES),
            campaign=rng.choice((None, 1, 2, 3, 4)),
            region=rng.choice(("East", "West", None)),
            product_line=rng.choice(("Basic", "Pro", None)),
            owner=None if rng.random() < 0.2 else rng.randint(1, len(b.rows["user"])),
        )
        lead = b.row("lead", number)
        assert created is not None
        _qualify(b, rng, moments, lead, created)
        _assign(b, rng, moments, lead, created)
        _end(b, rng, moments, lead, created)
        if rng.random() < 0.06:  # when it came is not known
            lead["created_at"] = None
        if rng.random() < 0.06:
            lead["deleted_at"] = b.now - timedelta(hours=5)
    _won_twice(b, rng)


def _qualify(b: Builder, rng: Random, moments: Moments, lead: dict[str, Any], at: WorldTime) -> None:
    """Some skip a step, some take two at the same instant."""
    if rng.random() < 0.8:
        at = lead["mql_at"] = moments.after(at, b.now, rng.choice((0, 3, 40)))
    if rng.random() < 0.6:
        at = lead["sql_at"] = moments.after(at, b.now, rng.choice((0, 5, 30)))
        if rng.random() < 0.5:
            at = lead["handed_over_at"] = moments.after(at, b.now, rng.choice((0, 2, 9)))
    if rng.random() < 0.15 and lead["sql_at"] is not None:
        lead["sql_at"] = b.calendar.today(instant(lead["sql_at"], b.calendar.zone))
    lead["lifecycle_stage"] = "sql" if lead["sql_at"] else "mql" if lead["mql_at"] else "lead"


def _assign(b: Builder, rng: Random, moments: Moments, lead: dict[str, Any], at: WorldTime) -> None:
    """To somebody at once, later, or never; then now and then to another."""
    if lead["owner"] is None and rng.random() < 0.7:
        return
    at = moments.after(at, b.now, rng.choice((0, 1, 10, 60)))
    if rng.random() < 0.4:
        lead["assigned_at"] = at
    else:
        b.change("lead", lead["id"], "assigned_at", at, at)
    _answer(b, rng, moments, lead, at)
    for _ in range(rng.choice((0, 0, 1, 2))):
        at = moments.after(at, b.now, 30)
        b.change("lead", lead["id"], "owner", rng.choice((None, *range(1, len(b.rows["user"]) + 1))), at)
        b.change("lead", lead["id"], "assigned_at", at, at)


def _answer(b: Builder, rng: Random, moments: Moments, lead: dict[str, Any], at: WorldTime) -> None:
    pick = rng.random()
    if pick < 0.25:
        return
    answered = moments.after(at, b.now, rng.choice((0, 1, 4)))
    if pick < 0.32:
        answered = b.calendar.today(instant(answered, b.calendar.zone))
    elif pick < 0.4 and isinstance(at, datetime):
        answered = at - timedelta(hours=7)
    elif isinstance(answered, datetime):
        answered = min(b.now, answered + timedelta(minutes=rng.randint(0, 900), seconds=rng.choice((0, 13))))
    lead["first_response_at"] = answered


def _end(b: Builder, rng: Random, moments: Moments, lead: dict[str, Any], at: WorldTime) -> None:
    pick = rng.random()
    if pick < 0.15:
        lead.update(status="disqualified", disqualified_at=moments.after(at, b.now, 90))
    elif pick < 0.55:
        lead["status"] = rng.choice(("open", "working", None))
    else:
        # Its customer may have ordered before; the deal that it names need not name it.
        lead.update(status="converted", converted_at=moments.after(at, b.now, 90))
        if rng.random() < 0.5:
            lead["account"] = rng.randint(1, len(b.rows["account"]))
        if rng.random() < 0.3:
            lead["opportunity"] = rng.randint(1, len(b.rows["opportunity"]))
        if rng.random() < 0.3:
            b.row("opportunity", rng.randint(1, len(b.rows["opportunity"])))["lead"] = lead["id"]


def _won_twice(b: Builder, rng: Random) -> None:
    won = [row for row in b.rows["opportunity"] if row["outcome"] == "won"]
    for row in won[:2]:
        row["lead"] = 1 + rng.randrange(3)


def make_touches(b: Builder, rng: Random) -> None:
    moments = Moments(rng, b.calendar.zone)
    for _ in range(25):
        sent = moments.instant(FIRST, b.now - timedelta(days=9))
        b.add(
            "campaign_touch",
            campaign=rng.randint(1, 4),
            lead=rng.choice((None, rng.randint(1, len(b.rows["lead"])))),
            sent_at=sent,
            delivered_at=sent if rng.random() < 0.9 else None,
            opened_at=moments.after(sent, b.now, 4) if rng.random() < 0.5 else None,
        )


def make_costs(b: Builder, rng: Random) -> None:
    moments = Moments(rng, b.calendar.zone)
    for _ in range(rng.randint(40, 70)):
        b.add(
            "cost",
            day=moments.day(date(2023, 1, 1), b.calendar.today(b.now) + timedelta(days=20)),
            category=rng.choice(("marketing", "marketing", "sales", "overhead", None)),
            type=rng.choice(("media", "pay", "event", None)),
            amount=None if rng.random() < 0.05 else Decimal(rng.randint(-2000, 90000)) / 100,
            currency="USD" if rng.random() < 0.05 else b.currency,
            user=rng.choice((None, None, rng.randint(1, len(b.rows["user"])))),
            campaign=rng.choice((None, 1, 2, 3, 4)),
            region=rng.choice(("East", "West", None)),
            lead_source=rng.choice(SOURCES),
            deleted_at=b.now - timedelta(hours=4) if rng.random() < 0.05 else None,
        )
