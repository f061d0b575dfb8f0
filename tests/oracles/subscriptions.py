"""What comes in month by month: MRR, what changed it, and which subscriptions were renewed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from tests.oracles.base import (
    Answers,
    Cut,
    Fact,
    Question,
    at_cut,
    find,
    fraction,
    live,
    ratio,
    summed,
)
from tests.worlds import Row, World

EVENTS = {"new": "new", "expansion": "expansion", "contraction": "contraction", "churned": "churn",
          "reactivated": "reactivation"}  # fmt: skip
LESS = ("contraction", "churn")


def before(q: Question) -> Cut:
    """The end of the day before the period."""
    return Cut.as_of(q.world, q.whole.start - timedelta(days=1), q.now)


def runs(world: World, row: Row, cut: Cut) -> bool:
    """Whether the subscription had begun and not ended, as it was at the instant."""
    end = at_cut(world, "subscription", row, "ended_on", cut)
    return had_begun(world, row, cut) and (end is None or not cut.holds(world, end))


def had_begun(world: World, row: Row, cut: Cut) -> bool:
    """Without a start that is known it began when it was recorded."""
    start = at_cut(world, "subscription", row, "started_on", cut)
    return cut.holds(world, row["recorded_at"] if start is None else start)


def mrr_then(world: World, row: Row, cut: Cut) -> Fraction | None:
    own = at_cut(world, "subscription", row, "currency", cut) == world.currency
    return fraction(at_cut(world, "subscription", row, "mrr", cut)) if own else None


def running(world: World, cut: Cut) -> Iterator[Fact]:
    for row in live(world, "subscription"):
        if runs(world, row, cut):
            yield Fact("subscription", row, cut, mrr_then(world, row, cut))


def events(q: Question, *kinds: str) -> Iterator[Fact]:
    """By when they took effect, for whose subscription it was then; what went is below 0."""
    for row in live(q.world, "subscription_event"):
        subscription = find(q.world, "subscription", row["subscription"])
        if subscription is None or row["kind"] not in kinds or not q.within(row["effective_at"]):
            continue
        amount = fraction(q.world.money(row, "amount"))
        if amount is not None and row["kind"] in LESS:
            amount = -amount
        yield Fact("subscription", subscription, Cut.of(q.world, row["effective_at"]), amount)


def mrr(q: Question) -> Answers:
    if q.variant:
        return summed(q, events(q, EVENTS[q.variant]))
    return summed(q, running(q.world, q.cut))


def arr(q: Question) -> Answers:
    return summed(q, [times(fact, 12) for fact in running(q.world, q.cut)])


def times(fact: Fact, factor: int) -> Fact:
    return replace(fact, value=None if fact.value is None else fact.value * factor)


def begun(q: Question) -> bool:
    return q.whole.start <= q.today


def revenue_churn(q: Question) -> Answers:
    """What was lost in the period by what there was before it."""
    if not begun(q):
        return ratio(q, [], [])
    lost = [times(fact, -1) for fact in events(q, *LESS)]
    return ratio(q, lost, running(q.world, before(q)))


def revenue_retention(q: Question) -> Answers:
    """Account by account, of those that paid when the period began."""
    if not begun(q):
        return ratio(q, [], [])
    had, kept = [], []
    for row in live(q.world, "account"):
        start, end = of_account(q.world, row, before(q)), of_account(q.world, row, q.cut)
        if start == 0:
            continue
        if start is not None and end is not None:
            end = min(start, end) if q.variant == "gross" else end
        else:
            start = end = None
        fact = Fact("account", row, Cut.of(q.world, q.whole.start), start)
        had.append(fact)
        kept.append(replace(fact, value=end))
    return ratio(q, kept, had)


def of_account(world: World, account: Row, cut: Cut) -> Fraction | None:
    """All that it paid a month at the instant; not known where one part of it is not."""
    total = Fraction(0)
    for fact in running(world, cut):
        if fact.row["account"] == account["id"]:
            if fact.value is None:
                return None
            total += fact.value
    return total


def answers_to(q: Question, row: Row, kind: str) -> list[tuple[date, Row]]:
    """The renewals (or churns) of a subscription that are known to have answered a due date, by today."""
    found = []
    for event in live(q.world, "subscription_event"):
        if (event["subscription"], event["kind"]) != (row["id"], kind):
            continue
        if not q.by_now(event["effective_at"]):
            continue
        due = event["due_on"]
        if due is None and kind == "renewal":
            due = q.day(event["effective_at"])
        if due is not None:
            found.append((due, event))
    return found


def due_ones(q: Question) -> Iterator[tuple[Row, date, list[Row], list[Row]]]:
    """Each subscription and date on which it fell due, with its renewals and the events that answered it."""
    for row in live(q.world, "subscription"):
        renewals, churns = answers_to(q, row, "renewal"), answers_to(q, row, "churn")
        days = {day for day, _ in [*renewals, *churns]}
        present, end = row["renewal_due_on"], row["ended_on"]
        if present is not None and (end is None or end >= present):
            days.add(present)
        for day in sorted(days):
            if q.within(day):
                renewed = [event for due, event in renewals if due == day]
                answered = renewed + [event for due, event in churns if due == day]
                yield row, day, renewed, answered


def renewal_rate(q: Question) -> Answers:
    due, renewed = [], []
    for row, day, events_of, _ in due_ones(q):
        fact = Fact("subscription", row, Cut.of(q.world, day))
        due.append(fact)
        if events_of:
            renewed.append(fact)
    return ratio(q, renewed, due)


def renewal_amount_rate(q: Question) -> Answers:
    """MRR that was due, as it was before the day on which it was decided; what was renewed, and grew on that day."""
    due, renewed = [], []
    for row, day, events_of, answered in due_ones(q):
        decided = min([day, *(q.day(event["effective_at"]) for event in answered)])
        was = mrr_then(q.world, row, Cut.as_of(q.world, decided - timedelta(days=1), q.now))
        now = _renewed(q, row, events_of)
        if was is None or now is None:
            was = now = None
        fact = Fact("subscription", row, Cut.of(q.world, day), was)
        due.append(fact)
        renewed.append(replace(fact, value=now))
    return ratio(q, renewed, due)


def _renewed(q: Question, row: Row, renewals: list[Row]) -> Fraction | None:
    days = {q.day(event["effective_at"]) for event in renewals}
    grown = [
        event
        for event in live(q.world, "subscription_event")
        if event["subscription"] == row["id"]
        and event["kind"] == "expansion"
        and event["effective_at"] is not None
        and q.day(event["effective_at"]) in days
    ]
    amounts = [fraction(q.world.money(event, "amount")) for event in [*renewals, *grown]]
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Fraction(0)) if len(known) == len(amounts) else None
