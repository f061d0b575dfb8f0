"""The grid of targets: a person a line, a month a column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from steerboard.core.calendars import Calendar
from steerboard.core.errors import BadInput
from steerboard.core.periods import Period
from steerboard.core.text import Text
from steerboard.engine.rights import Rights
from steerboard.plans.actions import Setting
from steerboard.plans.forms import typed
from steerboard.plans.questions import people_to_set, person_targets

KPIS = {
    "bookings": Text("Bookings", "签单业绩"),
    "visits": Text("Visits", "拜访量"),
    "activities": Text("Activities", "销售活动数"),
}


@dataclass(frozen=True)
class Field:
    """One cell: its form name, what it shows, what it showed when the page was drawn, and what is wrong with it."""

    name: str
    value: str
    was: str
    label: str
    error: Text | None = None


@dataclass(frozen=True)
class Line:
    name: str
    fields: Sequence[Field]


@dataclass(frozen=True)
class Grid:
    """``sums`` are of the targets as they are; None where nobody has one (which is not 0)."""

    kpi: str
    quarter: Period
    months: Sequence[Period]
    lines: Sequence[Line]
    sums: Sequence[Decimal | None]

    @property
    def wrong(self) -> bool:
        return any(f.error for line in self.lines for f in line.fields)


@dataclass(frozen=True)
class Asked:
    """What the page is about: a KPI, a quarter, and who reads it."""

    kpi: str
    quarter: Period
    months: Sequence[Period]
    people: Sequence[tuple[int, str]]
    rights: Rights

    @classmethod
    def of(cls, kpi: str, day: date, today: date, calendar: Calendar, rights: Rights) -> Asked:
        quarter = calendar.period("quarter", day)
        months = tuple(calendar.periods("month", quarter))
        return cls(kpi if kpi in KPIS else "bookings", quarter, months, people_to_set(rights, today), rights)

    def present(self) -> dict[tuple[int, date], Decimal | None]:
        """The targets that are set, by person and the month's first day."""
        rows = person_targets(self.kpi, [pk for pk, _ in self.people], self.quarter, self.rights)
        ends = {m.start: m.end for m in self.months}
        return {(r.user_id, r.starts_on): r.value for r in rows if ends.get(r.starts_on) == r.ends_on}


def grid(asked: Asked, given: Mapping[str, Any] | None = None) -> Grid:
    """The grid as it is; with ``given``, what was typed, each cell with what is wrong with it."""
    present = asked.present()
    lines = [
        Line(name, [_field(pk, name, month, present, given) for month in asked.months])
        for pk, name in asked.people
    ]
    sums = [_sum([present.get((pk, m.start)) for pk, _ in asked.people]) for m in asked.months]
    return Grid(asked.kpi, asked.quarter, asked.months, lines, sums)


def changes(asked: Asked, given: Mapping[str, Any]) -> list[Setting]:
    """The cells that were typed into; what somebody else set meanwhile in other cells stays. Raises BadInput."""
    found = []
    for pk, _ in asked.people:
        for month in asked.months:
            name = _name(pk, month)
            text, was = str(given.get(name, "")), str(given.get(f"was-{name}", ""))
            if name in given and text.strip() != was.strip():
                found.append(Setting(pk, month, typed(text)))
    return found


def written(value: Decimal | None) -> str:
    return "" if value is None else f"{value:,f}"


def _field(
    pk: int, name: str, month: Period, present: Mapping[Any, Decimal | None], given: Mapping[str, Any] | None
) -> Field:
    key = _name(pk, month)
    was = written(present.get((pk, month.start)))
    label = f"{name}, {month.start:%Y-%m}"
    if given is None or key not in given:
        return Field(key, was, was, label)
    text = str(given[key])[:40]
    return Field(key, text, str(given.get(f"was-{key}", ""))[:40], label, _fault(text))


def _fault(text: str) -> Text | None:
    try:
        typed(text)
    except BadInput as error:
        return error.text()
    return None


def _sum(values: Sequence[Decimal | None]) -> Decimal | None:
    known = [v for v in values if v is not None]
    return sum(known, Decimal(0)) if known else None


def _name(pk: int, month: Period) -> str:
    return f"t-{pk}-{month.start:%Y-%m}"
