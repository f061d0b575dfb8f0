"""Subscriptions that grow, shrink, end, come back and are renewed, and how their products are used."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from steerboard.core.periods import add_months
from steerboard.core.worldtime import WorldTime, instant
from tests.worldmaking.moments import Moments
from tests.worldmaking.rows import Builder
from tests.worldmaking.service import anybody


def make_subscriptions(b: Builder, rng: Random) -> None:
    """Several for one customer; some with all their history, some as a plain import has them."""
    moments = Moments(rng, b.calendar.zone)
    today = b.calendar.today(b.now)
    for _ in range(rng.randint(12, 18)):
        start = moments.day(date(2022, 11, 1), today - timedelta(days=3))
        number = b.add(
            "subscription",
            source=rng.choice(("app", "billing")),
            account=rng.choice((None, *[rng.randint(1, 6) for _ in range(6)])),
            product=rng.choice((None, 1, 2)),
            owner=anybody(b, rng),
            started_on=None if rng.random() < 0.05 else start,
            created_at=start,
            renewal_due_on=None if rng.random() < 0.1 else add_months(start, rng.choice((6, 12))),
            mrr=None if rng.random() < 0.07 else Decimal(rng.randint(0, 200000)) / 100,
            currency="USD" if rng.random() < 0.06 else b.currency,
        )
        _event(b, rng, number, "new", start)
        Life(b, rng, moments, number, start).live()
        if rng.random() < 0.07:
            b.row("subscription", number)["deleted_at"] = b.now - timedelta(hours=1)
    make_usage(b, rng, moments)


def _event(b: Builder, rng: Random, number: int, kind: str, at: WorldTime, amount: Decimal | None = None,
           due: date | None = None) -> None:  # fmt: skip
    row = b.row("subscription", number)
    b.add(
        "subscription_event",
        subscription=number,
        kind=kind,
        effective_at=None if rng.random() < 0.03 else at,
        amount=row["mrr"] if amount is None else amount,
        currency=row["currency"],
        due_on=None if rng.random() < 0.15 else due,
        deleted_at=b.now - timedelta(hours=1) if rng.random() < 0.03 else None,
    )


class Life:
    """What happens to one subscription from its start on. Of an import only the events tell of the past."""

    def __init__(self, b: Builder, rng: Random, moments: Moments, number: int, start: date) -> None:
        self.b, self.rng, self.moments, self.number = b, rng, moments, number
        self.at: WorldTime = start
        self.row = b.row("subscription", number)
        self.told = self.row["source"] == "app"

    def live(self) -> None:
        if self.rng.random() < 0.5:
            self.renew()
        for _ in range(self.rng.randint(0, 5)):
            if self.rng.random() < 0.3:
                self.at = self.moments.instant(instant(self.at, self.b.calendar.zone), self.b.now)
            self.at = self.moments.after(self.at, self.b.now, self.rng.choice((0, 30, 120)))
            step = self.rng.choices(
                ("expansion", "contraction", "end", "renew", "owner"), (20, 15, 35, 20, 10)
            )[0]
            if step == "renew":
                self.renew()
            elif step == "owner":
                self.set("owner", anybody(self.b, self.rng))
            elif self.row["mrr"] is not None and self.row["ended_on"] is None:
                self.end() if step == "end" else self.resize(step)

    def set(self, field: str, value: object) -> None:
        if self.told:
            self.b.change("subscription", self.number, field, value, self.at)
        else:
            self.row[field] = value

    def day(self) -> date:
        return self.b.calendar.today(instant(self.at, self.b.calendar.zone))

    def resize(self, kind: str) -> None:
        part = round(self.row["mrr"] / self.rng.choice((2, 4)), 2)
        self.event(kind, part)
        self.set("mrr", self.row["mrr"] + (part if kind == "expansion" else -part))

    def event(self, kind: str, amount: Decimal | None = None, due: date | None = None) -> None:
        _event(self.b, self.rng, self.number, kind, self.at, amount, due)

    def end(self) -> None:
        """At a renewal or between two; now and then it comes back."""
        self.event("churn", due=self.rng.choice((None, self.row["renewal_due_on"])))
        self.set("ended_on", self.day())
        if self.rng.random() < 0.3:
            self.at = self.moments.after(self.at, self.b.now, 60)
            self.event("reactivation")
            self.set("ended_on", None)

    def renew(self) -> None:
        """Early, late or on the day."""
        due = self.row["renewal_due_on"]
        if due is None or self.row["ended_on"] is not None:
            return
        day = due + timedelta(days=self.rng.choice((-25, -3, 0, 0, 4, 20)))
        if not self.day() <= day <= self.b.calendar.today(self.b.now):
            return
        self.at = day
        self.event("renewal", due=due)
        if self.row["mrr"] is not None and self.rng.random() < 0.4:
            self.resize("expansion")
        self.set("renewal_due_on", add_months(due, 12))


def make_usage(b: Builder, rng: Random, moments: Moments) -> None:
    """Dense in the last weeks; people who work for two customers, counts of 0, unknown ones."""
    today = b.calendar.today(b.now)
    for number, (core, sticky) in enumerate(((True, None), (False, True), (True, True), (None, False)), 1):
        b.add("feature", name=f"Feature {number}", product=1, core=core, sticky=sticky)
    for _ in range(rng.randint(45, 70)):
        near = rng.random() < 0.6
        b.add(
            "usage_day",
            account=rng.randint(1, 6),
            customer_user=rng.choice((None, *"abcdefghijkl")),
            day=today - timedelta(days=rng.choice((0, 0, 1, 29, 30, rng.randint(2, 40))))
            if near
            else moments.day(date(2023, 3, 1), today),
            feature=rng.choice((None, 1, 2, 3, 4, 4)),
            count=rng.choice((0, None, 1, 3)),
            deleted_at=b.now - timedelta(hours=1) if rng.random() < 0.05 else None,
        )
