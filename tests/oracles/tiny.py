"""A company of five for hand-made cases.

Ann moves from Team A (North) to Team B (South) on 1 February 2024. Bob leads A, Cy leads B, Dee is a marketer
at the company's top, Eve has no membership.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from steerboard.core.calendars import Calendar
from steerboard.core.periods import Period
from steerboard.core.worldtime import WorldTime
from tests.worlds import Builder

SHANGHAI = ZoneInfo("Asia/Shanghai")
ANN, BOB, CY, DEE, EVE = 1, 2, 3, 4, 5
NORTH, SOUTH, TEAM_A, TEAM_B = 2, 3, 4, 5
QUALIFY, DEVELOP, PROPOSE, WON, LOST = 1, 2, 3, 4, 5
JANUARY = Period(date(2024, 1, 1), date(2024, 2, 1))
FEBRUARY = Period(date(2024, 2, 1), date(2024, 3, 1))
MARCH = Period(date(2024, 3, 1), date(2024, 4, 1))
QUARTER = Period(date(2024, 1, 1), date(2024, 4, 1))


def local(month: int, day: int, hour: int = 12, minute: int = 0, *, year: int = 2024) -> datetime:
    """A wall-clock time in Shanghai."""
    return datetime(year, month, day, hour, minute, tzinfo=SHANGHAI)


def company() -> Builder:
    """The people and the stages; now is noon of 15 March 2024."""
    b = Builder(Calendar(zone=SHANGHAI), local(3, 15))
    for name in ("Ann", "Bob", "Cy", "Dee", "Eve"):
        b.add("user", name=name)
    for name, kind in (
        ("All", "company"),
        ("North", "region"),
        ("South", "region"),
        ("A", "team"),
        ("B", "team"),
    ):
        b.add("team", name=name, kind=kind)
    start = date(2023, 1, 1)
    for team, parent in ((1, None), (NORTH, 1), (SOUTH, 1), (TEAM_A, NORTH), (TEAM_B, SOUTH)):
        b.add("team_place", team=team, parent=parent, valid_from=start)
    moved = date(2024, 2, 1)
    for user, team, begins, ends, leads in (
        (ANN, TEAM_A, start, moved, False),
        (ANN, TEAM_B, moved, None, False),
        (BOB, TEAM_A, start, None, True),
        (CY, TEAM_B, start, None, True),
    ):
        role = "team_lead" if leads else "rep"
        b.add("membership", user=user, team=team, role=role, leads=leads, valid_from=begins, valid_to=ends)
    b.add("membership", user=DEE, team=1, role="marketer", leads=False, valid_from=start)
    for position, (name, kind) in enumerate(
        (("Qualify", "open"), ("Develop", "open"), ("Propose", "open"), ("Won", "won"), ("Lost", "lost")), 1
    ):
        b.add("stage", name=name, kind=kind, position=position, pipeline="default")
    return b


def deal(
    b: Builder,
    owner: int | None,
    amount: int | None,
    created: WorldTime | None,
    closed: WorldTime | None = None,
    outcome: str | None = None,
    **more: Any,
) -> int:
    """An imported opportunity without history."""
    return b.add(
        "opportunity",
        **{
            "source": "crm",
            "owner": owner,
            "amount": None if amount is None else Decimal(amount),
            "currency": b.currency,
            "created_at": created,
            "closed_at": closed,
            "outcome": outcome,
            **more,
        },
    )


def order(
    b: Builder, account: int | None, at: WorldTime, net: int | None, quantity: int = 1, **more: Any
) -> int:
    """An order of one line of ``quantity`` at ``net`` each."""
    number = b.add(
        "order", **{"account": account, "ordered_at": at, "owner": ANN, "currency": b.currency, **more}
    )
    price = None if net is None else Decimal(net)
    b.add("order_line", order=number, quantity=Decimal(quantity), net_price=price, currency=b.currency)
    return number
