"""What customers answered: nps and csat."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from tests.oracles.base import (
    Answer,
    Answers,
    Cut,
    Fact,
    Key,
    Question,
    fraction,
    keys,
    live,
    ratio,
    statistic,
    visible,
)


def answered(q: Question, kind: str) -> list[Fact]:
    """The answers with a score, by when they came."""
    return [
        Fact("survey_response", row, Cut.of(q.world, row["answered_at"]), fraction(row["score"]))
        for row in live(q.world, "survey_response")
        if row["kind"] == kind and row["score"] is not None and q.within(row["answered_at"])
    ]


def nps(q: Question) -> Answers:
    """Promoters less detractors of a hundred; of another scale than 0 to 10 an answer says nothing."""
    points, every = [], []
    for fact in answered(q, "nps"):
        told = fact.row["scale"] in (None, 10)
        every.append(replace(fact, value=Fraction(1) if told else None))
        points.append(replace(fact, value=_points(fact.value) if told else None))
    return ratio(q, points, every)


def _points(score: Fraction | None) -> Fraction:
    if score is None or 6 < score < 9:
        return Fraction(0)
    return Fraction(100 if score >= 9 else -100)


def csat(q: Question) -> Answers:
    facts = answered(q, "csat")
    if q.variant == "top2":
        known = [fact for fact in facts if fact.row["scale"] is not None]
        best = [f for f in known if f.value is not None and f.value >= f.row["scale"] - 1]
        return ratio(q, [one(f) for f in best], [one(f) for f in known])
    scales = _scales(q, facts)
    out: Answers = {}
    for key, answer in statistic(q, facts, "mean").items():
        told = scales.get(key, set())
        if len(told) > 1 or None in told:
            answer = Answer(None, answer.n, answer.missing, reason="scales differ; ask by scale")
        out[key] = answer
    return out


def one(fact: Fact) -> Fact:
    return replace(fact, value=Fraction(1))


def _scales(q: Question, facts: list[Fact]) -> dict[Key, set[int | None]]:
    found: dict[Key, set[int | None]] = {}
    for fact in facts:
        if visible(q.world, fact, q.rights):
            for key in keys(q.world, fact, q.by):
                found.setdefault(key, set()).add(fact.row["scale"])
    return found
