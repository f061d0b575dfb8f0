"""What the demo's rep finds on the page Today, set rather than left to chance.

In the months before the rep came near the target. In the month that is running the rep is below pace; two next steps are overdue and two closing dates have
passed; two visits stand in the plan for today, one of the last working day was neither done nor explained; three
new leads wait for an answer.
"""

from __future__ import annotations

import random
from dataclasses import replace

from steerboard.core.periods import Period
from steerboard.simulator.days import DAY, Days
from steerboard.simulator.fates import Fate

MONTHLY_TARGET = 420_000_00  # fen
GOALS = (("visits", 50), ("calls", 35), ("face_to_face_visits", 20), ("demos", 3), ("activities", 100))
ENERGY = 0.8
PLANNED_TODAY = (10 * 60, 14 * 60 + 30)
PLANNED_LATER = ((1, 9 * 60 + 30), (2, 14 * 60), (4, 10 * 60))  # so many working days after today
UNDONE = 15 * 60
# Leads without an answer: so many working days ago, at that minute.
LEADS = ((2, 14 * 60 + 35), (1, 10 * 60 + 5), (1, 16 * 60 + 20))
_ATTAINED = 0.55  # of what the pace asks for
_USUAL_DEAL, _SPREAD = 168_000_00, 0.32


class Steady:
    """Wins at even distances rather than by luck: the rep's past months are those of a reliable colleague."""

    def __init__(self) -> None:
        self._due = 0.5

    def decided(self, chance: float) -> float:
        """1 where it is time for a deal to be won, else 0."""
        self._due += chance
        if self._due < 1:
            return 0.0
        self._due -= 1
        return 1.0


def pace(days: Days) -> float:
    """Share of the running month's working days that are over this morning."""
    month = days.period("month", days.now)
    over = Period(month.start, days.dates[days.now])
    total = days.calendar.working_days(month)
    return days.calendar.working_days(over) / total if total else 1.0


def adjusted(fate: Fate, days: Days, rng: random.Random) -> Fate:
    """A deal of the rep's as it fits the scene: none won this month, nothing late, of a usual size."""
    month = _month(days)
    fate = replace(fate, amount=int(_USUAL_DEAL * rng.lognormvariate(0, _SPREAD)))
    if fate.won and fate.closed >= month * DAY:
        fate = replace(fate, closed=-1)
    return _on_time(fate, days, rng) if fate.closed < 0 else fate


def set_deals(days: Days) -> list[Fate]:
    """The rep's deals that are there in every company."""
    return _late_deals(days) + _won_deal(_month(days), days)


def _month(days: Days) -> int:
    return days.index(days.period("month", days.now).start)


def _on_time(fate: Fate, days: Days, rng: random.Random) -> Fate:
    close = days.next_working[days.now + rng.randrange(4, 60)]
    due = days.next_working[days.visiting_day + rng.randrange(1, 12)]
    return replace(fate, close_plan=close, step_due=due)


def _late_deals(days: Days) -> list[Fate]:
    """Two deals with an overdue next step, then two whose closing date has passed."""
    found = []
    for age, stage, amount, close_in, step_in in (
        (48, 3, 286_000_00, 12, -2),
        (36, 2, 128_000_00, 25, -5),
        (75, 4, 415_000_00, -4, 2),
        (62, 3, 164_000_00, -11, 6),
    ):
        created = days.next_working[days.now - age]
        gap = (days.now - 12 - created) // (stage + 1)
        steps = [(days.next_working[created + gap * n] * DAY + 10 * 60 + n, n) for n in range(stage + 1)]
        step = days.next_working[days.now + step_in] if step_in > 0 else days.last_working[days.now + step_in]
        found.append(Fate(steps, -1, True, days.now + close_in, step, amount))
    return found


def _won_deal(month: int, days: Days) -> list[Fate]:
    """One deal won this month, as soon as a working day of it is over."""
    closing = days.last_working[days.now - 1]
    if closing < month:
        return []
    closing = max(days.next_working[month], closing - 6)
    closing = days.next_working[closing]
    steps = [(days.next_working[closing - 70 + 13 * n] * DAY + 11 * 60 + n, n) for n in range(5)]
    amount = max(25_000_00, int(MONTHLY_TARGET * pace(days) * _ATTAINED))
    return [Fate(steps, closing * DAY + 16 * 60, True, amount=amount)]
