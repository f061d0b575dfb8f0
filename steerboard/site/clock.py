"""The clock of a serving process: the machine's, or one that `serve --now` moved."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache

from steerboard.core.clock import Clock, ShiftedClock, SystemClock

NOW = "STEERBOARD_NOW"
SINCE = "STEERBOARD_NOW_SINCE"


@lru_cache(maxsize=1)
def site_clock() -> Clock:
    """The clock of this process; all processes of one server show the same time."""
    return clock_from(os.environ)


def clock_from(environment: Mapping[str, str]) -> Clock:
    """``STEERBOARD_NOW`` is the time at which the clock began, ``STEERBOARD_NOW_SINCE`` the machine's time then."""
    now = environment.get(NOW)
    if not now:
        return SystemClock()
    began = environment.get(SINCE)
    if not began:
        return ShiftedClock.starting_at(datetime.fromisoformat(now))
    return ShiftedClock(datetime.fromisoformat(now) - datetime.fromisoformat(began))


def clock_environment(now: datetime | None) -> dict[str, str]:
    """What to put in the environment of the processes of a server that begins at ``now``."""
    if now is None:
        return {}
    return {NOW: now.astimezone(UTC).isoformat(), SINCE: SystemClock().now().isoformat()}
