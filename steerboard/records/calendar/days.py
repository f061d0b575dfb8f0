"""What the calendar shows: the days of a period with what one person did and plans, as frozen values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from django.db.models import Q

from steerboard.core.calendars import Calendar
from steerboard.core.periods import Period, add_months
from steerboard.core.text import Text
from steerboard.core.worldtime import WorldTime, is_instant, local_date, to_text
from steerboard.people.editing import may_edit
from steerboard.people.requests import Asked
from steerboard.people.rights import visible
from steerboard.records.kinds.activity import KINDS
from steerboard.records.questions import UNDONE, names_of, within

Shape = Literal["month", "week"]
State = Literal["planned", "late", "done"]
IN_A_CELL = 4


@dataclass(frozen=True)
class Entry:
    """One activity of a day. ``clock`` and ``seen`` are its plan as the page shows it and as the server keeps it."""

    id: int
    kind: Text
    account: str
    purpose: str
    clock: str
    seen: str
    state: State
    movable: bool

    @property
    def name(self) -> str:
        return self.account or self.purpose


@dataclass(frozen=True)
class Day:
    """``inside`` says that the day belongs to the month that is shown, ``works`` that the company works."""

    day: date
    inside: bool
    works: bool
    entries: tuple[Entry, ...]

    @property
    def more(self) -> int:
        """How many do not fit into a cell of the month."""
        return max(0, len(self.entries) - IN_A_CELL)


@dataclass(frozen=True)
class Span:
    """The period that is shown, the whole weeks around it, and the days before and after to go to."""

    shape: Shape
    period: Period
    weeks: Period
    before: date
    after: date


def span_of(shape: Shape, on: date, calendar: Calendar) -> Span:
    if shape == "week":
        week = calendar.period("week", on)
        return Span(shape, week, week, week.start - timedelta(days=7), week.end)
    first = on.replace(day=1)
    month = Period(first, add_months(first, 1))
    weeks = Period(calendar.period("week", month.start).start, calendar.period("week", month.last).end)
    return Span(shape, month, weeks, add_months(first, -1), month.end)


def days_of(request: Asked, person: int, span: Span) -> list[Day]:
    """What the reader sees of the person's days: what was done on the day it was done, open plans when they are due."""
    calendar = request.workspace.calendar
    when = within("done_at", span.weeks, calendar) | (UNDONE & within("planned_for", span.weeks, calendar))
    rows = visible("activity", request.rights).filter(when, owner=person).exclude(kind="note")
    found = list(rows.filter(~Q(done_at=None) | Q(cancelled_at=None)).only(*_SHOWN))
    accounts = names_of("account", (r.account_id for r in found), request.rights)
    by_day: dict[date, list[tuple[str, Entry]]] = defaultdict(list)
    for r in found:
        at = r.done_at or r.planned_for
        by_day[local_date(at, calendar.zone)].append((_order(at), _entry(r, at, accounts, request)))
    return [_day(day, span, by_day.get(day, ()), calendar) for day in span.weeks.each_day()]


_SHOWN = ("kind", "account", "purpose", "planned_for", "done_at", "owner")


def _day(day: date, span: Span, entries: Sequence[tuple[str, Entry]], calendar: Calendar) -> Day:
    ordered = tuple(entry for _, entry in sorted(entries, key=lambda pair: (pair[0], pair[1].id)))
    return Day(day, day in span.period, calendar.is_working_day(day), ordered)


def _order(at: WorldTime) -> str:
    """What has no hour comes first in its day."""
    return to_text(at) if is_instant(at) else ""


def _entry(r: Any, at: WorldTime, accounts: Mapping[int, str], request: Asked) -> Entry:
    zone = request.workspace.calendar.zone
    done = r.done_at is not None
    late = not done and local_date(at, zone) < request.today
    return Entry(
        id=r.pk,
        kind=KINDS.get(r.kind, Text.same(r.kind)),
        account=accounts.get(r.account_id, ""),
        purpose=r.purpose or "",
        clock=clock_of(at, zone),
        seen=to_text(r.planned_for) if r.planned_for is not None else "",
        state="done" if done else "late" if late else "planned",
        movable=not done and may_edit("activity", {"owner": r.owner_id}, request.rights),
    )


def clock_of(at: WorldTime | None, zone: ZoneInfo) -> str:
    """The time of day; empty where only the day is known."""
    return at.astimezone(zone).strftime("%H:%M") if is_instant(at) else ""
