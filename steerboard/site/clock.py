"""The clock of a serving process: the machine's, or one that `serve --now` moved."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from functools import lru_cache

from steerboard.core.clock import NOW, SINCE, Clock, SystemClock, clock_from


@lru_cache(maxsize=1)
def site_clock() -> Clock:
    """The clock of this process; all processes of one server show the same time."""
    return clock_from(os.environ)


def clock_environment(now: datetime | None) -> dict[str, str]:
    """What to put in the environment of the processes of a server that begins at ``now``."""
    if now is None:
        return {}
    return {NOW: now.astimezone(UTC).isoformat(), SINCE: SystemClock().now().isoformat()}


__all__ = ["NOW", "SINCE", "clock_environment", "clock_from", "site_clock"]
