"""The course of one deal: when it enters each stage, and how and when it ends."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass

from steerboard.simulator.chance import weighted
from steerboard.simulator.days import DAY, Days
from steerboard.simulator.stories import Clog

# Median days in each open stage; with the spread below a won deal takes about 75 days on average.
_STAY = tuple(math.log(m) for m in (9, 13, 15, 14, 12))
_SPREAD = 0.6
_LOST_AT = ((0, 0.24), (1, 0.26), (2, 0.2), (3, 0.2), (4, 0.1))
_STEP_BACK = 0.08
_STAGE_SKIPPED = 0.15
_PULLED_TO_QUARTER_END = 0.6
_PULL_DAYS = 25
_QUIET = 0.7  # of the season: around long holidays many a step waits


@dataclass
class Fate:
    """``steps`` are (instant, number of the open stage), the first at creation; ``closed`` is -1 while open.

    ``close_plan`` and ``step_due`` are set where the last planned dates (day numbers) are not left to chance;
    ``amount`` (fen) likewise. ``spoiled`` deals would have been won but for the slump of a team; ``pulled`` ones
    were signed at a quarter's end rather than shortly after it.
    """

    steps: list[tuple[int, int]]
    closed: int
    won: bool
    close_plan: int | None = None
    step_due: int | None = None
    amount: int | None = None
    spoiled: bool = False
    pulled: bool = False

    @property
    def created(self) -> int:
        return self.steps[0][0]


def office_hour(rng: random.Random) -> int:
    """A minute of a working day."""
    return 9 * 60 + int(rng.random() * 530)


def draw_fate(
    rng: random.Random, created: int, chance: float, slowness: float, days: Days, clog: Clog | None = None
) -> Fate:
    """A deal that begins at ``created`` and is won with ``chance``; what lies beyond the present stays open.

    ``clog`` holds it up in a stage that it enters from some day on.
    """
    won = rng.random() < chance
    steps: list[tuple[int, int]] = []
    at = created
    for stage in _path(rng, won):
        steps.append((at, stage))
        stay = rng.lognormvariate(_STAY[stage], _SPREAD) * slowness
        if clog is not None and stage == clog.stage and at // DAY >= clog.day:
            stay *= clog.factor
        day = at // DAY + max(1, round(stay))
        if day >= days.now:
            return Fate(steps, -1, won)
        if days.season[days.next_working[day]] < _QUIET and rng.random() < 0.5:
            day = min(day + rng.randrange(7, 18), days.now)
        at = days.next_working[day] * DAY + office_hour(rng)
        if at >= days.end:
            return Fate(steps, -1, won)
    if not won:
        return Fate(steps, at, won)
    signed = _pull_to_quarter_end(rng, at, steps[-1][0] // DAY, days)
    return Fate(steps, signed, won, pulled=signed != at)


def _path(rng: random.Random, won: bool) -> list[int]:
    last = len(_STAY) - 1 if won else weighted(rng, _LOST_AT)
    path = list(range(last + 1))
    if won and rng.random() < _STAGE_SKIPPED:
        path.remove(rng.choice((1, 3)))
    elif last >= 2 and rng.random() < _STEP_BACK:
        stage = rng.randrange(2, last + 1)
        path[stage + 1 : stage + 1] = [stage - 1, stage]
    return path


def _pull_to_quarter_end(rng: random.Random, at: int, after: int, days: Days) -> int:
    """Deals that would close shortly after a quarter's end are often signed in its last days."""
    quarter = days.index(days.period("quarter", at // DAY).start)
    if at // DAY - quarter >= _PULL_DAYS or rng.random() >= _PULLED_TO_QUARTER_END:
        return at
    day = days.last_working[quarter - 1 - rng.randrange(5)]
    return day * DAY + at % DAY if day > after else at
