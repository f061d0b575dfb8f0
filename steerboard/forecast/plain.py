"""The plain forecast: what is won, and of each open deal that is due its amount times how often such deals were won.

How often is counted, not felt: of the deals that came into the same stage, the share that was won within the time that
is left. A person's own count where there is enough of it, else the team's, else the company's; a count that rests on
others is given only where enough people made it, or where the reader sees their rows anyway.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Literal

from steerboard.core.text import Text

ENOUGH = 20  # entries into a stage that a conversion must rest on
PEOPLE = 5  # who must have made it before it is shown to somebody who does not see their rows
SIGMAS = Decimal(
    "1.2816"
)  # four times of five a normal value lies so many standard deviations around its mean
MOST_UNRATED = Decimal("0.5")  # of what is due; beyond, nothing is foretold

Source = Literal["own", "team", "company"]
NO_FIGURE = Text("what is won so far is not known", "已签金额未知")
TOO_LITTLE = Text(
    "too little data: fewer than {n} deals have gone through these stages",
    "数据太少：经过这些阶段的商机不足 {n} 个",
).fill(n=ENOUGH)


@dataclass(frozen=True)
class Due:
    """An open deal of a person that is planned to close in the period, or was planned to close before today.

    ``amount`` is his share of it, None where it is not known. ``deals`` is more than one where deals of the same
    name, stage and day are told together.
    """

    person: int
    stage: int
    name: str
    close_date: date
    amount: Decimal | None
    deals: int = 1


@dataclass(frozen=True)
class Entries:
    """Of ``entered`` deals that came into a stage, ``won`` were won in the time; shared deals count by the share."""

    entered: Decimal = Decimal(0)
    won: Decimal = Decimal(0)

    def __add__(self, other: Entries) -> Entries:
        return Entries(self.entered + other.entered, self.won + other.won)


@dataclass(frozen=True)
class Rate:
    """How often deals at a stage are won in the time that is left, and what that rests on."""

    p: Decimal
    n: Decimal
    source: Source


@dataclass(frozen=True)
class Circle:
    """Some people, and what came into a stage in their hands together."""

    people: frozenset[int] = frozenset()
    total: Entries = field(default_factory=Entries)

    @classmethod
    def of(cls, counted: Mapping[int, Entries]) -> Circle:
        return cls(frozenset(counted), sum(counted.values(), Entries()))


class Counted:
    """Everybody's entries by person and stage: worked out once, and shared by all forecasts that rest on them."""

    def __init__(self, entries: Mapping[tuple[int, int], Entries]) -> None:
        self.of = entries
        by_stage: dict[int, dict[int, Entries]] = defaultdict(dict)
        for (person, stage), counted in entries.items():
            by_stage[stage][person] = counted
        self.company = {stage: Circle.of(counted) for stage, counted in by_stage.items()}

    def among(self, people: Iterable[int], stage: int) -> Circle:
        return Circle.of({p: self.of[p, stage] for p in people if (p, stage) in self.of})


@dataclass(frozen=True)
class Rates:
    """What is known of conversions. ``sees`` are the people whose rows the reader sees; ``all_seen``: everybody's."""

    counted: Counted = field(default_factory=lambda: Counted({}))
    teams: Mapping[int, int] = field(default_factory=dict)
    sees: frozenset[int] = frozenset()
    all_seen: bool = False

    def of(self, person: int, stage: int) -> Rate | None:
        """The rate for a person's deals at a stage; None where too little is known."""
        for source, circle in self._circles(person, stage):
            total = circle.total
            if total.entered >= ENOUGH and self._may_say(circle.people):
                return Rate(min(total.won / total.entered, Decimal(1)), total.entered, source)
        return None

    def _circles(self, person: int, stage: int) -> Iterator[tuple[Source, Circle]]:
        yield "own", self.counted.among((person,), stage)
        yield "team", self.counted.among(self._mates.get(self.teams.get(person), ()), stage)
        yield "company", self.counted.company.get(stage, Circle())

    def own(self, person: int, stage: int) -> Decimal:
        """How many deals the person himself has seen come into the stage."""
        return self.counted.of.get((person, stage), Entries()).entered

    @cached_property
    def _mates(self) -> Mapping[int | None, Sequence[int]]:
        """By team the people in it."""
        found: dict[int | None, list[int]] = defaultdict(list)
        for person, team in self.teams.items():
            found[team].append(person)
        return found

    def _may_say(self, people: frozenset[int]) -> bool:
        return self.all_seen or len(people) >= PEOPLE or people <= self.sees


