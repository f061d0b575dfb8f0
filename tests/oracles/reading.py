"""Figures that are the company's: nobody's own, and for who sees every row that they rest on."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tests.oracles.base import OPEN_TO, PUBLIC, Answer, Answers, Fact, Pile, Question, piles, quotient


def sees_all(q: Question, *kinds: str) -> bool:
    """Whether the reader sees everything, or has a role to which each of these kinds is open."""
    roles = q.rights.roles
    open_to_all = bool(kinds) and all(
        roles & OPEN_TO.get(kind, set()) or (roles and kind in PUBLIC) for kind in kinds
    )
    return q.rights.everything or open_to_all


def company(q: Question, facts: Iterable[Fact], figure: Callable[[], Answers], *kinds: str) -> Answers:
    """The figure, or null in the groups of ``facts`` for who may not have it; without ``kinds`` only who sees everything may."""
    if sees_all(q, *kinds) and not q.owned:
        return figure()
    keys = piles(q, facts).keys() if q.by else {()}
    return {key: Answer(None, reason="not for this reader, or not by person") for key in keys}


def of_whole(q: Question, top: Iterable[Fact], bottom: Iterable[Fact], *apart: str) -> Answers:
    """Sum by sum; of the dimensions ``apart`` only what is above the line has one, below stands the whole."""
    own = tuple(path for path in q.by if path not in apart)
    tops, bottoms = piles(q, top), piles(q, bottom, own)
    keys = set(tops) if own != q.by else tops.keys() | bottoms.keys() | ({()} if not q.by else set())
    found = {}
    for key in keys:
        rest = tuple(value for path, value in zip(q.by, key, strict=True) if path not in apart)
        found[key] = quotient(tops.get(key, Pile()), bottoms.get(rest, Pile()))
    return found
