"""The days of the calendar, and an activity in them, as markup."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from steerboard.records.calendar.days import Day, Entry
from steerboard.records.markup import address_of, move_verb, span
from steerboard.ui import dates
from steerboard.ui.tags.frame import icon
from steerboard.ui.tags.language import page_language, said


@dataclass(frozen=True)
class Around:
    """What the days have in common: the reader's today, where a day is planned and shown whole, and the shape."""

    today: date
    plan_url: str
    week_url: Callable[[date], str]
    whole: bool  # every entry is shown, not only the first few


def days_of_grid(days: Iterable[Day], around: Around) -> SafeString:
    """The days in order, each with its entries."""
    opens, moves = address_of("record", "activity"), address_of("move_activity")
    done = f'<span class="entry-state">{icon("check", 14)}{span("vh", _("done"))}</span>'
    states = {"done": done, "late": span("entry-state urgent", _("not logged")), "planned": ""}

    def entries(day: Day) -> str:
        at = day.day.isoformat()
        return "".join(_entry(e, at, opens(e.id), moves(e.id), states[e.state]) for e in day.entries)

    return SafeString("".join(_day(day, entries(day), around) for day in days))


def _day(day: Day, entries: str, around: Around) -> str:
    today, past = day.day == around.today, day.day < around.today
    marks = {
        "outside": not day.inside,
        "off": not day.works,
        "today": today,
        "past": past,
        "free": not day.entries,
    }
    classes = " ".join(["day", *(f"day-{name}" for name, holds in marks.items() if holds)])
    shut = " data-shut" if past else ""
    return (
        f'<li class="{classes}" data-place="{day.day}"{shut}><div class="day-head">{_head(day, today, around)}</div>'
        f'<ol class="day-entries" data-cards>{entries}</ol>{"" if around.whole else _more(day, around)}</li>'
    )


def _head(day: Day, today: bool, around: Around) -> str:
    name = dates.date_long(day.day, page_language(), around.today)
    current, also = (' aria-current="date"', f" · {_('today')}") if today else ("", "")
    head = (
        f'<time datetime="{day.day}"{current}><span class="day-number" aria-hidden="true">{day.day.day}</span>'
        f'<span class="day-name">{name}{also}</span></time>'
    )
    if not around.plan_url or day.day < around.today:
        return head
    url = conditional_escape(f"{around.plan_url}&planned_for_0={day.day}")
    return (
        f'{head}<a class="day-plan" href="{url}" hx-get="{url}" hx-target="#sheet-body" data-sheet data-plan'
        f' aria-label="{_("Plan on %(day)s") % {"day": name}}">{icon("plus", 16)}</a>'
    )


def _more(day: Day, around: Around) -> str:
    if not day.more:
        return ""
    url = conditional_escape(around.week_url(day.day))
    return f'<a class="n xs day-more" href="{url}">{_("%(n)s more") % {"n": day.more}}</a>'


def _entry(entry: Entry, at: str, opens: str, moves: str, state: str) -> str:
    kind = said(entry.kind)
    carried = (
        f' data-move="{moves}" data-seen="{entry.seen}" data-clock="{entry.clock}" draggable="true"'
        if entry.movable
        else ""
    )
    whole = " · ".join(part for part in (kind, entry.account, entry.purpose) if part)
    purpose = entry.purpose if entry.account else ""
    verb = move_verb("entry-move", entry.id, moves, _("Reschedule %(what)s") % {"what": whole}, _("Move…"))
    return (
        f'<li class="entry entry-{entry.state}" data-card="{entry.id}" data-at="{at}"{carried}>'
        f"{span('entry-clock', entry.clock)}"
        f'<a class="entry-name" id="entry-{entry.id}" href="{opens}" draggable="false" title="{conditional_escape(whole)}">'
        f"{span('entry-kind', kind)} {conditional_escape(entry.name)}</a>"
        f"{span('entry-purpose', purpose)}{state}{verb if entry.movable else ''}</li>"
    )
