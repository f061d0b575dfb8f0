"""Slices: how a scan tells to which stretch of time a row belongs, so that any window is a run of stretches."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from itertools import pairwise
from typing import Literal

from steerboard.core.calendars import Calendar
from steerboard.core.moments import BEGINNING, naive
from steerboard.core.periods import Grain
from steerboard.engine.frames import Window

MOST_CASES = 64
COARSE_FIRST: tuple[Grain, ...] = ("year", "quarter", "month", "week", "day")
Way = Literal["one", "grain", "cases", "hour", "windows"]
WINDOWS_AT_ONCE = 16  # that overlap: a row meets each of them, and a median holds it as often


@dataclass(frozen=True)
class Slicing:
    """The stretches between consecutive ``bounds``; those that no window covers are left out of the scan.

    ``way`` says what the scan groups by: nothing; the period of ``grain`` that holds the local day, with the
    number of ``cuts`` (instants inside a period) that have passed; a CASE over the bounds; the UTC hour; or each of
    the ``windows`` that hold the row, which may overlap.
    ``daily`` says that every bound begins a local day, so that days can be compared instead of instants.
    """

    calendar: Calendar
    bounds: tuple[datetime, ...]
    covered: tuple[bool, ...]
    way: Way
    daily: bool
    grain: Grain | None = None
    cuts: tuple[datetime, ...] = ()
    windows: tuple[Window, ...] = ()

    @property
    def ranges(self) -> tuple[Window, ...]:
        """The covered time as few disjoint windows: the filter of the scan."""
        runs: list[Window] = []
        for start, end, used in zip(self.bounds, self.bounds[1:], self.covered, strict=False):
            if used and runs and runs[-1].end == start:
                runs[-1] = Window(runs[-1].start, end)
            elif used:
                runs.append(Window(start, end))
        return tuple(runs)

    @property
    def each(self) -> tuple[Window, ...]:
        """The windows by their places, where values do not add up: the stretches, or those that overlap."""
        return self.windows or tuple(Window(a, b) for a, b in pairwise(self.bounds))

    @property
    def width(self) -> int:
        """How many key columns the scan has for it."""
        return 0 if self.way == "one" else 2 if self.cuts else 1

    @cached_property
    def size(self) -> int:
        return len(self.bounds) - 1

    def run(self, window: Window) -> tuple[int, int]:
        """The stretches that make up ``window``, as a half-open range."""
        return bisect_left(self.bounds, window.start), bisect_left(self.bounds, window.end)

    def place(self, keys: tuple[object, ...]) -> int:
        """The stretch of a row of the scan, by its key columns."""
        if self.way == "one":
            return self.covered.index(True)
        key = keys[0]
        if self.way in ("cases", "windows"):
            assert isinstance(key, int)
            return key
        if isinstance(key, datetime):
            start = key
        else:
            assert isinstance(key, date)
            start = naive(self.calendar.starts(key))
        if self.cuts:
            passed = keys[1]
            assert isinstance(passed, int)
            start = max(start, self.cuts[passed - 1]) if passed else start
        return min(max(bisect_right(self.bounds, start) - 1, 0), self.size - 1)


def slicing(windows: Iterable[Window], calendar: Calendar) -> Slicing:
    """The coarsest stretches of which each of the windows is a run."""
    bounds, covered, daily = _stretches(sorted(set(windows)), calendar)
    inner = bounds[1:-1]
    if not inner:
        return Slicing(calendar, bounds, covered, "one", daily)
    for grain in COARSE_FIRST:
        if calendar.weeks and grain in ("year", "quarter", "month"):
            continue  # made of weeks: no store can cut to them
        if grain == "day" and len(bounds) <= MOST_CASES:
            break  # fewer groups than days
        if all(_aligned(b, grain, calendar) for b in inner) and covered.count(False) == 0:
            return Slicing(calendar, bounds, covered, "grain", daily, grain)
    if len(bounds) <= MOST_CASES:
        return Slicing(calendar, bounds, covered, "cases", daily)
    cuts = tuple(b for b in inner if not _aligned(b, "day", calendar))
    if len(cuts) < MOST_CASES:
        return Slicing(calendar, bounds, covered, "grain", daily, "day", cuts)
    cuts = tuple(b for b in inner if b.minute or b.second or b.microsecond)
    return Slicing(calendar, bounds, covered, "hour", daily, None, cuts)


def apart(windows: Iterable[Window], calendar: Calendar) -> list[Slicing]:
    """For values that do not add up: each window read for itself, by as few scans as need be."""
    wanted = sorted(set(windows))
    disjoint = layers(wanted)
    some = range(0, len(wanted), WINDOWS_AT_ONCE)
    if len(disjoint) <= len(some):
        return [slicing(layer, calendar) for layer in disjoint]
    return [_each(wanted[n : n + WINDOWS_AT_ONCE], calendar) for n in some]


def _each(wanted: list[Window], calendar: Calendar) -> Slicing:
    bounds, covered, daily = _stretches(wanted, calendar)
    return Slicing(calendar, bounds, covered, "windows", daily, windows=tuple(wanted))


def _stretches(
    wanted: list[Window], calendar: Calendar
) -> tuple[tuple[datetime, ...], tuple[bool, ...], bool]:
    """The bounds of the windows, which stretches between them are covered, and whether all begin a local day."""
    bounds = tuple(sorted({b for w in wanted for b in (w.start, w.end)}))
    return bounds, _covered(wanted, bounds), all(_aligned(b, "day", calendar) for b in bounds)


def layers(windows: Iterable[Window]) -> list[list[Window]]:
    """The windows in as few lists as need be, those of one list disjoint: for values that do not add up."""
    found: list[list[Window]] = []
    for window in sorted(set(windows)):
        for layer in found:
            if layer[-1].end <= window.start:
                layer.append(window)
                break
        else:
            found.append([window])
    return found


def _covered(wanted: list[Window], bounds: tuple[datetime, ...]) -> tuple[bool, ...]:
    steps = [0] * len(bounds)
    place = {b: i for i, b in enumerate(bounds)}
    for window in wanted:
        steps[place[window.start]] += 1
        steps[place[window.end]] -= 1
    depth, covered = 0, []
    for step in steps[:-1]:
        depth += step
        covered.append(depth > 0)
    return tuple(covered)


def _aligned(bound: datetime, grain: Grain, calendar: Calendar) -> bool:
    if bound <= BEGINNING:
        return True
    day = bound.replace(tzinfo=UTC).astimezone(calendar.zone).date()
    return naive(calendar.starts(day)) == bound and calendar.period(grain, day).start == day
