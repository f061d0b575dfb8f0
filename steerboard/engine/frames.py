"""Windows of time and the frames of a query: what is measured over which days, and compared with which."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from math import ceil

from steerboard.core.calendars import Calendar
from steerboard.core.moments import BEGINNING, naive
from steerboard.core.periods import Grain, Period, add_months

TICK = timedelta(microseconds=1)
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """The instants from ``start`` up to, not including, ``end``; naive UTC as the mart holds them.

    For a state ``start`` is the last instant that counts and ``end`` where the clock stands: the same for an
    exact instant, a tick later at the end of a day. ``days`` are the period that a state looks at: its first
    and last day, and the last of them that has come.
    """

    start: datetime
    end: datetime
    days: tuple[date, ...] = ()


@dataclass(frozen=True)
class Instant:
    """A state is read at ``at``; the clock stands at ``upto``; ``day`` is the local day, ``days`` those looked at."""

    at: datetime
    upto: datetime
    day: date
    days: tuple[date, ...] = ()


def local_day(instant: datetime, calendar: Calendar) -> date:
    """The local date of one of the mart's instants."""
    if instant.year <= 1:
        return instant.date()
    return instant.replace(tzinfo=UTC).astimezone(calendar.zone).date()


def read_at(window: Window, calendar: Calendar) -> Instant:
    """The instant at which a state is read over ``window``."""
    return Instant(window.start, window.end, local_day(window.start, calendar), window.days)


def begins(day: date, calendar: Calendar) -> datetime:
    return BEGINNING if day == date.min else naive(calendar.starts(day))


def window_of(period: Period, calendar: Calendar) -> Window:
    return Window(begins(period.start, calendar), begins(period.end, calendar))


@dataclass(frozen=True)
class Frame:
    """One period of a query, cut to what was asked and to what has happened.

    ``period`` is None for the whole span of a query without grain. ``asked`` are the days that the frame
    covers by the query; ``elapsed`` those of them up to today, which ``window`` covers. ``state`` is where a
    state is read: the end of the last elapsed day, never later than now. ``partial`` says that the period is
    not over, or not all of it was asked. ``now`` is the instant at which the question is asked. ``hour`` is the
    start of the hour under the hour grain.
    """

    calendar: Calendar
    grain: Grain | None
    period: Period | None
    asked: Period
    elapsed: Period
    window: Window
    state: Window
    partial: bool
    now: datetime
    hour: datetime | None = None

    @property
    def aim(self) -> Period:
        """The days that a target must be set for: the whole period, also where it is not over."""
        if self.period is None or self.asked.start != self.period.start:
            return self.asked
        reaches_now = self.asked.end > local_day(self.now, self.calendar)
        return self.period if reaches_now else self.asked

    @property
    def days(self) -> tuple[date, ...]:
        """The first and the last day of the period, and the last of them that has come."""
        return (self.aim.start, self.aim.last, min(self.aim.last, self.elapsed.last))

    @property
    def looking(self) -> Window:
        """Where a state is read that looks at the days of the period."""
        return replace(self.state, days=self.days)

    @property
    def opening(self) -> Window:
        """The beginning of the period; of one that has not begun there is no state yet."""
        at = self.window.start if self.elapsed.days else BEGINNING
        return Window(at, at, self.days)

    def eve(self) -> Frame:
        """This frame with its states read at the end of the day before it; before all time where there is none."""
        start = self.window.start if self.elapsed.days else BEGINNING
        eve = Window(start - TICK, start) if start > BEGINNING else Window(start, start)
        return replace(self, state=eve)

    def to_date(self) -> Frame:
        """All time up to this frame's last day, or to today where that comes first."""
        return self._over(Period(date.min, self._end()))

    def settled(self, days: int) -> Frame:
        """This frame without what lies less than ``days`` days, by the clock on the wall, before now."""
        local = self.now.replace(tzinfo=UTC).astimezone(self.calendar.zone).replace(tzinfo=None)
        last = naive((local - timedelta(days=days)).replace(tzinfo=self.calendar.zone))
        end = max(self.window.start, min(self.window.end, last + TICK))
        return replace(self, window=Window(self.window.start, end))

    def trailing(self, days: int) -> Frame:
        """The ``days`` days that end with this frame's last day, or with today where that comes first."""
        end = self._end()
        return self._over(Period(end - timedelta(days=days), end))

    def trailing_months(self, months: int) -> Frame:
        """As ``trailing``, for months."""
        end = self._end()
        return self._over(Period(add_months(end, -months), end))

    def last_part(self, share: Decimal) -> Frame | None:
        """The last ``share`` (rounded up) of the period's working days and what follows them, as far as it has come.

        None where the period has no beginning or no working day.
        """
        if self.aim.start == date.min:
            return None
        working = [day for day in self.aim.each_day() if self.calendar.is_working_day(day)]
        if not working:
            return None
        first = max(working[-ceil(len(working) * share)], self.elapsed.start)
        return self._over(Period(first, max(first, self.elapsed.end)))

    def _end(self) -> date:
        return local_day(self.state.start, self.calendar) + timedelta(days=1)

    def _over(self, days: Period) -> Frame:
        return replace(self, asked=days, elapsed=days, window=window_of(days, self.calendar))

    def previous(self) -> Frame | None:
        """The period before, cut to the same elapsed part; None where the frame has no beginning."""
        if self.hour is not None:
            return self._earlier_hour(HOUR)
        if self.asked.start == date.min:
            return None
        natural = self._natural()
        whole = self.calendar.period(natural, self.asked.start) if natural else self.asked
        return self._moved(self._same_part(whole, self.calendar.previous(whole, natural)))

    def _same_part(self, whole: Period, before: Period) -> Period:
        """Of another period the part that has elapsed of ``whole``."""
        if self.elapsed == whole:
            return before
        start = min(before.start + (self.elapsed.start - whole.start), before.end)
        end = before.end if self.elapsed.end == whole.end else start + timedelta(days=self.elapsed.days)
        return Period(start, max(start, min(end, before.end)))

    def year_ago(self) -> Frame | None:
        """The same dates a year before; weeks and hours go back by 52 weeks, periods that are made of weeks to the one
        with the same place in the year before."""
        if self.hour is not None:
            return self._earlier_hour(timedelta(weeks=52))
        if self.elapsed.start.year <= 1:
            return None
        if self.calendar.weeks and (natural := self._natural()) in ("month", "quarter", "year"):
            whole = self.calendar.period(natural, self.asked.start)
            return self._moved(self._same_part(whole, self.calendar.year_before(whole, natural)))
        if self.grain == "week" or self.calendar.weeks:
            back = timedelta(weeks=52)
            return self._moved(Period(self.elapsed.start - back, self.elapsed.end - back))
        end = add_months(self.elapsed.end, -12)
        if (self.elapsed.end.month, self.elapsed.end.day) == (2, 29):
            end += timedelta(days=1)  # what ends with 28 February ends with it a year before too
        return self._moved(Period(min(add_months(self.elapsed.start, -12), end), end))

    def _natural(self) -> Grain | None:
        """The grain whose period this is; found by its days where the query has none."""
        if self.grain is not None:
            return self.grain
        grains: tuple[Grain, ...] = ("day", "week", "month", "quarter", "year")
        return next((g for g in grains if self.calendar.period(g, self.asked.start) == self.asked), None)

    def _moved(self, to: Period) -> Frame:
        back = self.elapsed.last - to.last if to.days else timedelta(0)
        window = window_of(to, self.calendar)
        state = Window(window.end - TICK, window.end)
        if self.state.end < self.window.end:  # read at an instant within the last day: the same time of day
            local = self.state.start.replace(tzinfo=UTC).astimezone(self.calendar.zone)
            at = naive(local.replace(tzinfo=None).replace(tzinfo=self.calendar.zone) - back)
            state = Window(at, at)
        return replace(self, period=to, asked=to, elapsed=to, window=window, state=state)

    def _earlier_hour(self, back: timedelta) -> Frame:
        assert self.hour is not None
        window = Window(self.window.start - back, self.window.end - back)
        state = Window(self.state.start - back, self.state.end - back)
        return replace(self, window=window, state=state, hour=self.hour - back)


