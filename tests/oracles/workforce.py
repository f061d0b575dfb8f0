"""People at work: revenue by head, how time is spent, how they feel, what they learn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from tests.oracles import closing, doing, orders
from tests.oracles.base import (
    Answer,
    Answers,
    Cut,
    Fact,
    Key,
    Question,
    at_cut,
    dimension,
    fraction,
    live,
    piles,
    ratio,
    summed,
    visible,
)
from tests.oracles.funnel import person, sellers_on


def revenue_per_rep(q: Question) -> Answers:
    """By how many sold, on the average of the days that are over."""
    return ratio(q, orders.line_facts(q, "revenue"), _present(q))


def _present(q: Question) -> Iterator[Fact]:
    """Each who sells, for each day a part of one."""
    part = Fraction(1, q.elapsed.days) if q.elapsed.days else Fraction(0)
    for day in q.elapsed.each_day():
        at = Cut.of(q.world, day)
        for user in sellers_on(q.world, at):
            yield replace(person(user, at), value=part)


def _entries(q: Question, kind: str | None = None) -> list[Fact]:
    return [
        Fact("time_entry", row, Cut.of(q.world, row["day"]), fraction(row["minutes"]))
        for row in live(q.world, "time_entry")
        if q.within(row["day"]) and (kind is None or row["kind"] == kind)
    ]


def selling_time_share(q: Question) -> Answers:
    return ratio(q, _entries(q, "selling"), _entries(q))


def travel_hours(q: Question) -> Answers:
    hours = [replace(f, value=None if f.value is None else f.value / 60) for f in _entries(q, "travel")]
    return summed(q, hours)


def _check_ins(q: Question) -> list[Fact]:
    return [
        Fact("check_in", row, Cut.of(q.world, row["week"]), fraction(row["score"]))
        for row in live(q.world, "check_in")
        if q.within(row["week"])
    ]


def mean(q: Question, facts: list[Fact]) -> Answers:
    """Each record once in a group; without any null."""
    found: dict[Key, Answer] = {} if q.by else {(): Answer(None, reason="nothing to measure")}
    for key, pile in piles(q, facts).items():
        value = sum(pile.values, Fraction(0)) / len(pile.values) if pile.values else None
        found[key] = Answer(value, len(pile.records), len(pile.missing))
    return found


def mindset_score(q: Question) -> Answers:
    return mean(q, _check_ins(q))


def performance_product(q: Question) -> Answers:
    """The bookings, where each of the parts that multiply to them is known; the variants are the parts.

    The company's mean is that of the check-ins that the reader sees, as all totals are.
    """
    whole = mean(replace(q, by=()), _check_ins(q))[()].value
    own, visits = mean(q, _check_ins(q)), doing.visits(q)
    deals, worth = closing.won_deals(q), closing.bookings(q)
    groups = {
        "mindset": (own,),
        "volume": (own, visits),
        "conversion": (visits, deals),
        "value": (deals, worth),
        "": (own, visits, deals, worth),
    }
    out = {}
    for key in {key for found in groups[q.variant] for key in found}:
        none = Answer(Fraction(0))
        seen, won, total = (found.get(key, none).value for found in (visits, deals, worth))
        index = by(own[key].value if key in own else None, whole)
        parts = {
            "mindset": index,
            "volume": by(seen, index),
            "conversion": by(won, seen),
            "value": by(total, won),
        }
        known = all(part is not None for part in parts.values())
        out[key] = Answer(parts[q.variant] if q.variant else total if known else None)
    return out


def by(top: Fraction | None, bottom: Fraction | None) -> Fraction | None:
    """Null where one of the two is not known, or the lower one is 0."""
    return None if top is None or not bottom else top / bottom


def training_completed(q: Question) -> Answers:
    """Those completed in the period; ``:required``: of the required ones there were, what was completed by then."""
    if q.variant != "required":
        rows = [row for row in live(q.world, "training") if q.within(row["completed_at"])]
        return summed(q, [Fact("training", row, Cut.of(q.world, row["completed_at"])) for row in rows])
    due = list(_required(q))
    return ratio(q, [fact for fact in due if fact.fields["completed"]], due)


def _required(q: Question) -> Iterator[Fact]:
    for row in live(q.world, "training"):
        since = row["recorded_at"] if row["created_at"] is None else row["created_at"]
        if q.cut.holds(q.world, since) and at_cut(q.world, "training", row, "required", q.cut):
            completed = at_cut(q.world, "training", row, "completed_at", q.cut)
            over = completed is not None and q.cut.holds(q.world, completed)
            yield Fact("training", row, q.cut, fields={"completed": over})


LEAST = 5
"""Fewer answers than this would tell who said what."""


def employee_satisfaction(q: Question) -> Answers:
    answers = [
        Fact("survey_response", row, Cut.of(q.world, row["answered_at"]), fraction(row["score"]))
        for row in live(q.world, "survey_response")
        if row["kind"] == "employee" and q.within(row["answered_at"])
    ]
    out = {}
    for key, answer in mean(q, answers).items():
        enough = _voices(q, answers, key) >= LEAST
        out[key] = answer if enough else replace(answer, value=None, reason="too few to stay anonymous")
    return out


def _voices(q: Question, answers: list[Fact], key: Key) -> int:
    """How many answered, as far as that is known: who gave two answers is one."""
    known, unknown = set(), 0
    for fact in answers:
        here = tuple(dimension(q.world, fact, path, fact.row["owner"]) for path in q.by) == key
        if fact.value is None or not here or not visible(q.world, fact, q.rights):
            continue
        if fact.row["user"] is None:
            unknown += 1
        known.add(fact.row["user"])
    return len(known - {None}) + unknown
