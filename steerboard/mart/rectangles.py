"""History as rectangles: how a record was at each world time, by each state of knowledge. Pure values.

Intervals are half-open; instants are naive UTC. ``docs/mart-tables.md`` says what the rectangles mean.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from steerboard.core.moments import BEGINNING, END

GONE = ("deleted_at", "merged_into")  # a record with one of these set is not there


@dataclass(frozen=True, slots=True)
class Step:
    """One history row: ``field`` went from ``old`` to ``new`` at ``effective``, as we learned at ``recorded``.

    Values are hashable; equal values are equal states. ``id`` orders rows of one instant.
    """

    id: int
    field: str
    old: Any
    new: Any
    effective: datetime
    recorded: datetime


@dataclass(frozen=True, slots=True)
class Span:
    """A state that held from ``start`` up to, not including, ``end``; values in the order of the fields."""

    start: datetime
    end: datetime
    state: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Rectangle:
    valid_from: datetime
    valid_to: datetime
    known_from: datetime
    known_to: datetime
    state: tuple[Any, ...]


def fields_of(steps: Sequence[Step]) -> tuple[str, ...]:
    """The fields whose values the states hold, in their order."""
    return tuple(sorted({s.field for s in steps} - set(GONE)))


def rectangles(steps: Sequence[Step], known_from: datetime) -> list[Rectangle]:
    """The rectangles of one record that the system knows of since ``known_from``.

    States hold the values of ``fields_of(steps)``; other fields never changed. Where the record was not there by
    some knowledge (deleted, merged away) no rectangle covers that knowledge.
    """
    ordered = sorted(steps, key=lambda s: (s.recorded, s.id))
    knowledge = _Knowledge(fields_of(steps), _first_known(ordered))
    open_: list[tuple[Span, datetime]] = []  # the spans that hold by now, each with since when it is known
    done: list[Rectangle] = []
    for time, heard in _by_time(ordered, known_from):
        kept = knowledge.hear(heard)
        since = dict(open_[kept:])
        now = dict.fromkeys(knowledge.spans[kept:])
        done += [_closed(span, known, time) for span, known in since.items() if span not in now]
        open_[kept:] = [(span, since.get(span, time)) for span in now]
    done += [_closed(span, known, END) for span, known in open_]
    return [r for r in done if r.known_from < r.known_to]


def timeline(steps: Sequence[Step], field: str) -> list[Span]:
    """How one field went through world time by all that is known; nothing where it never changed."""
    mine = sorted((s for s in steps if s.field == field), key=lambda s: (s.recorded, s.id))
    return _spans(mine, (field,), _first_known(mine)) if mine else []


def _closed(span: Span, since: datetime, until: datetime) -> Rectangle:
    return Rectangle(span.start, span.end, since, until, span.state)


def _first_known(ordered: Sequence[Step]) -> dict[str, Any]:
    """What a field was before anything was heard of it changing."""
    found: dict[str, Any] = {}
    for step in ordered:
        found.setdefault(step.field, step.old)
    return found


def _by_time(ordered: Sequence[Step], known_from: datetime) -> Iterator[tuple[datetime, list[Step]]]:
    """What was heard at each time, beginning with when the record became known."""
    at_first = [s for s in ordered if s.recorded <= known_from]
    yield known_from, at_first
    for time, heard in groupby(ordered[len(at_first) :], key=lambda s: s.recorded):
        yield time, list(heard)


class _Knowledge:
    """The spans by what was heard so far."""

    def __init__(self, fields: Sequence[str], first: dict[str, Any]) -> None:
        self.fields, self.first = fields, first
        self.spans: list[Span] = []
        self._steps: list[Step] = []
        self._gone: dict[str, Any] = {}
        self._latest = BEGINNING

    def hear(self, heard: Sequence[Step]) -> int:
        """Take news in; returns how many of the spans, from the first on, are as they were."""
        news = sorted((s for s in heard if s.field not in GONE), key=lambda s: (s.effective, s.id))
        told = {s.field: s.new for s in heard if s.field in GONE}
        later = bool(self.spans) and not told and self._only_goes_on(news)
        self._steps += news
        self._gone |= told
        self._latest = max([self._latest, *(s.effective for s in news)])
        if later:  # the usual case, and quick for records that change often
            last = self.spans.pop()
            kept = len(self.spans)
            self.spans += _walk(dict(zip(self.fields, last.state, strict=True)), last.start, news)
            return kept
        gone = any(value is not None for value in self._gone.values())
        self.spans = [] if gone else _spans(self._steps, self.fields, self.first)
        return 0

    def _only_goes_on(self, news: Sequence[Step]) -> bool:
        """Whether all of it happened after whatever was known, and nothing says that it began otherwise."""
        if any(s.effective <= self._latest for s in news):
            return False
        known = {s.field for s in self._steps}
        return all(s.old == self.first[s.field] for s in reversed(news) if s.field not in known)


def _spans(steps: Sequence[Step], fields: Sequence[str], first: dict[str, Any]) -> list[Span]:
    """World time by these steps."""
    ordered = sorted(steps, key=lambda s: (s.effective, s.id))
    state = {name: first[name] for name in fields}
    state |= {s.field: s.old for s in reversed(ordered)}
    return _walk(state, BEGINNING, ordered)


def _walk(state: dict[str, Any], start: datetime, steps: Sequence[Step]) -> list[Span]:
    """The spans from ``start`` on, where the state is ``state``; neighbours of equal state are joined."""
    found: list[Span] = []
    current = tuple(state.values())
    for place, step in enumerate(steps):
        state[step.field] = step.new
        if place + 1 < len(steps) and steps[place + 1].effective == step.effective:
            continue
        after = tuple(state.values())
        if after != current:
            if step.effective > start:
                found.append(Span(start, step.effective, current))
            start, current = step.effective, after
    return [*found, Span(start, END, current)]
