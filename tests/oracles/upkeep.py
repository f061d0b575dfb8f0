"""Whether records are kept: filled, in time; whether reports come in time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction

from steerboard.core.worldtime import WorldTime
from tests.oracles.base import Answers, Cut, Fact, Question, at_cut, live, ratio
from tests.oracles.doing import done
from tests.oracles.funnel import person
from tests.oracles.orders import line_facts
from tests.oracles.organisation import holds
from tests.worlds import Row

REQUIRED = {
    "account": ("industry", "region", "size"),
    "lead": ("company", "lead_source", "region"),
    "opportunity": ("account", "amount", "close_date"),
}


def kept(q: Question) -> Iterator[tuple[Fact, Fraction]]:
    """The records there were at the instant, with how many of their required fields were filled then."""
    for kind, names in REQUIRED.items():
        for row in live(q.world, kind):
            since = row["recorded_at"] if row["created_at"] is None else row["created_at"]
            if q.cut.holds(q.world, since):
                then = [_then(q, kind, row, name) for name in names]
                filled = Fraction(sum(value not in (None, "") for value in then))
                yield Fact(kind, row, q.cut, Fraction(len(names)), {"record_kind": kind}), filled


def _then(q: Question, kind: str, row: Row, name: str) -> object:
    """A field at the instant; money in another currency is not known."""
    own = name != "amount" or at_cut(q.world, kind, row, "currency", q.cut) == q.world.currency
    return at_cut(q.world, kind, row, name, q.cut) if own else None


def data_completeness(q: Question) -> Answers:
    found = list(kept(q))
    return ratio(q, [replace(fact, value=filled) for fact, filled in found], [fact for fact, _ in found])


def data_timeliness(q: Question) -> Answers:
    """Entered within a day of happening; where it is not known when, left out above and below."""
    every, soon = [], []
    for fact in done(q):
        entered = fact.row["entered_at"]
        if entered is None:
            continue
        every.append(fact)
        if within_a_day(q, fact.row, entered):
            soon.append(fact)
    return ratio(q, soon, every)


def within_a_day(q: Question, row: Row, entered: WorldTime) -> bool:
    happened = row["done_at"]
    if isinstance(happened, datetime) and isinstance(entered, datetime):
        return entered - happened <= timedelta(hours=24)
    return q.day(entered) <= q.day(happened) + timedelta(days=1)


def report_on_time_rate(q: Question) -> Answers:
    due = [
        Fact("work_report", row, Cut.of(q.world, row["due_at"]))
        for row in live(q.world, "work_report")
        if q.within(row["due_at"])
    ]
    return ratio(q, [fact for fact in due if _in_time(q, fact.row)], due)


def _in_time(q: Question, row: Row) -> bool:
    due, came = row["due_at"], row["handed_in_at"]
    if not q.by_now(came):
        return False
    if isinstance(due, datetime) and isinstance(came, datetime):
        return came <= due
    return q.day(came) <= q.day(due)


def revenue_per_head(q: Question) -> Answers:
    """By how many worked here, on the average of the days that are over; each in the team that counts that day."""
    return ratio(q, line_facts(q, "revenue"), _staff(q))


def _staff(q: Question) -> Iterator[Fact]:
    part = Fraction(1, q.elapsed.days) if q.elapsed.days else Fraction(0)
    for day in q.elapsed.each_day():
        at = Cut.of(q.world, day)
        here = {row["user"] for row in live(q.world, "membership") if holds(row, day)}
        for user in sorted(here):
            yield replace(person(user, at), value=part)
