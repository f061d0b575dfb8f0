"""What each person has won, by day."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict

from steerboard.simulator.days import DAY
from steerboard.simulator.deal import Deal


class Won:
    """Sums of the bookings of an owner between two days."""

    def __init__(self, deals: list[Deal]) -> None:
        found: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for deal in deals:
            if deal.fate.closed >= 0 and deal.fate.won:
                found[deal.owner].append((deal.fate.closed // DAY, deal.amount))
        self._days: dict[str, list[int]] = {}
        self._sums: dict[str, list[int]] = {}
        for user, won in found.items():
            won.sort()
            self._days[user] = [day for day, _ in won]
            total, sums = 0, [0]
            for _, amount in won:
                total += amount
                sums.append(total)
            self._sums[user] = sums

    def between(self, user: str, begins: int, ends: int) -> int:
        if user not in self._days:
            return 0
        days, sums = self._days[user], self._sums[user]
        return sums[bisect_left(days, ends)] - sums[bisect_left(days, begins)]
