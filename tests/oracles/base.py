"""What all oracles share: the state of a row at an instant, who gets the credit, who sees it, how groups add up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from steerboard.core.periods import Period
from steerboard.core.worldtime import WorldTime, end_of_day, instant, local_date
from steerboard.engine.rights import Rights
from tests.oracles.organisation import reached_from, region_of, team_above, team_of
from tests.worlds import Row, World

Key = tuple[Any, ...]
OPEN_TO = {
    "order": {"service_agent"},
    "account": {"marketer", "service_agent"},
    "lead": {"marketer"},
    "subscription": {"service_agent"},
    "survey_response": {"marketer", "service_agent"},
    **{kind: {"service_agent"} for kind in ("ticket", "phone_queue_call")},
    **{kind: {"marketer"} for kind in ("cost", "budget")},
}
POOL = {"account", "lead"}
PUBLIC = {
    "campaign_touch",
    "competitor_price",
    "market_figure",
    "product",
    "stock",
    "subscriber",
    "web_session",
}
CLOSED = {"cost", "budget", "payment"}
HOLDER = {"check_in": "user", "time_entry": "user", "training": "user", "work_report": "user",
          "ticket": "agent", "phone_queue_call": "agent"}  # fmt: skip
"""The link that stands for the owner, where it has another name."""
NOW = {"ticket", "phone_queue_call", "work_report", "check_in", "time_entry", "training"}
"""Nobody is credited with them: they are seen by who sees the record now."""
COST = frozenset({"executive", "regional_director", "finance", "analyst", "admin"})
SPEND = COST | {"marketer", "sales_ops"}


@dataclass(frozen=True)
class Answer:
    """One figure. ``n`` records went into it, ``missing`` would belong but are not known; ``reason`` says why null."""

    value: Fraction | None
    n: int = 0
    missing: int = 0
    numerator: Fraction | None = None
    denominator: Fraction | None = None
    reason: str | None = None


Answers = dict[Key, Answer]


@dataclass(frozen=True)
class Cut:
    """A point in time: everything up to ``at``, or (not ``inclusive``) everything before it. ``day`` is its local day."""

    at: datetime
    inclusive: bool
    day: date

    @classmethod
    def of(cls, world: World, time: WorldTime) -> Cut:
        """The time basis of a fact: an instant, or the beginning of a day."""
        zone = world.calendar.zone
        return cls(instant(time, zone), True, local_date(time, zone))

    @classmethod
    def as_of(cls, world: World, time: WorldTime, now: datetime) -> Cut:
        """An instant, or the end of a local day; never later than ``now``."""
        zone = world.calendar.zone
        end = time if isinstance(time, datetime) else end_of_day(time, zone)
        if end > now:
            return cls(now, True, local_date(now, zone))
        return cls(end, isinstance(time, datetime), local_date(time, zone))

    def holds(self, world: World, time: WorldTime) -> bool:
        """Whether ``time`` was reached by then; a date is reached with the beginning of its day."""
        at = instant(time, world.calendar.zone)
        return at <= self.at if self.inclusive else at < self.at


@dataclass(frozen=True)
class Question:
    world: World
    variant: str
    period: Period | None
    as_of: WorldTime | None
    by: tuple[str, ...]
    rights: Rights
    now: datetime
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def today(self) -> date:
        return self.world.calendar.today(self.now)

    @property
    def elapsed(self) -> Period:
        """The asked period up to and with today."""
        if self.period is None:
            raise ValueError("this KPI needs a period")
        return self.period.until(self.today + timedelta(days=1))

    @property
    def cut(self) -> Cut:
        """The asked instant, or the end of the asked period."""
        if self.as_of is not None:
            return Cut.as_of(self.world, self.as_of, self.now)
        if self.period is None:
            raise ValueError("this KPI needs an instant or a period")
        return Cut.as_of(self.world, self.period.last, self.now)

    @property
    def whole(self) -> Period:
        """The asked period with the days to come."""
        if self.period is None:
            raise ValueError("this KPI needs a period")
        return self.period

    def within(self, time: WorldTime | None) -> bool:
        return time is not None and local_date(time, self.world.calendar.zone) in self.elapsed

    def by_now(self, time: WorldTime | None) -> bool:
        """Whether it is known and not after today."""
        return time is not None and local_date(time, self.world.calendar.zone) <= self.today

    def day(self, time: WorldTime) -> date:
        return local_date(time, self.world.calendar.zone)

    @property
    def owned(self) -> bool:
        """Whether it is asked by person or by team."""
        return any(path == "owner" or path.startswith("owner.") for path in self.by)


@dataclass(frozen=True)
class Fact:
    """A record that counts, at its time basis. ``value`` None: belongs, and is not known.

    ``fields`` are dimension values that differ from those of the row as it is now.
    """

    kind: str
    row: Row
    at: Cut
    value: Fraction | None = Fraction(1)
    fields: Mapping[str, Any] = field(default_factory=dict)


def live(world: World, kind: str) -> list[Row]:
    return [r for r in world.rows[kind] if r["deleted_at"] is None and r["merged_into"] is None]


def find(world: World, kind: str, number: int | None) -> Row | None:
    for row in live(world, kind):
        if row["id"] == number:
            return row
    return None


def changes(world: World, kind: str, row: Row, name: str) -> list[Any]:
    """The history of one field, oldest first; of two at the same instant the one recorded later is later."""
    return list(world.changes.get((kind, row["id"], name), ()))


def first_value(world: World, kind: str, row: Row, name: str) -> Any:
    """The first value that the field ever had."""
    for change in changes(world, kind, row, name):
        for value in (change.old, change.new):
            if value is not None:
                return value
    return row[name]


def at_cut(world: World, kind: str, row: Row, name: str, cut: Cut) -> Any:
    """The field as it was by then: undo, from the last on, every change that came later."""
    value = row[name]
    for change in reversed(changes(world, kind, row, name)):
        if cut.holds(world, change.effective_at):
            break
        value = change.old
    return value


def credited(world: World, fact: Fact) -> list[tuple[int | None, Fraction]]:
    """Who the record counts for: its splits where it is shared, else its owner at the time basis."""
    if fact.kind == "opportunity":
        split = [s for s in live(world, "opportunity_split") if s["opportunity"] == fact.row["id"]]
        if split:
            return [(s["user"], Fraction(s["share"])) for s in split]
    holder = HOLDER.get(fact.kind, "owner")
    return [(at_cut(world, fact.kind, fact.row, holder, fact.at), Fraction(1))]


def visible(world: World, fact: Fact, rights: Rights) -> bool:
    if rights.everything or rights.roles & OPEN_TO.get(fact.kind, set()):
        return True
    if not rights.roles or fact.kind in CLOSED:
        return False
    if fact.kind in PUBLIC:
        return True
    now = fact.row[HOLDER.get(fact.kind, "owner")]
    if now in rights.people or (now is None and fact.kind in POOL):
        return True
    if fact.kind in NOW:
        return False
    for user, _ in credited(world, fact):
        if user is not None and (user == rights.user or reached_from(world, user, fact.at.day, rights.teams)):
            return True
    return False


PLACES: dict[str, Callable[[World, int | None, date], int | None]] = {
    "team": lambda world, team, day: team,
    "region": region_of,
    "team.parent": team_above,
}


def dimension(world: World, fact: Fact, path: str, user: int | None) -> Any:
    """The value of one dimension; what starts with ``owner`` is looked up for ``user`` on the day of the fact."""
    if path == "owner":
        return user
    if path in ("owner.team", "owner.region", "owner.team.parent"):
        place = PLACES[path.removeprefix("owner.")]
        return place(world, team_of(world, user, fact.at.day), fact.at.day)
    head, _, rest = path.partition(".")
    value = fact.fields[head] if head in fact.fields else fact.row[head]
    if rest in PLACES and head in ("agent", "user"):
        return PLACES[rest](world, team_of(world, value, fact.at.day), fact.at.day)
    if not rest:
        return value
    linked = find(world, head, value)
    return linked[rest] if linked else None


def keys(world: World, fact: Fact, by: Iterable[str]) -> dict[Key, Fraction]:
    """The groups that the fact falls in, each with its share; without an owner among ``by`` it counts once."""
    by = tuple(by)
    if not any(path == "owner" or path.startswith("owner.") for path in by):
        return {tuple(dimension(world, fact, path, None) for path in by): Fraction(1)}
    shares: dict[Key, Fraction] = {}
    for user, share in credited(world, fact):
        key = tuple(dimension(world, fact, path, user) for path in by)
        shares[key] = shares.get(key, Fraction(0)) + share
    return shares


@dataclass
class Pile:
    """The facts of one group."""

    total: Fraction = Fraction(0)
    values: list[Fraction] = field(default_factory=list)
    records: set[int] = field(default_factory=set)
    missing: set[int] = field(default_factory=set)


def piles(q: Question, facts: Iterable[Fact], by: tuple[str, ...] | None = None) -> dict[Key, Pile]:
    """The visible facts by group. Sums are weighted by share; values are kept once for each group."""
    out: dict[Key, Pile] = {}
    for fact in facts:
        if not visible(q.world, fact, q.rights):
            continue
        for key, share in keys(q.world, fact, q.by if by is None else by).items():
            pile = out.setdefault(key, Pile())
            if fact.value is None:
                pile.missing.add(fact.row["id"])
            else:
                pile.total += share * fact.value
                pile.values.append(fact.value)
                pile.records.add(fact.row["id"])
    return out


def summed(q: Question, facts: Iterable[Fact]) -> Answers:
    """Sums (and counts, where each value is 1). Nothing to add is 0; only unknown values is null."""
    found = piles(q, facts)
    if not q.by:
        found.setdefault((), Pile())
    out = {}
    for key, pile in found.items():
        unknown = bool(pile.missing) and not pile.values
        value = None if unknown else pile.total
        out[key] = Answer(
            value, len(pile.records), len(pile.missing), reason="not known" if unknown else None
        )
    return out


def ratio(q: Question, top: Iterable[Fact], bottom: Iterable[Fact]) -> Answers:
    """Sum of ``top`` by sum of ``bottom``; null over nothing."""
    tops, bottoms = piles(q, top), piles(q, bottom)
    out = {}
    for key in ({()} if not q.by else set()) | tops.keys() | bottoms.keys():
        out[key] = quotient(tops.get(key, Pile()), bottoms.get(key, Pile()))
    return out


def once_each(
    q: Question,
    facts: Iterable[Fact],
    subject: Callable[[Fact], Any],
    order: Callable[[Fact], Any],
    reached: Callable[[Fact], bool],
) -> Answers:
    """Of all subjects those for which ``reached`` holds: each counts once in a group, by its first visible fact there."""
    first: dict[tuple[Key, Any], tuple[Fact, Fraction]] = {}
    for fact in sorted(facts, key=order):
        if visible(q.world, fact, q.rights):
            for key, share in keys(q.world, fact, q.by).items():
                first.setdefault((key, subject(fact)), (fact, share))
    tops: dict[Key, Pile] = {}
    bottoms: dict[Key, Pile] = {} if q.by else {(): Pile()}
    for (key, _), (fact, share) in first.items():
        for heap in [bottoms] + [tops] * reached(fact):
            pile = heap.setdefault(key, Pile())
            pile.total += share
            pile.records.add(fact.row["id"])
    return {key: quotient(tops.get(key, Pile()), bottom) for key, bottom in bottoms.items()}


def quotient(a: Pile, b: Pile) -> Answer:
    missing = len(a.missing | b.missing)
    if b.total == 0:
        return Answer(None, len(b.records), missing, a.total, b.total, "nothing to divide by")
    return Answer(a.total / b.total, len(b.records), missing, a.total, b.total)


STATISTICS: dict[str, Callable[[list[Fraction]], Fraction]] = {
    "": lambda values: percentile(values, Fraction(1, 2)),
    "mean": lambda values: sum(values, Fraction(0)) / len(values),
    "p90": lambda values: percentile(values, Fraction(9, 10)),
}


def percentile(values: list[Fraction], p: Fraction) -> Fraction:
    """Continuous: between two values it goes in a straight line."""
    ordered = sorted(values)
    place = (len(ordered) - 1) * p
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def statistic(q: Question, facts: Iterable[Fact], name: str) -> Answers:
    """Median, mean or percentile, in which a record counts once for each group it falls in."""
    found = piles(q, facts)
    if not q.by:
        found.setdefault((), Pile())
    out = {}
    for key, pile in found.items():
        reason = None if pile.values else ("not known" if pile.missing else "nothing to measure")
        value = STATISTICS[name](pile.values) if pile.values else None
        out[key] = Answer(value, len(pile.records), len(pile.missing), reason=reason)
    return out


def days_between(world: World, start: WorldTime, end: WorldTime) -> Fraction:
    """Exact days where both times of day are known, else calendar days of the local dates."""
    if isinstance(start, datetime) and isinstance(end, datetime):
        gap = end - start
        return Fraction(gap.days * 86_400 + gap.seconds, 86_400) + Fraction(gap.microseconds, 86_400_000_000)
    zone = world.calendar.zone
    return Fraction((local_date(end, zone) - local_date(start, zone)).days)


def fraction(value: Any) -> Fraction | None:
    return None if value is None else Fraction(value)
