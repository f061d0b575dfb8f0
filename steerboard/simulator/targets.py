"""What should be: a person's bookings, visits and activities for each month, and the sums above."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from steerboard.core.periods import Period, add_months
from steerboard.simulator import scene
from steerboard.simulator.books import Books
from steerboard.simulator.chance import dice
from steerboard.simulator.days import Days
from steerboard.simulator.people import CAST, Person, Staff
from steerboard.simulator.tables import Row, money

_USUAL = 340_000_00  # fen a month
_STRETCH = 120  # hundredths of the target
_STEP = 10_000_00


def target_rows(staff: Staff, days: Days, seed: int, books: Books) -> list[Row]:
    """From the first month to the end of the present fiscal year, for every rep who is there."""
    rng = dice(seed, "targets")
    own = {p.id: _USUAL * p.size * p.rate / 6.5 * rng.uniform(0.8, 1.1) for p in staff.reps}
    rows: list[Row] = []
    for month in _months(days):
        sums: dict[tuple[str, str], int] = {}
        for rep in staff.reps:
            if not _there(rep, month, days):
                continue
            amount = scene.MONTHLY_TARGET if rep.id == CAST["rep"] else _amount(own[rep.id], month, days)
            visits, activities = _goals(rep)
            _add(rows, "bookings", "user", rep.id, month, amount)
            _add_count(rows, "visits", rep.id, month, visits)
            _add_count(rows, "activities", rep.id, month, activities)
            books.add("targets", str(month.start)[:7], rep.id, by=amount)
            for above in _above(rep, month, staff, days):
                sums[above] = sums.get(above, 0) + amount
        for (scope, id_), amount in sorted(sums.items()):
            _add(rows, "bookings", scope, id_, month, amount)
    return rows


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


def _goals(rep: Person) -> tuple[int, int]:
    if rep.id == CAST["rep"]:
        return scene.VISITS_GOAL, 100
    return round(48 * rep.energy / 5) * 5, round(95 * rep.energy / 5) * 5


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
