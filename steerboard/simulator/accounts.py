"""Customers and prospects: who they are and who looks after them."""

from __future__ import annotations

import random
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from steerboard.simulator.chance import dice, weighted
from steerboard.simulator.days import DAY, Days
from steerboard.simulator.names import INDUSTRIES, REGIONS, CompanyNames
from steerboard.simulator.people import Person, Staff
from steerboard.simulator.tables import Row, flag

PER_REP = 26
_POOL_SHARE = 0.04

_SIZES = (("very_large", 0.06), ("large", 0.2), ("mid", 0.42), ("small", 0.32))
_OWNERSHIP = (("private", 0.58), ("state_owned", 0.2), ("listed", 0.15), ("public_body", 0.07))
_GRADES = {"very_large": "A", "large": "A", "mid": "B", "small": "C"}
_HEALTH = (("good 良好", 0.62), ("watch 关注", 0.28), ("at risk 风险", 0.1))
SIZE_FACTOR = {"very_large": 1.9, "large": 1.35, "mid": 1.0, "small": 0.7}


@dataclass
class Account:
    id: str
    name: str
    english: bool
    trade: int
    size: str
    ownership: str
    region: str
    city: tuple[str, str]
    owner: str  # at the end; "" in the shared pool
    first_owner: str
    handed_over: int  # the day on which the first owner left; -1 if never
    created: int  # instant
    bought: int  # instant of the order before the simulated time that made it a customer; -1 if none
    parent: str = ""
    first_order: int = -1  # instant of the first order that stands
    last_order: int = -1

    def owner_on(self, day: int) -> str:
        return self.first_owner if 0 <= day < self.handed_over else self.owner

    @property
    def customer_type(self) -> Literal["customer", "prospect"]:
        return "customer" if self.first_order >= 0 else "prospect"


def make_accounts(staff: Staff, days: Days, seed: int) -> list[Account]:
    """Some two dozen accounts for each rep in the region of the team, and a few in the shared pool."""
    rng = dice(seed, "accounts")
    names = CompanyNames(rng)
    accounts: list[Account] = []
    for rep in staff.reps:
        for n in range(PER_REP + rng.randrange(-5, 6)):
            # The first one is there from the beginning, so that nobody is without a customer.
            accounts.append(_account(len(accounts) + 1, rep, n == 0, days, names, rng))
    _make_families(accounts, rng)
    return accounts


def _account(
    number: int, rep: Person, first: bool, days: Days, names: CompanyNames, rng: random.Random
) -> Account:
    zh, en, cities = REGIONS[rep.team.region]
    city = rng.choice(cities)
    trade = rng.randrange(len(INDUSTRIES))
    english = rng.random() < 0.25
    known = rng.random() < 0.4 or first
    earliest, latest = (30, days.warm - 30) if known else (days.warm - 300, days.now - 40)
    created = days.next_working[rng.randrange(earliest, latest)]
    pool = rng.random() < _POOL_SHARE and not first
    return Account(
        id=f"A{number:05d}",
        name=names.draw(city, trade, english),
        english=english,
        trade=trade,
        size=weighted(rng, _SIZES),
        ownership="foreign" if english else weighted(rng, _OWNERSHIP),
        region=f"{zh} {en}",
        city=city,
        owner="" if pool else rep.successor or rep.id,
        first_owner="" if pool else rep.id,
        handed_over=rep.ends if rep.left and not pool else -1,
        created=created * DAY + rng.randrange(9 * 60, 17 * 60),
        bought=_first_purchase(created, days, rng) if known else -1,
    )


def _first_purchase(created: int, days: Days, rng: random.Random) -> int:
    day = days.next_working[rng.randrange(created + 5, days.first - 15)]
    return day * DAY + rng.randrange(9 * 60, 17 * 60)


def _make_families(accounts: list[Account], rng: random.Random) -> None:
    """One account in thirty belongs to another one of the same owner."""
    for earlier, later in pairwise(accounts):
        if later.owner == earlier.owner and not earlier.parent and rng.random() < 1 / 30:
            later.parent = earlier.id


def account_rows(accounts: list[Account], days: Days, seed: int) -> list[Row]:
    """The accounts as they are at the end, after the orders are known."""
    rng = dice(seed, "account details")
    rows: list[Row] = []
    for a in accounts:
        key = a.size in ("very_large", "large") and rng.random() < 0.5
        former = a.last_order >= 0 and a.last_order < (days.now - 365) * DAY
        touch = a.created - rng.randrange(0, 20) * DAY
        created = a.created if a.first_order < 0 else min(a.created, a.first_order - DAY)
        street = f"{rng.randrange(1, 900)} Gangwan Rd" if a.english else f"港湾路{rng.randrange(1, 900)}号"
        rows.append(
            (
                a.id,
                a.name,
                "former" if former else a.customer_type,
                flag(key),
                a.size,
                _GRADES[a.size],
                flag(rng.random() < 0.04),
                INDUSTRIES[a.trade],
                a.ownership,
                a.region,
                "CN",
                " ".join(a.city),
                street,
                a.region,
                a.owner,
                a.parent,
                days.stamp(min(touch, created)),
                days.stamp(a.first_order) if a.first_order >= 0 else "",
                weighted(rng, _HEALTH),
                days.stamp(created),
            )
        )
    return rows
