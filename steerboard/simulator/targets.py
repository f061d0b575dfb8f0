"""What should be: a person's bookings, visits and activities for each month, and the sums above."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from steerboard.simulator import scene
from steerboard.simulator.books import Books
from steerboard.simulator.chance import dice
from steerboard.simulator.days import Days
from steerboard.simulator.people import CAST, USUAL_RATE, Person, Staff
from steerboard.simulator.sheet import Month, Sheet, months
from steerboard.simulator.stories import Stories
from steerboard.simulator.tables import Row
from steerboard.simulator.team_targets import Came, set_team_targets
from steerboard.simulator.won import Won

_USUAL = 270_000_00  # fen a month, of a usual rep about whom nothing is known yet
_STEP, _FLOOR = 10_000_00, 80_000_00
_ATTAINED, _SPREAD, _LEAST, _MOST = 0.93, 0.13, 0.65, 1.18
_OWN = 0.6  # how much a target follows what the person used to bring rather than what is usual
_FORESEEN = 0.4  # how much of a quarter's luck the target knew
_BEHAVIOUR = (
    ("visits", 48, 5),
    ("calls", 38, 5),
    ("face_to_face_visits", 22, 1),
    ("demos", 3, 1),
    ("activities", 95, 5),
)


@dataclass(frozen=True)
class _Person:
    """What is usual for a rep: fen a month, and the share of a target that they tend to reach."""

    usual: float
    attained: float
    foreseen_until: int  # the day from which on the targets know nothing of what comes


def target_rows(
    staff: Staff, stories: Stories, won: Won, came: Came, days: Days, seed: int, books: Books
) -> list[Row]:
    """From the first month to the end of the present fiscal year, for every rep who is there.

    The levels are such that most people reach some 40 to 140 % of a quarter; whom a slump hits falls short of them.
    """
    own = {p.id: _person(p, stories, won, days, seed) for p in staff.reps}
    sheet = Sheet()
    span = months(days)
    for month in span:
        sums: dict[tuple[str, str, str], int] = defaultdict(int)
        for rep in staff.reps:
            if not _there(rep, month):
                continue
            goals = dict(_goals(rep, month.work), bookings=_bookings(rep, own[rep.id], month, won, days))
            for kpi, number in goals.items():
                _set(sheet, kpi, "user", rep.id, month, number)
                for scope, id_ in _above(rep, max(0, month.begins), staff):
                    sums[kpi, scope, id_] += number
            books.add("targets", month.name, rep.id, by=goals["bookings"])
        for (kpi, scope, id_), number in sorted(sums.items()):
            _set(sheet, kpi, scope, id_, month, number)
    set_team_targets(sheet, span, staff, came, days, seed)
    return sheet.rows


def _set(sheet: Sheet, kpi: str, scope: str, whom: str, month: Month, number: int) -> None:
    if kpi == "bookings":
        sheet.with_stretch(kpi, scope, whom, month.period, number)
    else:
        sheet.set(kpi, scope, whom, month.period, str(number))


def _bookings(rep: Person, own: _Person, month: Month, won: Won, days: Days) -> int:
    """Fen; the person's level, higher in the last month of a quarter."""
    if rep.id == CAST["rep"]:
        return scene.MONTHLY_TARGET
    level = _level(own, rep.id, month, won, days) * month.signing
    return max(_FLOOR, round(level / _STEP) * _STEP)


def _person(rep: Person, stories: Stories, won: Won, days: Days, seed: int) -> _Person:
    rng = dice(seed, f"targets {rep.id}")
    slump = stories.slumps(rep)
    ends = min(days.now, rep.ends) if slump is None else min(slump.day, rep.ends)
    begins = max(days.first, rep.starts + 60)
    attained = min(_MOST, max(_LEAST, rng.gauss(_ATTAINED, _SPREAD)))
    usual = _USUAL * rep.size * rep.rate / USUAL_RATE
    if ends - begins > 90:
        usual = (1 - _OWN) * usual + _OWN * won.between(rep.id, begins, ends) / (ends - begins) * 30.4
    return _Person(usual, attained, ends)


def _level(person: _Person, user: str, month: Month, won: Won, days: Days) -> float:
    """Fen for a usual month of the quarter, as it was seen when the target was set."""
    begins, ends = max(days.first, month.quarter[0]), month.quarter[1]
    until = min(ends, days.now)
    if until - begins < 20 or until > person.foreseen_until:
        return person.usual / person.attained
    came = won.between(user, begins, until) / (until - begins) * 30.4
    luck = min(5.0, max(0.1, came / person.usual))
    return float(person.usual * luck**_FORESEEN / person.attained)


def _there(rep: Person, month: Month) -> bool:
    """Whether the rep works on the first day of the month, or joins on it at the latest."""
    return rep.starts <= max(0, month.begins) and not (rep.left and rep.ends <= month.begins)


def _goals(rep: Person, work: float) -> dict[str, int]:
    """How much of what a rep should do in a month with so much work: the busy are asked for a little more."""
    if rep.id == CAST["rep"]:
        return dict(scene.GOALS)
    found = ((kpi, usual * work * rep.energy**0.5, step) for kpi, usual, step in _BEHAVIOUR)
    return {kpi: max(1, round(goal / step) * step) for kpi, goal, step in found}


def _above(rep: Person, start: int, staff: Staff) -> list[tuple[str, str]]:
    """The team on the month's first day, the region above it then, and the company."""
    team = rep.team_on(start)
    return [("company", ""), ("team", staff.region_on(team, start)), ("team", team.id)]
