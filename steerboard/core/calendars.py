"""A company's calendar: zone, first day of the week, fiscal year, and working days."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import MAXYEAR, date, datetime, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

from steerboard.core.periods import Grain, Period, add_months
from steerboard.core.worldtime import end_of_day, start_of_day

_MONTHS: dict[Grain, int] = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True)
class Calendar:
    """How one company counts time. A value: two workspaces may differ, a test makes its own.

    ``off`` are the days without work beyond the weekly rest days, ``worked`` the rest days that are worked
    (China moves working days to weekends around its holidays). With ``weeks`` (4, 4, 5 or another order of them) months
    are weeks: each quarter has 13 in that order, the fiscal year begins with the ``week_start`` that is nearest to the
    first of ``fiscal_month``, and a 53rd week belongs to its last month.
    """

    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    week_start: int = 0  # 0 Monday … 6 Sunday
    fiscal_month: int = 1  # the month in which the fiscal year starts
    weeks: tuple[int, ...] = ()
    rest_days: frozenset[int] = frozenset({5, 6})
    off: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()

    def today(self, now: datetime) -> date:
        return now.astimezone(self.zone).date()

    def starts(self, day: date) -> datetime:
        return start_of_day(day, self.zone)

    def ends(self, day: date) -> datetime:
        return end_of_day(day, self.zone)

    def is_working_day(self, day: date) -> bool:
        if day in self.worked:
            return True
        return day.weekday() not in self.rest_days and day not in self.off

    def working_days(self, period: Period) -> int:
        return sum(self.is_working_day(day) for day in period.each_day())

    def period(self, grain: Grain, day: date) -> Period:
        """The period of ``grain`` that holds ``day``; an hour's period is its day."""
        if grain in ("hour", "day"):
            return Period(day, day + timedelta(days=1))
        if grain == "week":
            start = day - timedelta(days=(day.weekday() - self.week_start) % 7)
            return Period(start, start + timedelta(days=7))
        months = _MONTHS[grain]
        if self.weeks:
            starts = self._months_of(self._fiscal_year(day))
            first = (bisect_right(starts, day) - 1) // months * months
            return Period(starts[first], starts[first + months])
        back = (day.month - self.fiscal_month) % months
        start = add_months(day.replace(day=1), -back)
        return Period(start, add_months(start, months))

    def periods(self, grain: Grain, span: Period) -> Iterator[Period]:
        """The whole periods of ``grain`` that touch ``span``, in order."""
        day = span.start
        while day < span.end:
            period = self.period(grain, day)
            yield period
            day = period.end

    def previous(self, period: Period, grain: Grain | None) -> Period:
        """The period before: the one of the same grain, else the same number of days."""
        if grain is None:
            return Period(period.start - timedelta(days=period.days), period.start)
        return self.period(grain, period.start - timedelta(days=1))

    def year_before(self, period: Period, grain: Grain) -> Period:
        """The period of ``grain`` (month, quarter or year) with the same place in the fiscal year before."""
        if not self.weeks:
            return self.period(grain, add_months(period.start, -12))
        year = self._fiscal_year(period.start)
        place = self._months_of(year).index(period.start)
        return self.period(grain, self._months_of(year - 1)[place])

    def _fiscal_year(self, day: date) -> int:
        year = min(day.year + 1, MAXYEAR - 1)
        while self._begins(year) > day:
            year -= 1
        return year

    def _begins(self, year: int) -> date:
        """The first day of a fiscal year that is made of weeks."""
        first = date(year, self.fiscal_month, 1)
        back = (first.weekday() - self.week_start) % 7
        return first + timedelta(days=-back if back <= 3 else 7 - back)

    def _months_of(self, year: int) -> list[date]:
        """Where the months of a fiscal year that is made of weeks begin, and where the year ends."""
        start = self._begins(year)
        before = accumulate(self.weeks * 4, initial=0)
        starts = [start + timedelta(weeks=n) for n in before]
        return [*starts[:12], self._begins(year + 1)]

    def pace(self, period: Period, today: date) -> float:
        """Share of the period's working days that are over by the end of ``today``."""
        total = self.working_days(period)
        return self.working_days(period.until(today + timedelta(days=1))) / total if total else 1.0
