"""Counting subjects instead of records: each once in a group, however many records of it fall there."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from tests.oracles.base import Answer, Answers, Fact, Key, Pile, Question, keys, piles, quotient, visible

Subject = Callable[[Fact], Any]


def heads(q: Question, facts: Iterable[Fact], subject: Subject) -> dict[Key, Pile]:
    """The subjects in each group, each by its first visible fact there; shares weigh."""
    seen: set[tuple[Key, Any]] = set()
    out: dict[Key, Pile] = {}
    for fact in sorted(facts, key=lambda fact: (fact.at.at, fact.row["id"])):
        if not visible(q.world, fact, q.rights):
            continue
        for key, share in keys(q.world, fact, q.by).items():
            if (key, subject(fact)) not in seen:
                seen.add((key, subject(fact)))
                pile = out.setdefault(key, Pile())
                pile.total += share
                pile.records.add(fact.row["id"])
    return out


def counted(q: Question, facts: Iterable[Fact], subject: Subject) -> Answers:
    found = heads(q, facts, subject)
    if not q.by:
        found.setdefault((), Pile())
    return {key: Answer(pile.total, len(pile.records)) for key, pile in found.items()}


def by_head(q: Question, top: Iterable[Fact], bottom: Iterable[Fact], subject: Subject) -> Answers:
    """Sum of ``top`` by how many subjects ``bottom`` has."""
    tops, bottoms = piles(q, top), heads(q, bottom, subject)
    groups = ({()} if not q.by else set()) | tops.keys() | bottoms.keys()
    return {key: quotient(tops.get(key, Pile()), bottoms.get(key, Pile())) for key in groups}
