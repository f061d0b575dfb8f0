"""What Today asks to be done: deals to put right, and the visits of the day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet

from steerboard.core.calendars import Calendar
from steerboard.core.periods import Period
from steerboard.people.requests import Asked
from steerboard.records.questions import (
    Appointment,
    Deal,
    appointments_in,
    appointments_of,
    deals_of,
    open_deals,
    overdue_step,
    past_closing,
    undated,
    within,
)

SHOWN = 3  # of each thing to mend; the rest is a link away
MOST = 60  # appointments of the days that are looked at


@dataclass(frozen=True)
class Mend:
    steps: Sequence[Deal]
    steps_total: int
    closings: Sequence[Deal]
    closings_total: int
    undated: int
    soon: date
    month_end: date

    @property
    def total(self) -> int:
        return self.steps_total + self.closings_total


@dataclass(frozen=True)
class Visits:
    """``day`` is today, or the next working day where today is none and nothing is planned."""

    left_open: Sequence[Appointment]
    day: date
    planned: Sequence[Appointment]


def mend(request: Asked) -> Mend:
    """The reader's own deals whose next step is overdue or whose closing date is past."""
    today = request.today
    mine = open_deals(request.rights).filter(owner=request.person_id)
    late, late_total = _first(mine.filter(overdue_step(today)).order_by("next_step_due", "pk"))
    past, past_total = _first(mine.filter(past_closing(today)).order_by("close_date", "pk"))
    deals = deals_of([*late, *past], request.rights)
    return Mend(
        steps=deals[: len(late)],
        steps_total=late_total,
        closings=deals[len(late) :],
        closings_total=past_total,
        undated=mine.filter(undated()).count(),
        soon=today + timedelta(days=7),
        month_end=closing_month(today),
    )


def _first(rows: QuerySet[Any]) -> tuple[list[Any], int]:
    """The rows that are shown, and how many there are; counted only where there are more."""
    found = list(rows[: SHOWN + 1])
    return found[:SHOWN], len(found) if len(found) <= SHOWN else rows.count()


def closing_month(today: date) -> date:
    """The last day of this month; of the next one where that is today."""
    this = Calendar().period("month", today)
    return this.last if this.last > today else Calendar().period("month", this.end).last


def visits(request: Asked) -> Visits:
    """What is planned for the day, and what was planned since the last working day and is still open."""
    calendar, today = request.workspace.calendar, request.today
    before = working_day(today, -1, calendar)
    last = today if calendar.is_working_day(today) else working_day(today, 1, calendar)
    when = within("planned_for", Period(before, last + timedelta(days=1)), calendar)
    rows = appointments_in(request.rights, request.person_id or 0, when)
    found = appointments_of(list(rows[:MOST]), request.rights, calendar.zone)
    day = today if last == today or any(a.day == today for a in found) else last
    left = [a for a in found if a.day < today and not a.done]
    return Visits(left, day, [a for a in found if a.day == day])


def working_day(day: date, step: int, calendar: Calendar) -> date:
    """The next working day (``step`` 1) or the last one (-1); after a month without any, the day beside."""
    for n in range(1, 32):
        found = day + timedelta(days=step * n)
        if calendar.is_working_day(found):
            return found
    return day + timedelta(days=step)
