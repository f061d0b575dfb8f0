"""pipeline_created, pipeline_coverage, pipeline_velocity and close_ratio."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

from steerboard.core.periods import Period, add_months
from steerboard.core.worldtime import WorldTime, instant
from tests.oracles import closing, pipeline
from tests.oracles.base import (
    Answer,
    Answers,
    Cut,
    Fact,
    Pile,
    Question,
    at_cut,
    changes,
    days_between,
    fraction,
    live,
    once_each,
    percentile,
    piles,
    ratio,
    summed,
)
from tests.oracles.quotas import ADDITIVE, both
from tests.worlds import Row, World


def pipeline_created(q: Question) -> Answers:
    new = list(_created(q))
    if q.variant != "net":
        return summed(q, new)
    return summed(q, [*new, *_closed(q), *_slipped(q)])


def _created(q: Question) -> Iterator[Fact]:
    for row in live(q.world, "opportunity"):
        if q.within(row["created_at"]):
            yield Fact("opportunity", row, Cut.of(q.world, row["created_at"]), first_amount(q.world, row))


def first_amount(world: World, row: Row) -> Fraction | None:
    """What it was worth when it began, or the first that was set in the 14 days after that day and lasted."""
    begun = Cut.of(world, row["created_at"])
    before = replace(begun, inclusive=False)
    found = [(begun, at_cut(world, "opportunity", row, "amount", before))]
    for change in changes(world, "opportunity", row, "amount"):
        moment = Cut.of(world, change.effective_at)
        if moment.at >= begun.at and (moment.day - begun.day).days <= 14:
            found.append((moment, at_cut(world, "opportunity", row, "amount", moment)))
    for moment, amount in found:
        if amount is not None:
            own = at_cut(world, "opportunity", row, "currency", moment) == world.currency
            return fraction(amount) if own else None
    return None


def minus(fact: Fact) -> Fact:
    return replace(fact, value=None if fact.value is None else -fact.value)


def _closed(q: Question) -> Iterator[Fact]:
    for fact in closing.closed(q, ("won", "lost"), closing.amount):
        yield minus(fact)


def _slipped(q: Question) -> Iterator[Fact]:
    """Open at the end, and due after the period, where at its beginning they were due in it."""
    period = q.whole
    if period.start > q.today:
        return
    before = Cut.as_of(q.world, period.start - timedelta(days=1), q.now)
    for fact in pipeline.facts(q, "amount"):
        row, due = fact.row, fact.fields["close_date"]
        since = row["recorded_at"] if row["created_at"] is None else row["created_at"]
        begun = before if before.holds(q.world, since) else Cut.of(q.world, since)
        was = at_cut(q.world, "opportunity", row, "close_date", begun)
        if due is not None and was is not None and due > period.last and was in period:
            yield minus(fact)


def trailing(q: Question, months: int = 12) -> Question:
    """The same asked over the months that end with the instant's day."""
    end = q.cut.day + timedelta(days=1)
    return replace(q, variant="", as_of=None, period=Period(add_months(end, -months), end))


def pipeline_coverage(q: Question) -> Answers:
    if q.variant == "needed":
        return _inverse(closing.win_rate(trailing(q)))
    open_due = piles(q, _due(q, Fraction(0) if q.variant == "all" else _fastest_quarter(q)))
    found = {key: (target, have) for key, target, have in both(q)}
    nothing = Fraction(0) if str(q.params.get("kpi", "bookings")) in ADDITIVE else None
    out = {}
    for key in open_due.keys() | found.keys():
        target, have = found.get(key, (None, nothing))
        out[key] = _covered(target, have, open_due.get(key, Pile()))
    return out


def _covered(target: Fraction | None, have: Fraction | None, due: Pile) -> Answer:
    if target is None or have is None:
        return Answer(None, reason="no target")
    if target - have <= 0:
        return Answer(None, reason="the target is met")
    if due.missing and not due.values:
        return Answer(None, 0, len(due.missing), reason="not known")
    lacking = target - have
    return Answer(due.total / lacking, len(due.records), len(due.missing), due.total, lacking)