@dataclass(frozen=True)
class Chance:
    """A deal in a forecast; ``rate`` is None where too little is known of its stage, into which ``seen`` of the
    person's own deals have come so far."""

    due: Due
    rate: Rate | None
    seen: Decimal = Decimal(0)

    @property
    def amount(self) -> Decimal:
        return self.due.amount or Decimal(0)

    @property
    def expected(self) -> Decimal:
        return self.amount * self.rate.p if self.rate else Decimal(0)

    @property
    def variance(self) -> Decimal:
        """Of deals that are won or lost each for itself; several told together are taken as equally large."""
        if self.rate is None:
            return Decimal(0)
        return self.amount**2 / self.due.deals * self.rate.p * (1 - self.rate.p)


@dataclass(frozen=True)
class Forecast:
    """What a period will come to. ``won`` is None where the figure could not be asked.

    ``chances`` are the deals that are due. Told apart, and not in the forecast: ``late``, deals whose planned day is
    past, and ``without_amount`` deals that are due and whose amount nobody has said.
    """

    won: Decimal | None
    chances: tuple[Chance, ...] = ()
    late: tuple[Due, ...] = ()
    without_amount: int = 0

    @property
    def due(self) -> Decimal:
        """The full amount of the deals that are due."""
        return sum((c.amount for c in self.chances), Decimal(0))

    @property
    def deals(self) -> int:
        return sum(c.due.deals for c in self.chances)

    @property
    def unrated(self) -> Decimal:
        """The amount that is due in stages of which too little is known; it adds nothing to the forecast."""
        return sum((c.amount for c in self.chances if c.rate is None), Decimal(0))

    @property
    def reason(self) -> Text | None:
        """Why there is no forecast."""
        if self.won is None:
            return NO_FIGURE
        return TOO_LITTLE if self.unrated > self.due * MOST_UNRATED else None

    @property
    def expected(self) -> Decimal | None:
        if self.won is None or self.reason is not None:
            return None
        return self.won + sum((c.expected for c in self.chances), Decimal(0))

    @property
    def low(self) -> Decimal | None:
        """Below it one time of ten; what is won stays won."""
        return None if self.expected is None else max(self.expected - self._spread, self.won or Decimal(0))

    @property
    def high(self) -> Decimal | None:
        """Above it one time of ten, never above all that is due."""
        if self.expected is None or self.won is None:
            return None
        return min(self.expected + self._spread, self.won + self.due - self.unrated)

    @property
    def late_amount(self) -> Decimal:
        return sum((d.amount or Decimal(0) for d in self.late), Decimal(0))

    @property
    def late_deals(self) -> int:
        return sum(d.deals for d in self.late)

    @property
    def _spread(self) -> Decimal:
        return SIGMAS * sum((c.variance for c in self.chances), Decimal(0)).sqrt()


def plain_forecast(
    won: Mapping[int, Decimal | None], due: Iterable[Due], rates: Rates, today: date
) -> dict[int, Forecast]:
    """A forecast for each person of ``won``. Deals of others are left out."""
    late: dict[int, list[Due]] = defaultdict(list)
    chances: dict[int, list[Chance]] = defaultdict(list)
    bare: dict[int, int] = defaultdict(int)
    for deal in due:
        if deal.close_date < today:
            late[deal.person].append(deal)
        elif deal.amount is None:
            bare[deal.person] += deal.deals
        else:
            rate, seen = rates.of(deal.person, deal.stage), rates.own(deal.person, deal.stage)
            chances[deal.person].append(Chance(deal, rate, seen))
    return {p: Forecast(sum_, tuple(chances[p]), tuple(late[p]), bare[p]) for p, sum_ in won.items()}


def together(forecasts: Iterable[Forecast]) -> Forecast:
    """The forecast of several people: their sums, with the range of all their deals."""
    found = list(forecasts)
    known = [f.won for f in found if f.won is not None]
    return Forecast(
        won=sum(known, Decimal(0)) if len(known) == len(found) else None,
        chances=tuple(c for f in found for c in f.chances),
        late=tuple(d for f in found for d in f.late),
        without_amount=sum(f.without_amount for f in found),
    )
