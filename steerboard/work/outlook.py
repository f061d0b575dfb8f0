"""The forecast in words: what it rests on, stage by stage, what it leaves out, and what is missing where there is none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from steerboard.core.text import Language, Text
from steerboard.forecast.asking import Foretold
from steerboard.forecast.plain import ENOUGH, Chance, Forecast, Rate, Source
from steerboard.ui import formats

UNITS = "kM万亿"
NO_STAGE = Text("no stage", "未设阶段")
RESTS_ON: dict[Source, Text] = {
    "own": Text("your own {n} deals", "你自己的 {n} 个商机"),
    "team": Text("your team's {n} deals", "本团队的 {n} 个商机"),
    "company": Text("the company's {n} deals", "全公司的 {n} 个商机"),
}
MISSING = Text(
    "No forecast yet: {have} of your deals have been in “{stage}”; it takes {need}, and your colleagues' are too few as well.",
    "暂无预测：你经过“{stage}”的商机有 {have} 个，至少要 {need} 个；同事的样本也不够。",
)


@dataclass(frozen=True)
class Line:
    """The deals at one stage: their amount, how often such deals were won, and what comes of it. ``seen`` of the
    person's own deals have been in the stage."""

    stage: Text
    deals: int
    amount: Decimal
    rate: Rate | None
    expected: Decimal
    seen: Decimal

    @property
    def rests_on(self) -> Text | None:
        if self.rate is None:
            return None
        return RESTS_ON[self.rate.source].fill(n=f"{self.rate.n:.0f}")


@dataclass(frozen=True)
class Outlook:
    """``within`` are the days that deals have left."""

    forecast: Forecast
    lines: Sequence[Line] = ()
    within: int = 0

    @property
    def span(self) -> Text | None:
        """From where to where in eight of ten cases; None where it is certain, or not known."""
        low, high = self.forecast.low, self.forecast.high
        return None if low is None or high is None or low == high else span_of(low, high)

    @property
    def says_nothing(self) -> bool:
        """Nothing is won, and there is no deal that could be."""
        f = self.forecast
        return not (f.won or f.chances or f.late or f.without_amount)

    @property
    def reason(self) -> Text | None:
        """Why there is no forecast: of which stage how much is missing."""
        bare = [line for line in self.lines if line.rate is None]
        if self.forecast.won is None or self.forecast.reason is None or not bare:
            return self.forecast.reason
        most = max(bare, key=lambda line: line.amount)
        return MISSING.fill(have=f"{most.seen:.0f}", need=ENOUGH, stage=most.stage)


def span_of(low: Decimal, high: Decimal) -> Text:
    """``420–510k``, ``42–51 万``: a shared unit stands once, at the end."""

    def in_(language: Language) -> str:
        one, other = formats.amount(low, language), formats.amount(high, language)
        bare = one.rstrip(UNITS).rstrip(formats.NBSP)
        unit = one[len(bare) :]
        return f"{bare}–{other}" if unit and other.endswith(unit) else f"{one}–{other}"

    return Text(in_("en"), in_("zh"))


def outlook(told: Foretold, person: int) -> Outlook:
    forecast = told.of(person)
    by_stage: dict[int, list[Chance]] = defaultdict(list)
    for chance in forecast.chances:
        by_stage[chance.due.stage].append(chance)
    return Outlook(forecast, [_line(told, stage, mine) for stage, mine in by_stage.items()], told.within)


def _line(told: Foretold, stage: int, chances: Sequence[Chance]) -> Line:
    name = told.stages.get(stage)
    return Line(
        stage=Text.same(name) if name else NO_STAGE,
        deals=sum(c.due.deals for c in chances),
        amount=sum((c.amount for c in chances), Decimal(0)),
        rate=chances[0].rate,
        expected=sum((c.expected for c in chances), Decimal(0)),
        seen=chances[0].seen,
    )
