"""What the page Today says, worked out: the goal, what is open to mend, the day's visits, the month's habits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Literal

from django.urls import reverse
from django.utils.http import urlencode

from steerboard.core.calendars import Calendar
from steerboard.core.errors import SteerboardError
from steerboard.core.periods import Period
from steerboard.core.text import Text
from steerboard.people.editing import may_edit
from steerboard.people.requests import Asked
from steerboard.plans.progress import Progress, WorkingDays
from steerboard.plans.questions import NONE_SET, Levels, targets_of
from steerboard.records.questions import (
    UNDONE,
    Appointment,
    Deal,
    appointments_in,
    appointments_of,
    deals_of,
    open_deals,
    overdue_step,
    past_closing,
    within,
)
from steerboard.work.asking import Own, own_by_month
from steerboard.work.definitions import definitions_of, name_of

Part = Literal["goal", "mend", "visits", "habits"]
View = Literal["month", "quarter"]
UNKNOWN = Text("not known now", "暂时无法统计")
REACHED = Text("goal reached", "目标已完成")
PLAN_MORE = Text("plan {n} more", "还要再安排 {n} 次")
ALL_PLANNED = Text("all that is missing is planned", "其余已排好")
STALE = timedelta(minutes=2)  # figures that are older say so
SHOWN = 3  # of each thing to mend; the rest is a link away
# The plans that a habit's KPI will count once they are done.
PLANS: dict[str, tuple[str, ...]] = {
    "visits": ("visit", "meeting"),
    "demos": ("demo",),
    "calls": ("call",),
    "activities": ("call", "email", "visit", "meeting", "demo", "presentation", "onboarding"),
}


@dataclass(frozen=True)
class Days:
    """The day, the period looked at, and its working days."""

    today: date
    view: View
    month: Period
    period: Period
    working: WorkingDays

    @classmethod
    def of(cls, today: date, view: View, calendar: Calendar) -> Days:
        period = calendar.period(view, today)
        month = calendar.period("month", today)
        return cls(today, view, month, period, WorkingDays.of(period, today, calendar))


@dataclass(frozen=True)
class Goal:
    """Bookings against their target; ``refused`` says why there is no figure."""

    name: Text
    progress: Progress
    may_enter: bool
    url: str
    refused: str = ""


@dataclass(frozen=True)
class Mend:
    steps: Sequence[Deal]
    steps_total: int
    closings: Sequence[Deal]
    closings_total: int
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


@dataclass(frozen=True)
class Habit:
    """An activity goal of the month: done, planned on top, and what is missing beyond both."""

    kpi: str
    name: Text
    done: Decimal | None
    planned: int
    goal: Decimal
    url: str

    @property
    def note(self) -> Text:
        if self.done is None:
            return UNKNOWN
        if self.reached:
            return REACHED
        return PLAN_MORE.fill(n=f"{self.missing:f}") if self.missing else ALL_PLANNED

    @property
    def missing(self) -> Decimal:
        return max(self.goal - (self.done or Decimal(0)) - self.planned, Decimal(0))

    @property
    def reached(self) -> bool:
        return self.done is not None and self.done >= self.goal


@dataclass(frozen=True)
class Numbers:
    """What the engine says about the reader, with his targets; ``fault`` where it could not be asked."""

    own: Own
    by_period: Mapping[str, Levels]
    by_month: Mapping[str, Levels]
    fault: Text | None = None
    stale_since: datetime | None = None


def numbers(request: Asked, days: Days) -> Numbers:
    """One question to the engine for the goal and all habits: the months of the quarter serve both views."""
    person = request.person_id or 0
    by_month = targets_of(person, days.month, request.rights)
    same = days.period == days.month
    by_period = by_month if same else targets_of(person, days.period, request.rights)
    known = definitions_of(request.workspace).by_id
    kpis = [k for k in dict.fromkeys(("bookings", *by_month)) if k in known]
    span = request.workspace.calendar.period("quarter", days.today)
    try:
        own = own_by_month(request, kpis, span)
    except SteerboardError as error:
        return Numbers(Own(), by_period, by_month, error.message)
    late = own.fresh_at is not None and request.clock.now() - own.fresh_at > STALE
    return Numbers(own, by_period, by_month, stale_since=own.fresh_at if late else None)


def goal(request: Asked, days: Days, said: Numbers) -> Goal:
    """Bookings against their target."""
    levels = said.by_period.get("bookings", NONE_SET)
    months = days.view == "month"
    actual = said.own.of("bookings", days.month.start) if months else said.own.total("bookings")
    enters = may_edit("target", {"user": request.person_id}, request.rights)
    return Goal(
        name=name_of(request.workspace, "bookings"),
        progress=Progress(actual, levels.target, days.working, levels.stretch),
        may_enter=enters,
        url=records_url("bookings", days.period),
        refused=said.own.refused.get("bookings", ""),
    )


def records_url(kpi: str, period: Period) -> str:
    """Where one's own figure opens its records."""
    query = urlencode({"from": period.start.isoformat(), "to": period.last.isoformat(), "whose": "mine"})
    return f"{reverse('figure_records', args=[kpi])}?{query}"


