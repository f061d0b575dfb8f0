"""Tickets and what was said about them, calls that waited, what customers answered, what came back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random

from steerboard.core.worldtime import WorldTime, instant
from tests.worldmaking.moments import Moments
from tests.worldmaking.rows import Builder

FIRST = datetime(2023, 10, 2, 8, tzinfo=UTC)
CHANNELS = ("email", "email", "phone", "on_site", "chat", None)


def make_service(b: Builder, rng: Random) -> None:
    make_tickets(b, rng)
    make_queue(b, rng)
    make_surveys(b, rng)
    make_deliveries(b, rng)
    make_returns(b, rng)


def anybody(b: Builder, rng: Random) -> int | None:
    return None if rng.random() < 0.1 else rng.randint(1, len(b.rows["user"]))


def make_tickets(b: Builder, rng: Random) -> None:
    moments = Moments(rng, b.calendar.zone)
    for _ in range(rng.randint(22, 32)):
        opened: WorldTime = moments.instant(FIRST, b.now - timedelta(hours=5))
        if rng.random() < 0.2:
            opened = b.calendar.today(instant(opened, b.calendar.zone))
        number = b.add(
            "ticket",
            subject=f"Ticket {len(b.rows['ticket']) + 1}",
            account=rng.choice((None, rng.randint(1, len(b.rows["account"])))),
            channel=rng.choice(CHANNELS),
            kind=rng.choice(("question", "fault", None)),
            agent=anybody(b, rng),
            opened_at=None if rng.random() < 0.05 else opened,
            created_at=opened,
            reopened=rng.choice((None, False, False)),
        )
        _treat(b, rng, moments, number, opened)
        _speak(b, rng, moments, number, opened)
        if rng.random() < 0.15:
            b.change("ticket", number, "agent", anybody(b, rng), moments.after(opened, b.now, 40))
        if rng.random() < 0.06:
            b.row("ticket", number)["deleted_at"] = b.now - timedelta(hours=2)


def _treat(b: Builder, rng: Random, moments: Moments, number: int, opened: WorldTime) -> None:
    """Answered, served and resolved, or not; resolved and opened again; escalated; closed without being resolved."""
    row = b.row("ticket", number)
    if rng.random() < 0.8:
        row["first_response_at"] = _soon(b, rng, moments, opened)
    if rng.random() < 0.7:
        row["serviced_at"] = _soon(b, rng, moments, opened)
    if rng.random() < 0.25:
        row.update(escalated_at=moments.after(opened, b.now, 9), escalated_by=anybody(b, rng))
    end = rng.choices(("told", "plain", "again", "closed", "open"), (25, 30, 15, 10, 20))[0]
    at = moments.after(opened, b.now, 20)
    if end == "plain":
        row["resolved_at"] = _soon(b, rng, moments, opened) if rng.random() < 0.5 else at
    elif end == "closed":
        row["closed_at"] = at
    elif end in ("told", "again"):
        b.change("ticket", number, "resolved_at", at, at)
    if end == "again":
        at = moments.after(at, b.now, 15)
        b.change("ticket", number, "resolved_at", None, at)
        b.change("ticket", number, "reopened", True, at)
        if rng.random() < 0.6:
            at = moments.after(at, b.now, 15)
            b.change("ticket", number, "resolved_at", at, at)


def _soon(b: Builder, rng: Random, moments: Moments, start: WorldTime) -> WorldTime:
    """Some minutes or days later; now and then only the day is known, or it is before the beginning."""
    pick = rng.random()
    if pick < 0.12:
        return b.calendar.today(instant(start, b.calendar.zone))
    if isinstance(start, datetime) and pick < 0.6:
        minutes = rng.choice((-20, 0, *[rng.randint(1, 4000)] * 4))
        return min(b.now, start + timedelta(minutes=minutes, seconds=rng.choice((0, 17))))
    return moments.after(start, b.now, rng.choice((0, 1, 6)))


def _speak(b: Builder, rng: Random, moments: Moments, number: int, at: WorldTime) -> None:
    told = rng.choice((0, 1, 1, 2, 3))
    for _ in range(told):
        at = moments.after(at, b.now, 4)
        b.add(
            "ticket_interaction",
            ticket=number,
            kind=rng.choice(("email", "call", None)),
            agent=anybody(b, rng),
            happened_at=None if rng.random() < 0.06 else at,
            deleted_at=b.now - timedelta(hours=1) if rng.random() < 0.06 else None,
        )
    if not told:
        b.row("ticket", number)["interaction_count"] = rng.choice((None, 1, 1, 4))


def make_queue(b: Builder, rng: Random) -> None:
    moments = Moments(rng, b.calendar.zone)
    for _ in range(rng.randint(15, 24)):
        queued: WorldTime = moments.instant(FIRST, b.now - timedelta(hours=1))
        if rng.random() < 0.1:
            queued = b.calendar.today(instant(queued, b.calendar.zone))
        answered = abandoned = None
        later = queued
        if isinstance(queued, datetime):
            later = queued + timedelta(seconds=rng.choice((0, rng.randint(1, 900))))
        pick = rng.random()
        if pick < 0.65:
            answered = later
        elif pick < 0.9:
            abandoned = later
        b.add(
            "phone_queue_call",
            queued_at=queued,
            answered_at=answered,
            abandoned_at=abandoned,
            agent=anybody(b, rng),
            deleted_at=b.now - timedelta(hours=1) if rng.random() < 0.05 else None,
        )


def make_surveys(b: Builder, rng: Random) -> None:
    """Of several scales, without a score, never answered."""
    moments = Moments(rng, b.calendar.zone)
    scales = {"nps": (10, 10, None, 5), "csat": rng.choice(((5,), (5, 5, 10, None)))}
    for _ in range(rng.randint(28, 40)):
        kind = rng.choice(("nps", "csat"))
        scale = rng.choice(scales[kind])
        best = scale or (10 if kind == "nps" else 5)
        score = rng.choice((best, best - 1, rng.randint(int(kind == "csat"), best)))
        at: WorldTime = moments.instant(FIRST, b.now - timedelta(hours=1))
        if rng.random() < 0.4:
            at = b.calendar.today(instant(at, b.calendar.zone))
        number = b.add(
            "survey_response",
            kind=kind,
            scale=scale,
            score=None if rng.random() < 0.06 else Decimal(score),
            answered_at=None if rng.random() < 0.06 else at,
            created_at=at,
            account=rng.choice((None, rng.randint(1, 6))),
            owner=anybody(b, rng),
            deleted_at=b.now - timedelta(hours=1) if rng.random() < 0.05 else None,
        )
        if rng.random() < 0.15:
            b.change("survey_response", number, "owner", anybody(b, rng), moments.after(at, b.now, 40))


def make_deliveries(b: Builder, rng: Random) -> None:
    """Promised, promised anew, delivered early, on the day, late or never; also what was cancelled afterwards."""
    moments = Moments(rng, b.calendar.zone)
    for row in b.rows["order"]:
        if row["ordered_at"] is None or rng.random() < 0.25:
            continue
        ordered = b.calendar.today(instant(row["ordered_at"], b.calendar.zone))
        row["promised_on"] = promised = ordered + timedelta(days=rng.randint(3, 30))
        if rng.random() < 0.3:
            at = moments.after(ordered, b.now, 12)
            moved = promised + timedelta(days=rng.randint(1, 40))
            b.change("order", row["id"], "promised_on", moved, at)
        if rng.random() < 0.75:
            delivered = promised + timedelta(days=rng.choice((-2, 0, 0, 1, 9)))
            row["delivered_on"] = delivered if delivered <= b.calendar.today(b.now) else None


def make_returns(b: Builder, rng: Random) -> None:
    moments = Moments(rng, b.calendar.zone)
    sold = [
        line
        for line in b.rows["order_line"]
        if b.row("order", line["order"])["delivered_on"] is not None
        and b.row("order", line["order"])["credit_of"] is None
    ]
    for line in rng.sample(sold, min(len(sold), 14)):
        at: WorldTime = moments.after(b.row("order", line["order"])["delivered_on"], b.now, 60)
        if rng.random() < 0.4:
            at = moments.instant(moments.begin(at), b.now)
        b.add(
            "return_claim",
            order_line=line["id"],
            kind=rng.choice(("return", "return", "warranty")),
            claimed_at=None if rng.random() < 0.1 else at,
            quantity=None if rng.random() < 0.1 else line["quantity"] / rng.choice((1, 2)),
            amount=None,
            currency=b.currency,
            deleted_at=b.now - timedelta(hours=1) if rng.random() < 0.08 else None,
        )
