"""What a list of records is, as frozen values."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from steerboard.core.calendars import Calendar
from steerboard.core.text import Text
from steerboard.records.showing import Reader
from steerboard.ui.tables import Cell


@dataclass(frozen=True)
class Present:
    """The present as the conditions of a list need it."""

    today: date
    now: datetime
    calendar: Calendar


Cells = Mapping[int, Cell]


@dataclass(frozen=True)
class Col:
    """A column: a field by name, or what ``make`` makes of the page's rows (by record id).

    ``sort`` is the field that orders it where it can be ordered; ``small`` a field that stands quietly below.
    """

    field: str
    label: Text | None = None
    sort: str = ""
    phone: bool = False
    small: str = ""
    descending_first: bool = False
    numeric: bool = False
    make: Callable[[Sequence[Any], Reader], Cells] | None = None


@dataclass(frozen=True)
class Lens:
    """A named condition, a chip above the list; the first of a list is what it shows unasked.

    ``order`` and ``dated`` stand for those of the list where they are given.
    """

    key: str
    name: Text
    only: Callable[[Present], Q]
    empty: Text | None = None
    order: str = ""
    dated: str = ""


@dataclass(frozen=True)
class Listing:
    """A list of one kind.

    search: text fields of the record that the search looks into. through: links whose names it looks into as well.
    choices: fields that can be narrowed to one value. dated: the field that "from" and "to" are about.
    order: the order unasked, a field name with or without a minus.
    """

    kind: str
    path: str
    url_name: str
    title: Text
    columns: tuple[Col, ...]
    search: tuple[str, ...]
    order: str
    empty: Text
    find: Text
    through: tuple[str, ...] = ()
    lenses: tuple[Lens, ...] = ()
    choices: tuple[str, ...] = ()
    dated: str = ""
    pool: bool = False
    owned: bool = True

    @property
    def whole(self) -> str:
        """The lens through which every record is seen; empty where it is the first, or there are none."""
        return next((lens.key for lens in self.lenses if lens.only is everything), "")

    def dated_by(self, lens: Lens | None) -> str:
        return (lens.dated if lens else "") or self.dated


@dataclass(frozen=True)
class Tab:
    """A neighbour of a list, in the line above it, or another shape of the same records."""

    name: Text
    url_name: str


def everything(_present: Present) -> Q:
    return Q()


def without(*fields: str) -> Q:
    """None of the fields is known."""
    return Q(**dict.fromkeys(fields))


ALL = Lens("", Text("All", "全部"), everything)
OWNER = Col("owner", sort="owner__name")
RUNNING = (
    ALL,
    Lens(
        "running",
        Text("Running", "进行中"),
        lambda p: Q(starts_on__lte=p.today) & (Q(ends_on__gte=p.today) | Q(ends_on=None)),
    ),
)
