"""Customers whose story is told whole: won a year ago, or lately; met before and after; sent by others; some gone again."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from steerboard.core.periods import add_months
from steerboard.core.worldtime import WorldTime, instant
from tests.worldmaking.moments import Moments
from tests.worldmaking.rows import Builder


def make_newcomers(b: Builder, rng: Random) -> None:
    """Half of them about a year ago, half in the last months."""
    moments = Moments(rng, b.calendar.zone)
    for number in range(10):
        back = rng.randint(366, 400) if number % 2 else rng.randint(3, 130)
        at: WorldTime = moments.instant(b.now - timedelta(days=back), b.now - timedelta(days=back - 2))
        if rng.random() < 0.4:
            at = b.calendar.today(instant(at, b.calendar.zone))
        owner = rng.randint(1, len(b.rows["user"]))
        account = b.add(
            "account",
            name=f"Newcomer {number}",
            owner=owner,
            region=rng.choice(("East", None)),
            industry=rng.choice(("steel", None)),
            size=rng.choice(("large", "mid")),
            created_at=date(2022, 12, 1),
            first_touch_at=date(2022, 12, rng.randint(1, 20)),
        )
        if rng.random() < 0.3:
            b.change("account", account, "owner", None, moments.after(at, b.now, 9))
        _come(b, rng, moments, account, at)
        _meet(b, rng, moments, account, at)
        _stay_or_go(b, rng, moments, account, at)


def _come(b: Builder, rng: Random, moments: Moments, account: int, at: WorldTime) -> None:
    """Won, or ordered, or both at once; of a lead that was sent, or not."""
    came = _before(b, at, rng.choice((0, 20, 60, 130, 250)))
    lead = None
    if rng.random() < 0.7:
        lead = b.add(
            "lead",
            name="Sent",
            created_at=came,
            owner=rng.randint(1, len(b.rows["user"])),
            direction="inbound",
            sql_at=at,
            referred_by=rng.choice((None, *[rng.randint(1, account)] * 3)),
            account=account if rng.random() < 0.5 else None,
        )
    if rng.random() < 0.85:
        b.add(
            "opportunity",
            name="First",
            source="crm",
            account=account,
            owner=rng.randint(1, len(b.rows["user"])),
            created_at=None if rng.random() < 0.1 else came,
            closed_at=at,
            recorded_at=b.now - timedelta(days=1),
            outcome="won",
            amount=Decimal(rng.randint(100, 90000)) / 100,
            currency=b.currency,
            lead=lead,
            stage=5,
            pipeline="default",
            type="new",
            product_line=rng.choice(("Basic", None)),
        )
    if rng.random() < 0.5:
        _order(b, rng, account, at)


def _before(b: Builder, at: WorldTime, days: int) -> WorldTime:
    return at - timedelta(days=days)


def _meet(b: Builder, rng: Random, moments: Moments, account: int, at: WorldTime) -> None:
    """Before, at the very instant or on the very day, and after."""
    for shift in (-3, 0, 2):
        when = at + timedelta(days=shift)
        if isinstance(when, datetime) and rng.random() < 0.3:
            when = b.calendar.today(when)
        if instant(when, b.calendar.zone) <= b.now:
            b.add(
                "activity",
                kind=rng.choice(("meeting", "meeting", "visit", "call", "email")),
                outcome=rng.choice(("connected", "positive", "no_answer", None)),
                direction="outbound",
                owner=rng.randint(1, len(b.rows["user"])),
                account=account,
                created_at=when,
                done_at=when,
            )


def _stay_or_go(b: Builder, rng: Random, moments: Moments, account: int, at: WorldTime) -> None:
    """Orders again, soon or long after, or subscribes for good or for a time, or is never seen again."""
    pick = rng.random()
    day = b.calendar.today(instant(at, b.calendar.zone))
    if pick < 0.35:
        again = moments.after(at, b.now, rng.choice((40, 200)))
        _order(b, rng, account, again)
    elif pick < 0.75:
        b.add(
            "subscription",
            account=account,
            owner=rng.choice((None, rng.randint(1, len(b.rows["user"])))),
            started_on=day,
            ended_on=rng.choice((None, None, day + timedelta(days=90), add_months(day, 12))),
            mrr=Decimal(rng.randint(1000, 9000)) / 100,
            currency=b.currency,
        )


def _order(b: Builder, rng: Random, account: int, at: WorldTime, opportunity: int | None = None) -> None:
    number = b.add(
        "order",
        account=account,
        opportunity=opportunity,
        owner=rng.randint(1, len(b.rows["user"])),
        ordered_at=at,
        created_at=at,
        currency=b.currency,
    )
    b.add(
        "order_line",
        order=number,
        product=rng.randint(1, len(b.rows["product"])),
        quantity=Decimal(rng.randint(1, 5)),
        list_price=Decimal(60),
        net_price=Decimal(50),
        unit_cost=Decimal(20),
        currency=b.currency,
    )


def make_rush(b: Builder, rng: Random) -> None:
    """Deals that close in the last days of the months before now, and of four months ending in January."""
    this = b.calendar.today(b.now).replace(day=1)
    for end in (this, add_months(this, -1), date(2024, 2, 1)):
        for back in (1, 2, 3, 4, 5):
            day = end - timedelta(days=back)
            created = day - timedelta(days=rng.choice((20, 30, 31, 70)))
            deal = b.add(
                "opportunity",
                name="Rush",
                source="crm",
                owner=rng.randint(1, len(b.rows["user"])),
                created_at=created,
                closed_at=day,
                recorded_at=b.now - timedelta(days=1),
                close_date=day + timedelta(days=rng.choice((-8, -7, 0, 7, 8))),
                outcome=rng.choice(("won", "won", "lost")),
                amount=rng.choice((None, Decimal(rng.randint(100, 9000)) / 100)),
                currency=b.currency,
                stage=5,
                pipeline="default",
            )
            _expect(b, rng, deal, created)
            if rng.random() < 0.6:
                _order(b, rng, rng.randint(1, 8), day, opportunity=deal)


def _expect(b: Builder, rng: Random, deal: int, created: date) -> None:
    """Up to two lines, on the day of the creation or the next one, now and then in another quantity later."""
    for back in range(rng.choice((0, 1, 2, 2))):
        at = created + timedelta(days=back)
        line = b.add(
            "opportunity_line",
            opportunity=deal,
            product=rng.randint(1, len(b.rows["product"])),
            quantity=Decimal(rng.randint(1, 5)),
            created_at=at,
        )
        if rng.random() < 0.4:
            later = at + timedelta(days=rng.choice((0, 1, 25)))
            b.change("opportunity_line", line, "quantity", Decimal(rng.randint(1, 5)), later)
