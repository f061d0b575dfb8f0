"""One KPI over time and by a dimension, as its page shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Literal

from steerboard.core.periods import Period, add_months
from steerboard.core.text import Text
from steerboard.engine.definition.library import Kpi
from steerboard.engine.kinds.base import SET
from steerboard.people.requests import Asked
from steerboard.plans.progress import Progress, WorkingDays
from steerboard.work.asking import Document, ask, decimal
from steerboard.work.figures import change_of, direction
from steerboard.work.look import Look, span

MOST_GROUPS = 100
FEW = 10  # records below which a ratio or a middle value says little
Over = Literal["month", "quarter", "year"]
OVERS: Mapping[Over, Text] = {
    "month": Text("Month", "本月"),
    "quarter": Text("Quarter", "本季"),
    "year": Text("12 months", "近 12 个月"),
}
NOT_ANSWERED = Text("this cannot be answered", "无法回答")


@dataclass(frozen=True)
class Point:
    """One period of a KPI; ``target`` is the one that was set for just this period."""

    period: Period
    partial: bool
    value: Decimal | None
    n: Decimal
    missing: Decimal
    reason: str
    previous: Decimal | None
    year_ago: Decimal | None
    target: Decimal | None
    url: str
    counted: bool = False  # a year ago there was something to count


@dataclass(frozen=True)
class Trend:
    """The periods, the oldest first. ``reason`` says why there is no figure at all."""

    points: Sequence[Point]
    version: str
    fresh_at: str
    reason: str

    @property
    def now(self) -> Point:
        return self.points[-1]

    @property
    def empty(self) -> bool:
        """Nothing was counted in any of the periods, nor a year before them."""
        return not any(p.n or p.missing or p.counted for p in self.points)


@dataclass(frozen=True)
class Compared:
    """An earlier period, as far as it had come at this point, and how the figure changed since."""

    period: Period
    value: Decimal | None
    change: Decimal | None


@dataclass(frozen=True)
class Standing:
    """The present period beside the one before it, that of a year ago and its target.

    ``short`` is what is missing to the target, in the KPI's unit; 0 where it is reached, None where none is set.
    """

    point: Point
    before: Compared
    year_ago: Compared
    progress: Progress
    paced: bool  # the target is due day by day: the figure adds up over time and more of it is better
    short: Decimal | None
    thin: bool


@dataclass(frozen=True)
class Group:
    """One value of a dimension with its part of the figure; ``label`` is None where it is not known.

    ``n`` counts records; a record that people share counts for each by the share. ``share`` is of the total.
    """

    label: str | None
    value: Decimal | None
    n: Decimal
    reason: str
    url: str
    share: Decimal | None = None
    target: Decimal | None = None


@dataclass(frozen=True)
class Parts:
    groups: Sequence[Group]
    more: bool


def trend(request: Asked, look: Look) -> Trend:
    """The figure in each of the last periods with what it is compared with, in one question."""
    calendar = request.workspace.calendar
    whole = span(look.step, request.today, calendar)
    query = look.query(
        request,
        grain=look.step,
        from_=whole.start,
        to=whole.last,
        compare=("previous", "year_ago", "target"),
    )
    document = ask(request, query)
    rows = {row["period"]: row for row in _own(document["rows"], look.own(request.rights))}
    total = document["totals"][look.kpi.id]
    periods = list(calendar.periods(look.step, whole))
    points = _begun([_point(p, rows.get(p.start.isoformat()), look, request) for p in periods])
    refused = total["value"] is None and not any(p.value is not None for p in points)
    if refused and not total["reason"]:
        total = {**total, "reason": next((p.reason for p in reversed(points) if p.reason), "")}
    return Trend(
        points,
        document["versions"][look.kpi.id],
        document["fresh_at"] or "",
        (total["reason"] or "") if refused else "",
    )


def standing(found: Trend, look: Look, request: Asked) -> Standing:
    """How the present period stands."""
    kpi, now, calendar = look.kpi, found.now, request.workspace.calendar
    earlier = now.period.start.replace(year=now.period.start.year - 1, day=1)
    then = now.period.start - timedelta(weeks=52) if look.step == "week" else earlier
    days = WorkingDays.of(now.period, request.today, calendar)
    return Standing(
        point=now,
        before=_compared(kpi, now.value, calendar.previous(now.period, look.step), now.previous),
        year_ago=_compared(kpi, now.value, calendar.period(look.step, then), now.year_ago),
        progress=Progress(now.value, now.target, days),
        paced=kpi.additivity == "all" and direction(kpi) == "up",
        short=_short(kpi, now),
        thin=now.value is not None and is_thin(kpi, now.n),
    )


def _compared(kpi: Kpi, value: Decimal | None, period: Period, before: Decimal | None) -> Compared:
    return Compared(period, before, change_of(kpi, value, before))


def _short(kpi: Kpi, point: Point) -> Decimal | None:
    if point.value is None or point.target is None or direction(kpi) == "none":
        return None
    ahead = point.value - point.target
    return max(Decimal(0), -ahead if direction(kpi) == "up" else ahead)


def _own(rows: Sequence[Mapping[str, Any]], own: Mapping[str, str]) -> list[Mapping[str, Any]]:
    """The rows of the group that stands for the whole."""
    return [row for row in rows if all(row["by"][by]["id"] == member for by, member in own.items())]


def _point(period: Period, row: Mapping[str, Any] | None, look: Look, request: Asked) -> Point:
    partial = period.start <= request.today < period.end
    url = look.records(period)
    if row is None:  # by a group, periods without records have no row
        nothing = Decimal(0) if look.kpi.additivity == "all" and not look.aimed else None
        return Point(period, partial, nothing, Decimal(0), Decimal(0), "", None, None, None, url)
    figure = row["values"][look.kpi.id]
    return Point(
        period=period,
        partial=row["partial"],
        value=decimal(figure["value"]),
        n=decimal(figure["n"]) or Decimal(0),
        missing=decimal(figure["missing"]) or Decimal(0),
        reason=figure["reason"] or "",
        previous=_value(figure["previous"]),
        year_ago=_value(figure["year_ago"]),
        counted=_counted(figure["year_ago"]),
        target=target_of(figure, period),
        url=url,
    )


def _begun(points: list[Point]) -> list[Point]:
    """Without the years before the records begin: that nothing is known of them is no nought."""
    first = next((n for n, p in enumerate(points) if p.counted), len(points))
    return [replace(p, year_ago=None) if n < first else p for n, p in enumerate(points)]


def _counted(compared: Mapping[str, Any] | None) -> bool:
    return bool(compared and (compared["n"] or compared["missing"]))


def _value(compared: Mapping[str, Any] | None) -> Decimal | None:
    return decimal(compared["value"]) if compared else None


def target_of(figure: Mapping[str, Any], period: Period) -> Decimal | None:
    """The target, where it was set for just this period: one of a longer period is not this one's."""
    found = figure["target"]
    if not found or (found["period"], found["period_end"]) != _days(period):
        return None
    return decimal(found["value"])


