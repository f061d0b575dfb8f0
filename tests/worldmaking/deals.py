"""Accounts, stages and opportunities: with full history, with stage history only, and with none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random

from steerboard.core.worldtime import WorldTime, instant
from tests.worldmaking.moments import Moments
from tests.worldmaking.rows import Builder

FIRST = datetime(2023, 1, 2, 9, tzinfo=UTC)
STAGES = (
    ("Qualify", "open", "0.1", "pipeline"),
    ("Develop", "open", "0.3", "pipeline"),
    ("Propose", "open", "0.55", "best_case"),
    ("Close", "open", "0.8", "commit"),
    ("Won", "won", "1", "omitted"),
    ("Lost", "lost", "0", "omitted"),
)
WON, LOST = 5, 6
REASONS = ("price", "no budget", None)
SHARES = (("0.5", "0.5"), ("0.7", "0.3"), ("0.333333", "0.333333", "0.333334"))


def make_market(b: Builder, rng: Random) -> None:
    for position, (name, kind, probability, category) in enumerate(STAGES, 1):
        b.add(
            "stage",
            name=name,
            pipeline="default",
            position=position,
            kind=kind,
            probability=Decimal(probability),
            forecast_category=category,
        )
    users = len(b.rows["user"])
    for number in range(rng.randint(8, 14)):
        b.add(
            "account",
            name=f"Account {number + 1}",
            region=rng.choice(("East", "West", None)),
            size=rng.choice(("large", "mid", "small")),
            owner=rng.choice((None, rng.randint(1, users))),
            created_at=date(2022, 9, 1),
        )
    for number, line in enumerate(("Basic", "Pro", "Pro", None)):
        b.add("product", name=f"Product {number + 1}", line=line, kind="system", currency=b.currency)


@dataclass
class Deal:
    """One opportunity in the making: its clock runs forward with each step."""

    b: Builder
    rng: Random
    moments: Moments
    id: int
    at: WorldTime
    known: datetime | None

    def on(self, days: int) -> bool:
        """Moves on by up to ``days``; False where the world's now is reached."""
        later = self.moments.after(self.at, self.b.now, days)
        self.at = later
        return instant(later, self.b.calendar.zone) < self.b.now - timedelta(days=2)

    def set(self, **fields: object) -> None:
        for field, value in fields.items():
            self.b.change("opportunity", self.id, field, value, self.at, self.known)

    def move(self, stage: int) -> None:
        row = self.b.row("stage", stage)
        self.set(stage=stage, probability=row["probability"], forecast_category=row["forecast_category"])

    def close(self, outcome: str) -> None:
        self.move(WON if outcome == "won" else LOST)
        self.set(outcome=outcome, closed_at=self.at)
        if outcome == "lost":
            self.set(loss_reason=self.rng.choice(REASONS))


def make_opportunities(b: Builder, rng: Random) -> None:
    moments = Moments(rng, b.calendar.zone)
    imported = b.now - timedelta(days=1)
    for _ in range(rng.randint(30, 80)):
        way = rng.choices(("app", "tracked", "plain", "bare"), (45, 20, 30, 5))[0]
        if way == "bare":
            _open(b, rng, None, imported, way)
            continue
        begun = moments.instant(FIRST, b.now - timedelta(days=3))
        created: WorldTime = b.calendar.today(begun) if way != "app" and rng.random() < 0.6 else begun
        known = None if way == "app" else imported
        number = _open(b, rng, created, known, way)
        deal = Deal(b, rng, moments, number, created, known)
        if way == "plain":
            _live_plain(deal)
        else:
            _live_staged(deal)
        _hand_over(deal, created)
    _share(b, rng)
    for row in b.rows["opportunity"]:
        if rng.random() < 0.06:
            row["deleted_at"] = imported


