"""The verbs of reminders. A reminder is no record: it has no history, and each verb has its own way back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from steerboard.core.errors import BadInput, Forbidden
from steerboard.core.text import Text
from steerboard.people.requests import Asked
from steerboard.work.team.reminder import Reminder
from steerboard.work.team.reminders import may_remind

NOT_LED = Text("there is no person {n} whom you lead.", "没有由你带领的人员 {n}。")
ANSWERED = Text("this reminder is answered already.", "该提醒已经回复。")


@dataclass(frozen=True)
class About:
    """What a reminder says: its topic, the words, and the figure as it is now (exact text, or empty)."""

    topic: str
    head: Text
    evidence: Text
    kpi: str = ""
    was: str = ""


def send(request: Asked, person: int, about: About) -> Reminder:
    """Remind somebody whom the reader leads. One of today that is not answered yet is not sent twice; an older one is
    taken back for the new one."""
    if not may_remind(request.rights, person) or request.person_id is None:
        raise Forbidden(NOT_LED.fill(n=person))
    with transaction.atomic():
        waiting = Reminder.objects.filter(
            sender=request.person_id, to=person, topic=about.topic, answered_at=None, withdrawn_at=None
        )
        there = waiting.order_by("-sent_at").first()
        if there is not None and request.workspace.calendar.today(there.sent_at) == request.today:
            return there
        waiting.update(withdrawn_at=request.clock.now())
        return Reminder.objects.create(
            sender_id=request.person_id,
            to_id=person,
            topic=about.topic,
            kpi=about.kpi,
            head_en=about.head.en,
            head_zh=about.head.zh,
            evidence_en=about.evidence.en,
            evidence_zh=about.evidence.zh,
            was=about.was,
            sent_at=request.clock.now(),
        )


def see(request: Asked, ids: Iterable[int]) -> int:
    """The receiver was shown them; the first time counts."""
    rows = Reminder.objects.filter(pk__in=list(ids), to=request.person_id, seen_at=None, withdrawn_at=None)
    with transaction.atomic():
        return rows.update(seen_at=request.clock.now())


def answer(request: Asked, reminder: Reminder, kind: str, text: str = "", day: date | None = None) -> None:
    """The receiver answers; who answers has seen it."""
    now = request.clock.now()
    with transaction.atomic():
        rows = Reminder.objects.filter(
            pk=reminder.pk, to=request.person_id, answered_at=None, withdrawn_at=None
        )
        if not rows.update(answered_at=now, answer=kind, answer_text=text, answer_day=day):
            raise BadInput(ANSWERED)
        Reminder.objects.filter(pk=reminder.pk, seen_at=None).update(seen_at=now)


def take_back(request: Asked, reminder: Reminder) -> None:
    """Undo: who sent it takes it back while it is not answered, who answered it takes the answer back."""
    with transaction.atomic():
        mine = Reminder.objects.filter(pk=reminder.pk, withdrawn_at=None)
        if reminder.sender_id == request.person_id:
            if not mine.filter(answered_at=None).update(withdrawn_at=request.clock.now()):
                raise BadInput(ANSWERED)
        else:
            mine.filter(to=request.person_id).update(
                answered_at=None, answer="", answer_text="", answer_day=None
            )
