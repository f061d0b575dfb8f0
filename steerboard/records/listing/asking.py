"""What somebody asks of a list, read from the address, and the rows that answer it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.expressions import OrderBy
from django.http import QueryDict

from steerboard.core.calendars import Calendar
from steerboard.core.periods import Period
from steerboard.engine.rights import Rights
from steerboard.kinds.registry import FieldSpec, KindSpec, get
from steerboard.people.rights import visible
from steerboard.records.listing.declare import Lens, Listing, Present
from steerboard.records.questions import within

MOST_WORDS = 5
WHOSE = ("all", "mine", "pool")


@dataclass(frozen=True)
class Asking:
    """One question to a list. ``who`` is a person's id, and then ``whose`` is all; ``links`` are records by field."""

    text: str
    whose: str
    who: int | None
    lens: Lens | None
    values: tuple[tuple[str, str], ...]
    links: tuple[tuple[str, int], ...]
    since: date | None
    until: date | None
    sort: str
    page: int

    @property
    def narrowed(self) -> int:
        """How many of the filters behind the fold are set."""
        return len(self.values) + (self.since is not None) + (self.until is not None) + (self.who is not None)


def number(text: str, most: int = 10**18) -> int | None:
    """A whole number out of an address; None for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 and int(text) <= most else None


def page_number(given: QueryDict) -> int:
    return max(1, number(given.get("page", "1"), 100_000) or 1)


def parse(listing: Listing, given: QueryDict, rights: Rights) -> Asking:
    """Read a question; what makes no sense in it is as if it were not there."""
    spec = get(listing.kind)
    whose = given.get("whose", "all")
    who = number(given.get("who", "")) if listing.owned else None
    asked = given.get("only", "")
    lens = next((x for x in listing.lenses if x.key == asked), listing.lenses[0] if listing.lenses else None)
    values = [(n, given.get(n, "")) for n in listing.choices if rights.may_read(spec.fields[n].tag)]
    sort = given.get("sort", "")
    return Asking(
        text=given.get("q", "").replace("\0", "").strip()[:100],
        whose=whose
        if listing.owned and who is None and (whose != "pool" or listing.pool) and whose in WHOSE
        else "all",
        who=who,
        lens=lens,
        values=tuple((n, v) for n, v in values if _fits(spec.fields[n], v)),
        links=tuple(_links(listing, spec, given, rights)),
        since=_day(given.get("from", "")) if listing.dated else None,
        until=_day(given.get("to", "")) if listing.dated else None,
        sort=sort if sort.removeprefix("-") in _sorts(listing, spec, rights) else "",
        page=page_number(given),
    )


def rows_for(listing: Listing, asking: Asking, rights: Rights, present: Present) -> QuerySet[Any]:
    """The visible records that answer, in order."""
    spec = get(listing.kind)
    rows = visible(spec, rights)
    if asking.lens is not None:
        rows = rows.filter(asking.lens.only(present))
    if asking.whose == "mine":
        rows = rows.filter(owner=rights.user)
    elif asking.whose == "pool":
        rows = rows.filter(owner=None)
    elif asking.who is not None:
        rows = rows.filter(owner=asking.who)
    rows = rows.filter(**dict(_condition(spec.fields[n], v) for n, v in asking.values), **dict(asking.links))
    if asking.since or asking.until:
        rows = rows.filter(_between(spec.fields[listing.dated_by(asking.lens)], asking, present.calendar))
    for word in asking.text.split()[:MOST_WORDS]:
        rows = rows.filter(_has(listing, spec, word, rights))
    return rows.order_by(*_order(listing, spec, asking, rights), "pk")


def _links(listing: Listing, spec: KindSpec, given: QueryDict, rights: Rights) -> Iterator[tuple[str, int]]:
    """The records that the list is narrowed to the rows of: those that the reader sees."""
    for name, field in spec.fields.items():
        asked = number(given.get(name, "")) if field.type == "link" and name not in listing.choices else None
        if asked is None or name == "owner" or not rights.may_read(field.tag):
            continue
        if visible(field.target, rights).filter(pk=asked).exists():
            yield name, asked


def _has(listing: Listing, spec: KindSpec, word: str, rights: Rights) -> Q:
    """The word stands in one of the fields that are searched, or in the name of what the reader sees behind a link."""
    found = Q(pk__in=())
    for name in listing.search:
        if rights.may_read(spec.fields[name].tag):
            found |= Q(**{f"{name}__icontains": word})
    for name in listing.through:
        other = get(spec.fields[name].target)
        found |= Q(**{f"{name}__in": visible(other, rights).filter(**{f"{other.display}__icontains": word})})
    return found


def _fits(field: FieldSpec, value: str) -> bool:
    if field.type == "choice":
        return value in dict(field.choices)
    if field.type == "boolean":
        return value in ("yes", "no")
    if field.type == "link":
        return number(value) is not None
    return bool(value) and len(value) <= 200


def _condition(field: FieldSpec, value: str) -> tuple[str, Any]:
    if field.type == "boolean":
        return field.name, value == "yes"
    return field.name, int(value) if field.type == "link" else value


def _between(field: FieldSpec, asking: Asking, calendar: Calendar) -> Q:
    """From the first day to the last, both in it; an open end is open."""
    name, since, until = field.name, asking.since, asking.until
    if field.type == "date":
        first = Q(**{f"{name}__gte": since}) if since else Q()
        return first & (Q(**{f"{name}__lte": until}) if until else Q())
    start, end = (
        since or date.min.replace(year=1900),
        (until or date.max.replace(year=9000)) + timedelta(days=1),
    )
    return within(name, Period(start, end), calendar) if start < end else Q(pk__in=())


def _order(listing: Listing, spec: KindSpec, asking: Asking, rights: Rights) -> tuple[OrderBy, ...]:
    known = _sorts(listing, spec, rights)
    asked = asking.sort or (asking.lens.order if asking.lens else "") or listing.order
    name = known.get(asked.removeprefix("-"), asked.removeprefix("-"))
    return (F(name).desc(nulls_last=True) if asked.startswith("-") else F(name).asc(nulls_last=True),)


def _sorts(listing: Listing, spec: KindSpec, rights: Rights) -> dict[str, str]:
    """By the column's key the field that it is ordered by."""
    readable = (c for c in listing.columns if c.sort and rights.may_read(_tag(spec, c.field)))
    return {c.field: c.sort for c in readable}


def _tag(spec: KindSpec, name: str) -> str:
    found = spec.fields.get(name)
    return found.tag if found else ""


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1900 <= day.year < 9000 and len(text) == 10 else None


__all__ = ["Asking", "number", "parse", "rows_for"]
