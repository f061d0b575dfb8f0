"""The verbs of Today: each writes one change under the reader's rights, so that one undo takes it back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    """What somebody says about a contact that took place. ``deal`` is the opportunity that it was about, if any."""

    kind: str
    account: int | None
    outcome: str | None
    notes: str | None
    next_step: str | None = None
    next_due: date | None = None
    deal: int | None = None


@dataclass(frozen=True)
class Planned:
    """A visit to plan: whom, when, about which deal and what for."""

    account: int
    day: date
    purpose: str
    deal: int | None = None


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
        "opportunity": entry.deal,
        "done_at": now,
        "entered_at": now,
        "created_at": now,
        "outcome": entry.outcome,
        "notes": entry.notes,
        "external_id": token,
        **USUAL.get(entry.kind, {}),
    }
    items = (New("activity", values), *_next_step(request, entry, now))
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
    values: dict[str, Any] = {"done_at": now, "entered_at": now, "outcome": entry.outcome}
    if entry.notes:
        values["notes"] = entry.notes
    if entry.deal is not None and entry.deal != visit.opportunity_id:
        values["opportunity"] = entry.deal
    step = _next_step(request, entry, now)
    return _write(request, "finish_planned", Edit("activity", visit.pk, values), *step)


def not_done(request: Asked, visit: Any, reason: str, again: WorldTime | None) -> Written:
    """A planned contact did not take place: with a new time it is moved, without one it is called off."""
    values: dict[str, Any] = {"reason_not_done": reason}
    values |= {"planned_for": again} if again else {"cancelled_at": request.clock.now()}
    return _write(request, "not_done", Edit("activity", visit.pk, values))


def plan_visits(request: Asked, visits: Sequence[Planned]) -> Written:
    """Plan several visits in one change."""
    now = request.clock.now()
    items = [
        New(
            "activity",
            {
                "kind": "visit",
                "owner": request.person_id,
                "account": visit.account,
                "opportunity": visit.deal,
                "planned_for": visit.day,
                "purpose": visit.purpose or None,
                "created_at": now,
                "entered_at": now,
                **USUAL["visit"],
            },
        )
        for visit in visits
    ]
    return _write(request, "plan_visits", *items)


def prepare(request: Asked, visit: Any, prepared: bool) -> Written:
    """Tick that what a visit needs is at hand, or take the tick away."""
    return _write(request, "prepare", Edit("activity", visit.pk, {"prepared": prepared}))


def answer_leads(request: Asked, kinds: Mapping[int, str]) -> Written:
    """Leads got their first answer now: each by a call or in writing, as ``kinds`` says."""
    now = request.clock.now()
    items: list[Item] = []
    for lead, kind in kinds.items():
        items.append(Edit("lead", lead, {"first_response_at": now}))
        items.append(
            New(
                "activity",
                {
                    "kind": kind,
                    "owner": request.person_id,
                    "lead": lead,
                    "done_at": now,
                    "entered_at": now,
                    "created_at": now,
                    "mode": "phone" if kind == "call" else "written",
                    "direction": "outbound",
                },
            )
        )
    return _write(request, "answer_leads", *items)


def move_closing(request: Asked, deal: int, day: date) -> Written:
    return _write(request, "move_closing", Edit("opportunity", deal, {"close_date": day}))


def move_closings(request: Asked, days: Mapping[int, date]) -> Written:
    """New closing dates for several deals."""
    return _write(
        request,
        "move_closings",
        *(Edit("opportunity", deal, {"close_date": day}) for deal, day in days.items()),
    )


def settle_steps(request: Asked, settled: Mapping[int, date | None]) -> Written:
    """Several next steps at once: each done (None), or due on another day."""
    items = [
        Edit(
            "opportunity", deal, {"next_step_due": day} if day else {"next_step": None, "next_step_due": None}
        )
        for deal, day in settled.items()
    ]
    return _write(request, "settle_steps", *items)


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


def _next_step(request: Asked, entry: Entry, now: datetime) -> tuple[Item, ...]:
    """What comes next stands on the deal; where it is not clear which, it is a task."""
    if not entry.next_step:
        return ()
    found = _deal_for(request, entry)
    if found is not None:
        values: dict[str, Any] = {"next_step": entry.next_step, "next_step_due": entry.next_due}
        return (Edit("opportunity", found, values),)
    values = {
        "kind": "task",
        "owner": request.person_id,
        "account": _seen_account(request, entry.account),
        "purpose": entry.next_step,
        "planned_for": entry.next_due,
        "created_at": now,
        "entered_at": now,
    }
    return (New("activity", values),)


def _seen_account(request: Asked, account: int | None) -> int | None:
    """The customer where the reader still sees him: what he planned before may be with one that is another's now."""
    if account is None or not visible("account", request.rights).filter(pk=account).exists():
        return None
    return account


def _deal_for(request: Asked, entry: Entry) -> int | None:
    """The open deal that the contact was about; else the only open one of the reader with this customer."""
    rows = open_deals(request.rights)
    if entry.deal is not None:
        named = rows.filter(pk=entry.deal).first()
        if named is not None and may_edit_record(named, "opportunity", request.rights):
            return int(named.pk)
    if entry.account is None:
        return None
    ids = list(rows.filter(account=entry.account, owner=request.person_id).values_list("pk", flat=True)[:2])
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
