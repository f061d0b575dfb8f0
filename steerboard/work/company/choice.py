"""How a director looks: the choices of the page, as its address has them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Literal, cast, get_args

from django.urls import reverse
from django.utils.http import urlencode

from steerboard.core.calendars import Calendar
from steerboard.core.periods import Period, add_months
from steerboard.core.text import Text
from steerboard.engine.query import Org
from steerboard.people.requests import Asked

By = Literal["quarter", "month"]
Since = Literal["week", "month"]
Due = Literal["period", "all"]
Side = Literal["regions", "teams"]
BYS: Mapping[By, Text] = {"month": Text("Month", "月"), "quarter": Text("Quarter", "季")}
ORGS: Mapping[Org, Text] = {
    "then": Text("Teams as they were", "按当时团队"),
    "today": Text("Teams as they are", "按当前团队"),
}
SINCES: Mapping[Since, Text] = {
    "week": Text("Since last week", "较上周"),
    "month": Text("Since last month", "较上月"),
}
SIDES: Mapping[Side, Text] = {"regions": Text("Regions", "大区"), "teams": Text("Teams", "团队")}
SHOWN: Mapping[By, int] = {"month": 12, "quarter": 8}


@dataclass(frozen=True)
class Choice:
    by: By = "quarter"
    org: Org = "then"
    since: Since = "week"
    due: Due = "period"
    side: Side = "regions"

    @classmethod
    def of(cls, request: Asked) -> Choice:
        """What makes no sense in the address is as if it were not there."""
        return cls(
            by=cast(By, _one(request, "by", get_args(By))),
            org=cast(Org, _one(request, "org", get_args(Org))),
            since=cast(Since, _one(request, "since", get_args(Since))),
            due=cast(Due, _one(request, "due", get_args(Due))),
            side=cast(Side, _one(request, "side", get_args(Side))),
        )

    def page(self, **changes: Any) -> str:
        """The address of the page with these choices."""
        return self._at(reverse("company"), changes)

    def part(self, name: str, **changes: Any) -> str:
        return self._at(reverse("company_part", args=[name]), changes)

    def bar(self, step: str) -> str:
        """The deals behind a bar of the bridge."""
        return self._at(reverse("company_deals", args=[step]), {})

    def figure(self, kpi: str, **more: str) -> str:
        """The page of a KPI, looked at in the same way."""
        given = {"step": "quarter"} if self.by == "quarter" else {}
        org = {"org": self.org} if self.org != "then" else {}
        query = urlencode({**given, **org, **more})
        address = reverse("figure", args=[kpi])
        return f"{address}?{query}" if query else address

    def records(self, kpi: str, period: Period, **more: str) -> str:
        """The records behind a figure."""
        days = {"from": period.start.isoformat(), "to": period.last.isoformat()}
        org = {"org": self.org} if self.org != "then" else {}
        return f"{reverse('figure_records', args=[kpi])}?{urlencode({**days, **org, **more})}"

    def period(self, today: date, calendar: Calendar) -> Period:
        return calendar.period(self.by, today)

    def periods(self, today: date, calendar: Calendar) -> list[Period]:
        """The present one and those before it, the oldest first."""
        found = [self.period(today, calendar)]
        while len(found) < SHOWN[self.by]:
            found.insert(0, calendar.previous(found[0], self.by))
        return found

    def start(self, today: date) -> date:
        """The day at whose end the bridge begins."""
        return today - timedelta(days=7) if self.since == "week" else add_months(today, -1)

    def _at(self, address: str, changes: Mapping[str, Any]) -> str:
        chosen, usual = replace(self, **changes), Choice()
        query = {
            name: getattr(chosen, name)
            for name in ("by", "org", "since", "due", "side")
            if getattr(chosen, name) != getattr(usual, name)
        }
        return f"{address}?{urlencode(query)}" if query else address


def _one(request: Asked, name: str, allowed: tuple[str, ...]) -> str:
    asked = request.GET.get(name, "")
    return asked if asked in allowed else str(getattr(Choice(), name))
