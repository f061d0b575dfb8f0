"""What targets can be set of, and how numbers of it are written and added."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from steerboard.core.text import Text
from steerboard.engine.definition.library import Definitions, Kpi
from steerboard.engine.kinds.base import SET

USUAL = "bookings"


@dataclass(frozen=True)
class Subject:
    """A KPI as the grid of targets needs it.

    ``adds_up``: targets of people add up to their team's. ``over_time``: those of months add up to the year's.
    ``shared``: people and teams have it as well as the company.
    """

    kpi: str
    name: Text
    unit: str
    adds_up: bool
    over_time: bool
    shared: bool

    @classmethod
    def of(cls, kpi: Kpi) -> Subject:
        d = kpi.definition
        adds, shared = kpi.additivity != "none", d.attribution == "owner"
        return cls(d.id, d.name, kpi.unit, adds and shared, kpi.additivity == "all", shared)


@lru_cache(maxsize=4)
def subjects(known: Definitions) -> Mapping[str, Subject]:
    """All KPIs but those that are held against targets themselves."""
    kpis = (known.kpi(d.id) for d in known)
    return {k.id: Subject.of(k) for k in kpis if not any(atom.aggregate in SET for atom in k.atoms)}


def grouped(every: Mapping[str, Subject], used: Iterable[str]) -> list[tuple[Text, list[tuple[str, Text]]]]:
    """For a choice: those that have targets, then the others."""
    there = set(used) | {USUAL}
    first = [(s.kpi, s.name) for s in every.values() if s.kpi in there]
    rest = [(s.kpi, s.name) for s in every.values() if s.kpi not in there]
    groups = [(Text("With targets", "已设目标"), first), (Text("Others", "其他指标"), rest)]
    return [group for group in groups if group[1]]


def written(value: Decimal | None, unit: str) -> str:
    """A target as it stands in its field: ``500,000``, ``35%``; nothing where none is set."""
    if value is None:
        return ""
    if unit == "ratio":
        return f"{plain(value * 100):,f}%"
    return f"{plain(value):,f}"


def plain(value: Decimal) -> Decimal:
    """Without the noughts behind the decimal point."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