def _open(b: Builder, rng: Random, created: WorldTime | None, known: datetime | None, way: str) -> int:
    amount = None if rng.random() < 0.12 else Decimal(rng.randint(0, 900000)) / 100
    stage = rng.choice((1, 1, 1, 2)) if way != "bare" else rng.choice((1, None))
    return b.add(
        "opportunity",
        name=f"Deal {len(b.rows['opportunity']) + 1}",
        source="app" if way == "app" else "crm",
        created_at=created,
        recorded_at=known,
        account=rng.choice((None, *range(1, len(b.rows["account"]) + 1))),
        owner=rng.choice((None, *(range(1, len(b.rows["user"]) + 1))))
        if rng.random() < 0.3
        else rng.randint(1, 6),
        pipeline="default",
        stage=stage,
        probability=b.row("stage", stage)["probability"] if stage and rng.random() < 0.9 else None,
        forecast_category=b.row("stage", stage)["forecast_category"] if stage else None,
        amount=amount,
        currency="USD" if rng.random() < 0.04 else b.currency,
        product_line=rng.choice(("Basic", "Pro", None)),
        type=rng.choice(("new", "expansion")),
    )


def _live_staged(deal: Deal) -> None:
    """Forward, skipping, back, closed from any stage, sometimes opened again after a loss."""
    rng, stage = deal.rng, deal.b.row("opportunity", deal.id)["stage"]
    for _ in range(rng.randint(1, 6)):
        # Now and then two steps fall on the same instant or day.
        if not deal.on(rng.choice((0, 5, 30, 70))):
            return
        step = rng.choices(("next", "skip", "back", "amount", "won", "lost"), (40, 12, 12, 12, 12, 12))[0]
        if step == "amount":
            deal.set(amount=Decimal(rng.randint(100, 900000)) / 100)
        elif step in ("won", "lost"):
            deal.close(step)
            if step == "won" or rng.random() < 0.7 or not deal.on(60):
                return
            deal.set(outcome=None, closed_at=None, loss_reason=None)
            deal.move(stage)
        else:
            stage = max(1, min(4, stage + {"next": 1, "skip": 2, "back": -1}[step]))
            deal.move(stage)


def _live_plain(deal: Deal) -> None:
    """No history: the row holds how it ended, or that it is open."""
    row = deal.b.row("opportunity", deal.id)
    if deal.rng.random() < 0.3 or not deal.on(150):
        row["stage"] = deal.rng.choice((None, 1, 2, 3, 4))
        return
    won = deal.rng.random() < 0.6
    closed = deal.at
    if deal.rng.random() < 0.15:
        closed = deal.b.calendar.today(instant(closed, deal.b.calendar.zone))
    row.update(outcome="won" if won else "lost", closed_at=closed, stage=WON if won else LOST)
    row["forecast_category"] = "omitted"
    row.update(probability=Decimal(int(won)), loss_reason=None if won else deal.rng.choice(REASONS))


def _hand_over(deal: Deal, created: WorldTime) -> None:
    """To another owner, before, on, or after the day of closing."""
    row = deal.b.row("opportunity", deal.id)
    deal.at = created
    for _ in range(deal.rng.choice((0, 0, 1, 2))):
        if row["closed_at"] is not None and deal.rng.random() < 0.2 and _later(deal, row["closed_at"]):
            deal.at = row["closed_at"]
        elif not deal.on(120):
            return
        deal.set(owner=deal.rng.randint(1, len(deal.b.rows["user"])))


def _later(deal: Deal, other: WorldTime) -> bool:
    zone = deal.b.calendar.zone
    return instant(other, zone) >= instant(deal.at, zone)


def _share(b: Builder, rng: Random) -> None:
    for row in list(b.rows["opportunity"]):
        if rng.random() < 0.1:
            shares = rng.choice(SHARES)
            people = rng.sample(range(1, len(b.rows["user"]) + 1), len(shares))
            for user, share in zip(people, shares, strict=True):
                b.add("opportunity_split", opportunity=row["id"], user=user, share=Decimal(share))
