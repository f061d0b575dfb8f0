"""Figures that are the company's: nobody's own, never by person, some only for who may read what is spent."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tests.oracles.base import SPEND, Answer, Answers, Fact, Question, piles


def refused(q: Question, spent: bool = False) -> bool:
    """Whether the reader does not see everything, or asks by person; of what was spent also without that right."""
    if q.owned or not q.rights.everything:
        return True
    return spent and q.rights.user is not None and not q.rights.roles & SPEND


def company(
    q: Question, facts: Iterable[Fact], figure: Callable[[], Answers], *, spent: bool = False
) -> Answers:
    """The figure, or null in the groups of ``facts`` for who may not have it."""
    if not refused(q, spent):
        return figure()
    keys = piles(q, facts).keys() if q.by else {()}
    return {key: Answer(None, reason="not for this reader, or not by person") for key in keys}
