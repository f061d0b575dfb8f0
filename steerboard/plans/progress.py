"""How far one is towards a target, and how far one should be: plain arithmetic on what is given.

What cannot be said is None, with the reason where people see it; a target that is absent is not a target of 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from steerboard.core.calendars import Calendar
from steerboard.core.periods import Period
from steerboard.core.text import Text

NO_TARGET = Text("no target is set", "未设目标")
ZERO_TARGET = Text("the target is 0", "目标为 0")
NO_ACTUAL = Text("the figure is not known", "实际值未知")


@dataclass(frozen=True)
class WorkingDays:
    """The working days of a period: those up to and including today, all, and those left (today included)."""

    done: int
    total: int
    left: int

    @classmethod
    def of(cls, period: Period, today: date, calendar: Calendar) -> WorkingDays:
        total = calendar.working_days(period)
        done = calendar.working_days(period.until(today + timedelta(days=1)))
        return cls(done, total, total - calendar.working_days(period.until(today)))

    @property
    def pace(self) -> Decimal | None:
        """The share of the target that is due by the end of today; None where nobody works in the period."""
        return Decimal(self.done) / self.total if self.total else None


@dataclass(frozen=True)
class Progress:
    """An actual value against its target in a period."""

    actual: Decimal | None
    target: Decimal | None
    days: WorkingDays
    stretch: Decimal | None = None

    @property
    def attainment(self) -> Decimal | None:
        if self.actual is None or not self.target:
            return None
        return self.actual / self.target

    @property
    def reason(self) -> Text | None:
        """Why there is no attainment."""
        if self.target is None:
            return NO_TARGET
        if self.target == 0:
            return ZERO_TARGET
        return NO_ACTUAL if self.actual is None else None

    @property
    def gap(self) -> Decimal | None:
        """What is missing to the target; 0 once it is met."""
        if self.actual is None or self.target is None:
            return None
        return max(self.target - self.actual, Decimal(0))

    @property
    def to_stretch(self) -> Decimal | None:
        """What is missing to the stretch; None where there is none, or it is reached."""
        if self.actual is None or self.stretch is None or self.actual >= self.stretch:
            return None
        return self.stretch - self.actual

    @property
    def met(self) -> bool:
        return self.target is not None and self.actual is not None and self.actual >= self.target

    @property
    def expected(self) -> Decimal | None:
        """Where an even pace would stand at the end of today."""
        if self.target is None or self.days.pace is None:
            return None
        return self.target * self.days.pace

    @property
    def on_pace(self) -> bool | None:
        """Whether it stands where an even pace would; None where that cannot be said."""
        if self.actual is None or not self.target or self.expected is None:
            return None
        return self.actual >= self.expected

    @property
    def per_day(self) -> Decimal | None:
        """What each working day that is left must bring; None without a gap or without a day."""
        if not self.gap or not self.days.left:
            return None
        return self.gap / self.days.left
