"""Random companies for property tests, written to the records through the one door."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from steerboard.core.clock import Clock
from steerboard.kinds.batch import Author, Batch, Merge, New, Removal
from steerboard.kinds.door import write
from tests.people.organisation import Company

ROLES = (
    "rep",
    "rep",
    "team_lead",
    "regional_director",
    "marketer",
    "service_agent",
    "executive",
    "finance",
    "analyst",
    "sales_ops",
    "admin",
)
AUTHOR = Author(None, "test", "make")


class Maker:
    """Adds rows to the records and to the plain company alike, with the ids that the records gave."""

    def __init__(self, today: date, clock: Clock) -> None:
        self.company, self.clock = Company(today), clock

    def add(self, kind: str, /, **values: Any) -> int:
        new = write(Batch(AUTHOR, (New(kind, values),)), self.clock).ids[0]
        self.company.rows[kind][new] = dict(values)
        return new

    def remove(self, kind: str, record: int) -> None:
        write(Batch(AUTHOR, (Removal(kind, record),)), self.clock)
        self.company.rows[kind][record]["gone"] = True

    def merge(self, kind: str, record: int, into: int) -> None:
        """Only kinds that no dated row of the company links to: their links would move along."""
        write(Batch(AUTHOR, (Merge(kind, record, into),)), self.clock)
        self.company.rows[kind][record]["gone"] = True
        if kind == "account":
            for rows in self.company.rows.values():
                for row in rows.values():
                    if row.get("account") == record:
                        row["account"] = into


def random_company(seed: int, today: date, clock: Clock) -> Company:
    """People who came, moved, lead and left; teams in a tree that changed (and may have a circle); every kind."""
    rng, maker = Random(seed), Maker(today, clock)
    users = [maker.add("user", name=f"Person {n}") for n in range(rng.randint(2, 6))]
    teams = [maker.add("team", name=f"Team {n}") for n in range(rng.randint(1, 5))]
    for team in teams:
        for _ in range(rng.choice((0, 1, 1, 2))):
            maker.add("team_place", team=team, parent=rng.choice((None, *teams)), **_dates(rng, today))
    for user in users:
        for _ in range(rng.choice((0, 1, 1, 1, 2))):
            role, leads = rng.choice(ROLES), rng.random() < 0.4
            team = rng.choice(teams)
            maker.add("membership", user=user, team=team, role=role, leads=leads, **_dates(rng, today))
    _records(rng, maker, users, teams)
    other_kinds(rng, maker, users)
    _losses(rng, maker)
    return maker.company


def _dates(rng: Random, today: date) -> dict[str, date | None]:
    starts = rng.choice((None, today - timedelta(days=30), today - timedelta(days=1), today))
    ends = rng.choice((None, None, None, today, today + timedelta(days=1)))
    if rng.random() < 0.1:
        starts = today + timedelta(days=1)
    return {"valid_from": starts, "valid_to": ends}


def _records(rng: Random, maker: Maker, users: list[int], teams: list[int]) -> None:
    anyone: tuple[int | None, ...] = (None, *users)
    product = maker.add("product", name="Thing")
    stage = maker.add("stage", name="First", position=1)
    for n in range(rng.randint(1, 5)):
        account = maker.add("account", name=f"Customer {n}", owner=rng.choice(anyone))
        deal = maker.add(
            "opportunity", name=f"Deal {n}", owner=rng.choice(anyone), account=account, stage=stage
        )
        maker.add("opportunity_line", opportunity=deal, product=product)
        maker.add("opportunity_split", opportunity=deal, user=rng.choice(users), share=Decimal(1))
        maker.add("activity", kind="call", owner=rng.choice(anyone), account=account)
        order = maker.add("order", account=account, owner=rng.choice(anyone))
        maker.add("order_line", order=order, product=product)
        maker.add("contact", account=account, name=f"Contact {n}")
        maker.add("lead", company=f"Prospect {n}", owner=rng.choice(anyone))
        maker.add("quote", number=f"Q{n}", opportunity=deal, account=account, owner=rng.choice(anyone))
        maker.add("contract", number=f"C{n}", account=account, owner=rng.choice(anyone))
        maker.add("loss_review", opportunity=deal, reasons="Price")
    _company_side(rng, maker, anyone)


def _company_side(rng: Random, maker: Maker, anyone: tuple[int | None, ...]) -> None:
    """What marketing does, what is spent, what is foreseen and what should be."""
    campaign = maker.add("campaign", name="Fair")
    maker.add("campaign_touch", campaign=campaign)
    maker.add("promotion", name="Sale")
    starts, until = date(2026, 1, 1), date(2027, 1, 1)
    maker.add("cost", day=starts, user=rng.choice(anyone), category="sales", type="pay")
    maker.add("forecast_submission", user=rng.choice(anyone), starts_on=starts, ends_on=until)
    teams = list(maker.company.live("team"))
    for _ in range(rng.randint(0, 4)):
        user = rng.choice(anyone)
        team = None if user else rng.choice((None, *teams))
        scope = "user" if user else "team" if team else "company"
        maker.add(
            "target",
            kpi="bookings",
            scope=scope,
            user=user,
            team=team,
            starts_on=starts,
            ends_on=until,
            value=1,
        )


def other_kinds(rng: Random, maker: Maker, users: list[int]) -> None:
    """One or two of each kind beside the sale: what is around the customer, the service, the company and its people."""
    anyone: tuple[int | None, ...] = (None, *users)
    day, until = date(2026, 5, 1), date(2026, 6, 1)
    product = next(iter(maker.company.live("product")))
    account = rng.choice(list(maker.company.live("account")))
    maker.add("subscriber", lead_source="Website")
    maker.add("web_session", visitor="v1")
    maker.add("competitor_price", product=product, competitor="Rival", price=Decimal(8))
    maker.add("price_change", product=product, from_price=Decimal(9), to_price=Decimal(10))
    maker.add("market_figure", name="own_revenue", starts_on=day, ends_on=until, value=Decimal(1))
    maker.add("stock", product=product, day=day, quantity=Decimal(5))
    maker.add("account_spend", account=account, year=2026)
    feature = maker.add("feature", name="Search")
    maker.add("usage_day", account=account, day=day, feature=feature, count=1)
    for kind in ("budget", "invoice", "payment"):
        maker.add(kind, amount=Decimal(3), **_CLOSED[kind])
    for _ in range(2):
        owner = rng.choice(anyone)
        subscription = maker.add("subscription", account=account, owner=owner)
        maker.add("subscription_event", subscription=subscription, kind="new")
        ticket = maker.add("ticket", subject="Broken", agent=rng.choice(anyone))
        maker.add("ticket_interaction", ticket=ticket, agent=rng.choice(anyone))
        maker.add("phone_queue_call", agent=rng.choice(anyone))
        maker.add("survey_response", kind="nps", owner=rng.choice(anyone), score=Decimal(9))
        maker.add("survey_response", kind="employee", owner=rng.choice(anyone), score=Decimal(2))
        maker.add("time_entry", user=rng.choice(anyone), day=day, minutes=60)
        maker.add("check_in", user=rng.choice(anyone), week=day, score=4)
        maker.add("work_report", user=rng.choice(anyone), text="Done")
        maker.add("training", user=rng.choice(anyone), course="Basics")
    maker.add("return_claim", order_line=rng.choice(list(maker.company.live("order_line"))), kind="return")
    maker.add(
        "activity_participant",
        activity=rng.choice(list(maker.company.live("activity"))),
        user=rng.choice(users),
    )


_CLOSED: dict[str, dict[str, Any]] = {
    "budget": {"starts_on": date(2026, 5, 1), "ends_on": date(2026, 6, 1), "category": "sales"},
    "invoice": {"number": "I1", "direction": "in"},
    "payment": {"direction": "in", "paid_on": date(2026, 5, 1)},
}


def _losses(rng: Random, maker: Maker) -> None:
    for kind in ("account", "opportunity", "order", "membership", "team", "user", "team_place", "activity"):
        rows = list(maker.company.live(kind))
        if rows and rng.random() < 0.25:
            maker.remove(kind, rng.choice(rows))
    accounts = list(maker.company.live("account"))
    if len(accounts) > 1 and rng.random() < 0.3:
        maker.merge("account", accounts[0], accounts[1])
