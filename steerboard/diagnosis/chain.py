"""In which link of the chain a person's problem is: activity → creation → conversion → cycle → deal size.

Each link is one KPI over the last months, compared with the band of peers and with the person's own past. The problem
is named at the *earliest* link that is off, since what comes after it follows from it. Of several links under one
column (``links.Column``) the one is named that is off most.

- **worse**: below the band's lower quartile and, with the evidence of ``evidence.Sample``, below its median. Who was
  never in the band is found by this as well.
- **slipped**: within the band, or without one, and off from the own months before: both intervals of 90 % apart.
- **uneven**: a part of a link, such as new customers, that is below the band's median and far below what the person
  reaches altogether, by the measure in which the part lies below the whole with peers.
- **unclear**: below the band, with too few records to tell; how many would tell is said.
- **unknown**: there is nothing to compare with, or no record at all.
- **well**: everything else. That a figure is not found to be worse is no proof that it is good.

Since when: the month from which the shortfall summed up to now is largest, the cumulative sum of E. S. Page,
"Continuous Inspection Schemes", Biometrika 41 (1954), against the middle between the reference and the value now (the
usual allowance of half the shift). One good month does not end a bad half-year.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Literal, NamedTuple

from steerboard.diagnosis.evidence import Level, Sample, differ, needed, spread_of
from steerboard.diagnosis.links import Link
from steerboard.diagnosis.peers import Band

State = Literal["well", "worse", "slipped", "uneven", "unclear", "unknown"]
PROBLEMS: tuple[State, ...] = ("worse", "uneven", "slipped")  # those that are named first come first
LEAST_PAST = 3  # months before the window without which there is no own past
LEAST_BEFORE = 10.0  # records of the own past, for the same


class Month(NamedTuple):
    """One month of a link: events and the share of a month for a count, else numerator and denominator."""

    start: date
    top: float
    bottom: float

    @property
    def value(self) -> float | None:
        return self.top / self.bottom if self.bottom > 0 else None


@dataclass(frozen=True)
class Verdict:
    """What is known of one link of one person. ``reference`` is what it was found worse than; counts are by month.

    ``level`` is set where it is worse or slipped, ``needed`` (cases, or months for a count) where it is unclear.
    ``since`` is None where the run reaches back to the first month that is known. ``whole`` is what an uneven part
    was held against.
    """

    link: Link
    state: State
    now: Sample
    before: Sample | None
    band: Band
    months: Sequence[Month]
    level: Level | None = None
    reference: float | None = None
    needed: int | None = None
    since: date | None = None
    run: int = 0
    whole: Verdict | None = None

    @property
    def value(self) -> float | None:
        return self.now.value

    @property
    def is_problem(self) -> bool:
        return self.state in PROBLEMS

    @property
    def fell(self) -> bool:
        """Whether it is also worse than the own past."""
        return self.is_problem and self.before is not None and _fell(self.link, self.now, self.before)


def judge(link: Link, months: Sequence[Month], band: Band) -> Verdict:
    """One link of one person. ``months`` are in order and end with the running one; months in which the person was
    not there have a ``bottom`` of 0. A count's ``band`` is of a whole month."""
    return _judged(link, tuple(months), band)


@lru_cache(maxsize=8192)
def _judged(link: Link, months: tuple[Month, ...], band: Band) -> Verdict:
    """It follows from what is given alone, and a page asks for it again and again."""
    spread = link.spread if link.kind != "count" else spread_of([(m.top, m.bottom) for m in months])
    now = _sample(link, months[-link.months :], spread)
    before = None if link.ripens else _past(link, months[: -link.months], spread)
    verdict = Verdict(link, "unknown", now, before, band, months)
    if now.value is None:
        return verdict
    if band.median is not None and _outside(link, now.value, band):
        found = _against_band(verdict, float(band.median))
        if found.state == "worse" or before is None or not _fell(link, now, before):
            return found
    if before is not None and _fell(link, now, before):
        level: Level = "clear" if differ(now, before, "clear") else "likely"
        return _run(replace(verdict, state="slipped", level=level, reference=before.value))
    return replace(verdict, state="well" if band.known or before is not None else "unknown")


def compared(verdicts: Sequence[Verdict]) -> list[Verdict]:
    """The same, with parts held against their whole: who wins most of his deals and hardly any with new customers is
    within the band of neither."""
    by_key = {v.link.key: v for v in verdicts}
    return [_against_whole(v, by_key[v.link.of]) if v.link.of in by_key else v for v in verdicts]


