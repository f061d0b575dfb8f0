"""Times with an eye for the places where figures go wrong: midnights, month ends, clock changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from steerboard.core.worldtime import WorldTime, local_date, start_of_day

# Clock changes of Berlin and New York, a leap day, and ends of months, quarters and years.
EDGE_DAYS = (
    date(2023, 1, 31), date(2023, 2, 28), date(2023, 3, 12), date(2023, 3, 26), date(2023, 3, 31),
    date(2023, 4, 1), date(2023, 6, 30), date(2023, 10, 29), date(2023, 11, 5), date(2023, 12, 31),
    date(2024, 1, 1), date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1), date(2024, 3, 10),
)  # fmt: skip


@dataclass(frozen=True)
class Moments:
    rng: Random
    zone: ZoneInfo

    def day(self, low: date, high: date) -> date:
        """A day from ``low`` to ``high``, both included; often an edge."""
        edges = [d for d in EDGE_DAYS if low <= d <= high]
        if edges and self.rng.random() < 0.2:
            return self.rng.choice(edges)
        return low + timedelta(days=self.rng.randint(0, max(0, (high - low).days)))

    def instant(self, low: datetime, high: datetime) -> datetime:
        """An instant between two; often the first or last second of a local day."""
        if high <= low:
            return low
        day = self.day(local_date(low, self.zone), local_date(high, self.zone))
        at = datetime.combine(day, self._hour(), tzinfo=self.zone).astimezone(UTC)
        return min(max(at, low), high)

    def after(self, start: WorldTime, high: datetime, days: int) -> WorldTime:
        """Up to ``days`` later than ``start`` and not beyond ``high``, as exact as ``start`` is."""
        if isinstance(start, datetime):
            return self.instant(start, min(high, start + timedelta(days=days)))
        return self.day(start, min(local_date(high, self.zone), start + timedelta(days=days)))

    def begin(self, day: date) -> datetime:
        return start_of_day(day, self.zone)

    def _hour(self) -> time:
        pick = self.rng.random()
        if pick < 0.12:
            return time()
        if pick < 0.2:
            return time(23, 59, 59)
        return time(self.rng.randint(0, 23), self.rng.choice((0, 15, 30, 59)), self.rng.choice((0, 0, 7)))
