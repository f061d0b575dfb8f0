"""The clock is a value that is passed; nothing else in the product may read the time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the present instant, in UTC."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass(frozen=True)
class FixedClock:
    """A clock that stands still: for tests, back-tests and simulations."""

    at: datetime

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("a clock needs a time with a zone")

    def now(self) -> datetime:
        return self.at.astimezone(UTC)


@dataclass(frozen=True)
class ShiftedClock:
    """The machine's clock moved by ``offset``: ``serve --now`` begins at a time and goes on from there."""

    offset: timedelta

    def now(self) -> datetime:
        return datetime.now(UTC) + self.offset

    @classmethod
    def starting_at(cls, at: datetime) -> ShiftedClock:
        return cls(at - datetime.now(UTC))


NOW = "STEERBOARD_NOW"
SINCE = "STEERBOARD_NOW_SINCE"


def clock_from(environment: Mapping[str, str]) -> Clock:
    """The clock that all processes of a server share.

    ``STEERBOARD_NOW`` is the time at which it began, ``STEERBOARD_NOW_SINCE`` the machine's time then; without the
    first it is the machine's clock.
    """
    now = environment.get(NOW)
    if not now:
        return SystemClock()
    began = environment.get(SINCE)
    if not began:
        return ShiftedClock.starting_at(datetime.fromisoformat(now))
    return ShiftedClock(datetime.fromisoformat(now) - datetime.fromisoformat(began))
