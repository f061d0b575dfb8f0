"""The first sentence: how the whole stands, and which of its parts are off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from steerboard.mart.asking import Document
from steerboard.plans.progress import Progress
from steerboard.work.company.asking import Value, View
from steerboard.work.company.choice import Side
from steerboard.work.company.plan import Plans
from steerboard.work.company.scope import Unit

BOOKINGS = "bookings"
NAMED = 2  # parts that the sentence names


@dataclass(frozen=True)
class Part:
    """A region or a team with what it has booked of its target."""

    unit: Unit
    progress: Progress

    @property
    def short(self) -> Decimal:
        """What is missing to where an even pace would be by now; 0 where nothing is."""
        due, actual = self.progress.expected, self.progress.actual
        return Decimal(0) if due is None or actual is None else max(due - actual, Decimal(0))


@dataclass(frozen=True)
class Standing:
    """``side`` says what the parts are; ``off`` are those behind, who is furthest behind first."""

    side: Side
    parts: Sequence[Part]

    @property
    def planned(self) -> Sequence[Part]:
        return [p for p in self.parts if p.progress.on_pace is not None]

    @property
    def off(self) -> Sequence[Part]:
        behind = [p for p in self.planned if not p.progress.on_pace]
        return sorted(behind, key=lambda p: (-p.short, p.unit.name))

    @property
    def named(self) -> Sequence[Part]:
        return self.off[:NAMED]

    @property
    def others(self) -> int:
        return len(self.off) - len(self.named)


def usual_side(view: View) -> Side:
    """Regions where there are several to compare, else teams."""
    return "regions" if len(view.scope.regions) > 1 else "teams"


def dimension(side: Side) -> str:
    return "owner.region" if side == "regions" else "owner.team"


def units_of(view: View, side: Side) -> Sequence[Unit]:
    return view.scope.regions if side == "regions" else view.scope.teams


def standing(view: View, side: Side, document: Document, plans: Plans) -> Standing:
    """From the bookings of the present period by the parts."""
    (kpi,) = view.kpis(BOOKINGS)
    found = values_of(document, dimension(side), BOOKINGS)
    parts = []
    for unit in units_of(view, side):
        plan = plans.of(kpi, ("team", unit.id), view.period)
        actual = found[unit.id].value if unit.id in found else Decimal(0)
        parts.append(Part(unit, Progress(actual, plan, view.days)))
    return Standing(side, parts)


def values_of(document: Document, by: str, kpi: str) -> dict[int, Value]:
    """By the id of the group; groups that are not known are left out."""
    return {
        int(row["by"][by]["id"]): Value.of(row["values"][kpi])
        for row in document["rows"]
        if row["by"][by]["id"]
    }