def _days(period: Period) -> tuple[str, str]:
    return period.start.isoformat(), period.last.isoformat()


def span_of(over: Over, today: date, request: Asked) -> Period:
    """The days of one of the choices for a break-down."""
    calendar = request.workspace.calendar
    if over == "year":
        month = calendar.period("month", today)
        return Period(add_months(month.start, -11), month.end)
    return calendar.period(over, today)


def parts(request: Asked, look: Look, by: str, days: Period) -> Parts:
    """The parts by a dimension, the largest first. Raises what the engine refuses."""
    own = look.whose == "mine"
    query = look.query(
        request,
        by,
        from_=days.start,
        to=days.last,
        sort=f"-{look.kpi.id}",
        limit=None if own else MOST_GROUPS,
        compare=("target",),
    )
    document: Document = ask(request, query)
    rows = _own(document["rows"], look.own(request.rights, by))
    total = _whole(document, rows, look, own)
    found = [_group(row, look, by, days, total) for row in rows[:MOST_GROUPS]]
    return Parts(found, bool(document["truncated"]) or len(rows) > MOST_GROUPS)


def _whole(document: Document, rows: Sequence[Mapping[str, Any]], look: Look, own: bool) -> Decimal | None:
    """What the parts are shares of; None where they do not add up to anything."""
    if look.kpi.additivity == "none":
        return None
    if not own:
        return decimal(document["totals"][look.kpi.id]["value"])
    return sum((decimal(row["values"][look.kpi.id]["value"]) or Decimal(0) for row in rows), Decimal(0))


def _group(row: Mapping[str, Any], look: Look, by: str, days: Period, total: Decimal | None) -> Group:
    figure, member = row["values"][look.kpi.id], row["by"][by]
    key = {"by": by, "key": member["id"]} if member["id"] is not None else {"by": by}
    value = decimal(figure["value"])
    return Group(
        label=member["label"],
        value=value,
        n=decimal(figure["n"]) or Decimal(0),
        reason=figure["reason"] or "",
        url=look.records(days, **key),
        share=value / total if value is not None and total and total > 0 and value >= 0 else None,
        target=target_of(figure, days),
    )


def is_thin(kpi: Kpi, n: Decimal) -> bool:
    """Whether a value rests on too few records to be told from chance: sums, counts and what is held against targets
    are what they are."""
    return kpi.additivity == "none" and n < FEW and not any(atom.aggregate in SET for atom in kpi.atoms)
