"""The grid of targets: who holds them a line, a month a column, and what does not add up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from steerboard.core.errors import BadInput
from steerboard.core.periods import Period
from steerboard.core.text import Text
from steerboard.engine.rights import Rights
from steerboard.plans.actions import Setting
from steerboard.plans.forms import LONGEST, typed
from steerboard.plans.holders import Holder
from steerboard.plans.questions import Held, Row, targets_in
from steerboard.plans.subjects import Subject, written

MOST = 120  # lines of one page; of a larger organisation it shows one level at a time
MEANWHILE = Text(
    "Meanwhile somebody set this to “{v}”. Save again to put yours in its place.",
    "期间已有人把它改为“{v}”。再次保存即可覆盖。",
)


@dataclass(frozen=True)
class Place:
    """A line of the grid: whose, how deep, below whom, and whether it opens what is not shown here."""

    holder: Holder
    depth: int
    above: str
    opens: bool
    whole: bool  # all that stands below it is shown


@dataclass(frozen=True)
class Asked:
    """What the grid is about, and who reads it. ``tops`` are all whom he may see; ``focus`` is where he looks."""

    subject: Subject
    level: str
    span: Period
    months: Sequence[Period]
    tops: Sequence[Holder]
    focus: Sequence[Holder]
    rights: Rights

    @property
    def places(self) -> list[Place]:
        return list(placed(self.focus))


@dataclass(frozen=True)
class Cell:
    """One field: its form name, what it shows, what it showed when the page was drawn, what is wrong with it.

    ``parts`` is what those below add up to, ``off`` the target less that; ``adds``: there can be such a sum; ``beside`` the level "target" where the
    grid shows another one.
    """

    name: str
    month: Period
    text: str
    was: str
    error: Text | None = None
    parts: Decimal | None = None
    off: Decimal | None = None
    beside: Decimal | None = None
    adds: bool = False


@dataclass(frozen=True)
class Line:
    """A line with its sum, and the target of the whole span where one is set beside those of its months. A cell is None
    in a month that does not count here."""

    place: Place
    cells: Sequence[Cell | None]
    values: Sequence[Decimal | None]
    total: Decimal | None
    parts: Decimal | None
    off: Decimal | None
    whole: Decimal | None
    was: str  # what its fields showed, in all of its places


@dataclass(frozen=True)
class Grid:
    asked: Asked
    lines: Sequence[Line]
    cut: bool

    @property
    def faults(self) -> int:
        return sum(1 for line in self.lines for cell in line.cells if cell and cell.error)


Values = dict[tuple[str, date], Decimal | None]


def placed(focus: Iterable[Holder]) -> Iterator[Place]:
    """All lines below ``focus`` where they are few enough, else the first level."""
    tops = list(focus)
    if sum(1 for top in tops for _ in top.walk()) <= MOST:
        for top in tops:
            yield from _deep(top, 0, "")
        return
    for top in tops:
        first = top.below[: MOST - 1]
        yield Place(top, 0, "", opens=False, whole=len(first) == len(top.below))
        for holder in first:
            yield Place(holder, 1, top.key, opens=bool(holder.below), whole=False)


def _deep(holder: Holder, depth: int, above: str) -> Iterator[Place]:
    yield Place(holder, depth, above, opens=False, whole=True)
    for below in holder.below:
        yield from _deep(below, depth + 1, holder.key)


def grid(asked: Asked, given: Mapping[str, Any] | None = None) -> Grid:
    """The grid as it is; with ``given``, what was typed, each cell with what is wrong with it."""
    places = asked.places
    there = _read(asked, [p.holder for p in places])
    values = _values(asked, [p.holder for p in places], there[asked.level])
    before = {p.holder.key: _before(p.holder, asked, values) for p in places}
    fields = [_fields(p, asked, values, given) for p in places]
    for line in fields:
        for (key, start), (_, _, error, value) in line.items():
            values[key, start] = None if error else value
    sums = _Sums(asked, places, values)
    lines = [
        _line(p, asked, line, sums, there, before[p.holder.key])
        for p, line in zip(places, fields, strict=True)
    ]
    cut = any(p.opens or (p.depth == 0 and not p.whole) for p in places)
    return Grid(asked, lines, cut)


def values_of(asked: Asked, holders: Sequence[Holder]) -> Values:
    """The targets of some holders as they are, by key and the month's first day."""
    return _values(asked, holders, _read(asked, holders)[asked.level])


def _read(asked: Asked, holders: Iterable[Holder]) -> Mapping[str, Mapping[Held, Row]]:
    keys = [(h.scope, h.id) for h in holders]
    return targets_in(asked.subject.kpi, keys, asked.span, asked.rights, {"target", asked.level})


def _months(asked: Asked, holder: Holder) -> list[Period]:
    return [month for month in asked.months if holder.has(month.start)]


def _values(asked: Asked, holders: Iterable[Holder], there: Mapping[Held, Row]) -> Values:
    found: Values = {}
    for holder in holders:
        for month in _months(asked, holder):
            row = there.get((holder.scope, holder.id, month.start, month.end))
            found[holder.key, month.start] = row.value if row else None
    return found


def _before(holder: Holder, asked: Asked, values: Values) -> str:
    texts = (written(values.get((holder.key, m.start)), asked.subject.unit) for m in asked.months)
    return "|".join(texts)


