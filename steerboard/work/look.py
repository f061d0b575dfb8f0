"""How a reader looks at a KPI: whose records, teams of which day, with which parameters, in which steps of time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal

from django.urls import reverse
from django.utils.http import urlencode

from steerboard.core.calendars import Calendar
from steerboard.core.periods import Period
from steerboard.core.text import Text
from steerboard.engine.definition.library import Kpi
from steerboard.engine.kinds.base import SET
from steerboard.engine.query import Org, Query
from steerboard.engine.rights import Rights
from steerboard.people.requests import Asked
from steerboard.work.asking import alone, question

Step = Literal["week", "month", "quarter"]
Whose = Literal["", "team", "mine"]
STEPS: Mapping[Step, Text] = {
    "week": Text("Weeks", "周"),
    "month": Text("Months", "月"),
    "quarter": Text("Quarters", "季"),
}
SHOWN: Mapping[Step, int] = {"week": 13, "month": 12, "quarter": 12}
ALL = Text("All I see", "我可见的全部")
TEAM = Text("My team", "我的团队")
MINE = Text("My own", "我自己")
ORGS: Mapping[Org, Text] = {
    "then": Text("Teams then", "按当时团队"),
    "today": Text("Teams now", "按当前团队"),
}


@dataclass(frozen=True)
class Look:
    """``params`` are those that differ from what the KPI has by itself."""

    kpi: Kpi
    step: Step = "month"
    whose: Whose = ""
    org: Org = "then"
    params: Mapping[str, object] = field(default_factory=dict)

    @property
    def aimed(self) -> bool:
        """Held against targets: there are those of the company, of a team and of a person, and of nothing between."""
        return any(atom.aggregate in SET for atom in self.kpi.atoms)

    def own(self, reader: Rights, by: str = "") -> dict[str, str]:
        """The group that is asked for as the whole: the reader, or the one team whose target his total is held to."""
        if self.whose == "mine":
            return {"owner": str(reader.user)}
        if by or not self.aimed or (reader.everything and self.whose == ""):
            return {}
        if not reader.teams:
            return {"owner": str(reader.user)}
        return {"owner.team": str(next(iter(reader.teams)))} if len(reader.teams) == 1 else {}

    def rights(self, reader: Rights) -> Rights:
        """The reader's rights, or the part of them that is asked for."""
        if self.whose == "mine":
            return alone(reader)
        return replace(reader, everything=False) if self.whose == "team" else reader

    def query(self, request: Asked, by: str = "", **asked: Any) -> Query:
        """A question about this KPI; where a group stands for the whole, by that one as well."""
        groups = (*self.own(request.rights, by), *((by,) if by else ()))
        return question(
            request,
            [self.kpi.id],
            self.rights(request.rights),
            by=tuple(dict.fromkeys(groups)),
            org=self.org,
            params=dict(self.params),
            **asked,
        )

    def key(self, request: Asked, by: str = "", member: str | None = None) -> dict[str, str | None] | None:
        """The group of a cell: None for the total."""
        return {**({by: member} if by else {}), **self.own(request.rights, by)} or None

    def parameters(self) -> dict[str, str]:
        """What the address of a page says of it."""
        given = {f"p-{name}": str(value) for name, value in self.params.items()}
        plain = {"step": self.step if self.step != "month" else "", "whose": self.whose}
        org = {"org": self.org} if self.org != "then" else {}
        return {k: v for k, v in plain.items() if v} | org | given

    def records(self, period: Period, **more: str) -> str:
        """The address of the records behind a cell."""
        given = {k: v for k, v in self.parameters().items() if k != "step"}
        days = {"from": period.start.isoformat(), "to": period.last.isoformat()}
        return f"{reverse('figure_records', args=[self.kpi.id])}?{urlencode({**days, **given, **more})}"


def scopes(kpi: Kpi, rights: Rights) -> list[tuple[Whose, Text]]:
    """The choices of whose records; none where there is only one, or the KPI is nobody's."""
    if kpi.definition.attribution != "owner" or not (rights.everything or rights.teams):
        return []
    if not rights.everything:
        return [("", TEAM), ("mine", MINE)]
    return [("", ALL), *([("team", TEAM)] if rights.teams else []), ("mine", MINE)]  # type: ignore[list-item]


def span(step: Step, today: date, calendar: Calendar) -> Period:
    """The periods that a trend shows: the present one and those before it."""
    period = calendar.period(step, today)
    start = period
    for _ in range(SHOWN[step] - 1):
        start = calendar.previous(start, step)
    return Period(start.start, period.end)
