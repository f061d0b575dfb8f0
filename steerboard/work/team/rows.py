"""The rows of the team's page: a person each, a team each, and their order: by what is at stake."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse

from steerboard.core.text import Text
from steerboard.diagnosis.chain import Verdict
from steerboard.diagnosis.links import COLUMNS, Column
from steerboard.forecast.plain import Forecast
from steerboard.plans.progress import Progress
from steerboard.work.team.findings import Finding
from steerboard.work.team.loops import Loop
from steerboard.work.team.members import Below, Member
from steerboard.work.team.questions import Duties
from steerboard.work.team.whole import Trouble

SHOWN: tuple[Column, ...] = ("activity", "creation", "conversion", "cycle")


@dataclass(frozen=True)
class Row:
    """A person. ``loops`` are the reader's reminders to him, the latest first."""

    member: Member
    progress: Progress
    forecast: Forecast
    verdicts: Sequence[Verdict]
    finding: Finding
    duties: Duties
    new: bool = False
    may_remind: bool = False
    loops: Sequence[Loop] = ()

    @property
    def url(self) -> str:
        """The person's page; none of who has left."""
        return reverse("team_person", args=[self.member.id]) if self.member.left is None else ""

    @property
    def stake(self) -> Decimal:
        """What is missing to the target by the forecast (else by now), as far as the finding may move it."""
        return missing(self.progress, self.forecast) * self.finding.weight

    @property
    def under_way(self) -> Loop | None:
        return self.loops[0] if self.loops else None

    @property
    def in_hand(self) -> Loop | None:
        """The open reminder about just what the row says."""
        return next((x for x in self.loops if x.reminder.topic == self.finding.topic and x.is_open), None)

    def of(self, column: Column) -> Verdict | None:
        """What stands in a column: the link of it that is off, else its first."""
        inside = [v for v in self.verdicts if v.link.column == column]
        named = [v for v in inside if v.link.key == self.finding.topic] or [v for v in inside if v.is_problem]
        return next(iter(named or inside), None)


@dataclass(frozen=True)
class TeamRow:
    """A team below: ``stuck`` of its ``people`` have a problem; ``troubles`` are what most people share of the teams in
    it."""

    team: Below
    progress: Progress
    forecast: Forecast | None
    people: int
    stuck: int = 0
    troubles: Sequence[Trouble] = ()

    @property
    def stake(self) -> Decimal:
        return missing(self.progress, self.forecast)


def missing(progress: Progress, forecast: Forecast | None) -> Decimal:
    """To the target, by the forecast where there is one."""
    if progress.target is None or progress.actual is None:
        return Decimal(0)
    expected = forecast.expected if forecast is not None else None
    return max(progress.target - (progress.actual if expected is None else expected), Decimal(0))


SORTS: Mapping[str, Text] = {
    "name": Text("Person", "人员"),
    "attainment": Text("Attainment", "完成率"),
    "forecast": Text("Forecast", "预测"),
    **{column: COLUMNS[column] for column in SHOWN},
    "stake": Text("What is wrong", "问题所在"),
}
# Which columns begin with the largest.
DOWNWARDS = ("stake", "forecast")
_NEVER = Decimal("-1e30")


def ordered(rows: Sequence[Row], sort: str) -> list[Row]:
    """By a column (``-`` before it: downwards). Who has left stands below; equal rows stand by name."""
    down, name = sort.startswith("-"), sort.removeprefix("-")
    key = _KEYS.get(name) or (lambda row: _of_link(row, name))
    by_name = sorted(rows, key=lambda row: row.member.name)
    placed = sorted(by_name, key=key, reverse=down)
    return sorted(placed, key=lambda row: row.member.left is not None)


def _of_link(row: Row, column: str) -> Decimal:
    """By the first link of the column, so that like is compared with like."""
    value = next((v.value for v in row.verdicts if v.link.column == column), None)
    return _NEVER if value is None else Decimal(str(value))


def _known(value: Decimal | None) -> Decimal:
    return _NEVER if value is None else value


_KEYS: Mapping[str, Callable[[Row], Any]] = {
    "stake": lambda row: row.stake,
    "name": lambda row: row.member.name,
    "attainment": lambda row: _known(row.progress.attainment),
    "forecast": lambda row: _known(row.forecast.expected),
}
