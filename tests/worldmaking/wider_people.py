"""More of what people do: products and material in activities, company on visits, time, check-ins, courses, budgets."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random

from steerboard.core.periods import add_months
from steerboard.core.worldtime import WorldTime, instant
from tests.worldmaking.moments import Moments
from tests.worldmaking.rows import Builder

FIRST = datetime(2023, 1, 9, 8, tzinfo=UTC)


def make_offices(b: Builder, rng: Random) -> None:
    """Who looks on from other rooms: they own next to nothing and see by their roles."""
    for role in ("marketer", "service_agent", "sales_ops"):
        user = b.add("user", name=role.title(), hired_on=date(2023, 1, 1))
        b.add("membership", user=user, team=1, role=role, leads=False, valid_from=date(2023, 1, 1))
    lead = rng.randint(1, len(b.rows["lead"]))
    b.change("lead", lead, "owner", user, b.now - timedelta(days=9))


def make_deeds(b: Builder, rng: Random) -> None:
    for row in b.rows["activity"]:
        if rng.random() < 0.4:
            row["collateral"] = rng.choice(("Brochure", "Calculator"))
        if rng.random() < 0.3:
            row["product"] = rng.randint(1, len(b.rows["product"]))
        if rng.random() < 0.3:
            row["campaign"] = rng.randint(1, len(b.rows["campaign"]))
        for _ in range(rng.choice((0, 0, 1, 2))):
            # Now and then it is the owner himself, or the same one twice.
            b.add("activity_participant", activity=row["id"], user=rng.randint(1, len(b.rows["user"])))


def make_time(b: Builder, rng: Random) -> None:
    moments = Moments(rng, b.calendar.zone)
    today = b.calendar.today(b.now)
    for _ in range(60):
        b.add(
            "time_entry",
            user=_anybody(b, rng),
            day=moments.day(date(2023, 3, 1), today + timedelta(days=3)),
            kind=rng.choice(("selling", "selling", "travel", "entry", "internal", None)),
            minutes=None if rng.random() < 0.06 else rng.randint(5, 480),
            deleted_at=b.now - timedelta(hours=1) if rng.random() < 0.05 else None,
        )
    for _ in range(50):
        b.add(
            "check_in",
            user=_anybody(b, rng),
            week=moments.day(date(2023, 3, 1), today + timedelta(days=3)),
            score=None if rng.random() < 0.06 else rng.randint(1, 5),
            given_by=rng.randint(1, len(b.rows["user"])),
        )
    for _ in range(24):
        _course(b, rng, moments)


def _course(b: Builder, rng: Random, moments: Moments) -> None:
    at: WorldTime = moments.instant(FIRST, b.now)
    if rng.random() < 0.4:
        at = b.calendar.today(instant(at, b.calendar.zone))
    number = b.add(
        "training",
        user=_anybody(b, rng),
        course=rng.choice(("Pricing", "Product")),
        required=rng.choice((True, True, False, None)),
        created_at=at if rng.random() < 0.8 else None,
        deleted_at=b.now - timedelta(hours=1) if rng.random() < 0.05 else None,
    )
    pick = rng.random()
    done = moments.after(at, b.now, 120)
    if pick < 0.4:
        b.row("training", number)["completed_at"] = done
    elif pick < 0.7:
        b.change("training", number, "completed_at", done, done)


def make_employee_surveys(b: Builder, rng: Random) -> None:
    """Enough answers of some teams and too few of others; one person twice; some without a name or a score."""
    moments = Moments(rng, b.calendar.zone)
    for _ in range(40):
        b.add(
            "survey_response",
            kind="employee",
            scale=10,
            score=None if rng.random() < 0.06 else Decimal(rng.randint(1, 10)),
            answered_at=None if rng.random() < 0.06 else moments.instant(b.now - timedelta(days=120), b.now),
            user=rng.choice((None, None, rng.randint(1, len(b.rows["user"])))),
            team=rng.choice((None, 4, 4, 5)),
        )


def make_budgets(b: Builder, rng: Random) -> None:
    """By month, and for a quarter besides; for everybody, regions and teams; unknown ones and foreign ones."""
    month = date(2023, 1, 1)
    while month < date(2025, 1, 1):
        for category in ("marketing", "sales", "service", "overhead", None):
            length = 3 if category == "sales" and month.month == 4 else 1
            if rng.random() < 0.6:
                b.add(
                    "budget",
                    starts_on=month,
                    ends_on=add_months(month, length),
                    category=category,
                    amount=None if rng.random() < 0.06 else Decimal(rng.randint(0, 90000)) / 100,
                    currency="USD" if rng.random() < 0.05 else b.currency,
                    region=rng.choice(("East", "West", None)),
                    team=rng.choice((None, None, 4)),
                    campaign=rng.choice((None, 1, 5)),
                    deleted_at=b.now - timedelta(hours=1) if rng.random() < 0.05 else None,
                )
        month = add_months(month, 1)


def _anybody(b: Builder, rng: Random) -> int | None:
    return None if rng.random() < 0.06 else rng.randint(1, len(b.rows["user"]))
