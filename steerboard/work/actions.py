"""The verbs of Today: each writes one change under the reader's rights, so that one undo takes it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from steerboard.core.errors import BadInput
from steerboard.core.text import Text
from steerboard.core.worldtime import WorldTime
from steerboard.kinds.batch import Author, Batch, Edit, Item, New, Written
from steerboard.people.actions import undo_as, write_as
from steerboard.people.editing import may_edit_record
from steerboard.people.requests import Asked
from steerboard.people.rights import visible, visible_one
from steerboard.records.questions import open_deals

# How a visit of this kind happens unless somebody says otherwise.
USUAL: dict[str, dict[str, str]] = {
    "visit": {"mode": "in_person"},
    "call": {"mode": "phone", "direction": "outbound"},
}


@dataclass(frozen=True)
class Entry:
    """What somebody says about a contact that took place."""

    kind: str
    account: int | None
    outcome: str | None
    notes: str | None
    next_step: str | None = None
    next_due: date | None = None


def log_contact(request: Asked, entry: Entry, token: str) -> Written:
    """Record a contact as done now. The same form sent twice (``token``) makes one record."""
    before = _logged(request, token)
    if before is not None:
        return Written(before, ())
    now = request.clock.now()
    values: dict[str, Any] = {
        "kind": entry.kind,
        "owner": request.person_id,
        "account": entry.account,
        "done_at": now,
        "entered_at": now,
        "created_at": now,
        "outcome": entry.outcome,
        "notes": entry.notes,
        "external_id": token,
        **USUAL.get(entry.kind, {}),
    }
    items = (New("activity", values), *_next_step(request, entry, None, now))
    try:
        return _write(request, "log_contact", *items)
    except BadInput:
        before = _logged(request, token)  # the other of two sendings was quicker
        if before is None:
            raise
        return Written(before, ())


def finish_planned(request: Asked, visit: Any, entry: Entry) -> Written:
    """A planned contact took place."""
    now = request.clock.now()
    values = {"done_at": now, "entered_at": now, "outcome": entry.outcome}
    if entry.notes:
        values["notes"] = entry.notes
    step = _next_step(request, entry, visit.opportunity_id, now)
    return _write(request, "finish_planned", Edit("activity", visit.pk, values), *step)


def not_done(request: Asked, visit: Any, reason: str, again: WorldTime | None) -> Written:
    """A planned contact did not take place: with a new time it is moved, without one it is called off."""
    values: dict[str, Any] = {"reason_not_done": reason}
    values |= {"planned_for": again} if again else {"cancelled_at": request.clock.now()}
    return _write(request, "not_done", Edit("activity", visit.pk, values))


def move_closing(request: Asked, deal: int, day: date) -> Written:
    return _write(request, "move_closing", Edit("opportunity", deal, {"close_date": day}))


def set_next_step(request: Asked, deal: int, text: str | None, due: date | None) -> Written:
    """Set what comes next; without a text what was to be done is done."""
    values = {"next_step": text, "next_step_due": due}
    return _write(request, "set_next_step", Edit("opportunity", deal, values))


def move_next_step(request: Asked, deal: int, due: date) -> Written:
    return _write(request, "move_next_step", Edit("opportunity", deal, {"next_step_due": due}))


def take_back(request: Asked, change: int) -> Written:
    return undo_as(change, request.rights, _author(request, "undo"), request.clock)


def planned_one(request: Asked, visit: int) -> Any:
    """A plan that is still open. Raises Forbidden where there is none for the reader, BadInput where it is over."""
    found = visible_one("activity", visit, request.rights)
    if found.done_at is not None or found.cancelled_at is not None:
        raise BadInput(
            Text("this plan is settled already.", "这项计划已经处理过了。"),
            hint=Text("The record says how.", "详情见该条记录。"),
        )
    return found


def _next_step(request: Asked, entry: Entry, deal: int | None, now: datetime) -> tuple[Item, ...]:
    """What comes next stands on the customer's open deal; where it is not clear which, it is a task."""
    if not entry.next_step:
        return ()
    found = _deal_for(request, entry.account, deal)
    if found is not None:
        values: dict[str, Any] = {"next_step": entry.next_step, "next_step_due": entry.next_due}
        return (Edit("opportunity", found, values),)
    values = {
        "kind": "task",
        "owner": request.person_id,
        "account": entry.account,
        "purpose": entry.next_step,
        "planned_for": entry.next_due,
        "created_at": now,
        "entered_at": now,
    }
    return (New("activity", values),)


def _deal_for(request: Asked, account: int | None, deal: int | None) -> int | None:
    """The open deal that the contact was about; else the only open one of the reader with this customer."""
    rows = open_deals(request.rights)
    if deal is not None:
        named = rows.filter(pk=deal).first()
        if named is not None and may_edit_record(named, "opportunity", request.rights):
            return int(named.pk)
    if account is None:
        return None
    ids = list(rows.filter(account=account, owner=request.person_id).values_list("pk", flat=True)[:2])
    return int(ids[0]) if len(ids) == 1 else None


def _logged(request: Asked, token: str) -> int | None:
    """The change that recorded the form with this token, if it was sent before."""
    mine = visible("activity", request.rights).filter(owner=request.person_id, source="app")
    found = mine.filter(external_id=token).values_list("made_in", flat=True).first()
    return None if found is None else int(found)


def _write(request: Asked, verb: str, *items: Item) -> Written:
    return write_as(Batch(_author(request, verb), items), request.rights, request.clock)


def _author(request: Asked, verb: str) -> Author:
    return Author(request.person_id, "app", verb)
