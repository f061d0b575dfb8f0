"""Figures that are the company's: nobody's own, and for who sees every row that they rest on."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tests.oracles.base import OPEN_TO, PUBLIC, Answer, Answers, Fact, Question, piles


def sees_all(q: Question, *kinds: str) -> bool:
    """Whether no row of these kinds is hidden from the reader."""
    roles = q.rights.roles
    return q.rights.everything or all(
        roles & OPEN_TO.get(kind, set()) or (roles and kind in PUBLIC) for kind in kinds
    )


def company(q: Question, facts: Iterable[Fact], figure: Callable[[], Answers], *kinds: str) -> Answers:
    """The figure, or null in the groups of ``facts`` for who sees a part of ``kinds``, or asks by person."""
    if sees_all(q, *kinds) and not q.owned:
        return figure()
    keys = piles(q, facts).keys() if q.by else {()}
    return {key: Answer(None, reason="not for this reader, or not by person") for key in keys}
