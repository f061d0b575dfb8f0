"""Small worlds to test figures on: the same seed gives the same world.

A world is plain rows (see :class:`World`); the oracles in ``tests/oracles`` and whatever is tested are both
fed from it. ``small_world(seed)`` makes one with the traps of real records in it, ``worlds()`` lets Hypothesis
choose the seed, and ``Builder`` makes one by hand.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from random import Random
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from steerboard.core.calendars import Calendar
from steerboard.engine.rights import ALL_SEEING, Rights
from tests.worldmaking.company import make_company
from tests.worldmaking.deals import make_market, make_opportunities
from tests.worldmaking.market import make_campaigns, make_costs, make_leads, make_touches
from tests.worldmaking.marks import make_accounts_move, make_close_dates, make_links, make_targets
from tests.worldmaking.newcomers import make_newcomers, make_rush
from tests.worldmaking.offers import make_contracts, make_quotes
from tests.worldmaking.people import make_people
from tests.worldmaking.rows import FIELDS, Builder, Change, Row, World
from tests.worldmaking.service import make_service
from tests.worldmaking.subscriptions import make_subscriptions
from tests.worldmaking.wider_market import make_advertising, make_referrals, make_steps, make_website
from tests.worldmaking.wider_people import (
    make_budgets,
    make_deeds,
    make_employee_surveys,
    make_offices,
    make_time,
)
from tests.worldmaking.wider_sales import (
    make_account_kinds,
    make_deal_kinds,
    make_more_contracts,
    make_order_links,
    make_prices,
)
from tests.worldmaking.work import make_activities, make_orders

__all__ = ["FIELDS", "Builder", "Change", "Row", "World", "rights_of", "small_world", "worlds"]

ZONES = ("Asia/Shanghai", "Europe/Berlin", "America/New_York")
NOWS = (date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 31), date(2024, 5, 17))


LATER = (make_campaigns, make_leads, make_touches, make_costs, make_quotes, make_contracts, make_close_dates,
         make_accounts_move, make_links, make_targets, make_advertising, make_steps, make_website, make_referrals,
         make_account_kinds, make_deal_kinds, make_order_links, make_more_contracts, make_prices, make_deeds,
         make_time, make_employee_surveys, make_budgets, make_subscriptions, make_service, make_company, make_newcomers,
         make_rush, make_offices)  # fmt: skip


def small_world(seed: int) -> World:
    """Some dozen people, 30–80 opportunities, as many leads, their activities, quotes and orders, 2023-01 to the spring of 2024."""
    rng = Random(seed)
    zone = ZoneInfo(ZONES[seed % len(ZONES)])
    calendar = Calendar(zone=zone, week_start=rng.choice((0, 6)), fiscal_month=rng.choice((1, 1, 4)))
    clock = time(rng.randint(1, 23), 30)
    now = datetime.combine(rng.choice(NOWS), clock, tzinfo=zone).astimezone(UTC)
    builder = Builder(calendar, now)
    make_people(builder, rng)
    make_market(builder, rng)
    make_opportunities(builder, rng)
    make_activities(builder, rng)
    make_orders(builder, rng)
    for make in LATER:
        make(builder, rng)
    return builder.build()


def worlds(largest_seed: int = 10_000) -> st.SearchStrategy[World]:
    return st.integers(0, largest_seed).map(small_world)


def rights_of(world: World, user: int) -> Rights:
    """What ``user`` may see at the world's now, by the memberships and the tree of that day."""
    today = world.calendar.today(world.now)
    mine = [m for m in world.rows["membership"] if m["user"] == user and _holds(m, today)]
    teams = {m["team"] for m in mine if m["leads"]}
    places = [p for p in world.rows["team_place"] if _holds(p, today)]
    for _ in places:
        teams |= {p["team"] for p in places if p["parent"] in teams}
    below = {m["user"] for m in world.rows["membership"] if m["team"] in teams and _holds(m, today)}
    roles = frozenset(m["role"] for m in mine)
    return Rights(user, roles, bool(roles & ALL_SEEING), frozenset(teams), frozenset(below | {user}))


def _holds(row: Row, day: date) -> bool:
    return bool(row["valid_from"] <= day and (row["valid_to"] is None or day < row["valid_to"]))
