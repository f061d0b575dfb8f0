"""Verbs of people: writing as somebody."""

from __future__ import annotations

from django.db import transaction

from steerboard.core.clock import Clock
from steerboard.engine.rights import Rights
from steerboard.kinds.actions import undo
from steerboard.kinds.batch import Author, Batch, Written
from steerboard.kinds.door import write
from steerboard.people.editing import authorise, authorise_undo


def write_as(batch: Batch, rights: Rights, clock: Clock) -> Written:
    """Write what the reader may write; raises Forbidden, with nothing written, where any of it is not his.

    The question and the writing are one transaction, so rights cannot change in between.
    """
    with transaction.atomic():
        authorise(batch, rights)
        return write(batch, clock)


def undo_as(change: int, rights: Rights, author: Author, clock: Clock) -> Written:
    """Take back a change of the reader's own."""
    with transaction.atomic():
        authorise_undo(change, rights)
        return undo(change, author, clock)
