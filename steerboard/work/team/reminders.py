"""Asking for reminders: whose they are, where they lead, and what Today shows of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.http import urlencode

from steerboard.core.errors import Forbidden
from steerboard.core.text import Text
from steerboard.engine.rights import Rights
from steerboard.kinds.prepared import Prepared
from steerboard.people.requests import Asked
from steerboard.work.team.reminder import Reminder

AT_ONCE = 5  # on Today
MOST_SENT = 300  # that one page reads
SHOWN_FOR = timedelta(days=60)  # on the page of a team
ABSENT = Text("there is no reminder {n}.", "没有编号为 {n} 的提醒。")
# Where a member does what he is reminded of: a route with its query. Everything else is done on his open deals.
PLACES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "steps": ("overdue_steps", {}),
    "no_step": ("deals", {"only": "nostep", "whose": "mine"}),
    "closings": ("past_closings", {}),
    "activity": ("plan_visits", {}),
    "meetings": ("plan_visits", {}),
    "quotes": ("quotes", {"whose": "mine"}),
}
SHEETS = frozenset({"overdue_steps", "past_closings", "plan_visits"})
DEALS: tuple[str, Mapping[str, str]] = ("deals", {"whose": "mine"})


@dataclass(frozen=True)
class Shown:
    """A reminder as its receiver sees it."""

    reminder: Reminder
    sender: str
    place: str
    in_sheet: bool


def may_remind(rights: Rights, person: int) -> bool:
    """Who leads the person may; nobody himself."""
    return bool(rights.teams) and person in rights.people and person != rights.user


def place_of(topic: str) -> str:
    """The page on which the receiver does it."""
    name, query = PLACES.get(topic, DEALS)
    return f"{reverse(name)}?{urlencode(query)}" if query else reverse(name)


def opens_sheet(topic: str) -> bool:
    return PLACES.get(topic, DEALS)[0] in SHEETS


def mine(request: Asked) -> QuerySet[Reminder]:
    """Those that the reader sent or got; nobody else sees them. What was withdrawn is gone for both."""
    me = request.person_id
    return Reminder.objects.filter(Q(sender=me) | Q(to=me), withdrawn_at=None)


def one(request: Asked, reminder_id: int) -> Reminder:
    """Raises Forbidden where there is none for the reader."""
    found = mine(request).filter(pk=reminder_id).select_related("sender", "to").first()
    if found is None:
        raise Forbidden(ABSENT.fill(n=reminder_id))
    return found


def received(request: Asked, reminder_id: int) -> Reminder:
    found = one(request, reminder_id)
    if found.to_id != request.person_id:
        raise Forbidden(ABSENT.fill(n=reminder_id))
    return found


def sent_to(request: Asked, people: Iterable[int]) -> dict[int, list[Reminder]]:
    """The reader's reminders to some people, of the last sixty days; each person's latest comes first."""
    since = request.clock.now() - SHOWN_FOR
    found: dict[int, list[Reminder]] = defaultdict(list)
    for row in _SENT.dicts(request.person_id or 0, frozenset(people)):
        if row["sent_at"] >= since:
            found[row["to_id"]].append(Reminder(**row))
    return dict(found)


def history(request: Asked, person: int, most: int = 12) -> list[Reminder]:
    """What the reader reminded the person of, the latest first."""
    return [Reminder(**row) for row in _SENT.dicts(request.person_id or 0, frozenset({person}))[:most]]


def open_ones(request: Asked) -> list[Shown]:
    """What the reader has not answered yet, the oldest first."""
    found = []
    for row in _OPEN.dicts(request.person_id or 0)[:AT_ONCE]:
        sender = row.pop("sender__name")
        reminder = Reminder(**row)
        found.append(Shown(reminder, sender, place_of(reminder.topic), opens_sheet(reminder.topic)))
    return found


def today_context(request: Asked) -> dict[str, Any]:
    """What the part ``work/team_reminders.html`` shows; Today includes it."""
    found = open_ones(request)
    return {"reminders": found, "reminders_unseen": any(s.reminder.seen_at is None for s in found)}


_COLUMNS = tuple(f.attname for f in Reminder._meta.concrete_fields)
_THERE = Reminder.objects.filter(withdrawn_at=None)
_SENT = Prepared(
    lambda sender, people: (
        _THERE.filter(sender=sender, to__in=people).order_by("-sent_at", "-pk").values(*_COLUMNS)[:MOST_SENT]
    )
)
_OPEN = Prepared(
    lambda person: (
        _THERE.filter(to=person, answered_at=None)
        .order_by("sent_at", "pk")
        .values(*_COLUMNS, "sender__name")[:MOST_SENT]
    )
)
