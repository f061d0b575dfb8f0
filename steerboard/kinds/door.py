"""The one door for writing records.

``write`` puts the rows, their history and the change that they belong to in one transaction. Nothing else in the
product writes a kind; undo and audit rest on that. A test keeps ``.save()``, ``.update()`` and ``bulk_*`` on kinds
out of the other rooms.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby, repeat
from typing import Any

from django.db import IntegrityError, connections, transaction

from steerboard.core.clock import Clock
from steerboard.core.errors import BadInput
from steerboard.core.text import Text
from steerboard.kinds import edits
from steerboard.kinds.batch import Batch, Edit, Item, Made, Merge, New, Past, Removal, Return, Written
from steerboard.kinds.models import Change
from steerboard.kinds.registry import FieldSpec, KindSpec, get
from steerboard.kinds.values import check, not_given, preparer


def write(batch: Batch, clock: Clock, *, using: str = "default") -> Written:
    """Write ``batch`` as one change, or nothing of it.

    A value that is as it was already is no change: it leaves no history, and a batch of such values leaves no
    change row. Raises BadInput where a value does not fit its field or a link leads nowhere.
    """
    try:
        with transaction.atomic(using=using):
            return _Writing(batch, clock.now(), using).run()
    except IntegrityError as error:
        raise _explained(error) from None


class _Writing:
    """One batch being written; the change row is made only when something really changes."""

    def __init__(self, batch: Batch, now: datetime, using: str) -> None:
        self.batch, self.now, self.using = batch, now, using
        self.change: Change | None = None
        self.new = self.changed = self.removed = 0
        self.kinds: set[str] = set()

    def run(self) -> Written:
        ids: list[int] = []
        for form, group in groupby(self.batch.items, key=_form):
            items: list[Any] = list(group)
            if self.batch.chained:
                items = [self._chained(item, ids) for item in items]
            ids += self._insert(form, items) if form[0] is New else self._edit(form, items)
        return Written(
            self.change.pk if self.change else None,
            tuple(ids),
            self.new,
            self.changed,
            self.removed,
            frozenset(self.kinds),
        )

    def _chained(self, item: Item, ids: Sequence[int]) -> Item:
        """The item with the ids of what earlier ones made. What stands beside it in one insert is not there yet."""
        if not isinstance(item, New | Edit) or not any(isinstance(v, Made) for v in item.values.values()):
            return item
        values = dict(item.values)
        for name, value in values.items():
            if isinstance(value, Made):
                made = self.batch.items[value.item] if 0 <= value.item < len(ids) else None
                if not isinstance(made, New) or made.kind != get(item.kind).field(name).target:
                    raise ValueError(f"{item.kind}.{name} cannot link to item {value.item} of the batch")
                values[name] = ids[value.item]
        return replace(item, values=values)

    def change_id(self) -> int:
        if self.change is None:
            author = self.batch.author
            self.change = Change.objects.using(self.using).create(
                at=self.now, user_id=author.user, door=author.door, verb=author.verb, run=author.run
            )
        return int(self.change.pk)

    def _insert(self, form: tuple[Any, ...], items: Sequence[New]) -> list[int]:
        spec = get(form[1])
        names = [spec.field(name).name for name in form[2]]
        ids = _next_ids(spec, len(items), self.using)
        change = self.change_id()
        connection = connections[self.using]
        recorded = connection.ops.adapt_datetimefield_value(self.now)
        fields = [spec.fields[name] for name in names]
        defaults = [f for n, f in spec.fields.items() if n not in names and f.django.has_default()]
        constant = [preparer(f.type)(f.django.get_default()) for f in defaults]
        _require(spec, names)
        columns = ["id", "recorded_at", "made_in", *(f.column for f in fields), *(f.column for f in defaults)]
        given = zip(*(item.values.values() for item in items), strict=True)
        prepared = [_prepared(f, values) for f, values in zip(fields, given, strict=True)]
        alike = (repeat(recorded), repeat(change), *prepared, *(repeat(c) for c in constant))
        rows = list(zip(ids, *alike, strict=False))

        quoted = ", ".join(f'"{c}"' for c in columns)
        marks = ", ".join(["%s"] * len(columns))
        with connection.cursor() as cursor:
            cursor.executemany(f'INSERT INTO "{spec.table}" ({quoted}) VALUES ({marks})', rows)  # noqa: S608
        self.new += len(items)
        self.kinds.add(spec.name)
        return ids

    def _edit(self, form: tuple[Any, ...], items: Sequence[Item]) -> list[int]:
        spec = get(form[1])
        wishes = [wish for item in items for wish in edits.wishes(spec, item, self.now, self.using)]
        by_kind: dict[str, list[edits.Wish]] = defaultdict(list)
        for wish in wishes:
            by_kind[wish.spec.name].append(wish)
        for name, those in by_kind.items():
            count = edits.apply(those, self.now, self.change_id, self.using)
            if count:
                self.kinds.add(name)
                if form[0] in (Removal, Merge):
                    self.removed += sum(w.spec is spec for w in those)
                else:
                    self.changed += count
        return [item.id for item in items if not isinstance(item, New)]


def _prepared(field: FieldSpec, values: Sequence[Any]) -> list[Any]:
    """A column of new rows as the driver takes it; values that repeat are checked and prepared once."""
    prepare = preparer(field.type)
    try:
        # True equals 1, so a column with either is gone through value by value.
        alike = field.type != "json" and bool not in set(map(type, values))
        known = {v: prepare(check(field, v, "")) for v in (dict.fromkeys(values) if alike else ())}
    except TypeError:  # a value that cannot be a key: no field takes it, and check says so
        known, alike = {}, False
    return [known[v] for v in values] if alike else [prepare(check(field, v, "")) for v in values]


def _form(item: Item) -> tuple[Any, ...]:
    """Items of one form are written together: inserts of the same columns, or edits of one kind."""
    if isinstance(item, New):
        return (New, item.kind, tuple(item.values))
    return (type(item), item.kind)


def _require(spec: KindSpec, given: Iterable[str]) -> None:
    missing = [f for n, f in spec.fields.items() if f.required and n not in set(given)]
    if missing:
        raise not_given(missing[0], f"{spec.name}.{missing[0].name}")


def _next_ids(spec: KindSpec, count: int, using: str) -> list[int]:
    """Ids for new rows, known before they are written (the write lock, or the sequence, keeps them apart)."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            # A deleted row's id must not come back: the ledger and the history know it.
            cursor.execute("UPDATE sqlite_sequence SET seq = seq + %s WHERE name = %s", [count, spec.table])
            if cursor.rowcount == 0:
                cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [spec.table, count])
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [spec.table])
            last = int(cursor.fetchone()[0])
            return list(range(last - count + 1, last + 1))
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [f'"{spec.table}"', count],
        )
        return [int(row[0]) for row in cursor.fetchall()]


def _explained(error: IntegrityError) -> BadInput:
    text = str(error).lower()
    if "unique" in text:
        return BadInput(
            Text(
                "a record with this source and external id is there already.",
                "相同来源和外部编号的记录已存在。",
            ),
            hint=Text("Edit that one, or give another id.", "请修改已有记录，或换一个编号。"),
        )
    return BadInput(
        Text("a link leads to a record that is not there.", "关联的记录不存在。"),
        hint=Text("Write the record that it leads to first.", "请先写入被关联的记录。"),
    )


__all__ = ["Batch", "Edit", "Past", "Removal", "Return", "write"]
