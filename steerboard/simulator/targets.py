"""What should be: a person's bookings, visits and activities for each month, and the sums above."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from steerboard.core.periods import Period, add_months
from steerboard.simulator import scene
from steerboard.simulator.books import Books
from steerboard.simulator.chance import dice
from steerboard.simulator.days import Days
from steerboard.simulator.people import CAST, Person, Staff
from steerboard.simulator.stories import Stories
from steerboard.simulator.tables import Row, money
from steerboard.simulator.won import Won

_USUAL = 260_000_00  # fen a month, of a usual rep about whom nothing is known yet
_STRETCH = 120  # hundredths of the target
_STEP = 10_000_00
_ATTAINED, _SPREAD, _LEAST, _MOST = 0.93, 0.13, 0.65, 1.18
_FORESEEN = 0.7  # how much of a quarter's luck the target knew
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


def target_rows(staff: Staff, stories: Stories, won: Won, days: Days, seed: int, books: Books) -> list[Row]:
    """From the first month to the end of the present fiscal year, for every rep who is there.

    The levels are such that people reach some 60 to 120 % of a quarter; whom a slump hits falls short of them.
    """
    own = {p.id: _person(p, stories, won, days, seed) for p in staff.reps}
    rows: list[Row] = []
    for month in _months(days):
        sums: dict[tuple[str, str], int] = {}
        for rep in staff.reps:
            if not _there(rep, month, days):
                continue
            amount = (
                scene.MONTHLY_TARGET
                if rep.id == CAST["rep"]
                else _amount(_level(own[rep.id], rep.id, month, won, days), month, days)
            )
            _add(rows, "bookings", "user", rep.id, month, amount)
            for kpi, goal in _goals(rep):
                _add_count(rows, kpi, rep.id, month, goal)
            books.add("targets", str(month.start)[:7], rep.id, by=amount)
            for above in _above(rep, month, staff, days):
                sums[above] = sums.get(above, 0) + amount
        for (scope, id_), amount in sorted(sums.items()):
            _add(rows, "bookings", scope, id_, month, amount)
    return rows


def _person(rep: Person, stories: Stories, won: Won, days: Days, seed: int) -> _Person:
    rng = dice(seed, f"targets {rep.id}")
    slump = stories.slumps(rep)
    ends = min(days.now, rep.ends) if slump is None else min(slump.day, rep.ends)
    begins = max(days.first, rep.starts + 60)
    attained = min(_MOST, max(_LEAST, rng.gauss(_ATTAINED, _SPREAD)))
    usual = _USUAL * rep.size * rep.rate / 5.2
    if ends - begins > 90:
        usual = 0.15 * usual + 0.85 * won.between(rep.id, begins, ends) / (ends - begins) * 30.4
    return _Person(usual, attained, ends)


def _level(person: _Person, user: str, month: Period, won: Won, days: Days) -> float:
    """Fen for a usual month of the quarter, as it was seen when the target was set."""
    quarter = days.calendar.period("quarter", month.start)
    begins, ends = max(days.first, days.index(quarter.start)), days.index(quarter.end)
    until = min(ends, days.now)
    if until - begins < 20 or until > person.foreseen_until:
        return person.usual / person.attained
    came = won.between(user, begins, until) / (until - begins) * 30.4
    luck = min(5.0, max(0.1, came / person.usual))
    return float(person.usual * luck**_FORESEEN / person.attained)


def _months(days: Days) -> Iterator[Period]:
    first = days.calendar.period("month", days.dates[days.first])
    year = days.calendar.period("year", days.dates[days.now])
    start: date = first.start
    while start < year.end:
        yield Period(start, add_months(start, 1))
        start = add_months(start, 1)


def _there(rep: Person, month: Period, days: Days) -> bool:
    """Whether the rep works on the first day of the month, or joins on it at the latest."""
    begins = days.dates[rep.starts]
    ends = days.dates[rep.ends] if rep.left else month.end
    return begins <= month.start < ends


def _amount(usual: float, month: Period, days: Days) -> int:
    """The person's level, higher in the last month of a quarter, by the month's working days."""
    share = days.calendar.working_days(month) / 21
    late = days.calendar.period("quarter", month.start).end == month.end
    return max(_STEP, round(usual * share * (1.12 if late else 1.0) / _STEP) * _STEP)


def _goals(rep: Person) -> list[tuple[str, int]]:
    """How much of what a rep should do in a month: the busy are asked for a little more."""
    if rep.id == CAST["rep"]:
        return list(scene.GOALS)
    found = ((kpi, usual * rep.energy**0.5, step) for kpi, usual, step in _BEHAVIOUR)
    return [(kpi, max(1, round(goal / step) * step)) for kpi, goal, step in found]


def _above(rep: Person, month: Period, staff: Staff, days: Days) -> list[tuple[str, str]]:
    """The team at the month's start, the region above it then, and the company."""
    start = days.index(month.start)
    team = rep.came_from if rep.came_from is not None and start < rep.moved else rep.team
    region = team.parent
    if staff.moved_team is not None and staff.moved_team[0] is team and start < staff.moved_team[2]:
        region = staff.moved_team[1]
    return [("company", ""), ("team", region), ("team", team.id)]


def _add(rows: list[Row], kpi: str, scope: str, scope_id: str, month: Period, amount: int) -> None:
    for level, value in (("target", amount), ("stretch", amount * _STRETCH // 100)):
        rows.append(_row(rows, kpi, scope, scope_id, month, level, money(value)))


def _add_count(rows: list[Row], kpi: str, scope_id: str, month: Period, number: int) -> None:
    rows.append(_row(rows, kpi, "user", scope_id, month, "target", str(number)))


def _row(rows: list[Row], kpi: str, scope: str, scope_id: str, month: Period, level: str, value: str) -> Row:
    id_ = f"G{len(rows) + 1:06d}"
    user = scope_id if scope == "user" else ""
    team = scope_id if scope == "team" else ""
    return (id_, kpi, "{}", scope, user, team, month.start.isoformat(), month.end.isoformat(), level, value)