def mend(request: Asked, days: Days) -> Mend:
    """The reader's own deals whose next step is overdue or whose closing date is past."""
    mine = open_deals(request.rights).filter(owner=request.person_id)
    late = mine.filter(overdue_step(days.today)).order_by("next_step_due", "pk")
    past = mine.filter(past_closing(days.today)).order_by("close_date", "pk")
    return Mend(
        deals_of(list(late[:SHOWN]), request.rights),
        late.count(),
        deals_of(list(past[:SHOWN]), request.rights),
        past.count(),
        soon=days.today + timedelta(days=7),
        month_end=closing_month(days.today),
    )


def closing_month(today: date) -> date:
    """The last day of this month; of the next one where that is today."""
    this = Calendar().period("month", today)
    return this.last if this.last > today else Calendar().period("month", this.end).last


def visits(request: Asked, days: Days) -> Visits:
    """What is planned for the day, and what was planned since the last working day and is still open."""
    calendar, person = request.workspace.calendar, request.person_id or 0
    before = Period(_working_day(days.today, -1, calendar), days.today)
    left = appointments_in(request.rights, person, within("planned_for", before, calendar) & UNDONE)
    day, rows = days.today, _planned(request, days.today)
    if not rows and not calendar.is_working_day(day):
        day = _working_day(day, 1, calendar)
        rows = _planned(request, day)
    return Visits(appointments_of(list(left[:10]), request.rights, calendar.zone), day, rows)


def _planned(request: Asked, day: date) -> list[Appointment]:
    calendar = request.workspace.calendar
    when = within("planned_for", Period(day, day + timedelta(days=1)), calendar)
    rows = appointments_in(request.rights, request.person_id or 0, when)
    return appointments_of(list(rows[:30]), request.rights, calendar.zone)


def _working_day(day: date, step: int, calendar: Calendar) -> date:
    """The next working day (``step`` 1) or the last one (-1); after a month without any, the day beside."""
    for n in range(1, 32):
        found = day + timedelta(days=step * n)
        if calendar.is_working_day(found):
            return found
    return day + timedelta(days=step)


def habits(request: Asked, days: Days, said: Numbers) -> list[Habit]:
    """The month's activity goals: every KPI but bookings that has a target for the reader."""
    found = []
    for kpi, levels in sorted(said.by_month.items(), key=lambda pair: pair[0] != "visits"):
        if kpi != "bookings" and levels.target:
            done = said.own.of(kpi, days.month.start)
            planned = _plans(request, kpi, days)
            url = records_url(kpi, days.month)
            found.append(Habit(kpi, name_of(request.workspace, kpi), done, planned, levels.target, url))
    return found


def _plans(request: Asked, kpi: str, days: Days) -> int:
    kinds = PLANS.get(kpi)
    if kinds is None:
        return 0
    rest = Period(days.today, max(days.today, days.month.end))
    when = within("planned_for", rest, request.workspace.calendar) & UNDONE
    return appointments_in(request.rights, request.person_id or 0, when).filter(kind__in=kinds).count()
