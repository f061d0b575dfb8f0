"""Files that tell of field changes: what a field was, what it became, and when."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from typing import Any

from steerboard.core.errors import BadInput, UnknownName
from steerboard.core.text import Text
from steerboard.core.worldtime import to_text
from steerboard.intake.feeds import field_at, kind_at
from steerboard.intake.getters import Binder, Convert, Getter, Test, Words
from steerboard.intake.links import Absent, Index
from steerboard.intake.report import Part
from steerboard.intake.rules import Past, Rule
from steerboard.intake.tables import Bad, Row, Table
from steerboard.intake.upsert import Upsert
from steerboard.kinds import batch
from steerboard.kinds.batch import Batch, Edit
from steerboard.kinds.door import write
from steerboard.kinds.models import History
from steerboard.kinds.registry import KindSpec
from steerboard.kinds.values import to_json

CHUNK = 1000


@dataclass
class PastFeed:
    """One history entry of a mapping over one table."""

    table: Table
    place: str
    spec: KindSpec
    index: Index
    record: Words
    name: Words
    old: Words
    new: Words
    at: Getter
    tests: list[Test]
    convert: Callable[[str], Convert]
    part: Part
    before: dict[tuple[int, str], Any] = field(default_factory=dict)

    def read(self, upsert: Upsert, mapped: Collection[str]) -> None:
        """Write the changes that are not known yet.

        ``mapped`` are the fields that the same import sets itself: of those the export has the last word about
        the present, however its history ends.
        """
        items: list[tuple[int, batch.Past]] = []
        with self.table.reading() as reading:
            for row in reading.rows():
                try:
                    if isinstance(row, Bad):
                        raise BadInput(row.reason)
                    if all(test(row) for test in self.tests):
                        items.append((reading.line, self._item(row)))
                except BadInput as error:
                    self._reject(upsert, reading.line, error.text())
                except Absent as absent:
                    self._reject(upsert, reading.line, absent.reason)
                if len(items) >= CHUNK:
                    self._flush(upsert, items, mapped)
                    items = []
        self._flush(upsert, items, mapped)
        self._restore(upsert)

    def _reject(self, upsert: Upsert, line: int, reason: Text) -> None:
        self.part = replace(self.part, rejected=self.part.rejected + 1)
        upsert.rejects.add(self.table, self.place, line, reason)

    def _item(self, row: Row) -> batch.Past:
        name = self.name(row)
        id_ = self.index.find(self.record(row))
        try:
            convert = self.convert(name)
        except UnknownName as error:
            raise BadInput(error.message, hint=error.hint) from None
        at = self.at(row)[0]
        if at is None:
            raise BadInput(Text("the time of the change is missing.", "缺少变更时间。"))
        old, new = convert(self.old(row))[0], convert(self.new(row))[0]
        return batch.Past(self.spec.name, id_, self.spec.field(name).name, old, new, at)

    def _flush(self, upsert: Upsert, items: list[tuple[int, batch.Past]], mapped: Collection[str]) -> None:
        known = self._known(upsert, [item.id for _, item in items])
        news = [item for _, item in items if self._form(item) not in known]
        self.part = replace(
            self.part,
            rows=self.part.rows + len(items),
            past=self.part.past + len(news),
            same=self.part.same + len(items) - len(news),
        )
        if upsert.dry or not news:
            return
        names = {item.field for item in news} & set(mapped)
        present = self._present(upsert, {item.id for item in news}, names)
        for key, value in present.items():
            self.before.setdefault(key, value)
        write(Batch(upsert.author, tuple(news)), upsert.clock, using=upsert.using)

    def _form(self, item: batch.Past) -> tuple[Any, ...]:
        type_ = self.spec.fields[item.field].type
        return (
            item.id,
            item.field,
            to_text(item.effective_at),
            to_json(type_, item.old),
            to_json(type_, item.new),
        )

    def _known(self, upsert: Upsert, ids: list[int]) -> set[tuple[Any, ...]]:
        rows = History.objects.using(upsert.using).filter(kind=self.spec.name, record_id__in=ids)
        return set(rows.values_list("record_id", "field", "effective_at", "old", "new"))

    def _present(self, upsert: Upsert, ids: set[int], names: set[str]) -> dict[tuple[int, str], Any]:
        columns = {name: self.spec.fields[name].column for name in names}
        rows = (
            self.spec.model.everything.using(upsert.using).filter(pk__in=ids).values("pk", *columns.values())
        )
        return {(row["pk"], name): row[column] for row in rows for name, column in columns.items()}

    def _restore(self, upsert: Upsert) -> None:
        keys = list(self.before)
        for at in range(0, len(keys), CHUNK):
            part = keys[at : at + CHUNK]
            now = self._present(upsert, {id_ for id_, _ in part}, {name for _, name in part})
            edits = [
                Edit(self.spec.name, id_, {name: self.before[id_, name]})
                for id_, name in part
                if now[id_, name] != self.before[id_, name]
            ]
            if edits:
                write(Batch(upsert.author, tuple(edits)), upsert.clock, using=upsert.using)
        self.before.clear()


def bind_past(past: Past, binder: Binder, place: str) -> PastFeed:
    """Raises BadInput where the mapping names a kind, field or column that is not there."""
    spec = kind_at(past.kind, past.where)
    links = dict(past.links)
    for name in links:
        field_at(spec, name, f"{past.where}.links")
    made: dict[str, Convert] = {}

    def convert(name: str) -> Convert:
        if name not in made:
            found = field_at(spec, name, past.field.where)
            rule = Rule(past.where, style=past.new.style, lookup=links.get(name, "external_id"))
            made[name] = binder.converter(rule, found, "")
        return made[name]

    if past.field.constant is not None:
        convert(past.field.constant)
    return PastFeed(
        table=binder.table,
        place=place,
        spec=spec,
        index=binder.links.index(spec, "external_id", ""),
        record=binder.words(past.record),
        name=binder.words(past.field),
        old=binder.words(past.old),
        new=binder.words(past.new),
        at=binder.getter(past.at, spec.fields["created_at"], spec.name),
        tests=binder.tests(past.when),
        convert=convert,
        part=Part(place, spec.name),
    )
