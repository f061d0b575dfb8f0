"""A zone as a list of offsets, passed to SQL by value: no store needs time-zone data of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

_STEP = timedelta(days=7)  # no zone has changed its clocks twice within a week and back again


@dataclass(frozen=True, slots=True)
class Offset:
    """From the naive UTC instant ``since`` on, clocks are ``seconds`` ahead of UTC."""

    since: datetime
    seconds: int


@lru_cache(maxsize=64)
def offsets(zone: ZoneInfo, start: datetime, end: datetime) -> tuple[Offset, ...]:
    """The offsets of ``zone`` between two naive UTC instants, in order; at least one.

    >>> [o.seconds for o in offsets(ZoneInfo("Asia/Shanghai"), datetime(2017, 1, 1), datetime(2018, 1, 1))]
    [28800]
    """
    found = [Offset(start, _seconds(zone, start))]
    here = start
    while here < end:
        following = min(here + _STEP, end)
        if _seconds(zone, following) != found[-1].seconds:
            change = _change(zone, here, following)
            found.append(Offset(change, _seconds(zone, change)))
        here = following
    return tuple(found)


def _seconds(zone: ZoneInfo, at: datetime) -> int:
    offset = at.replace(tzinfo=UTC).astimezone(zone).utcoffset()
    assert offset is not None
    return int(offset.total_seconds())


def _change(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The first second, by halving, at which the offset is that of ``after``."""
    wanted = _seconds(zone, after)
    low, high = 0, int((after - before).total_seconds())
    while high - low > 1:
        middle = (low + high) // 2
        if _seconds(zone, before + timedelta(seconds=middle)) == wanted:
            high = middle
        else:
            low = middle
    return before + timedelta(seconds=high)
