"""A whole company from a seed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from steerboard.core.calendars import Calendar
from steerboard.core.collecting import seldom_collecting
from steerboard.core.errors import BadInput
from steerboard.core.text import Text
from steerboard.simulator import activities, activity_rows
from steerboard.simulator.accounts import account_history_rows, account_rows, make_accounts
from steerboard.simulator.activity_links import link
from steerboard.simulator.around.everything import rows_around
from steerboard.simulator.around.made import Made
from steerboard.simulator.books import Books
from steerboard.simulator.campaigns import campaign_rows, make_campaigns
from steerboard.simulator.contacts import make_contacts
from steerboard.simulator.contracts import contract_rows, review_rows
from steerboard.simulator.costs import cost_rows
from steerboard.simulator.days import Days
from steerboard.simulator.deal_rows import deal_rows
from steerboard.simulator.deals import Market, make_deals
from steerboard.simulator.forecasts import submission_rows
from steerboard.simulator.goods import product_rows, stage_rows
from steerboard.simulator.lead_rows import enter_leads, lead_history_rows, lead_rows
from steerboard.simulator.leads import draw_leads
from steerboard.simulator.orders import make_orders, order_rows
from steerboard.simulator.people import (
    CAST,
    Staff,
    make_staff,
    membership_rows,
    place_rows,
    team_rows,
    user_rows,
)
from steerboard.simulator.promotions import promotion_rows
from steerboard.simulator.quotes import make_quotes, quote_rows
from steerboard.simulator.stories import Stories, choose
from steerboard.simulator.tables import COLUMNS, Rows, Table
from steerboard.simulator.targets import target_rows
from steerboard.simulator.team_targets import came
from steerboard.simulator.touches import touch_rows
from steerboard.simulator.won import Won

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
    with seldom_collecting():
        return _simulate(people, days, until, seed, calendar)


def _simulate(people: int, days: int, until: date, seed: int, calendar: Calendar) -> Company:
    time_ = Days(calendar, until, days)
    books = Books()
    staff = make_staff(people, time_, seed)
    stories = choose(staff, time_, seed)
    rows = {**_people_rows(staff, time_), **_business(staff, stories, time_, seed, books)}
    books.state("stories", stories.truth(time_))
    books.state("rows", {name: len(rows[name]) for name in COLUMNS})
    books.state("people_at_the_end", sum(not p.left for p in staff.people))
    morning = datetime.combine(until, time(8), tzinfo=calendar.zone)
    tables = {name: Table.of(name, rows[name]) for name in COLUMNS}
    return Company(tables, books.truth(), dict(CAST), morning)


def _people_rows(staff: Staff, days: Days) -> dict[str, Rows]:
    return {
        "users": user_rows(staff, days),
        "teams": team_rows(staff),
        "team_places": place_rows(staff, days),
        "memberships": membership_rows(staff, days),
        "products": product_rows(days),
        "stages": stage_rows(),
    }


def _business(staff: Staff, stories: Stories, days: Days, seed: int, books: Books) -> dict[str, Rows]:
    """What is sold to whom: customers and deals first, what follows from them after."""
    accounts = make_accounts(staff, stories, days, seed)
    contacts = make_contacts(accounts, days, seed)
    market = Market(accounts, contacts, stories)
    campaigns = make_campaigns(len(staff.reps), days, seed)
    deals = make_deals(staff, market, days, seed, books)
    leads = draw_leads(staff, deals, campaigns, days, seed)
    enter_leads(books, leads, days)
    won = Won(deals)
    quotes = make_quotes(deals, days, seed, books)
    orders = make_orders(deals, market, campaigns, days, seed, books)
    columns = activities.draw(staff, stories, days, seed)
    links = link(columns, staff, accounts, deals, leads, days, seed)
    outcomes = activity_rows.outcomes(columns, seed)
    activity_rows.enter(books, columns, outcomes, staff, days)
    told = activity_rows.Told(
        columns, outcomes, links, staff, accounts, contacts, deals, leads, campaigns, days, seed
    )
    costs = cost_rows(staff, deals, orders, campaigns, days, seed, books)
    made = Made(staff, accounts, contacts, campaigns, leads, orders, columns, costs, books, days, seed)
    return {
        "accounts": account_rows(accounts, days, seed),
        "account_history": account_history_rows(accounts, days),
        "contacts": contacts.rows,
        "campaigns": campaign_rows(campaigns, days),
        "promotions": promotion_rows(stories, days),
        "leads": lead_rows(leads, staff, accounts, deals, campaigns, days, seed),
        "lead_history": lead_history_rows(leads, staff, deals, days),
        "campaign_touches": touch_rows(campaigns, leads, contacts, len(staff.reps), days, seed),
        **deal_rows(deals, days, seed),
        "loss_reviews": review_rows(deals, days, seed),
        "activities": told,
        "activity_history": activity_rows.history_rows(columns, days),
        "quotes": quote_rows(quotes, days),
        "contracts": contract_rows(deals, days, seed),
        **order_rows(orders, days),
        "costs": costs,
        "forecast_submissions": submission_rows(staff, won, days, seed),
        "targets": target_rows(
            staff, stories, won, came(staff, deals, orders, leads, days), days, seed, books
        ),
        **rows_around(made),
    }


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
