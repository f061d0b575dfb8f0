"""The reader's own funnel: how many of his deals go on from each stage, against his own past and his peers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Literal

from django.urls import reverse
from django.utils.http import urlencode

from steerboard.core.periods import Period, add_months
from steerboard.core.text import Text
from steerboard.diagnosis.evidence import Sample, differ
from steerboard.diagnosis.peers import Band, Bands, Measure, bands
from steerboard.engine.query import Query
from steerboard.mart.asking import Document, alone, decimal, documents, query_for
from steerboard.people.requests import Asked
from steerboard.people.rights import visible
from steerboard.ui import formats
from steerboard.work.desk import Desk
from steerboard.work.facts import DealFact

KPI = "stage_conversion_rate"
MONTHS, BEFORE = 6, 12  # of entries looked at now, and of those before them
SETTLED = timedelta(days=30)  # a deal has had so long to go on
LEAST = 5  # entries that make somebody a peer
ENOUGH = 10  # entries from which on a stage is spoken of

Standing = Literal["better", "worse", "neutral"]
LEAK = Text(
    "Most is lost after “{stage}”: {own} of your deals go on, with peers {peers}.",
    "“{stage}”之后漏得最多：你有 {own} 继续往下走，同岗为 {peers}。",
)
SLIPPED = Text(
    "“{stage}” has slipped: {own} of your deals go on, it was {before}.",
    "“{stage}”在变差：现在 {own} 继续往下走，此前 {before}。",
)
STRONG = Text(
    "Nothing leaks more than with your peers; strongest is “{stage}” with {own}.",
    "没有哪个阶段比同岗漏得多；最强的是“{stage}”，{own}。",
)
EVEN = Text("Nothing leaks more than with your peers.", "没有哪个阶段比同岗漏得多。")
AS_BEFORE = Text("Your deals go on as they did before.", "各阶段的推进与此前相当。")
TOO_LITTLE = Text(
    "Too little to say: {n} deals came into a stage in these months, from {k} in one stage on it says something.",
    "样本太少：这几个月进入各阶段的商机共 {n} 个，单个阶段满 {k} 个才说明问题。",
)


@dataclass(frozen=True)
class Counted:
    """Of ``entered`` deals that came into a stage, ``on`` went on; shared deals count by the share."""

    entered: Decimal = Decimal(0)
    on: Decimal = Decimal(0)

    @property
    def rate(self) -> Decimal | None:
        return self.on / self.entered if self.entered else None

    @property
    def sample(self) -> Sample:
        return Sample("rate", float(self.on), float(self.entered))


@dataclass(frozen=True)
class Stage:
    """A stage of the reader's funnel: what stands in it now, and how many went on, now, before and with peers."""

    id: int
    name: str
    deals: int
    amount: Decimal
    now: Counted
    before: Counted
    band: Band
    deals_url: str
    url: str

    @property
    def against_peers(self) -> Standing:
        if self.band.median is None or self.band.low is None or self.band.high is None:
            return "neutral"
        rate = self.now.rate
        if rate is None or self.now.entered < ENOUGH:
            return "neutral"
        if rate < self.band.low and self.now.sample.is_below(float(self.band.median), "likely"):
            return "worse"
        above = rate > self.band.high and self.now.sample.is_above(float(self.band.median), "likely")
        return "better" if above else "neutral"

    @property
    def against_past(self) -> Standing:
        now, before = self.now.rate, self.before.rate
        if now is None or before is None or min(self.now.entered, self.before.entered) < ENOUGH:
            return "neutral"
        if not differ(self.now.sample, self.before.sample):
            return "neutral"
        return "better" if now > before else "worse"

    @property
    def peers(self) -> Text:
        return _range(self.band)

    @property
    def lost(self) -> Decimal:
        """Deals that would have gone on, had they done so as often as with the peer in the middle."""
        if self.band.median is None:
            return Decimal(0)
        return self.now.entered * self.band.median - self.now.on


