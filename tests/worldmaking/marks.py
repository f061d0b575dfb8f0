"""What is laid over a world that stands: plans to close, key accounts, outcomes of visits, links, and targets."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from steerboard.core.periods import add_months
from steerboard.core.worldtime import WorldTime, instant
from tests.worldmaking.moments import Moments
from tests.worldmaking.rows import Builder

TOLD = ("call", "email", "visit", "meeting", "task")


def make_close_dates(b: Builder, rng: Random) -> None:
    """When deals are to close; where there is history, moved out and in, also on the last days of a month."""
    moments = Moments(rng, b.calendar.zone)
    today = b.calendar.today(b.now)
    for row in b.rows["opportunity"]:
        created = row["created_at"]
        if rng.random() < 0.1 or created is None:
            row["close_date"] = rng.choice((None, today + timedelta(days=9)))
            continue
        begun = b.calendar.today(instant(created, b.calendar.zone))
        row["close_date"] = moments.day(begun, max(begun + timedelta(days=140), today + timedelta(days=20)))
        if not any(c.kind == "opportunity" and c.record == row["id"] for c in b.history):
            continue
        known = None if row["source"] == "app" else row["recorded_at"]
        at = created
        for _ in range(rng.choice((0, 1, 2, 3))):
            at = moments.after(at, b.now, rng.choice((4, 60)))
            due = moments.day(begun, today + timedelta(days=60))
            b.change("opportunity", row["id"], "close_date", due, at, known)


def make_accounts_move(b: Builder, rng: Random) -> None:
    """Key accounts come and go, owners change, some customers fall back into the pool."""
    moments = Moments(rng, b.calendar.zone)
    first = datetime.combine(date(2023, 1, 1), datetime.min.time(), tzinfo=b.calendar.zone)
    for row in b.rows["account"]:
        row["is_key_account"] = rng.choice((True, False, None))
        if rng.random() < 0.1:  # since when it is known is all that is known
            row.update(created_at=None, recorded_at=b.now - timedelta(days=40))
            continue
        at: WorldTime = first
        for _ in range(rng.choice((0, 1, 2))):
            at = moments.after(at, b.now, 300)
            if rng.random() < 0.3:
                at = b.calendar.today(instant(at, b.calendar.zone))
            b.change("account", row["id"], "is_key_account", not row["is_key_account"], at)
            if rng.random() < 0.6:
                to = _anybody(b, rng)
                if not b.changed_since("account", row["id"], "owner", at):
                    b.change("account", row["id"], "owner", to, at)


def _anybody(b: Builder, rng: Random) -> int | None:
    number = rng.randint(0, len(b.rows["user"]))
    return number or None


def make_links(b: Builder, rng: Random) -> None:
    """What activities were about and how they went; and some soon after a lead was qualified."""
    for row in b.rows["activity"]:
        if row["outcome"] is None and row["kind"] != "call":
            row["outcome"] = rng.choice(("positive", "neutral", "negative", None))
        if rng.random() < 0.2:
            row["lead"] = rng.randint(1, len(b.rows["lead"]))
        if rng.random() < 0.3:
            row["opportunity"] = rng.randint(1, len(b.rows["opportunity"]))
        if rng.random() < 0.05:
            row["direction"] = row["mode"] = None
    for lead in list(b.rows["lead"]):
        at = lead["mql_at"] or lead["sql_at"]
        if at is not None and rng.random() < 0.6:
            _follow(b, rng, lead, at)


def _follow(b: Builder, rng: Random, lead: dict[str, Any], at: WorldTime) -> None:
    """A little before, at the same instant, or up to four days after."""
    at = at + rng.choice((-1, 0, 1, 2, 3, 4)) * timedelta(days=1)
    if isinstance(at, datetime):
        at += timedelta(minutes=rng.choice((-30, 0, 45)))
        if rng.random() < 0.3:
            at = b.calendar.today(at)
    if instant(at, b.calendar.zone) <= b.now:
        b.add(
            "activity",
            kind=rng.choice(TOLD),
            direction="outbound",
            mode="phone",
            owner=_anybody(b, rng),
            lead=lead["id"],
            created_at=at,
            done_at=at,
        )


def make_targets(b: Builder, rng: Random) -> None:
    """By month, with gaps; a quarter that is not its months, a 0, an unknown one, other levels and parameters."""
    month = date(2023, 1, 1)
    people = range(1, len(b.rows["user"]) + 1)
    teams = range(2, len(b.rows["team"]) + 1)
    while month < date(2025, 1, 1):
        after = add_months(month, 1)
        _target(b, "company", None, month, after, rng.randint(2000, 30000))
        for team in teams:
            if rng.random() < 0.85:
                _target(b, "team", team, month, after, rng.choice((0, rng.randint(1000, 9000))))
        for user in people:
            if rng.random() < 0.85:
                _target(b, "user", user, month, after, rng.choice((None, 0, *[rng.randint(200, 6000)] * 8)))
        month = after
    for kpi, more in (
        ("visits", {}),
        ("bookings", {"level": "stretch"}),
        ("bookings", {"params": {"within": 30}}),
    ):
        _target(b, "company", None, date(2024, 2, 1), date(2024, 3, 1), 7, kpi, **more)
    _target(b, "company", None, date(2024, 1, 1), date(2024, 4, 1), 1234)
    _target(b, "user", 4, date(2024, 1, 1), date(2025, 1, 1), 4321)


def _target(
    b: Builder, scope: str, scope_id: int | None, starts: date, ends: date, value: int | None,
    kpi: str = "bookings", **more: Any,
) -> None:  # fmt: skip
    fields: dict[str, Any] = {"params": {}, "level": "target", **more}
    b.add(
        "target",
        kpi=kpi,
        scope=scope,
        scope_id=scope_id,
        starts_on=starts,
        ends_on=ends,
        value=None if value is None else Decimal(value),
        **fields,
    )
