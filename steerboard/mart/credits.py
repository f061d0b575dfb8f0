"""Who gets the credit for a record: its shares, else its owners one after the other. Pure values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from steerboard.core.moments import BEGINNING, END
from steerboard.mart.rectangles import Step, timeline

WHOLE = 1_000_000  # shares are millionths


@dataclass(frozen=True, slots=True)
class Credit:
    user: int | None
    share: int
    start: datetime
    end: datetime


def credits_of(shares: Iterable[tuple[int, int]], steps: Sequence[Step]) -> list[Credit]:
    """The credits of one record; none where its owner held it alone all the time.

    ``shares`` are pairs of user and millionths. They count from the beginning in place of the owner, once they add
    up to 1: a set that is still being entered gives nobody anything yet.
    """
    found = _whole(shares)
    if found:
        return [Credit(user, share, BEGINNING, END) for user, share in sorted(found.items())]
    return [Credit(span.state[0], WHOLE, span.start, span.end) for span in timeline(steps, "owner")]


def _whole(shares: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Shares by user, exactly 1 together; empty where they are not. Thirds may lack a millionth each."""
    by_user: dict[int, int] = defaultdict(int)
    for user, share in shares:
        by_user[user] += share
    rest = WHOLE - sum(by_user.values())
    if not by_user or abs(rest) > len(by_user):
        return {}
    largest = max(by_user, key=lambda user: (by_user[user], -user))
    by_user[largest] += rest
    return by_user