@dataclass(frozen=True)
class Span:
    """What a query asks of time, with its defaults filled in.

    ``instant`` is now or the earlier instant at which states are read; what is dated after its local day does
    not count.
    """

    calendar: Calendar
    grain: Grain | None
    first: date
    last: date
    instant: Window

    @property
    def today(self) -> date:
        return local_day(self.instant.start, self.calendar)

    def whole(self) -> Frame:
        """The frame of the totals: all that was asked."""
        return self._frame(None, self._asked())

    def frames(self) -> tuple[Frame, ...]:
        """One frame for each period that has begun; the whole span where there is no grain."""
        if self.grain is None:
            return (self.whole(),)
        if self.grain == "hour":
            return tuple(self._hours())
        asked, frames = self._asked(), []
        for period in self.calendar.periods(self.grain, asked):
            inside = Period(max(period.start, asked.start), min(period.end, asked.end))
            if inside.start > self.today:
                break
            frames.append(self._frame(period, inside))
        return tuple(frames)

    def _asked(self) -> Period:
        return Period(self.first, max(self.first, self.last) + timedelta(days=1))

    def _frame(self, period: Period | None, asked: Period) -> Frame:
        elapsed = asked.until(self.today + timedelta(days=1))
        window = window_of(elapsed, self.calendar)
        over = window_of(asked, self.calendar).end <= self.instant.end
        state = Window(window.end - TICK, window.end) if window.end <= self.instant.end else self.instant
        cut = period is not None and period != asked
        partial = not over or cut
        now = self.instant.start
        return Frame(self.calendar, self.grain, period, asked, elapsed, window, state, partial, now)

    def _hours(self) -> list[Frame]:
        frames, whole = [], self.whole()
        start = whole.window.start
        while start < min(whole.window.end, self.instant.end):
            window = Window(start, start + HOUR)
            day = local_day(start, self.calendar)
            period = Period(day, day + timedelta(days=1))
            over = window.end <= self.instant.end
            state = Window(window.end - TICK, window.end) if over else self.instant
            now = self.instant.start
            frames.append(
                Frame(self.calendar, "hour", period, period, period, window, state, not over, now, start)
            )
            start += HOUR
        return frames
