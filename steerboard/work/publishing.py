"""What is the same for all is worked out when a server has started, not by the first who looks.

It is the bands of peers, and what usually becomes of deals, on which forecasts rest.
"""

from __future__ import annotations

from contextlib import suppress

from django.db import DatabaseError, connection

from steerboard.core.clock import Clock
from steerboard.core.errors import SteerboardError
from steerboard.core.workspace import Workspace
from steerboard.engine.rights import Rights
from steerboard.forecast.asking import make_ready
from steerboard.people.requests import Asked
from steerboard.work import funnel
from steerboard.work.team import asking, four, measuring
from steerboard.work.team.measuring import Shares

SELLING = "rep"
READERS = (SELLING, "regional_director")  # who may read different fields
NOBODY_IN_PARTICULAR = 0


def publish(workspace: Workspace, clock: Clock) -> None:
    """Ask what the pages of teams, of people and of Today compare with and rest on. For a thread of its own.

    What cannot be asked shows itself where somebody looks at it.
    """
    request = Asked()
    request.workspace, request.clock = workspace, clock
    request.today = workspace.calendar.today(clock.now())
    calendar, today = workspace.calendar, request.today
    try:
        with suppress(SteerboardError, DatabaseError):
            make_ready(request, [calendar.period("month", today), calendar.period("quarter", today)])
        for role in READERS:
            request.rights = Rights(NOBODY_IN_PARTICULAR, frozenset({role}), everything=True)
            with suppress(SteerboardError, DatabaseError):
                _bands(request)
    finally:
        connection.close()


def _bands(request: Asked) -> None:
    calendar, today = request.workspace.calendar, request.today
    months, shares = measuring.months_of(calendar, today), Shares(calendar, today)
    for links in (asking.CHAIN, four.ALL):
        measuring.peers_of(request, links, months, SELLING, shares)
    funnel.peers(request, funnel.windows(today)[0])
