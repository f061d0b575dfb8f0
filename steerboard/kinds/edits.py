"""Changing records that are there: what is wished, what it changes, and the history that it leaves."""

from __future__ import annotations

from bisect import insort
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connections
from django.utils.timezone import get_default_timezone

from steerboard.core.errors import BadInput
from steerboard.core.text import Text
from steerboard.core.worldtime import from_text, instant, to_text
from steerboard.kinds.batch import Edit, Item, Merge, Past, Removal, Return
from steerboard.kinds.models import Change, History
from steerboard.kinds.registry import SYSTEM_FIELDS, KindSpec, kinds
from steerboard.kinds.values import check, from_json, preparer, to_json

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Wish:
    """One field that is to be ``new`` (JSON form) from ``effective_at`` (ISO text) on.

    ``told`` marks a change that a source tells of, with the value before it in ``old``.
    """

    spec: KindSpec
    id: int
    field: str
    new: Any
    effective_at: str
    told: bool = False
    old: Any = None


def wishes(spec: KindSpec, item: Item, now: datetime, using: str) -> list[Wish]:
    """The fields that an item wants to set; raises BadInput for values that do not fit."""
    at = to_text(now)
    if isinstance(item, Edit):
        since = to_text(item.effective_at) if item.effective_at else at
        return [_wish(spec, item.id, name, value, since) for name, value in item.values.items()]
    if isinstance(item, Past):
        wish = _wish(spec, item.id, item.field, item.new, to_text(item.effective_at))
        old = to_json(spec.field(item.field).type, check(spec.field(item.field), item.old, item.field))
        return [Wish(spec, item.id, wish.field, wish.new, wish.effective_at, told=True, old=old)]
    if isinstance(item, Removal):
        return [Wish(spec, item.id, "deleted_at", at, at)]
    if isinstance(item, Return):
        return [Wish(spec, item.id, "deleted_at", None, at)]
    if isinstance(item, Merge):
        return _merge(spec, item, at, using)
    raise TypeError(item)


def _wish(spec: KindSpec, id_: int, name: str, value: Any, since: str) -> Wish:
    field = spec.field(name)
    return Wish(spec, id_, field.name, to_json(field.type, check(field, value, name)), since)


def _merge(spec: KindSpec, item: Merge, at: str, using: str) -> list[Wish]:
    if item.id == item.into:
        raise BadInput(Text("a record cannot be merged into itself.", "记录不能与自身合并。"))
    found = [Wish(spec, item.id, "merged_into", item.into, at)]
    for other in kinds():
        for field in other.fields.values():
            if field.target != spec.name:
                continue
            linked = other.model.everything.using(using).filter(**{field.column: item.id})
            found += [
                Wish(other, pk, field.name, item.into, at) for pk in linked.values_list("pk", flat=True)
            ]
    return found


def apply(those: Sequence[Wish], now: datetime, change_id: Callable[[], int], using: str) -> int:
    """Carry out wishes of one kind; returns how many records changed."""
    spec = those[0].spec
    by_record: dict[int, list[Wish]] = defaultdict(list)
    for wish in those:
        by_record[wish.id].append(wish)
    ids, changed = list(by_record), 0
    for start in range(0, len(ids), CHUNK):
        part = ids[start : start + CHUNK]
        rows = _present(spec, part, using)
        _refuse_absent(spec, part, rows)
        past = _history(spec, part, using)
        changed += _apply_chunk(spec, part, by_record, rows, past, now, change_id, using)
    return changed


def _apply_chunk(
    spec: KindSpec,
    ids: Sequence[int],
    by_record: dict[int, list[Wish]],
    rows: dict[int, dict[str, Any]],
    past: dict[tuple[int, str], list[History]],
    now: datetime,
    change_id: Callable[[], int],
    using: str,
) -> int:
    again = _Again(past)
    entries: list[History] = []
    updates: dict[tuple[str, ...], list[tuple[Any, ...]]] = defaultdict(list)
    changed = 0
    for id_ in ids:
        row, final = rows[id_], {}
        for wish in by_record[id_]:
            known = past.setdefault((id_, wish.field), [])
            entry = _entry(wish, row[wish.field], known, again, now)
            if entry is None:
                continue
            entry.change_id = change_id()
            entries.append(entry)
            insort(known, entry, key=lambda h: _moment(h.effective_at))
            row[wish.field] = final[wish.field] = known[-1].new
        if final:
            updates[tuple(final)].append((*final.values(), id_))
            changed += 1
        elif any(e.record_id == id_ for e in entries):
            changed += 1
    _update(spec, updates, using)
    _keep(entries, using)
    return changed


def _before(wish: Wish, known: list[History]) -> list[History]:
    """What is known up to the time of a wish."""
    at = _moment(wish.effective_at)
    return [h for h in known if _moment(h.effective_at) <= at]


_KEPT = ("kind", "record_id", "field", "old", "new", "effective_at", "recorded_at", "change_id")


def _keep(entries: Sequence[History], using: str) -> None:
    """Insert history rows by one statement: imports bring many, and the ORM takes more than twice as long."""
    if not entries:
        return
    connection = connections[using]
    when, json = connection.ops.adapt_datetimefield_value, connection.ops.adapt_json_value

    def form(value: Any) -> Any:
        return None if value is None else json(value, None)

    rows = [
        (
            h.kind,
            h.record_id,
            h.field,
            form(h.old),
            form(h.new),
            h.effective_at,
            when(h.recorded_at),
            h.change_id,
        )
        for h in entries
    ]
    quoted, marks = ", ".join(f'"{c}"' for c in _KEPT), ", ".join(["%s"] * len(_KEPT))
    with connection.cursor() as cursor:
        cursor.executemany(
            f'INSERT INTO "{History._meta.db_table}" ({quoted}) VALUES ({marks})',  # noqa: S608
            rows,
        )


