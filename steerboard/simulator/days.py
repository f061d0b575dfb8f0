"""Time inside a simulation: days are integers, instants are minutes, both counted from an early origin."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import numpy as np
import numpy.typing as npt

from steerboard.core.calendars import Calendar
from steerboard.core.periods import Grain, Period

EARLIER = 1100  # days before the first simulated one: older customers have ordered there
WARM_UP = 150  # days before the first one in which deals may begin, so that the pipeline is full at the start
LATER = 240  # days beyond the present: plans and planned closing dates
DAY = 24 * 60

Instants = npt.NDArray[np.int64]

_CLOCK = [f"T{m // 60:02d}:{m % 60:02d}:00" for m in range(DAY)]


class Days:
    """The days of one simulation. ``now`` is the day whose morning the company stands in; facts end before it."""

    def __init__(self, calendar: Calendar, until: date, days: int) -> None:
        self.calendar = calendar
        self.origin = until - timedelta(days=days + EARLIER)
        self.first = EARLIER
        self.now = EARLIER + days
        self.warm = self.first - WARM_UP
        dates = [self.origin + timedelta(days=n) for n in range(self.now + LATER)]
        self.dates = dates
        self.text = [d.isoformat() for d in dates]
        self.month = [t[:7] for t in self.text]
        self.working = [calendar.is_working_day(d) for d in dates]
        self.next_working = _nearest_forward(self.working)
        self.last_working = _nearest_back(self.working)
        self.season = _seasons(dates, self.working)
        # Work happens in daylight, so one offset a day is right also where clocks change at night.
        offsets = [_offset(datetime.combine(d, time(12), tzinfo=calendar.zone)) for d in dates]
        known = sorted(set(offsets))
        clocks = [[clock + offset for clock in _CLOCK] for offset in known]
        self._clock = [clocks[known.index(offset)] for offset in offsets]
        # The same for whole columns; as objects, for a text is then made once and not copied.
        self._texts = np.array(self.text, dtype=object)
        self._clocks = np.array(clocks, dtype=object)
        self._offset_of = np.array([known.index(offset) for offset in offsets])
        self._periods: dict[tuple[Grain, int], Period] = {}

    @property
    def end(self) -> int:
        """The first instant that has not happened yet."""
        return self.now * DAY

    @property
    def visiting_day(self) -> int:
        """Today, or the next working day where today is none."""
        return self.next_working[self.now]

    def index(self, day: date) -> int:
        return (day - self.origin).days

    def period(self, grain: Grain, day: int) -> Period:
        """The period that holds a day, by its number; most of them are asked for again and again."""
        known = self._periods.get((grain, day))
        if known is None:
            known = self._periods[grain, day] = self.calendar.period(grain, self.dates[day])
        return known

    def stamp(self, instant: int) -> str:
        """ISO time with the zone's offset."""
        day, minute = divmod(instant, DAY)
        return self.text[day] + self._clock[day][minute]

    def stamps(self, instants: Instants) -> list[str]:
        """ISO times; a negative instant is an empty text."""
        there = instants >= 0
        day, minute = np.divmod(instants[there], DAY)
        found = np.full(len(instants), "", dtype=object)
        found[there] = self._texts[day] + self._clocks[self._offset_of[day], minute]
        return found.tolist()

    def to_office(self, instants: Instants, minutes: Instants) -> Instants:
        """Instants outside working hours put off to the next working morning, ``minutes`` after nine.

        Negative ones stay as they are.
        """
        day, minute = instants // DAY, instants % DAY
        late = minute >= 18 * 60 + 30
        target = np.array(self.next_working)[np.minimum(day + late, len(self.dates) - 1)]
        moved = (target != day) | (minute < 9 * 60)
        return np.where((instants >= 0) & moved, target * DAY + 9 * 60 + minutes, instants)

    def month_of(self, instant: int) -> str:
        return self.month[instant // DAY]


def _offset(noon: datetime) -> str:
    text = noon.strftime("%z")
    return f"{text[:3]}:{text[3:5]}"


def _nearest_forward(working: list[bool]) -> list[int]:
    found = [len(working) - 1] * len(working)
    for n in range(len(working) - 2, -1, -1):
        found[n] = n if working[n] else found[n + 1]
    return found


def _nearest_back(working: list[bool]) -> list[int]:
    found = [0] * len(working)
    for n in range(1, len(working)):
        found[n] = n if working[n] else found[n - 1]
    return found


def _seasons(dates: list[date], working: list[bool]) -> list[float]:
    """How much business a day sees, around 1: busy quarter ends, quiet weeks around the long holidays.

    A run of at least seven days without work is a long holiday (Chinese New Year, the National Day week).
    """
    season = [float(w) for w in working]
    for n, day in enumerate(dates):
        if day.month % 3 == 0:
            season[n] *= 1.15
    start = 0
    for n in range(len(working) + 1):
        if n < len(working) and not working[n]:
            continue
        if n - start >= 7:
            for near in range(max(0, start - 7), min(len(season), n + 5)):
                season[near] *= 0.55
        start = n + 1
    return season