def problem(verdicts: Sequence[Verdict]) -> Verdict | None:
    """The earliest link that is worse than peers; else the earliest that is uneven, or that slipped."""
    for state in PROBLEMS:
        off = [v for v in verdicts if v.state == state]
        if off:
            return max((v for v in off if v.link.column == off[0].link.column), key=_size_of)
    return None


def others(verdicts: Sequence[Verdict], named: Verdict) -> list[Verdict]:
    """What is worse than peers besides, one link of each further column."""
    found: dict[str, Verdict] = {}
    for verdict in verdicts:
        column = verdict.link.column
        if verdict.state in ("worse", "uneven") and column != named.link.column:
            found[column] = max(found.get(column, verdict), verdict, key=_size_of)
    return list(found.values())


def summed(people: Iterable[Sequence[Month]]) -> list[Month]:
    """The months of several people as those of one: a count is then a person's mean."""
    found: list[Month] = []
    for months in people:
        if not found:
            found = list(months)
            continue
        found = [
            Month(a.start, a.top + b.top, a.bottom + b.bottom) for a, b in zip(found, months, strict=True)
        ]
    return found


def turn(points: Sequence[Month], better: Literal["up", "down"], reference: float, value: float) -> int:
    """The place of the point from which the shortfall up to the last one is largest; points are weeks or months."""
    middle = (reference + value) / 2
    sign = 1 if better == "up" else -1
    best, total, start = 0.0, 0.0, len(points) - 1
    for place in range(len(points) - 1, -1, -1):
        total += sign * (middle * points[place].bottom - points[place].top)
        if total > best:
            best, start = total, place
    return start


def _size_of(verdict: Verdict) -> tuple[bool, float]:
    """How far off a link is: what is clear comes before what is likely."""
    value, reference = verdict.value or 0.0, verdict.reference or 0.0
    return verdict.level == "clear", abs(value - reference) / reference if reference else 0.0


def _against_band(verdict: Verdict, median: float) -> Verdict:
    link, now = verdict.link, verdict.now
    assert now.value is not None
    off = now.is_below if link.better == "up" else now.is_above
    level: Level | None = "clear" if off(median, "clear") else "likely" if off(median, "likely") else None
    if level is None:
        return replace(verdict, state="unclear", needed=needed(link.kind, now.value, median, now.spread))
    return _run(replace(verdict, state="worse", level=level, reference=median))


def _against_whole(part: Verdict, whole: Verdict) -> Verdict:
    own = _sample(whole.link, whole.months[-part.link.months :], whole.link.spread)
    peers, all_peers = part.band.median, whole.band.median
    if part.is_problem or part.value is None or own.value is None or not peers or not all_peers:
        return part
    expected = own.value * float(peers / all_peers)
    level: Level | None = "clear" if part.now.is_below(expected, "clear") else None
    level = level or ("likely" if part.now.is_below(expected, "likely") else None)
    if level is None or part.value >= float(peers):
        return part
    return _run(replace(part, state="uneven", level=level, reference=expected, whole=whole, needed=None))


def _run(verdict: Verdict) -> Verdict:
    """The months from which the shortfall up to now is largest."""
    assert verdict.reference is not None
    assert verdict.value is not None
    known = [m for m in verdict.months if m.bottom > 0]
    start = turn(known, verdict.link.better, verdict.reference, verdict.value)
    since = known[start].start if start > 0 else None
    return replace(verdict, since=since, run=len(known) - start)


def _sample(link: Link, months: Sequence[Month], spread: float) -> Sample:
    return Sample(link.kind, sum(m.top for m in months), sum(m.bottom for m in months), spread)


def _past(link: Link, months: Sequence[Month], spread: float) -> Sample | None:
    """The own past, where there is enough of it to compare with."""
    past = _sample(link, months, spread)
    known = sum(1 for m in months if m.bottom > 0)
    return past if known >= LEAST_PAST and past.n >= LEAST_BEFORE else None


def _outside(link: Link, value: float, band: Band) -> bool:
    """Beyond the band on its bad side."""
    assert band.low is not None
    assert band.high is not None
    return value < float(band.low) if link.better == "up" else value > float(band.high)


def _fell(link: Link, now: Sample, before: Sample) -> bool:
    if now.value is None or before.value is None or not differ(now, before):
        return False
    return now.value < before.value if link.better == "up" else now.value > before.value
