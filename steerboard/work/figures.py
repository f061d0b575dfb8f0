"""The list of KPIs: by segment and role, each with this month, its change and its last twelve months."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from steerboard.catalogue.packs import Pack
from steerboard.catalogue.words import SEGMENTS
from steerboard.core.periods import Period, add_months
from steerboard.core.text import Text
from steerboard.engine.available import kinds_of
from steerboard.engine.definition.library import Definitions, Kpi
from steerboard.engine.definition.schema import Definition
from steerboard.engine.rights import Rights
from steerboard.mart.asking import documents
from steerboard.people.requests import Asked
from steerboard.work.asking import decimal, question
from steerboard.work.look import Look

ROLES: Mapping[str, Text] = {
    "result": Text("Results", "结果"),
    "process": Text("Pipeline and process", "过程"),
    "behaviour": Text("Activity", "行为"),
}
MONTHS = 12
NO_FIGURE: Mapping[str, Any] = {"value": None, "previous": None, "reason": None, "n": 0, "missing": 0}
FOUND_AT_ONCE = 12  # figures that a search shows
# Figures that one question asks for: the first come with the page, the others when one scrolls to them. What they cost
# is mostly the number of sources that are read.
AT_ONCE, SOURCES_AT_ONCE = 6, 2


@dataclass(frozen=True)
class Part:
    """Some KPIs of one segment and role, in the order of their definitions; ``at`` counts the parts from 0."""

    segment: str
    role: str
    at: int
    kpis: Sequence[Kpi]
    every: bool

    @property
    def query(self) -> str:
        return urlencode({"role": self.role, "at": str(self.at)} | ({"all": "1"} if self.every else {}))

    @property
    def url(self) -> str:
        return f"{reverse('figures_part', args=[self.segment, self.role])}?{self.query}"


@dataclass(frozen=True)
class Line:
    """One KPI now and in the month before, up to the same day; ``series`` are its months, the oldest first.

    ``available``: the reader has records of it within the year. ``needs`` names what it counts.
    """

    kpi: Kpi
    unit: str
    value: Decimal | None
    previous: Decimal | None
    reason: str
    url: str
    series: Sequence[Decimal | None]
    available: bool
    needs: Sequence[Text]

    @property
    def change(self) -> Decimal | None:
        return change_of(self.kpi, self.value, self.previous)

    @property
    def change_unit(self) -> str:
        return change_unit(self.kpi)

    @property
    def better(self) -> str:
        return direction(self.kpi)


def unit_of(kpi: Kpi, currency: str) -> str:
    return f"money:{currency}" if kpi.unit == "money" else kpi.unit


def direction(kpi: Kpi) -> str:
    """Which way is better; a KPI that should stay within a range has no better way."""
    better = kpi.definition.better
    return better if better in ("up", "down") else "none"


def change_of(kpi: Kpi, value: Decimal | None, before: Decimal | None) -> Decimal | None:
    """The relative change; of ratios the difference in points. None where there is nothing to compare with."""
    if value is None or before is None:
        return None
    if kpi.unit == "ratio":
        return round(value - before, 6)
    return round((value - before) / abs(before), 6) if before else None


def change_unit(kpi: Kpi) -> str:
    return "points" if kpi.unit == "ratio" else "ratio"


def records_url(kpi: str, period: Period, **more: str) -> str:
    query = {"from": period.start.isoformat(), "to": period.last.isoformat(), **more}
    return f"{reverse('figure_records', args=[kpi])}?{urlencode(query)}"


def segments(known: Definitions, pack: Pack | None) -> list[tuple[str, Text]]:
    """The segments that have KPIs of the pack: the known ones first, in their order."""
    there = dict.fromkeys(d.segment for d in (pack.kpis(known) if pack else known))
    order = [s for s in SEGMENTS if s in there] + [s for s in there if s not in SEGMENTS]
    return [(s, SEGMENTS.get(s, Text.same(s))) for s in order]


def sections(known: Definitions, segment: str, pack: Pack | None) -> dict[str, list[Part]]:
    """The KPIs of a segment by role, in parts of a handful: those of the pack, or all."""
    found: dict[str, list[Part]] = {}
    chosen = [d for d in (pack.kpis(known) if pack else known) if d.segment == segment]
    for role in ROLES:
        kpis = [known.kpi(d.id) for d in chosen if d.role == role]
        if kpis:
            parts = enumerate(_in_parts(kpis))
            found[role] = [Part(segment, role, at, some, pack is None) for at, some in parts]
    return found


def _in_parts(kpis: Iterable[Kpi]) -> list[list[Kpi]]:
    """A handful each that rests on few sources, in the same order."""
    parts: list[list[Kpi]] = []
    read: set[tuple[str, str, str]] = set()
    for kpi in kpis:
        sources = {(atom.table, atom.at, atom.until) for atom in kpi.atoms}
        if not parts or len(parts[-1]) >= AT_ONCE or len(read | sources) > max(SOURCES_AT_ONCE, len(sources)):
            parts.append([])
            read = set()
        parts[-1].append(kpi)
        read |= sources
    return parts


def matching(known: Definitions, text: str) -> list[Kpi]:
    """The KPIs that have all of the words in their names, in either language, or in their ids."""
    words = text.casefold().split()
    return [known.kpi(d.id) for d in known if all(word in _searched(d) for word in words)]


def _searched(definition: Definition) -> str:
    named = [definition.name, *(v.label for v in definition.variants.values())]
    return " ".join([definition.id, *(f"{t.en} {t.zh}" for t in named)]).casefold()


def lines(request: Asked, known: Definitions, kpis: Sequence[Kpi], rights: Rights) -> list[Line]:
    """Some KPIs, asked in one question; those that are held against targets in one more, as the reader's own.

    Which of them have records is asked under the reader's rights as well: what others have must not show.
    """
    month = request.workspace.calendar.period("month", request.today)
    months = Period(add_months(month.start, 1 - MONTHS), month.end)
    groups: dict[tuple[tuple[str, str], ...], list[Kpi]] = defaultdict(list)
    for kpi in kpis:
        groups[tuple(Look(kpi).own(rights).items())].append(kpi)
    asked: dict[str, Any] = {"grain": "month", "from_": months.start, "to": months.last}
    queries = [
        question(
            request,
            [k.id for k in those],
            rights,
            by=tuple(by for by, _ in own),
            compare=("previous",),
            totals=False,
            **asked,
        )
        for own, those in groups.items()
    ]
    starts = [m.start.isoformat() for m in request.workspace.calendar.periods("month", months)]
    found: dict[str, list[Any]] = {}
    for (own, those), document in zip(
        groups.items(), documents(request.workspace, request.clock, *queries), strict=True
    ):
        rows = {r["period"]: r["values"] for r in document["rows"] if _is(r, own)}
        found |= {k.id: [rows[m][k.id] if m in rows else NO_FIGURE for m in starts] for k in those}
    return [_line(k, found[k.id], known, month, unit_of(k, request.workspace.currency)) for k in kpis]


def _is(row: Mapping[str, Any], own: Iterable[tuple[str, str]]) -> bool:
    return all(row["by"][by]["id"] == member for by, member in own)


def _line(
    kpi: Kpi, figures: Sequence[Mapping[str, Any]], known: Definitions, month: Period, unit: str
) -> Line:
    now = figures[-1]
    return Line(
        kpi=kpi,
        unit=unit,
        value=decimal(now["value"]),
        previous=decimal((now["previous"] or {}).get("value")),
        reason=now["reason"] or "",
        url=records_url(kpi.id, month),
        series=[decimal(figure["value"]) for figure in figures],
        available=any(figure["n"] or figure["missing"] for figure in figures),
        needs=needs(known, kpi.definition),
    )


def needs(known: Definitions, definition: Definition) -> list[Text]:
    """The kinds of records that the KPI counts, whether there are any or not; of one that is only defined, what
    will feed it."""
    if definition.waits_for is not None:
        return [definition.waits_for]
    return [known.terms.model.table(kind).plural for kind in kinds_of(known, definition)]


def parted(found: Iterable[Line]) -> tuple[list[Line], list[Line]]:
    """Those with records for the reader, and those that wait for them."""
    every = list(found)
    return [x for x in every if x.available], [x for x in every if not x.available]
