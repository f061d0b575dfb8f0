"""Why a link fell: since which week, and what went along with it. Asked only where something is wrong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from steerboard.core.periods import Period
from steerboard.diagnosis.causes import SPLITS, Cause, Part, Split, cause_of
from steerboard.diagnosis.chain import Month, Verdict, turn
from steerboard.diagnosis.evidence import Sample, spread_of
from steerboard.diagnosis.links import Link
from steerboard.engine.query import Query
from steerboard.mart.asking import Document, documents, query_for
from steerboard.mart.kept import Kept
from steerboard.people.requests import Asked
from steerboard.work.team.measuring import Shares
from steerboard.work.team.members import Member, narrowed

AROUND = timedelta(days=63)  # how far around the month of the turn its week is looked for


@dataclass(frozen=True)
class Why:
    """``since`` is the Monday of the week in which it turned; absent where it never was otherwise."""

    since: date | None = None
    cause: Cause | None = None


def why(request: Asked, verdict: Verdict, people: Sequence[Member], shares: Shares) -> Why:
    """About a problem of one person, or of several together. Two questions over one connection."""
    if verdict.since is None or not verdict.is_problem:
        return Why()
    rights = narrowed((), [m.id for m in people])
    split = SPLITS.get(verdict.link.key)
    first, last = verdict.months[0].start, request.today
    asked = [_query(request, verdict.link.kpi, rights, "week", first, last, (), verdict.link.where)]
    if split is not None:
        asked.append(_query(request, split.kpi, rights, "month", first, last, (split.by,)))
    told = documents(request.workspace, request.clock, *asked)
    rows = [verdict, *(document["rows"] for document in told)]
    rest = (tuple(people), request.today)
    return _KEPT.of(rows, rest, lambda: _why(told, verdict, people, shares))


def _why(told: Sequence[Document], verdict: Verdict, people: Sequence[Member], shares: Shares) -> Why:
    weekly, *apart = told
    split = SPLITS.get(verdict.link.key)
    since = _week(verdict, _weeks(weekly, verdict.link, people, shares))
    parts = _parts(apart[0], split, verdict, people, shares) if split is not None else ()
    return Why(since, cause_of(split, parts) if split is not None else None)


def _query(
    request: Asked,
    kpi: str,
    rights: Any,
    grain: Any,
    first: date,
    last: date,
    by: tuple[str, ...],
    where: tuple[str, ...] = (),
) -> Query:
    return query_for(
        request.workspace,
        request.clock,
        [kpi],
        rights,
        by=by,
        grain=grain,
        where=where,
        from_=first,
        to=last,
        totals=False,
    )


def _weeks(document: Document, link: Link, people: Sequence[Member], shares: Shares) -> list[Month]:
    """The weeks as points of the same measure as months: of a count the part of a month that a week is."""
    found = []
    for row in document["rows"]:
        start, figure = date.fromisoformat(row["period"]), row["values"][link.kpi]
        if link.kind == "count":
            found.append(Month(start, float(figure["value"] or 0), _week_share(start, people, shares)))
        else:
            found.append(Month(start, float(figure["numerator"] or 0), float(figure["denominator"] or 0)))
    return found


def _week_share(monday: date, people: Sequence[Member], shares: Shares) -> float:
    return sum(shares.between(monday, monday + timedelta(days=7), m.since) for m in people)


def _week(verdict: Verdict, weeks: Sequence[Month]) -> date | None:
    """The week in which it turned, near the month that the months tell."""
    assert verdict.since is not None
    assert verdict.reference is not None
    assert verdict.value is not None
    known = [w for w in weeks if w.bottom > 0]
    if not known:
        return None
    start = known[turn(known, verdict.link.better, verdict.reference, verdict.value)].start
    return start if abs(start - verdict.since) <= AROUND else None


def _parts(
    document: Document, split: Split, verdict: Verdict, people: Sequence[Member], shares: Shares
) -> Iterable[Part]:
    """Each value of the dimension before the problem and since it began."""
    assert verdict.since is not None
    months = {m.start: m for m in verdict.months}
    there = {start: sum(shares.of(_month(start, shares), m.since) for m in people) for start in months}
    seen: dict[str, dict[date, tuple[float, float]]] = defaultdict(dict)
    whole: dict[date, float] = defaultdict(float)  # of a rate, what each month's parts are shares of
    for row in document["rows"]:
        start = date.fromisoformat(row["period"])
        if start in months and row["by"][split.by]["id"] is not None:
            top, bottom = _pair(row["values"][split.kpi], split, there[start])
            seen[row["by"][split.by]["label"]][start] = top, bottom
            whole[start] = max(whole[start], bottom)
    empty = {"count": there, "rate": whole, "mean": {}}[split.kind]
    for name, found in seen.items():
        pairs = {start: found.get(start, (0.0, empty.get(start, 0.0))) for start in months}
        now = _sample(split, [pair for start, pair in pairs.items() if start >= verdict.since])
        before = _sample(split, [pair for start, pair in pairs.items() if start < verdict.since])
        yield Part(name, now, before)


def _pair(figure: Mapping[str, Any], split: Split, there: float) -> tuple[float, float]:
    if split.kind == "count":
        return float(figure["value"] or 0), there
    return float(figure["numerator"] or 0), float(figure["denominator"] or 0)


def _sample(split: Split, pairs: Sequence[tuple[float, float]]) -> Sample:
    spread = spread_of(pairs) if split.kind == "count" else 1.0
    return Sample(split.kind, sum(top for top, _ in pairs), sum(bottom for _, bottom in pairs), spread)


def _month(start: date, shares: Shares) -> Period:
    return shares.calendar.period("month", start)


_KEPT: Kept[Why] = Kept()
