"""Targets while they are being set, as rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from steerboard.core.periods import Period, add_months
from steerboard.simulator.days import Days
from steerboard.simulator.tables import Row, money

STRETCH = 120  # hundredths of the target
_WEIGHTS = (0.8, 0.95, 1.25)  # of a quarter's months: signatures crowd at its end


class Sheet:
    """The rows of ``targets.csv``, in the order in which they are set."""

    def __init__(self) -> None:
        self.rows: list[Row] = []

    def money(self, kpi: str, scope: str, whom: str, period: Period, fen: int) -> None:
        self.set(kpi, scope, whom, period, money(fen))

    def with_stretch(self, kpi: str, scope: str, whom: str, period: Period, fen: int) -> None:
        self.money(kpi, scope, whom, period, fen)
        self.set(kpi, scope, whom, period, money(fen * STRETCH // 100), "stretch")

    def set(self, kpi: str, scope: str, whom: str, period: Period, value: str, level: str = "target") -> None:
        id_ = f"G{len(self.rows) + 1:06d}"
        user, team = whom if scope == "user" else "", whom if scope == "team" else ""
        days = (period.start.isoformat(), period.end.isoformat())
        self.rows.append((id_, kpi, "{}", scope, user, team, *days, level, value))


@dataclass(frozen=True)
class Month:
    """A month with its day numbers; ``work`` and ``signing`` say how much of it there is to do, around 1."""

    period: Period
    name: str  # 2026-11
    begins: int
    quarter: tuple[int, int]  # its first day and the day after its last
    work: float
    signing: float


def months(days: Days) -> list[Month]:
    """From the first simulated month to the end of the present fiscal year."""
    start: date = days.period("month", days.first).start
    year = days.period("year", days.now)
    found = []
    while start < year.end:
        found.append(_month(Period(start, add_months(start, 1)), days))
        start = add_months(start, 1)
    return found


def _month(period: Period, days: Days) -> Month:
    quarter = days.calendar.period("quarter", period.start)
    # Long holidays take less of a month than their days: people make up for them.
    work = float((days.calendar.working_days(period) / 21) ** 0.6)
    place = sum(add_months(quarter.start, n) <= period.start for n in (1, 2))
    return Month(
        period=period,
        name=str(period.start)[:7],
        begins=days.index(period.start),
        quarter=(days.index(quarter.start), days.index(quarter.end)),
        work=work,
        signing=_WEIGHTS[place] * work,
    )
