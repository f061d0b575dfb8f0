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
from steerboard.simulator.stories import Stories
from steerboard.simulator.tables import Row, flag

PER_REP = 26
_POOL_SHARE = 0.04

_SIZES = (("very_large", 0.06), ("large", 0.2), ("mid", 0.42), ("small", 0.32))
_OWNERSHIP = (("private", 0.58), ("state_owned", 0.2), ("listed", 0.15), ("public_body", 0.07))
_GRADES = {"very_large": "A", "large": "A", "mid": "B", "small": "C"}
_STATE_OWNED_OF_THE_STRUGGLER = 0.5
_PARTNER_SHARE = 0.04
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
    region_number: int = 0
    taken_on: int = 0  # the day on which the first owner joined; in the shared pool before it
    number: int = 0  # place in the list of all
    is_partner: bool = False
    parent: str = ""
    first_order: int = -1  # instant of the first order that stands
    last_order: int = -1

    def owner_on(self, day: int) -> str:
        if day < self.taken_on:
            return ""
        return self.first_owner if 0 <= day < self.handed_over else self.owner

    def is_former(self, days: Days) -> bool:
        """Whether the last order that stands is more than a year old."""
        return 0 <= self.last_order < (days.now - 365) * DAY

    @property
    def customer_type(self) -> Literal["customer", "prospect"]:
        return "customer" if self.first_order >= 0 else "prospect"


def make_accounts(staff: Staff, stories: Stories, days: Days, seed: int) -> list[Account]:
    """Some two dozen accounts for each rep in the region of the team, and a few in the shared pool."""
    rng = dice(seed, "accounts")
    names = CompanyNames(rng)
    accounts: list[Account] = []
    for rep in staff.reps:
        old = stories.struggler is not None and stories.struggler.user == rep.id
        for n in range(PER_REP + rng.randrange(-5, 6)):
            # The first one is there from the beginning, so that nobody is without a customer.
            accounts.append(_account(len(accounts), rep, n == 0, old, days, names, rng))
    _make_families(accounts, rng)
    return accounts


def _account(
    number: int, rep: Person, first: bool, old: bool, days: Days, names: CompanyNames, rng: random.Random
) -> Account:
    """One more account of ``rep``: the ``first`` is a customer of old, and ``old`` reps have more such, many of them state-owned."""
    zh, en, cities = REGIONS[rep.team.region]
    city = rng.choice(cities)
    trade = rng.randrange(len(INDUSTRIES))
    english = rng.random() < 0.25
    known = rng.random() < (0.5 if old else 0.4) or first
    earliest, latest = (30, days.warm - 30) if known else (days.warm - 300, days.now - 40)
    created = days.next_working[rng.randrange(earliest, latest)]
    pool = rng.random() < _POOL_SHARE and not first
    state_owned = old and rng.random() < _STATE_OWNED_OF_THE_STRUGGLER
    ownership = "state_owned" if state_owned else weighted(rng, _OWNERSHIP)
    return Account(
        id=f"A{number + 1:05d}",
        name=names.draw(city, trade, english),
        english=english,
        trade=trade,
        size=weighted(rng, _SIZES),
        ownership="foreign" if english and not state_owned else ownership,
        region=f"{zh} {en}",
        city=city,
        owner="" if pool else rep.successor or rep.id,
        first_owner="" if pool else rep.id,
        handed_over=rep.ends if rep.left and not pool else -1,
        created=created * DAY + rng.randrange(9 * 60, 17 * 60),
        bought=_first_purchase(created, days, rng) if known else -1,
        taken_on=0 if pool else rep.starts,
        number=number,
        region_number=rep.team.region,
        is_partner=rng.random() < _PARTNER_SHARE,
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
        touch = a.created - rng.randrange(0, 20) * DAY
        street = f"{rng.randrange(1, 900)} Gangwan Rd" if a.english else f"港湾路{rng.randrange(1, 900)}号"
        rows.append(
            (
                a.id,
                a.name,
                "former" if a.is_former(days) else a.customer_type,
                flag(key),
                a.size,
                _GRADES[a.size],
                flag(a.is_partner),
                INDUSTRIES[a.trade],
                a.ownership,
                a.region,
                "CN",
                " ".join(a.city),
                street,
                a.region,
                a.owner,
                a.parent,
                days.stamp(touch),
                days.stamp(a.first_order) if a.first_order >= 0 else "",
                weighted(rng, _HEALTH),
                days.stamp(a.created),
            )
        )
    return rows


def account_history_rows(accounts: list[Account], days: Days) -> list[Row]:
    """Hands that changed, and prospects that became customers."""
    rows: list[tuple[int, Row]] = []
    for a in accounts:
        if a.handed_over >= 0 and a.created < a.handed_over * DAY and a.owner != a.first_owner:
            at = (a.handed_over - 1) * DAY + 18 * 60 + 30
            at = max(at, a.created + 1)
            rows.append((at, (a.id, "owner", a.first_owner, a.owner, days.stamp(at))))
        if a.taken_on * DAY > a.created and a.first_owner:
            at = a.taken_on * DAY + 9 * 60 + 30
            rows.append((at, (a.id, "owner", "", a.first_owner, days.stamp(at))))
        if a.first_order >= 0:
            at = a.first_order
            rows.append((at, (a.id, "customer_type", "prospect", "customer", days.stamp(at))))
        if a.is_former(days):
            at = a.last_order + 365 * DAY
            rows.append((at, (a.id, "customer_type", "customer", "former", days.stamp(at))))
    return [row for _, row in sorted(rows)]
