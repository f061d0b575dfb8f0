"""Sessions of the shop that led to an order, and carts that did not."""

from __future__ import annotations

from dataclasses import replace

from tests.oracles.base import Answers, Cut, Fact, Question, find, live, ratio


def sessions(q: Question, time: str) -> list[Fact]:
    return [
        Fact("web_session", row, Cut.of(q.world, row[time]))
        for row in live(q.world, "web_session")
        if q.within(row[time])
    ]


def ordered(q: Question, fact: Fact) -> bool:
    """Whether there is an order of it: also one that was cancelled, not one that was deleted."""
    return find(q.world, "order", fact.row["order"]) is not None


def conversion_rate(q: Question) -> Answers:
    every = sessions(q, "started_at")
    return ratio(q, [fact for fact in every if ordered(q, fact)], every)


def cart_abandonment_rate(q: Question) -> Answers:
    filled = sessions(q, "cart_filled_at")
    kept = ratio(q, [fact for fact in filled if ordered(q, fact)], filled)
    return {
        key: replace(answer, value=None if answer.value is None else 1 - answer.value)
        for key, answer in kept.items()
    }
