"""A whole company from a seed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from steerboard.core.calendars import Calendar
from steerboard.core.errors import BadInput
from steerboard.core.text import Text
from steerboard.simulator import activities, activity_rows
from steerboard.simulator.accounts import account_rows, make_accounts
from steerboard.simulator.books import Books
from steerboard.simulator.days import Days
from steerboard.simulator.deal_rows import deal_rows
from steerboard.simulator.deals import make_deals
from steerboard.simulator.goods import product_rows, stage_rows
from steerboard.simulator.orders import make_orders, order_rows
from steerboard.simulator.people import CAST, make_staff, membership_rows, place_rows, team_rows, user_rows
from steerboard.simulator.tables import COLUMNS, Row, Table
from steerboard.simulator.targets import target_rows

LEAST_PEOPLE, LEAST_DAYS = 12, 60


@dataclass(frozen=True)
class Company:
    """What a simulation made: a table for each file, in the order in which they can be imported.

    ``truth`` holds exact figures from the simulation's own books. ``cast`` names who signs in to the demo, by
    role; the ids are the same for every seed. ``now`` is the morning in which the company stands: everything
    that happened lies before it, plans lie after it.
    """

    tables: Mapping[str, Table]
    truth: Mapping[str, Any]
    cast: Mapping[str, str]
    now: datetime


def simulate(people: int, days: int, until: date, seed: int, calendar: Calendar) -> Company:
    """A company of ``people`` that has worked for ``days`` days before ``until``. Equal arguments, equal company.

    Raises BadInput where the company would be too small or too young to hold together.
    """
    _check(people, days)
    time_ = Days(calendar, until, days)
    books = Books()
    staff = make_staff(people, time_, seed)
    accounts = make_accounts(staff, time_, seed)
    deals = make_deals(staff, accounts, time_, seed, books)
    orders = make_orders(deals, accounts, time_, seed, books)
    columns = activities.draw(staff, time_, seed)
    links = activity_rows.link(columns, staff, accounts, deals, time_, seed)
    outcomes = activity_rows.outcomes(columns, seed)
    activity_rows.enter(books, columns, outcomes, staff, time_)
    rows: dict[str, list[Row]] = {
        "users": user_rows(staff, time_),
        "teams": team_rows(staff),
        "team_places": place_rows(staff, time_),
        "memberships": membership_rows(staff, time_),
        "accounts": account_rows(accounts, time_, seed),
        "products": product_rows(time_),
        "stages": stage_rows(),
        **deal_rows(deals, time_, seed),
        "activities": list(
            activity_rows.activity_rows(columns, outcomes, links, staff, accounts, deals, time_, seed)
        ),
        "activity_history": list(activity_rows.history_rows(columns, time_)),
        **order_rows(orders, time_),
        "targets": target_rows(staff, time_, seed, books),
    }
    books.state("rows", {name: len(rows[name]) for name in COLUMNS})
    books.state("people_at_the_end", sum(not p.left for p in staff.people))
    morning = datetime.combine(until, time(8), tzinfo=calendar.zone)
    tables = {name: Table.of(name, rows[name]) for name in COLUMNS}
    return Company(tables, books.truth(), dict(CAST), morning)


def _check(people: int, days: int) -> None:
    for what, given, least in (
        (Text("people", "人数"), people, LEAST_PEOPLE),
        (Text("days", "天数"), days, LEAST_DAYS),
    ):
        if given < least:
            raise BadInput(
                Text(
                    "{what}: {given} is too few to make a company.",
                    "{what}：{given} 太少，无法构成一家公司。",
                ).fill(what=what, given=given),
                hint=Text("Give at least {least}.", "请至少给 {least}。").fill(least=least),
            )
