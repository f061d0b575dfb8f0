"""What one act of writing consists of, as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from steerboard.core.worldtime import WorldTime


@dataclass(frozen=True)
class Author:
    """Who writes, through which door (app, import, api, cli, simulator), and which verb it is."""

    user: int | None
    door: str
    verb: str
    run: str = ""


@dataclass(frozen=True, slots=True)
class New:
    """A record to make. ``values`` by public field name; links are ids."""

    kind: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Edit:
    """Fields of a record to set. ``effective_at`` is when it became so in the world (now, where absent)."""

    kind: str
    id: int
    values: Mapping[str, Any]
    effective_at: WorldTime | None = None


@dataclass(frozen=True, slots=True)
class Past:
    """A change that a source tells of: ``field`` went from ``old`` to ``new`` at ``effective_at``.

    The present value follows: it is the ``new`` of the latest change of the field.
    """

    kind: str
    id: int
    field: str
    old: Any
    new: Any
    effective_at: WorldTime


@dataclass(frozen=True, slots=True)
class Removal:
    """A record to delete: absent from every figure asked afterwards, still there as known before."""

    kind: str
    id: int


@dataclass(frozen=True, slots=True)
class Return:
    """A deleted record to bring back."""

    kind: str
    id: int


@dataclass(frozen=True, slots=True)
class Merge:
    """A record that is the same as another: it goes, and what links to it links to ``into``."""

    kind: str
    id: int
    into: int


@dataclass(frozen=True, slots=True)
class Made:
    """Stands for the id of what an earlier item of the same batch makes; ``item`` is its place in the batch."""

    item: int


Item = New | Edit | Past | Removal | Return | Merge


@dataclass(frozen=True)
class Batch:
    """``chained`` says that values may be ``Made``; without it nobody looks for them, for imports are long."""

    author: Author
    items: tuple[Item, ...]
    chained: bool = False


@dataclass(frozen=True)
class Written:
    """What a batch did. ``ids`` stands in the order of the items; ``change`` is None where nothing changed."""

    change: int | None
    ids: tuple[int, ...]
    new: int = 0
    changed: int = 0
    removed: int = 0
    kinds: frozenset[str] = field(default_factory=frozenset)