_Field = tuple[str, str, Text | None, Decimal | None]  # text, was, error, value


def _fields(
    place: Place, asked: Asked, values: Values, given: Mapping[str, Any] | None
) -> dict[tuple[str, date], _Field]:
    holder = place.holder
    before = str((given or {}).get(f"was-{holder.key}", "")).split("|")
    found: dict[tuple[str, date], _Field] = {}
    for n, month in enumerate(asked.months):
        if not holder.has(month.start):
            continue
        value = values[holder.key, month.start]
        is_now = written(value, asked.subject.unit)
        name = name_of(holder, month)
        text, error = is_now, None
        if given is not None and name in given and holder.mine:
            was = before[n] if n < len(before) else ""
            text, error, value = _typed(str(given[name]), was, is_now, value, asked.subject.unit)
        found[holder.key, month.start] = (text, is_now, error, value)
    return found


def _typed(
    text: str, was: str, is_now: str, value: Decimal | None, unit: str
) -> tuple[str, Text | None, Decimal | None]:
    """What a field shows after somebody typed ``text`` where ``was`` stood: a cell that nobody touched shows what is
    there now."""
    text = text.strip()[:LONGEST]
    if text == was.strip():
        return is_now, None, value
    try:
        wanted = typed(text, unit)
    except BadInput as error:
        return text, error.text(), None
    if is_now != was.strip() and wanted != value:
        return text, MEANWHILE.fill(v=is_now), wanted
    return text, None, wanted


def changes(asked: Asked, given: Mapping[str, Any]) -> list[Setting]:
    """The cells that were typed into; what somebody else set meanwhile in other cells stays."""
    subject, places = asked.subject, asked.places
    values = values_of(asked, [p.holder for p in places])
    found = []
    for place in places:
        holder = place.holder
        for (key, start), (_, _, error, value) in _fields(place, asked, values, given).items():
            if error is None and value != values[key, start]:
                month = next(m for m in asked.months if m.start == start)
                found.append(Setting(subject.kpi, asked.level, (holder.scope, holder.id), month, value))
    return found


def name_of(holder: Holder, month: Period) -> str:
    return f"{holder.key}.{month_key(month)}"


def month_key(month: Period) -> str:
    return month.start.isoformat()[:7]


class _Sums:
    """What stands below each line. A part without a target of its own counts for what stands below it."""

    def __init__(self, asked: Asked, places: Sequence[Place], values: Values) -> None:
        self._adds, self._values = asked.subject.adds_up, values
        self._below: dict[str, list[Holder]] = {}
        for place in places:
            self._below.setdefault(place.above, []).append(place.holder)
        self._whole = {p.holder.key for p in places if p.whole}
        self._unknown = {p.holder.key: p.holder.unknown for p in places}

    def parts(self, key: str, month: date) -> Decimal | None:
        """The sum of those below; None where nobody below has one, not all are seen, or they do not add up."""
        if not self.knows(key, month):
            return None
        return total(self.effective(h.key, month) for h in self._below.get(key, ()) if h.has(month))

    def effective(self, key: str, month: date) -> Decimal | None:
        own = self._values.get((key, month))
        return own if own is not None else self.parts(key, month)

    def knows(self, key: str, month: date) -> bool:
        """Whether all that counts below a line is seen here."""
        if not self._adds or key not in self._whole or month in self._unknown[key]:
            return False
        below = (h.key for h in self._below.get(key, ()) if h.has(month) and h.scope != "user")
        return all(self._values.get((k, month)) is not None or self.knows(k, month) for k in below)


def _line(
    place: Place,
    asked: Asked,
    fields: Mapping[tuple[str, date], _Field],
    sums: _Sums,
    there: Mapping[str, Mapping[Held, Row]],
    before: str,
) -> Line:
    holder = place.holder
    cells: list[Cell | None] = []
    values: list[Decimal | None] = []
    for month in asked.months:
        if not holder.has(month.start):
            cells.append(None)
            values.append(None)
            continue
        text, was, error, value = fields[holder.key, month.start]
        values.append(None if error else value)
        parts = sums.parts(holder.key, month.start)
        off = value - parts if value is not None and parts is not None and not error else None
        beside = None
        if asked.level != "target":
            row = there["target"].get((holder.scope, holder.id, month.start, month.end))
            beside = row.value if row else None
        cells.append(
            Cell(
                name_of(holder, month),
                month,
                text,
                was,
                error,
                parts,
                off or None,
                beside,
                holder.scope != "user" and sums.knows(holder.key, month.start),
            )
        )
    whole = there[asked.level].get((holder.scope, holder.id, asked.span.start, asked.span.end))
    adds = asked.subject.over_time
    own = total(values) if adds else None
    parts = total(c.parts for c in cells if c) if adds and all(c.adds for c in cells if c) else None
    off = own - parts if own is not None and parts is not None else None
    return Line(place, cells, values, own, parts, off or None, whole.value if whole else None, before)


def total(values: Iterable[Decimal | None]) -> Decimal | None:
    """The sum of those that are known; None where none is, which is not 0."""
    known = [v for v in values if v is not None]
    return sum(known, Decimal(0)) if known else None