@dataclass(frozen=True)
class Funnel:
    stages: Sequence[Stage]
    entries: Period
    before: Period

    @property
    def says(self) -> Text:
        """What stands out, in one sentence."""
        worse = [s for s in self.stages if s.against_peers == "worse"]
        if worse:
            leak = max(worse, key=lambda s: s.lost)
            peers = _range(leak.band)
            return LEAK.fill(stage=leak.name, own=_share(leak.now.rate), peers=peers)
        told = [s for s in self.stages if s.now.entered >= ENOUGH]
        if not told:
            total = sum((s.now.entered for s in self.stages), Decimal(0))
            return TOO_LITTLE.fill(n=f"{total:.0f}", k=ENOUGH)
        for stage in told:
            if stage.against_past == "worse":
                before = _share(stage.before.rate)
                return SLIPPED.fill(stage=stage.name, own=_share(stage.now.rate), before=before)
        if not any(s.band.known for s in told):
            return AS_BEFORE
        strong = [s for s in told if s.against_peers == "better"]
        if not strong:
            return EVEN
        best = max(strong, key=lambda s: -s.lost)
        return STRONG.fill(stage=best.name, own=_share(best.now.rate))

    @property
    def peers_known(self) -> bool:
        return any(s.band.known for s in self.stages)


def funnel(desk: Desk) -> Funnel:
    """Two questions to the engine, and the peers', which is kept. Raises the engine's errors."""
    request, (entries, before) = desk.request, windows(desk.today)
    asked = [_query(request, span) for span in (entries, before)]
    answers = documents(request.workspace, request.clock, *asked)
    now, past = (_counted(answer, str(desk.me)) for answer in answers)
    known = peers(request, entries)
    held = _by_stage(desk.deals)
    shown = now.keys() | past.keys() | held.keys()
    rows = visible("stage", request.rights).filter(pk__in=shown, kind="open").order_by("position", "pk")
    stages = [
        _stage(pk, name, held.get(pk, ()), now, past, known.of(KPI, str(pk)), entries)
        for pk, name in rows.values_list("pk", "name")
    ]
    return Funnel(stages, entries, before)


def peers(request: Asked, entries: Period) -> Bands:
    """How the stages of the reps go."""
    measure = [Measure(KPI, least=LEAST)]
    return bands(request.workspace, request.clock, request.rights, measure, entries, by="stage")


def windows(today: date) -> tuple[Period, Period]:
    """Whole months, the last of which was over :data:`SETTLED` ago; and the months before them."""
    end = (today - SETTLED).replace(day=1)
    start = add_months(end, -MONTHS)
    return Period(start, end), Period(add_months(start, -BEFORE), start)


def _query(request: Asked, span: Period) -> Query:
    """As of last midnight, so that the pages of a day ask one and the same question."""
    return query_for(
        request.workspace,
        request.clock,
        [KPI],
        alone(request.rights),
        by=("owner", "stage"),
        from_=span.start,
        to=span.last,
        now=request.workspace.calendar.starts(request.today),
        totals=False,
    )


def _counted(document: Document, person: str) -> dict[int, Counted]:
    """By stage what is credited to the person; of a shared deal the others' rows are there too."""
    found: dict[int, Counted] = {}
    for row in document["rows"]:
        stage, figure = row["by"]["stage"]["id"], row["values"][KPI]
        if stage and row["by"]["owner"]["id"] == person:
            found[int(stage)] = Counted(_part(figure, "denominator"), _part(figure, "numerator"))
    return found


def _part(figure: Mapping[str, Any], name: str) -> Decimal:
    return decimal(figure[name]) or Decimal(0)


def _by_stage(deals: Sequence[DealFact]) -> dict[int, list[DealFact]]:
    found: dict[int, list[DealFact]] = {}
    for deal in deals:
        if deal.stage_id is not None:
            found.setdefault(deal.stage_id, []).append(deal)
    return found


def _stage(
    pk: int,
    name: str,
    held: Sequence[DealFact],
    now: Mapping[int, Counted],
    past: Mapping[int, Counted],
    band: Band,
    entries: Period,
) -> Stage:
    days = {"from": entries.start.isoformat(), "to": entries.last.isoformat()}
    cell = {**days, "whose": "mine", "by": "stage", "key": str(pk)}
    return Stage(
        id=pk,
        name=name,
        deals=len(held),
        amount=sum((d.amount or Decimal(0) for d in held), Decimal(0)),
        now=now.get(pk, Counted()),
        before=past.get(pk, Counted()),
        band=band,
        deals_url=f"{reverse('deals')}?{urlencode({'stage': str(pk), 'whose': 'mine'})}",
        url=f"{reverse('figure_records', args=[KPI])}?{urlencode(cell)}",
    )


def _share(value: Decimal | None) -> Text:
    return Text(formats.ratio(value, "en"), formats.ratio(value, "zh"))


def _range(band: Band) -> Text:
    """``40–60 %``: the sign once, at the end."""
    if band.low is None or band.high is None:
        return Text.same("")
    return Text("{l}–{h}", "{l}–{h}").fill(l=f"{band.low * 100:.0f}", h=_share(band.high))
