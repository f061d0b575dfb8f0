"""What the service did: tickets, the calls that waited, and what agents did."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from steerboard.core.worldtime import WorldTime
from tests.oracles.base import (
    Answers,
    Cut,
    Fact,
    Question,
    at_cut,
    days_between,
    find,
    live,
    ratio,
    statistic,
    summed,
)
from tests.worlds import Row


def by_time(q: Question, kind: str, time: str) -> list[Fact]:
    return [Fact(kind, row, Cut.of(q.world, row[time])) for row in live(q.world, kind) if q.within(row[time])]


def tickets_opened(q: Question) -> Answers:
    return summed(q, by_time(q, "ticket", "opened_at"))


def open_ones(q: Question) -> Iterator[Fact]:
    """From when they were opened (or, unknown, recorded) until resolved; closed without that they are over too."""
    for row in live(q.world, "ticket"):
        since = row["recorded_at"] if row["opened_at"] is None else row["opened_at"]
        if not q.cut.holds(q.world, since):
            continue
        then = {name: at_cut(q.world, "ticket", row, name, q.cut) for name in ("resolved_at", "closed_at")}
        over = then["resolved_at"] if then["resolved_at"] is not None else then["closed_at"]
        if over is None or not q.cut.holds(q.world, over):
            agent = at_cut(q.world, "ticket", row, "agent", q.cut)
            yield Fact("ticket", row, q.cut, fields={"agent": agent})  # who had it then


def tickets_active(q: Question) -> Answers:
    return summed(q, open_ones(q))


def tickets_resolved_ratio(q: Question) -> Answers:
    against = open_ones(q) if q.variant == "open" else by_time(q, "ticket", "opened_at")
    return ratio(q, by_time(q, "ticket", "resolved_at"), against)


def escalation_rate(q: Question) -> Answers:
    opened = by_time(q, "ticket", "opened_at")
    return ratio(q, [fact for fact in opened if q.by_now(fact.row["escalated_at"])], opened)


def duration(q: Question, start: WorldTime | None, end: WorldTime, unit: int) -> Fraction | None:
    """Exact, never below 0; not known where one of the two is only a date. ``unit`` are the seconds of one."""
    if not (isinstance(start, datetime) and isinstance(end, datetime)):
        return None
    if q.variant != "working":
        return max(days_between(q.world, start, end), Fraction(0)) * 86_400 / unit
    calendar, total = q.world.calendar, Fraction(0)
    day = q.day(start)
    while day <= q.day(end):
        low, high = max(start, calendar.starts(day)), min(end, calendar.ends(day))
        if calendar.is_working_day(day) and high > low:
            total += days_between(q.world, low, high)
        day += timedelta(days=1)
    return total * 86_400 / unit


def durations(q: Question, facts: Iterable[Fact], start: str, end: str, unit: int) -> Answers:
    """Of those that have come to their end by today."""
    done = [
        replace(fact, value=duration(q, fact.row[start], fact.row[end], unit))
        for fact in facts
        if q.by_now(fact.row[end])
    ]
    return statistic(q, done, "" if q.variant == "working" else q.variant)


def resolution_hours(q: Question) -> Answers:
    return durations(q, by_time(q, "ticket", "resolved_at"), "opened_at", "resolved_at", 3600)


def service_lag_hours(q: Question) -> Answers:
    return durations(q, by_time(q, "ticket", "opened_at"), "opened_at", "serviced_at", 3600)


def email_reply_hours(q: Question) -> Answers:
    mails = [fact for fact in by_time(q, "ticket", "opened_at") if fact.row["channel"] == "email"]
    return durations(q, mails, "opened_at", "first_response_at", 3600)


def hold_seconds(q: Question) -> Answers:
    return durations(q, by_time(q, "phone_queue_call", "queued_at"), "queued_at", "answered_at", 1)


def abandonment_rate(q: Question) -> Answers:
    queued = by_time(q, "phone_queue_call", "queued_at")
    return ratio(q, [fact for fact in queued if fact.row["abandoned_at"] is not None], queued)


def interactions(q: Question, ticket: Row) -> int | None:
    """As many as are kept; the number that the source tells where none is; else not known."""
    kept = [row for row in live(q.world, "ticket_interaction") if row["ticket"] == ticket["id"]]
    number: int | None = ticket["interaction_count"]
    return len(kept) if kept else number


def interactions_per_resolution(q: Question) -> Answers:
    """A mean over tickets; ``:first_contact`` the share that took no more than one."""
    facts = []
    for fact in by_time(q, "ticket", "resolved_at"):
        number = interactions(q, fact.row)
        facts.append(replace(fact, value=None if number is None else Fraction(number)))
    if q.variant != "first_contact":
        return statistic(q, facts, "mean")
    known = [replace(fact, value=None if fact.value is None else Fraction(1)) for fact in facts]
    return ratio(q, [k for f, k in zip(facts, known, strict=True) if f.value is None or f.value <= 1], known)


def first_contact_resolution(q: Question) -> Answers:
    """Neither escalated nor reopened, and no second interaction; not known only where the number would decide."""
    good, every = [], []
    for fact in by_time(q, "ticket", "resolved_at"):
        number = interactions(q, fact.row)
        spoilt = q.by_now(fact.row["escalated_at"]) or bool(fact.row["reopened"])
        if number is None and not spoilt:
            every.append(replace(fact, value=None))
            continue
        every.append(fact)
        if not spoilt and number is not None and number <= 1:
            good.append(fact)
    return ratio(q, good, every)


def agent_interactions(q: Question) -> Answers:
    """By who spoke with the customer; seen by who sees the ticket."""
    facts = []
    for row in live(q.world, "ticket_interaction"):
        ticket = find(q.world, "ticket", row["ticket"])
        if ticket is not None and q.within(row["happened_at"]):
            told: dict[str, Any] = {"agent": row["agent"], "kind": row["kind"]}
            facts.append(Fact("ticket", ticket, Cut.of(q.world, row["happened_at"]), fields=told))
    return summed(q, facts)


def agent_resolutions(q: Question) -> Answers:
    return summed(q, by_time(q, "ticket", "resolved_at"))


def agent_escalations(q: Question) -> Answers:
    return summed(q, by_time(q, "ticket", "escalated_at"))
