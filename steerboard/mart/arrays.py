"""Values as the records' database gives them → typed arrays, a column at a time.

SQLite gives texts where PostgreSQL gives dates and times; both end as the same arrays. A value that cannot be
read (raw SQL can write anything) becomes NULL rather than stop the mart.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from steerboard.core.moments import BEGINNING, END, naive
from steerboard.core.worldtime import from_text, instant, start_of_day
from steerboard.engine.sql.zones import offsets

Array = NDArray[Any]
DATE_LENGTH = len("2017-03-01")
_KNOWN = (datetime(1900, 1, 1), datetime(2100, 1, 1))  # noqa: DTZ001  # of these years the offsets are listed


def moment(written: str, zone: ZoneInfo) -> datetime:
    """The instant of a time as the records write it; beyond the calendar's ends, the end."""
    try:
        return naive(instant(from_text(written), zone))
    except OverflowError:
        return BEGINNING if written < "5" else END


def texts(values: Sequence[Any]) -> Array:
    found = np.empty(len(values), dtype=object)
    found[:] = [v if v is None or isinstance(v, str) else str(v) for v in values]
    return found


def whole(values: Sequence[Any]) -> Array:
    """Integers; None is masked."""
    return _masked(values, np.int64, int)


def flags(values: Sequence[Any]) -> Array:
    return _masked(values, np.bool_, bool)


def _masked(values: Sequence[Any], dtype: type[Any], read: Callable[[Any], Any]) -> Array:
    absent = values.count(None)
    try:
        if not absent:
            return np.array(values, dtype=dtype)
        mask = np.fromiter((v is None for v in values), np.bool_, len(values))
        return np.ma.MaskedArray(np.array([0 if v is None else v for v in values], dtype=dtype), mask=mask)
    except (ValueError, TypeError, OverflowError):
        plain = [_read(read, v) for v in values]
    mask = np.fromiter((v is None for v in plain), np.bool_, len(values))
    return np.ma.MaskedArray(np.array([0 if v is None else v for v in plain], dtype=dtype), mask=mask)


def _read(read: Callable[[Any], Any], value: Any) -> Any:
    try:
        found = None if value is None else read(value)
    except (ValueError, TypeError):
        return None
    return found if found is None or isinstance(found, bool) or abs(found) < 2**63 else None


def days(values: Sequence[Any]) -> Array:
    """Dates; None is NaT."""
    try:
        return np.array(values, dtype="datetime64[D]")
    except (ValueError, TypeError):
        return np.array([_day(v) for v in values], dtype="datetime64[D]")


def _day(value: Any) -> date | None:
    try:
        return value if isinstance(value, date) else date.fromisoformat(str(value)[:DATE_LENGTH])
    except ValueError:
        return None


def instants(values: Sequence[Any]) -> Array:
    """System times: naive UTC texts from SQLite, aware ones from PostgreSQL, naive UTC ones of our own."""
    return np.array(
        [naive(v) if isinstance(v, datetime) and v.tzinfo else v for v in values], dtype="datetime64[us]"
    )


def one_instant(value: Any) -> datetime:
    """One of :func:`instants`."""
    found = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return naive(found) if found.tzinfo else found


class WorldTimes:
    """A column of world times: the instants, their local days, and which of them are exact."""

    def __init__(self, values: Sequence[str | None], zone: ZoneInfo) -> None:
        if values.count(None) == len(values):
            self.exact, self.known = np.zeros((2, len(values)), np.bool_)
            self.at = np.full(len(values), np.datetime64("NaT"), "datetime64[us]")
            self.on = self.at.astype("datetime64[D]")
            return
        readable = [v if v is None or _DATE_OR_TIME(v) else None for v in values]
        self.exact = np.fromiter(
            (v is not None and len(v) > DATE_LENGTH for v in readable), np.bool_, len(readable)
        )
        written = [None if v is None else v.removesuffix("Z") for v in readable]
        self.at = np.array(written, dtype="datetime64[us]")
        self.known = ~np.isnat(self.at)
        self.on = self.at.astype("datetime64[D]")
        dated = self.known & ~self.exact
        if dated.any():
            self.at[dated] = _starts(self.on[dated], zone)
        timed = self.known & self.exact
        if timed.any():
            self.on[timed] = local_days(self.at[timed], zone)

    @property
    def masked_exact(self) -> Array:
        return np.ma.MaskedArray(self.exact, mask=~self.known)


def _DATE_OR_TIME(value: str) -> bool:  # noqa: N802
    return value[:1].isdigit() and value[4:5] == "-" and (len(value) == DATE_LENGTH or value[-1] == "Z")


def _starts(on: Array, zone: ZoneInfo) -> Array:
    """The instant at which each day begins; days repeat, so each is looked up once."""
    each, places = np.unique(on, return_inverse=True)
    return np.array([_start(day, zone) for day in each.tolist()], dtype="datetime64[us]")[places]


@lru_cache(maxsize=16_384)
def _start(day: date, zone: ZoneInfo) -> datetime:
    try:
        return naive(start_of_day(day, zone))
    except OverflowError:
        return BEGINNING if day.year < END.year else END


def local_days(at: Array, zone: ZoneInfo) -> Array:
    """The day on the wall calendar of ``zone`` of each naive UTC instant."""
    since, seconds = _offsets(zone)
    place = np.searchsorted(since, at, side="right") - 1
    found = (at + seconds[np.maximum(place, 0)]).astype("datetime64[D]")
    beyond = (at < np.datetime64(_KNOWN[0])) | (at >= np.datetime64(_KNOWN[1]))
    if beyond.any():
        found[beyond] = [_local_day(v, zone) for v in at[beyond].tolist()]
    return found


def _local_day(at: datetime, zone: ZoneInfo) -> date:
    try:
        return at.replace(tzinfo=UTC).astimezone(zone).date()
    except OverflowError:
        return at.date()


@lru_cache(maxsize=8)
def _offsets(zone: ZoneInfo) -> tuple[Array, Array]:
    found = offsets(zone, *_KNOWN)
    since = np.array([o.since for o in found], dtype="datetime64[us]")
    return since, np.array([o.seconds for o in found], dtype="timedelta64[s]")
