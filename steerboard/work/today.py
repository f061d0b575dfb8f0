"""What the figures of Today say: the goal of the period, and the activity goals of the month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Literal

from django.urls import reverse
from django.utils.http import urlencode

from steerboard.core.calendars import Calendar
from steerboard.core.errors import SteerboardError
from steerboard.core.periods import Period
from steerboard.core.text import Text
from steerboard.diagnosis.peers import bands
from steerboard.forecast.asking import Foretold, own_forecast
from steerboard.people.editing import may_edit
from steerboard.people.requests import Asked
from steerboard.plans.progress import Progress, WorkingDays
from steerboard.plans.questions import NONE_SET, Levels, targets_of
from steerboard.work.asking import Own, own_by_month
from steerboard.work.definitions import definitions_of, name_of
from steerboard.work.desk import Desk
from steerboard.work.findings import VisitGoal
from steerboard.work.outlook import Outlook, outlook

View = Literal["month", "quarter"]
UNKNOWN = Text("not known now", "暂时无法统计")
REACHED = Text("goal reached", "目标已完成")
PLAN_MORE = Text("plan {n} more", "还要再安排 {n} 次")
ALL_PLANNED = Text("all that is missing is planned", "其余已排好")
NOTHING_TOLD = Foretold({})
STALE = timedelta(minutes=2)  # figures that are older say so
# The plans that a habit's KPI will count once they are done.
PLANS: dict[str, tuple[str, ...]] = {
    "visits": ("visit", "meeting"),
    "face_to_face_visits": ("visit", "meeting"),
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
    leads: bool
    url: str
    outlook: Outlook
    refused: str = ""


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
    told: Foretold = NOTHING_TOLD
    fault: Text | None = None
    stale_since: datetime | None = None

    def actual(self, days: Days) -> Decimal | None:
        """Bookings of the period that is looked at."""
        months = days.view == "month"
        return self.own.of("bookings", days.month.start) if months else self.own.total("bookings")


def numbers(request: Asked, days: Days, *, foretell: bool = True) -> Numbers:
    """One question to the engine for the goal and all habits: the months of the quarter serve both views. Two more for
    the forecast, where ``foretell``."""
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
        return Numbers(Own(), by_period, by_month, fault=error.message)
    said = Numbers(own, by_period, by_month)
    if foretell:
        said = replace(said, told=_told(request, days, said.actual(days)))
    late = own.fresh_at is not None and request.clock.now() - own.fresh_at > STALE
    return replace(said, stale_since=own.fresh_at if late else None)


def _told(request: Asked, days: Days, actual: Decimal | None) -> Foretold:
    try:
        return own_forecast(request, days.period, actual)
    except SteerboardError:
        return NOTHING_TOLD  # what is won stands without a forecast too


def goal(request: Asked, days: Days, said: Numbers) -> Goal:
    """Bookings against their target."""
    levels = said.by_period.get("bookings", NONE_SET)
    enters = may_edit("target", {"user": request.person_id}, request.rights)
    return Goal(
        name=name_of(request.workspace, "bookings"),
        progress=Progress(said.actual(days), levels.target, days.working, levels.stretch),
        may_enter=enters,
        leads=bool(request.rights.teams),
        url=records_url("bookings", days.period),
        outlook=outlook(said.told, request.person_id or 0),
        refused=said.own.refused.get("bookings", ""),
    )


def records_url(kpi: str, period: Period) -> str:
    """Where one's own figure opens its records."""
    query = urlencode({"from": period.start.isoformat(), "to": period.last.isoformat(), "whose": "mine"})
    return f"{reverse('figure_records', args=[kpi])}?{query}"


def habits(desk: Desk, days: Days, said: Numbers) -> list[Habit]:
    """The month's activity goals: every KPI but bookings that has a target for the reader."""
    goals = {k: x.target for k, x in said.by_month.items() if k != "bookings" and x.target}
    if not goals:
        return []
    plans = desk.plans_by_kind(days.month.last)
    return [
        Habit(
            kpi=kpi,
            name=name_of(desk.request.workspace, kpi),
            done=said.own.of(kpi, days.month.start),
            planned=sum(plans.get(kind, 0) for kind in PLANS.get(kpi, ())),
            goal=goal,
            url=records_url(kpi, days.month),
        )
        for kpi, goal in sorted(goals.items(), key=lambda pair: pair[0] != "visits")
    ]


def visit_goal(desk: Desk, days: Days, said: Numbers, month: Sequence[Habit]) -> VisitGoal | None:
    """The goal of visits, for the findings; None where there is none, or what is done is not known."""
    habit = next((h for h in month if h.kpi == "visits"), None)
    if habit is None or habit.done is None:
        return None
    left = WorkingDays.of(days.month, days.today, desk.calendar).left
    target = said.by_month.get("bookings", NONE_SET).target
    won = said.own.of("bookings", days.month.start)
    gap = max(target - won, Decimal(0)) if target is not None and won is not None else None
    return VisitGoal(habit.done, habit.planned, habit.goal, left, gap, _peers(desk, days))


def _peers(desk: Desk, days: Days) -> Decimal | None:
    """How many visits the one in the middle of the peers has made this month."""
    so_far = Period(days.month.start, days.today + timedelta(days=1))
    request = desk.request
    try:
        return bands(request.workspace, request.clock, request.rights, ["visits"], so_far).of("visits").median
    except SteerboardError:
        return None
