"""Times of the world: an instant, or only a date where the source knows no more.

The value is a ``datetime`` with a zone (an instant) or a plain ``date`` (a local day). Nothing is made up: a
date stays a date. ``datetime`` is a subclass of ``date`` in Python, so ask with :func:`is_instant`.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeGuard
from zoneinfo import ZoneInfo

from steerboard.core.errors import BadInput
from steerboard.core.text import Text

WorldTime = date | datetime

HOW_TO_WRITE = Text(
    "Write 2026-03-01 or 2026-03-01T09:30:00+08:00.",
    "请写成 2026-03-01 或 2026-03-01T09:30:00+08:00。",
)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def is_instant(value: object) -> TypeGuard[datetime]:
    return isinstance(value, datetime)


def to_text(value: WorldTime) -> str:
    """ISO text that sorts by time: ``2017-03-01`` or ``2017-03-01T09:30:00.000000Z``."""
    if is_instant(value):
        if value.tzinfo is None:
            raise BadInput(
                Text("a time of day needs its zone.", "带时刻的时间必须有时区。"), where=str(value)
            )
        # Imports ask this a million times, and strftime is slow.
        return value.astimezone(UTC).isoformat(timespec="microseconds")[:-6] + "Z"
    return value.isoformat()


def from_text(text: str) -> WorldTime:
    """The reverse of :func:`to_text`; also takes any ISO 8601 time that names its zone.

    >>> from_text("2017-03-01")
    datetime.date(2017, 3, 1)
    """
    try:
        if _DATE.fullmatch(text):
            return date.fromisoformat(text)
        value = datetime.fromisoformat(text)
    except ValueError:
        raise BadInput(
            Text("“{text}” is no date or time.", "“{text}”不是日期或时间。").fill(text=text),
            hint=HOW_TO_WRITE,
        ) from None
    if value.tzinfo is None:
        raise BadInput(Text("“{text}” has no zone.", "“{text}”没有时区。").fill(text=text))
    return value.astimezone(UTC)


def local_date(value: WorldTime, zone: ZoneInfo) -> date:
    """The day on the wall calendar of ``zone``."""
    return value.astimezone(zone).date() if is_instant(value) else value


def start_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The instant, in UTC, at which ``day`` begins in ``zone``."""
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The instant at which ``day`` ends: the first that no longer belongs to it."""
    return start_of_day(day + timedelta(days=1), zone)


def instant(value: WorldTime, zone: ZoneInfo) -> datetime:
    """The instant in UTC; a date counts from the beginning of its day."""
    return value.astimezone(UTC) if is_instant(value) else start_of_day(value, zone)
