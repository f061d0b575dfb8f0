"""What the company spends: people, commissions, campaigns, goods and the rest, month by month."""

from __future__ import annotations

import random
from collections.abc import Iterator

import numpy as np

from steerboard.core.periods import Period, add_months
from steerboard.simulator.books import Books
from steerboard.simulator.campaigns import Campaign
from steerboard.simulator.chance import dice
from steerboard.simulator.days import DAY, Days
from steerboard.simulator.deal import Deal
from steerboard.simulator.names import REGIONS
from steerboard.simulator.orders import Order
from steerboard.simulator.people import Staff
from steerboard.simulator.tables import CURRENCY, Row, money

COMMISSION = 1.8  # hundredths of the bookings of the month before, by owner
_PAY = {  # fen a month, and the category
    "rep": (13_500_00, "sales"),
    "team_lead": (22_000_00, "sales"),
    "regional_director": (36_000_00, "sales"),
    "executive": (60_000_00, "overhead"),
    "marketer": (15_000_00, "marketing"),
    "service_agent": (10_500_00, "service"),
    "sales_ops": (14_000_00, "sales"),
    "finance": (14_000_00, "overhead"),
    "analyst": (16_000_00, "overhead"),
    "admin": (12_000_00, "technology"),
}
_TRAVEL = 2_900_00  # of a rep in a month
_ENABLEMENT, _TRAINING = 1_600_00, 2_400_00  # of a team in a month, of each rep in a quarter
_SERVICE, _TECHNOLOGY, _RENT = 0.03, 1_100_00, 2_600_00


class Costs:
    """Rows in the order of entry; each goes into the books."""

    def __init__(self, days: Days, books: Books) -> None:
        self._days, self._books = days, books
        self._found: list[tuple[int, str, str, int, dict[str, str]]] = []

    def add(self, day: int, category: str, type_: str, fen: int, **about: str) -> None:
        if day < self._days.now and fen:
            self._found.append((day, category, type_, fen, about))
            self._books.add("costs", self._days.month[day], category, by=fen)

    def rows(self) -> list[Row]:
        self._found.sort(key=lambda cost: cost[0])
        text = self._days.text
        return [
            (
                f"X{n:06d}",
                text[day],
                category,
                type_,
                money(fen),
                CURRENCY,
                *(
                    about.get(name, "")
                    for name in ("team", "user", "region", "campaign", "lead_source", "product")
                ),
            )
            for n, (day, category, type_, fen, about) in enumerate(self._found, start=1)
        ]


def cost_rows(
    staff: Staff,
    deals: list[Deal],
    orders: list[Order],
    campaigns: list[Campaign],
    days: Days,
    seed: int,
    books: Books,
) -> list[Row]:
    rng = dice(seed, "costs")
    costs = Costs(days, books)
    for month in _months(days):
        _people(costs, staff, month, days, rng)
        _teams(costs, staff, month, days, rng)
    _commissions(costs, deals, days)
    _campaigns(costs, campaigns, days)
    _goods(costs, orders, days)
    return costs.rows()


def _months(days: Days) -> Iterator[Period]:
    start = days.dates[days.first].replace(day=1)
    while start < days.dates[days.now]:
        yield Period(start, add_months(start, 1))
        start = add_months(start, 1)


def _people(costs: Costs, staff: Staff, month: Period, days: Days, rng: random.Random) -> None:
    """Pay on the last working day, by the share of the month that they were there; travel of reps."""
    begins, ends = days.index(month.start), days.index(month.end)
    payday = days.last_working[ends - 1]
    for p in staff.people:
        there = min(ends, p.ends if p.left else ends) - max(begins, p.starts)
        if there <= 0:
            continue
        usual, category = _PAY[p.role]
        about = {"user": p.id, "team": p.team_on(begins).id, "region": _region(p.team.region)}
        experience = 0.9 + (sum(p.id.encode()) % 7) / 20
        pay = round(usual * experience * there / month.days / 100) * 100
        costs.add(payday, category, "pay", pay, **about)
        if p.role == "rep":
            travel = round(_TRAVEL * p.energy * rng.uniform(0.6, 1.4) * there / month.days)
            costs.add(payday, "sales", "travel", travel, **about)
            if month.start.month % 3 == 0:
                costs.add(payday, "sales", "training", round(_TRAINING * rng.uniform(0.5, 1.5)), **about)


def _region(number: int) -> str:
    return " ".join(REGIONS[number][:2]) if number >= 0 else ""


def _teams(costs: Costs, staff: Staff, month: Period, days: Days, rng: random.Random) -> None:
    """What is spent for a team, and for the company as a whole, in the middle of the month."""
    middle = days.next_working[days.index(month.start) + 14]
    heads = len(staff.people)
    for team in staff.teams:
        if team.kind == "team":
            fen = round(_ENABLEMENT * rng.uniform(0.7, 1.3))
            costs.add(middle, "sales", "enablement", fen, team=team.id, region=_region(team.region))
        if team.kind == "region":
            fen = round(9_000_00 * rng.uniform(0.8, 1.2))
            costs.add(middle, "cost_to_serve", "other", fen, region=_region(team.region))
    costs.add(middle, "technology", "other", round(_TECHNOLOGY * heads * rng.uniform(0.97, 1.03)))
    costs.add(middle, "overhead", "other", round(_RENT * heads * rng.uniform(0.97, 1.03)))
    costs.add(middle, "service", "other", round(900_00 * heads * rng.uniform(0.8, 1.2)))


def _commissions(costs: Costs, deals: list[Deal], days: Days) -> None:
    """Paid on the tenth, or the next working day, of the month after the signature."""
    won: dict[tuple[int, str], int] = {}
    for deal in deals:
        if deal.fate.closed >= days.first * DAY and deal.fate.won:
            month = days.dates[deal.fate.closed // DAY].replace(day=1)
            paid = days.next_working[days.index(add_months(month, 1)) + 9]
            key = (paid, deal.owner)
            won[key] = won.get(key, 0) + deal.amount
    for (paid, user), amount in sorted(won.items()):
        costs.add(paid, "sales", "commission", round(amount * COMMISSION / 100), user=user)


def _campaigns(costs: Costs, campaigns: list[Campaign], days: Days) -> None:
    """Weekly parts while a campaign runs; in all what it cost."""
    for c in campaigns:
        weeks = max(1, -(-(c.ends - c.begins) // 7))
        type_ = "event" if c.channel in ("trade_show", "webinar") else "media"
        for week in range(weeks):
            part = c.spent * (week + 1) // weeks - c.spent * week // weeks
            day = days.next_working[c.begins + 7 * week]
            costs.add(day, "marketing", type_, part, campaign=c.id, lead_source=c.source)


def _goods(costs: Costs, orders: list[Order], days: Days) -> None:
    """The cost of the goods of all orders of a month, cancelled ones left out, by product."""
    sums: dict[tuple[int, str], int] = {}
    last = np.array([days.index(add_months(d.replace(day=1), 1)) - 1 for d in days.dates[: days.now]])
    for order in orders:
        if order.cancelled >= 0 or order.at < days.first * DAY:
            continue
        day = int(last[order.at // DAY])
        for product, pieces, _ in order.lines:
            sums[day, product.id] = sums.get((day, product.id), 0) + pieces * product.cost
    for (day, sold), fen in sorted(sums.items()):
        costs.add(days.last_working[day], "cogs", "other", fen, product=sold)