def _due(q: Question, threshold: Fraction | None) -> Iterator[Fact]:
    """Due in the period and old enough by its end; where it cannot be told how old is enough, not known."""
    period = q.whole
    for fact in pipeline.facts(q, "amount"):
        due, created = fact.fields["close_date"], fact.row["created_at"]
        if due is None or due not in period:
            continue
        if q.variant == "all":
            yield fact
        elif created is None or threshold is None:
            yield replace(fact, value=None)
        elif (period.last - q.day(created)).days >= threshold:
            yield fact


def _fastest_quarter(q: Question) -> Fraction | None:
    """The cycle within which the company won the fastest quarter of its deals."""
    cycles = [
        days_between(q.world, fact.row["created_at"], fact.row["closed_at"])
        for fact in closing.closed(trailing(q), ("won",), closing.one)
        if fact.row["created_at"] is not None
    ]
    return percentile(cycles, Fraction(1, 4)) if cycles else None


def _inverse(rates: Answers) -> Answers:
    return {
        key: Answer(1 / rate.value if rate.value else None, rate.n, rate.missing)
        for key, rate in rates.items()
    }


def pipeline_velocity(q: Question) -> Answers:
    """Money per day: what is open, by what such deals were worth and how long they took."""
    year = trailing(q, int(q.params.get("months", 12)))
    parts = (
        pipeline.open_opportunities(q),
        closing.win_rate(year),
        closing.average_contract_value(year),
        closing.sales_cycle_days(year),
    )
    out = {}
    for key in {key for part in parts for key in part}:
        values = [part[key].value if key in part else None for part in parts]
        if key not in parts[0]:
            values[0] = Fraction(0)
        count, rate, worth, cycle = values
        if count is None or rate is None or worth is None or not cycle:
            out[key] = Answer(None, reason="one of the parts is not known")
        else:
            out[key] = Answer(count * rate * worth / cycle)
    return out


def close_ratio(q: Question) -> Answers:
    if q.variant == "worked":
        facts = list(_worked(q))
        return ratio(q, [fact for fact in facts if fact.row["outcome"] == "won"], facts)
    return once_each(
        q,
        _received(q),
        subject=lambda fact: fact.row["id"],
        order=lambda fact: fact.at.at,
        reached=lambda fact: fact.row["outcome"] == "won",
    )


def _received(q: Question) -> Iterator[Fact]:
    """Each time in the period at which somebody had an opportunity for the first time."""
    for row in live(q.world, "opportunity"):
        for time in receivings(q.world, row):
            if time is not None and q.within(time):
                yield Fact("opportunity", row, Cut.of(q.world, time))


def receivings(world: World, row: Row) -> list[WorldTime | None]:
    """When it came to each who ever had it: with its creation, or by the first hand-over to him.

    Where shares were entered, those who share had it from the creation on.
    """
    created = row["created_at"]
    if any(split["opportunity"] == row["id"] for split in live(world, "opportunity_split")):
        return [created]
    steps = changes(world, "opportunity", row, "owner")
    marks: list[tuple[WorldTime | None, int | None]] = []
    if created is None:
        marks.append((None, steps[0].old if steps else row["owner"]))
    else:
        begun = Cut.of(world, created)
        marks.append((created, at_cut(world, "opportunity", row, "owner", begun)))
        steps = [step for step in steps if Cut.of(world, step.effective_at).at > begun.at]
    zone = world.calendar.zone
    for step, later in zip(steps, [*steps[1:], None][: len(steps)], strict=True):
        lasted = later is None or instant(later.effective_at, zone) > instant(step.effective_at, zone)
        if lasted:
            marks.append((step.effective_at, step.new))
    found: dict[int, WorldTime | None] = {}
    for time, user in marks:
        if user is not None:
            found.setdefault(user, time)
    return list(found.values())


def _worked(q: Question) -> Iterator[Fact]:
    """Closed in the period, for who had it then; or open at its end, for who had it at that."""
    if q.elapsed.start > q.today:
        return
    closed = list(closing.closed(q, ("won", "lost"), closing.one))
    yield from closed
    over = {fact.row["id"] for fact in closed}
    yield from (fact for fact in pipeline.facts(q, "count") if fact.row["id"] not in over)
