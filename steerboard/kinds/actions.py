"""Verbs on changes."""

from __future__ import annotations

from steerboard.core.clock import Clock
from steerboard.core.errors import BadInput
from steerboard.core.text import Text
from steerboard.kinds.batch import Author, Batch, Return, Written
from steerboard.kinds.door import write
from steerboard.kinds.edits import undo_wishes
from steerboard.kinds.models import Change, Epoch, History


def undo(change: int, author: Author, clock: Clock, *, using: str = "default") -> Written:
    """Take a change back: what it made goes, what it deleted returns, fields get their value from before.

    A field that was changed again since keeps its newer value.
    """
    row = Change.objects.using(using).filter(pk=change).first()
    if row is None:
        raise BadInput(Text("there is no change {n}.", "没有编号为 {n} 的变更。").fill(n=change))
    deleted = History.objects.using(using).filter(change=row, field="deleted_at").exclude(new=None)
    returns = [Return(h.kind, h.record_id) for h in deleted]
    return write(Batch(author, (*returns, *undo_wishes(row, using))), clock, using=using)


def epoch(using: str = "default") -> str:
    """The id of this history of the records."""
    row, _ = Epoch.objects.using(using).get_or_create(pk=1)
    return str(row.value)


def new_epoch(using: str = "default") -> str:
    """Begin a new epoch: after a restore, everything derived from the records must be made anew."""
    Epoch.objects.using(using).filter(pk=1).delete()
    return epoch(using)
