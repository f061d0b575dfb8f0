"""The records behind a cell, under the same rights, each with what it contributes to each part."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Protocol

from steerboard.core.errors import BadInput
from steerboard.core.text import Text
from steerboard.engine.answer import Prepared, run_wants
from steerboard.engine.compile.listing import Listing, listing
from steerboard.engine.cube import Cube
from steerboard.engine.frames import Frame
from steerboard.engine.kinds.base import Cell, Key, Number, Part, Reason, tidy
from steerboard.engine.labels import members
from steerboard.engine.model import Column
from steerboard.engine.plan.plan import Want
from steerboard.engine.query import Query
from steerboard.engine.result import Scalar, cell_document, number


@dataclass(frozen=True)
class Contribution:
    """One record in one part. ``record`` is what it belongs to and can be opened (an order line's order).

    ``amount`` is value × share: the amounts of a part add up to it. None where the value is not known, which
    ``missing`` counts; of a median the amount is the value itself.
    """

    part: str
    kind: str
    id: int
    record_kind: str
    record: int
    label: str
    on: date | None
    owner: int | None
    owner_label: str | None
    value: Number | None
    share: Number
    amount: Number | None

    def document(self) -> dict[str, object]:
        return {
            "part": self.part,
            "kind": self.kind,
            "id": self.id,
            "record": {"kind": self.record_kind, "id": self.record, "label": self.label},
            "on": self.on.isoformat() if self.on else None,
            "owner": None if self.owner is None else {"id": str(self.owner), "label": self.owner_label},
            "value": number(self.value),
            "share": number(self.share),
            "amount": number(self.amount),
        }


@dataclass(frozen=True)
class PartTotal:
    """One part of the cell: its value, and how many rows it has in the list."""

    name: str
    value: Number | None
    n: Number
    missing: Number
    rows: int

    def document(self) -> dict[str, object]:
        return {
            "name": self.name,
            "value": number(self.value),
            "n": number(self.n),
            "missing": number(self.missing),
            "rows": self.rows,
        }


@dataclass(frozen=True)
class Contributions:
    """A page of the list: ``total`` rows in all, of which these begin at ``offset``."""

    query: Query
    kpi: str
    period: date | None
    cell: Cell
    parts: tuple[PartTotal, ...]
    rows: tuple[Contribution, ...]
    total: int
    offset: int

    def to_json(self) -> dict[str, Any]:
        return {
            "kpi": self.kpi,
            "period": self.period.isoformat() if self.period else None,
            "figure": cell_document(self.cell),
            "parts": [part.document() for part in self.parts],
            "rows": [row.document() for row in self.rows],
            "total": self.total,
            "offset": self.offset,
            "truncated": self.offset + len(self.rows) < self.total,
        }


@dataclass(frozen=True)
class Choice:
    """Which cell, which of its parts, and which page."""

    key: Mapping[str, Scalar] | None
    period: date | datetime | None
    part: str
    limit: int | None
    offset: int


IN_CONFIDENCE = Reason(
    "in_confidence",
    Text("people answered in confidence: single answers are shown to nobody", "匿名作答，不展示单份答卷"),
)


def contributions(prepared: Prepared, choice: Choice) -> Contributions:
    """``prepared`` asks for one KPI, without comparisons, and by nothing where no group is chosen."""
    (kpi,) = prepared.kpis
    refused = prepared.checked.refused.get(kpi.id)
    frame = _frame(prepared, choice.period)
    if kpi.hidden:
        refused = refused or IN_CONFIDENCE
    if refused is not None:
        empty = Cell(None, reason=refused)
        return Contributions(prepared.query, kpi.id, _period(frame), empty, (), (), 0, choice.offset)
    key = group_key(prepared, choice.key)
    parts = [p for p in kpi.measure.parts(frame) if p.atom.scanned or p.atom.aggregate == "people"]
    cube = run_wants(prepared, [Want(p.atom, p.window, p.over_all) for p in parts if p.atom.scanned])
    cell = kpi.measure.cells(frame, cube.looking(total=False))(key)
    kept = [_source(prepared, cube, p, key) for p in parts if not choice.part or p.name == choice.part]
    totals = [source.total for source in kept]
    rows: list[Contribution] = []
    skip, room = choice.offset, choice.limit
    for source in kept:
        if room is None or room > 0:
            found = source.page(skip, room)
            rows += found
            room = None if room is None else room - len(found)
        skip = max(0, skip - source.total.rows)
    count = sum(t.rows for t in totals)
    return Contributions(
        prepared.query, kpi.id, _period(frame), cell, tuple(totals), tuple(rows), count, choice.offset
    )


def _frame(prepared: Prepared, period: date | datetime | None) -> Frame:
    if period is None:
        return prepared.total.frame
    for side in prepared.sides:
        if _period(side.frame) == period or _hour(side.frame) == period:
            return side.frame
    raise BadInput(
        Text("the query has no period that starts on {p}.", "查询中没有从 {p} 开始的期间。").fill(p=period)
    )


def _period(frame: Frame) -> date | None:
    return frame.period.start if frame.period is not None else None


def _hour(frame: Frame) -> datetime | None:
    return frame.hour.replace(tzinfo=UTC) if frame.hour is not None else None


def group_key(prepared: Prepared, given: Mapping[str, Scalar] | None) -> Key:
    if given is None:
        return ()
    for name in prepared.query.by:
        if name not in given:
            raise BadInput(Text("the group lacks “{n}”.", "分组缺少“{n}”。").fill(n=name))
    dims = prepared.checked.dims
    return tuple(
        _value(dim.column, given[name]) for name, dim in zip(prepared.query.by, dims, strict=bool(dims))
    )


_WHOLE = re.compile("-?[0-9]{1,18}")


def _value(column: Column, value: Scalar) -> Scalar:
    """A dimension value as the tables hold it, also from the text that JSON has for it."""
    if not isinstance(value, str):
        return value
    if column.type in ("link", "integer"):
        return int(value) if _WHOLE.fullmatch(value) else -1
    if column.type == "boolean":
        return value == "true"
    if column.type == "date":
        return _as(date.fromisoformat, value)
    return _as(Decimal, value) if column.type in ("money", "quantity", "share") else value


def _as(read: Callable[[str], Scalar], value: str) -> Scalar:
    try:
        return read(value)
    except (ValueError, ArithmeticError):
        raise BadInput(
            Text("there is no group “{v}”.", "没有名为“{v}”的分组。").fill(v=value[:40]), where="key"
        ) from None


class _Source(Protocol):
    """The rows of one part."""

    @property
    def total(self) -> PartTotal: ...

    def page(self, skip: int, room: int | None) -> list[Contribution]: ...


def _source(prepared: Prepared, cube: Cube, part: Part, key: Key) -> _Source:
    if part.atom.aggregate == "people":
        return _of_people(prepared, cube, part, key)
    one = listing(prepared.scope, prepared.checked.terms[part.atom.table], part, key)
    counted = prepared.store.rows(one.count())[0][0]
    assert isinstance(counted, int)
    return _Records(prepared, part, one, _total(cube, part, key, counted))


@dataclass(frozen=True)
class _Records:
    prepared: Prepared
    part: Part
    listing: Listing
    total: PartTotal

    def page(self, skip: int, room: int | None) -> list[Contribution]:
        rows = self.prepared.store.rows(self.listing.page(room, skip))
        names = _owners(self.prepared, [row[4] for row in rows]) if self.listing.owned else {}
        return [_contribution(self.part, self.listing, row, names) for row in rows]


@dataclass(frozen=True)
class _People:
    """People that are counted, each once; those of whom it is not known are missing."""

    rows: tuple[Contribution, ...]
    total: PartTotal

    def page(self, skip: int, room: int | None) -> list[Contribution]:
        return list(self.rows[skip : None if room is None else skip + room])


def _of_people(prepared: Prepared, cube: Cube, part: Part, key: Key) -> _People:
    standing = list(cube.people.standing(part.atom, part.window, key)) if cube.people else []
    users = sorted(person.user for person in standing if person.is_so(part.atom.where))
    names = _owners(prepared, users)
    rows = tuple(
        Contribution(part.name, "user", user, "user", user, name, None, user, name, 1, 1, 1)
        for user, name in ((user, str(names[user].label)) for user in users)
    )
    return _People(rows, _total(cube, part, key, len(rows)))


def _total(cube: Cube, part: Part, key: Key, counted: int) -> PartTotal:
    raw = cube.read(part, key)
    unit = part.atom.unit
    value = tidy(raw.value, unit)
    if value is None and part.atom.weighted and not raw.missing:
        value = tidy(0, unit)
    return PartTotal(part.name, value, tidy(raw.n, "count") or 0, tidy(raw.missing, "count") or 0, counted)


def _owners(prepared: Prepared, ids: Sequence[Any]) -> Mapping[Any, Any]:
    link = Column("owner", "link", Text("Owner", "负责人"), target="user")
    return members(prepared.store, prepared.scope, link, ids)


def _contribution(part: Part, one: Listing, row: Sequence[Any], names: Mapping[Any, Any]) -> Contribution:
    identity, record, label, on, owner, value, share = row
    unit = part.atom.unit
    amount = None if value is None else value
    if amount is not None and part.atom.weighted and share != 1:
        amount = float(value) * float(share) if isinstance(value, float) else value * share
    return Contribution(
        part=part.name,
        kind=part.atom.table,
        id=identity,
        record_kind=one.record_kind,
        record=record if record is not None else identity,
        label=str(label) if label is not None else f"#{record if record is not None else identity}",
        on=on,
        owner=owner,
        owner_label=names[owner].label if owner in names else None,
        value=tidy(value, unit),
        share=tidy(share, "count") or 0,
        amount=tidy(amount, unit),
    )


def cell_query(query: Query, kpi: str, period: date | datetime | None, *, grouped: bool) -> Query:
    """The question about one cell: one KPI, nothing to compare with, no groups where none is chosen.

    Without a first day a query begins with the first record of all its KPIs; here with the chosen period.
    """
    first = query.from_
    if first is None and query.grain is not None and period is not None:
        first = period.astimezone(query.calendar.zone).date() if isinstance(period, datetime) else period
    by = query.by if grouped else ()
    return replace(query, kpis=(kpi,), by=by, from_=first, compare=(), sort="", limit=None)