class _Again:
    """Whether what is told was known before. A field may change to and fro on one day of which no time is known: then a
    change is there twice, and told twice each time."""

    def __init__(self, past: dict[tuple[int, str], list[History]]) -> None:
        self._known = Counter(
            (record, h.field, h.effective_at, repr(h.old), repr(h.new))
            for (record, _), known in past.items()
            for h in known
        )
        self._told: Counter[tuple[int, str, str, str, str]] = Counter()

    def known(self, wish: Wish) -> bool:
        key = (wish.id, wish.field, wish.effective_at, repr(wish.old), repr(wish.new))
        self._told[key] += 1
        return self._told[key] <= self._known[key]


def _entry(wish: Wish, current: Any, known: list[History], again: _Again, now: datetime) -> History | None:
    """The history row that a wish leaves, or None where it says nothing new."""
    if wish.told:
        here = (wish.effective_at, wish.new, wish.old)
        if again.known(wish):
            return None
        if (
            any((h.effective_at, h.new, h.old) == here for h in known)
            and _before(wish, known)[-1].new != wish.old
        ):
            return None  # a line that stands twice, and no change to and fro
        old = wish.old
    else:
        earlier = _before(wish, known)
        old = earlier[-1].new if earlier else known[0].old if known else current
        if old == wish.new:
            return None
    return History(
        kind=wish.spec.name,
        record_id=wish.id,
        field=wish.field,
        old=old,
        new=wish.new,
        effective_at=wish.effective_at,
        recorded_at=now,
    )


def _update(spec: KindSpec, updates: dict[tuple[str, ...], list[tuple[Any, ...]]], using: str) -> None:
    connection = connections[using]
    with connection.cursor() as cursor:
        for names, rows in updates.items():
            columns = [(n, *_column(spec, n)) for n in names]
            sets = ", ".join(f'"{column}" = %s' for _, column, _ in columns)
            prepared = [
                (
                    *(_stored(connection, t, v) for (_, _, t), v in zip(columns, row[:-1], strict=True)),
                    row[-1],
                )
                for row in rows
            ]
            cursor.executemany(f'UPDATE "{spec.table}" SET {sets} WHERE id = %s', prepared)  # noqa: S608


def _column(spec: KindSpec, name: str) -> tuple[str, str]:
    if name == "merged_into":
        return "merged_into_id", "link"
    return (name, "system") if name in SYSTEM_FIELDS else (spec.fields[name].column, spec.fields[name].type)


def _stored(connection: Any, type_: str, value: Any) -> Any:
    if type_ == "system":
        at = None if value is None else datetime.fromisoformat(value)
        return connection.ops.adapt_datetimefield_value(at)
    return preparer(type_)(from_json(type_, value))


def _present(spec: KindSpec, ids: Iterable[int], using: str) -> dict[int, dict[str, Any]]:
    """Present values in JSON form by record id, of all records, deleted ones as well."""
    found: dict[int, dict[str, Any]] = {}
    for row in spec.model.everything.using(using).filter(pk__in=list(ids)).values():
        values = {n: to_json(f.type, row[f.column]) for n, f in spec.fields.items()}
        deleted = row["deleted_at"]
        values["deleted_at"] = to_text(deleted.astimezone(UTC)) if deleted else None
        values["merged_into"] = row["merged_into_id"]
        found[row["id"]] = values
    return found


def _history(spec: KindSpec, ids: Sequence[int], using: str) -> dict[tuple[int, str], list[History]]:
    found: dict[tuple[int, str], list[History]] = defaultdict(list)
    rows = History.objects.using(using).filter(kind=spec.name, record_id__in=list(ids))
    for h in rows.order_by("id"):
        found[h.record_id, h.field].append(h)
    for known in found.values():
        known.sort(key=lambda h: _moment(h.effective_at))
    return found


def _moment(text: str) -> datetime:
    """The instant from which a change holds: as text a date would sort after the instants of its own night."""
    return instant(from_text(text), get_default_timezone())


def _refuse_absent(spec: KindSpec, ids: Iterable[int], rows: dict[int, Any]) -> None:
    for id_ in ids:
        if id_ not in rows:
            raise BadInput(
                Text("there is no {k} {id}.", "没有编号为 {id} 的{k}。").fill(k=spec.label, id=id_)
            )


def undo_wishes(change: Change, using: str) -> list[Edit | Removal]:
    """What takes a change back: made records go, edited fields return where nobody changed them since."""
    items: list[Edit | Removal] = []
    for spec in kinds():
        made = spec.model.everything.using(using).filter(made_in=change.pk, deleted_at=None)
        items += [Removal(spec.name, pk) for pk in made.values_list("pk", flat=True)]
    gone = {(item.kind, item.id) for item in items}
    for h in History.objects.using(using).filter(change=change).order_by("-id"):
        if (h.kind, h.record_id) in gone or h.field in SYSTEM_FIELDS:
            continue
        later = History.objects.using(using).filter(
            kind=h.kind, record_id=h.record_id, field=h.field, id__gt=h.pk
        )
        if not later.exists():
            spec = next(s for s in kinds() if s.name == h.kind)
            items.append(Edit(h.kind, h.record_id, {h.field: from_json(spec.fields[h.field].type, h.old)}))
    return items
