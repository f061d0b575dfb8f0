"""Stays in a stage, one after the other, from the history of a link. Pure values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from steerboard.mart.rectangles import Step


@dataclass(frozen=True, slots=True)
class Visit:
    """``entered`` and ``left`` are times as the records write them (ISO text); None is not known, or not yet."""

    stage: int
    entered: str | None
    left: str | None
    known_from: datetime


@dataclass(frozen=True, slots=True)
class Staged:
    """What is known of one record: its stage and times as they are now, and the changes of its stage.

    Each step comes with its time as the records write it. ``stayed`` says of a record without any that it has not
    moved: it was entered here, or its source would have told.
    """

    stage: int | None
    created: str | None
    ended: str | None
    known_from: datetime
    stayed: bool
    steps: Sequence[tuple[Step, str]]


def visits_of(record: Staged, open_stages: frozenset[int]) -> list[Visit]:
    """All stays in order; none where the changes of its stage are not known.

    The first begins with the record. A record that ended left its open stage then, whether or not the stage moved.
    """
    if not record.steps and not record.stayed:
        return []
    ordered = sorted(record.steps, key=lambda s: (s[0].effective, s[0].id))
    first = ordered[0][0].old if ordered else record.stage
    marks: list[tuple[int | None, str | None, datetime]] = [(first, record.created, record.known_from)]
    marks += [(step.new, written, step.recorded) for step, written in ordered]
    leaving = [mark[1] for mark in marks[1:]] + [None]
    found = [
        Visit(stage, entered, left, known)
        for (stage, entered, known), left in zip(marks, leaving, strict=True)
        if stage is not None
    ]
    if found and found[-1].left is None and record.ended and found[-1].stage in open_stages:
        last = found[-1]
        found[-1] = Visit(last.stage, last.entered, record.ended, last.known_from)
    return found
