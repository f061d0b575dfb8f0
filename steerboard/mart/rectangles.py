"""History as rectangles: how a record was at each world time, by each state of knowledge. Pure values.

Intervals are half-open; instants are naive UTC. ``docs/mart-tables.md`` says what the rectangles mean.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

BEGINNING = datetime(1, 1, 1)  # noqa: DTZ001  # the mart's instants are naive UTC
END = datetime(9999, 12, 31)  # noqa: DTZ001
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
    fields = fields_of(steps)
    ordered = sorted(steps, key=lambda s: (s.recorded, s.id))
    first = _first_known(ordered)
    times = sorted({max(s.recorded, known_from) for s in ordered} | {known_from})
    open_: dict[Span, datetime] = {}
    done: list[Rectangle] = []
    visible: list[Step] = []
    for time in times:
        while len(visible) < len(ordered) and ordered[len(visible)].recorded <= time:
            visible.append(ordered[len(visible)])
        spans = [] if _gone(visible) else _spans(visible, fields, first)
        now = dict.fromkeys(spans, time)
        done += [_closed(span, since, time) for span, since in open_.items() if span not in now]
        open_ = {span: open_.get(span, time) for span in now}
    done += [_closed(span, since, END) for span, since in open_.items()]
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


def _gone(visible: Sequence[Step]) -> bool:
    last = {s.field: s.new for s in visible if s.field in GONE}
    return any(value is not None for value in last.values())


def _spans(visible: Sequence[Step], fields: Sequence[str], first: dict[str, Any]) -> list[Span]:
    """World time by this knowledge, neighbours of equal state joined."""
    steps = sorted((s for s in visible if s.field not in GONE), key=lambda s: (s.effective, s.id))
    state = {name: first[name] for name in fields}
    state |= {s.field: s.old for s in reversed(steps)}
    found: list[Span] = []
    start, current = BEGINNING, tuple(state.values())
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
