"""In which link of the chain a person's problem is: activity → creation → conversion → cycle → deal size.

Each link is one KPI over the last months, compared with the band of peers and with the person's own past. The problem
is named at the *earliest* link that is off, since what comes after it follows from it.

- **worse**: below the band's lower quartile and, with the evidence of ``evidence.Sample``, below its median. Who was
  never in the band is found by this as well.
- **slipped**: within the band, or without one, and off from the own months before: both intervals of 90 % apart.
- **unclear**: below the band, with too few records to tell; how many would tell is said.
- **unknown**: there is nothing to compare with, or no record at all.
- **well**: everything else. That a figure is not found to be worse is no proof that it is good.

Since when: the month from which the shortfall summed up to now is largest, the cumulative sum of E. S. Page,
"Continuous Inspection Schemes", Biometrika 41 (1954), against the middle between the reference and the value now (the
usual allowance of half the shift). One good month does not end a bad half-year.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from steerboard.core.text import Text
from steerboard.diagnosis.evidence import Kind, Level, Sample, differ, needed, spread_of
from steerboard.diagnosis.peers import Band

State = Literal["well", "worse", "slipped", "unclear", "unknown"]
LEAST_PAST = 3  # months before the window without which there is no own past
LEAST_BEFORE = 10.0  # records of the own past, for the same


@dataclass(frozen=True)
class Link:
    """One link: its KPI, how it is judged, and over how many months (the running one included).

    ``least`` records make somebody a peer. ``head`` says the problem, ``cases`` names what is counted.
    """

    key: str
    kpi: str
    kind: Kind
    unit: str
    name: Text
    head: Text
    compared: Text
    cases: Text
    better: Literal["up", "down"] = "up"
    months: int = 6
    least: int = 0
    spread: float = 1.0


MONTHS_WORD = Text("months", "个月")
LINKS: tuple[Link, ...] = (
    Link(
        key="activity",
        kpi="activities",
        kind="count",
        unit="count",
        months=3,
        name=Text("Activity", "活动量"),
        head=Text("Little activity", "活动量偏少"),
        compared=Text("{own} a month where peers do {peers}", "月均 {own} 次，同岗 {peers} 次"),
        cases=MONTHS_WORD,
    ),
    Link(
        key="creation",
        kpi="opportunities_created",
        kind="count",
        unit="count",
        months=3,
        name=Text("Creation", "新建商机"),
        head=Text("Few new deals", "新建商机偏少"),
        compared=Text("{own} a month where peers open {peers}", "月均 {own} 个，同岗 {peers} 个"),
        cases=MONTHS_WORD,
    ),
    Link(
        key="conversion",
        kpi="win_rate",
        kind="rate",
        unit="ratio",
        least=5,
        name=Text("Conversion", "转化"),
        head=Text("Few deals are won", "赢单率偏低"),
        compared=Text("{own} won where peers win {peers}", "赢单率 {own}，同岗 {peers}"),
        cases=Text("decided deals", "个已结束商机"),
    ),
    Link(
        key="cycle",
        kpi="sales_cycle_days:mean",
        kind="mean",
        unit="days",
        better="down",
        least=3,
        name=Text("Cycle", "周期"),
        head=Text("Deals take long", "成交周期偏长"),
        compared=Text("{own} to win where peers take {peers}", "平均 {own}，同岗 {peers}"),
        cases=Text("won deals", "个赢单"),
    ),
    Link(
        key="size",
        kpi="average_contract_value",
        kind="mean",
        unit="money",
        least=3,
        spread=2.0,
        name=Text("Deal size", "客单"),
        head=Text("Small deals", "单子偏小"),
        compared=Text("{own} a deal where peers get {peers}", "单均 {own}，同岗 {peers}"),
        cases=Text("won deals", "个赢单"),
    ),
)
BY_KEY: Mapping[str, Link] = {link.key: link for link in LINKS}


@dataclass(frozen=True)
class Month:
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
    ``since`` is None where the run reaches back to the first month that is known.
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

    @property
    def value(self) -> float | None:
        return self.now.value

    @property
    def is_problem(self) -> bool:
        return self.state in ("worse", "slipped")

    @property
    def fell(self) -> bool:
        """Whether it is also worse than the own past."""
        return self.is_problem and self.before is not None and _fell(self.link, self.now, self.before)


def judge(link: Link, months: Sequence[Month], band: Band) -> Verdict:
    """One link of one person. ``months`` are in order and end with the running one; months in which the person was
    not there have a ``bottom`` of 0. A count's ``band`` is of a whole month."""
    spread = link.spread if link.kind != "count" else spread_of([(m.top, m.bottom) for m in months])
    now = _sample(link, months[-link.months :], spread)
    before = _past(link, months[: -link.months], spread)
    verdict = Verdict(link, "unknown", now, before, band, months)
    if now.value is None:
        return verdict
    if band.median is not None and _outside(link, now.value, band):
        found = _against_band(verdict, float(band.median))
        if found.state == "worse" or before is None or not _fell(link, now, before):
            return found
    if before is not None and _fell(link, now, before):
        assert before.value is not None
        return _run(replace(verdict, state="slipped", level="likely", reference=before.value))
    return replace(verdict, state="well" if band.known or before is not None else "unknown")


def problem(verdicts: Sequence[Verdict]) -> Verdict | None:
    """The earliest link that is worse than peers; else the earliest that slipped."""
    for state in ("worse", "slipped"):
        for verdict in verdicts:
            if verdict.state == state:
                return verdict
    return None


def _against_band(verdict: Verdict, median: float) -> Verdict:
    link, now = verdict.link, verdict.now
    assert now.value is not None
    off = now.is_below if link.better == "up" else now.is_above
    level: Level | None = "clear" if off(median, "clear") else "likely" if off(median, "likely") else None
    if level is None:
        return replace(verdict, state="unclear", needed=needed(link.kind, now.value, median, now.spread))
    return _run(replace(verdict, state="worse", level=level, reference=median))


def _run(verdict: Verdict) -> Verdict:
    """The months from which the shortfall up to now is largest."""
    assert verdict.reference is not None
    assert verdict.value is not None
    middle = (verdict.reference + verdict.value) / 2
    sign = 1 if verdict.link.better == "up" else -1
    known = [m for m in verdict.months if m.bottom > 0]
    best, total, start = 0.0, 0.0, len(known) - 1
    for place in range(len(known) - 1, -1, -1):
        month = known[place]
        total += sign * (middle * month.bottom - month.top)
        if total > best:
            best, start = total, place
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
