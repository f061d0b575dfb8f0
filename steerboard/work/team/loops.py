"""What became of a reminder: asked, seen, answered, and measured again by the same figure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from steerboard.core.calendars import Calendar
from steerboard.core.periods import Period
from steerboard.core.text import Text
from steerboard.diagnosis import wording
from steerboard.diagnosis.chain import Verdict
from steerboard.diagnosis.links import BY_KEY
from steerboard.work.team.findings import DUTIES, figure_now
from steerboard.work.team.questions import Duties
from steerboard.work.team.reminder import Reminder

State = Literal["sent", "seen", "promised", "overdue", "solved", "unsolved", "early"]
Moved = Literal["better", "worse", "neutral"]
PATIENCE = 3  # working days within which an answer is expected
MEASURED_AFTER = timedelta(days=28)  # a figure over months does not move before
# The states in the order in which a lead looks at them, with what they are called of several.
GROUPS: Mapping[State, Text] = {
    "overdue": Text("Overdue", "已超期"),
    "sent": Text("Not seen yet", "未查看"),
    "seen": Text("Seen, no answer", "已看未回"),
    "promised": Text("Promised", "已承诺"),
    "unsolved": Text("Not solved", "未解决"),
    "early": Text("Too early to tell", "待复查"),
    "solved": Text("Solved when measured again", "复查已解决"),
}


@dataclass(frozen=True)
class Present:
    """What is known of the receiver now, by which a reminder is measured again."""

    verdicts: Sequence[Verdict]
    duties: Duties


@dataclass(frozen=True)
class Loop:
    """A reminder as its sender sees it: its state, and its figure then and now where that can be told."""

    reminder: Reminder
    state: State
    name: str = ""
    then: Text | None = None
    now: Text | None = None
    moved: Moved = "neutral"

    @property
    def group(self) -> Text:
        return GROUPS[self.state]

    @property
    def is_open(self) -> bool:
        """Whether an answer, or what was promised, is still to come."""
        return self.state in ("sent", "seen", "promised", "overdue")


def loop_of(
    reminder: Reminder, known: Present, currency: str, today: date, calendar: Calendar, name: str = ""
) -> Loop:
    """Measured again by the same figure: what is undone in deals at once, a link of the chain after four weeks."""
    now = figure_now(reminder.topic, known.verdicts, known.duties)
    state = _state(reminder, _is_settled(reminder, known, now, today, calendar), today, calendar)
    if not reminder.was or now is None:
        return Loop(reminder, state, name)
    then, link = Decimal(reminder.was), BY_KEY.get(reminder.topic)
    unit = link.unit if link else "count"
    first, last = (wording.number(v, unit, currency) for v in (then, now))
    if first == last:
        return Loop(reminder, state, name, first, last)
    upwards = link is not None and link.better == "up"
    return Loop(reminder, state, name, first, last, "better" if (now > then) == upwards else "worse")


def grouped(loops: Iterable[Loop]) -> list[tuple[State, Text, list[Loop]]]:
    """By state, those first that wait for longest; states without a reminder are left out."""
    found: dict[State, list[Loop]] = {}
    for loop in sorted(loops, key=lambda one: one.reminder.sent_at):
        found.setdefault(loop.state, []).append(loop)
    return [(state, name, found[state]) for state, name in GROUPS.items() if state in found]


def _is_settled(
    reminder: Reminder, known: Present, now: Decimal | None, today: date, calendar: Calendar
) -> bool | None:
    """Whether the figure says that it is solved; None where it is too early for it to say anything."""
    if reminder.topic in DUTIES:
        return not now
    if today - calendar.today(reminder.sent_at) < MEASURED_AFTER:
        return None
    verdict = next((v for v in known.verdicts if v.link.key == reminder.topic), None)
    return None if verdict is None else not verdict.is_problem


def _state(reminder: Reminder, settled: bool | None, today: date, calendar: Calendar) -> State:
    if settled:
        return "solved"
    if reminder.answered_at is None:
        sent = calendar.today(reminder.sent_at)
        if calendar.working_days(Period(sent, today)) > PATIENCE:
            return "overdue"
        return "seen" if reminder.seen_at else "sent"
    if reminder.answer == "by" and reminder.answer_day is not None:
        return "promised" if reminder.answer_day >= today else "overdue"
    if reminder.answer != "cannot" and settled is None:
        return "early"
    return "unsolved"
