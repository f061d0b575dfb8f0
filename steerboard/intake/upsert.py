"""Candidates against what is there: only what is new or changed is written, in short transactions."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Any

from django.db import connections

from steerboard.core.clock import Clock
from steerboard.core.errors import BadInput
from steerboard.core.text import Text
from steerboard.intake.feeds import Candidate, Feed
from steerboard.intake.links import Links
from steerboard.intake.rejects import Rejects
from steerboard.kinds.batch import Author, Batch, Edit, Item, New, Return
from steerboard.kinds.door import write
from steerboard.kinds.models import Change, History
from steerboard.kinds.registry import FieldSpec, KindSpec

CHUNK = 4000  # rows of one transaction: well below 200 ms of the write lock


@dataclass
class Progressing:
    """What one import knows about one kind. ``seen`` counts each key of the run."""

    spec: KindSpec
    fresh: bool  # the source has no records of the kind yet, so nothing need be compared
    seen: dict[str, int] = field(default_factory=dict)
    rejected: int = 0


@dataclass(frozen=True, slots=True)
class There:
    """A record that is there; ``stored`` are its values in the order of the feed's names."""

    id: int
    stored: tuple[Any, ...]
    deleted: bool
    merged: bool


class Upsert:
    """Writes the candidates of one import. A dry one counts, and gives ids that no record has."""

    def __init__(
        self, source: str, author: Author, clock: Clock, links: Links, rejects: Rejects, *, using: str
    ) -> None:
        self.source, self.author, self.clock, self.links = source, author, clock, links
        self.rejects, self.using = rejects, using
        self.dry = links.dry
        self.states: dict[str, Progressing] = {}
        self._made_up = count(-1, -1)

    def state(self, spec: KindSpec) -> Progressing:
        """What this import knows about a kind; the first question begins it."""
        if spec.name not in self.states:
            there = spec.model.everything.using(self.using).filter(source=self.source)
            self.states[spec.name] = Progressing(spec, fresh=not there.exists())
        return self.states[spec.name]

    def reject(self, feed: Feed, line: int, reason: Text) -> None:
        self.state(feed.spec).rejected += 1
        feed.count(rejected=1)
        self.rejects.add(feed.table, feed.place, line, reason)

    def flush(self, feed: Feed, those: Sequence[Candidate]) -> None:
        """Write one chunk of a feed's candidates."""
        state = self.state(feed.spec)
        there = {} if state.fresh else self._there(feed, those)
        mine = self._returnable(feed.spec, there.values())
        made: list[Candidate] = []
        edits: list[tuple[Candidate, list[Item]]] = []
        for c in those:
            found = there.get((c.key, c.ordinal))
            if found is None:
                made.append(c)
                continue
            items = self._items(feed, c, found, mine)
            if items:
                edits.append((c, items))
        feed.count(rows=len(those), same=len(those) - len(made) - len(edits))
        self._make(feed, made)
        self._change(feed, edits)

    def _items(self, feed: Feed, c: Candidate, found: There, mine: set[int]) -> list[Item]:
        if found.merged or (found.deleted and found.id not in mine):
            return []  # it lives on in another record, or a person took it out
        changed = {
            name: value
            for name, (value, stored), old in zip(feed.names, c.both, found.stored, strict=True)
            if stored != old
        }
        items: list[Item] = [Return(feed.spec.name, found.id)] if found.deleted else []
        if changed:
            items.append(Edit(feed.spec.name, found.id, changed, c.since))
        return items

    def _make(self, feed: Feed, made: Sequence[Candidate]) -> None:
        if not made:
            return
        names = ("source", "external_id", "ordinal", *feed.names)
        items = [
            New(
                feed.spec.name,
                dict(zip(names, (self.source, c.key, c.ordinal, *[b[0] for b in c.both]), strict=True)),
            )
            for c in made
        ]
        for ids, part in self._written(feed, made, [[item] for item in items]):
            feed.count(new=len(part))
            self._learn(feed, part, ids)

    def _change(self, feed: Feed, edits: Sequence[tuple[Candidate, list[Item]]]) -> None:
        if not edits:
            return
        by_candidate = {id(c): items for c, items in edits}
        for _, part in self._written(feed, [c for c, _ in edits], [items for _, items in edits]):
            feed.count(changed=len(part))
            done = (item for c in part for item in by_candidate[id(c)])
            feed.count_fields(name for item in done if isinstance(item, Edit) for name in item.values)

    def _written(
        self, feed: Feed, those: Sequence[Candidate], items: Sequence[list[Item]]
    ) -> Iterable[tuple[tuple[int, ...], Sequence[Candidate]]]:
        """Ids and candidates that went in. A chunk that is refused is halved until the row to blame stands alone."""
        if self.dry:
            yield tuple(next(self._made_up) for _ in those), those
            return
        try:
            batch = Batch(self.author, tuple(item for group in items for item in group))
            yield write(batch, self.clock, using=self.using).ids, those
        except BadInput as error:
            if len(those) == 1:
                self.reject(feed, those[0].line, error.text())
                return
            half = len(those) // 2
            yield from self._written(feed, those[:half], items[:half])
            yield from self._written(feed, those[half:], items[half:])

    def _learn(self, feed: Feed, those: Sequence[Candidate], ids: Sequence[int]) -> None:
        for index in self.links.of_kind(feed.spec.name):
            name = index.by.name
            if name == "external_id":
                for c, id_ in zip(those, ids, strict=True):
                    if c.ordinal == 0:
                        index.learn(c.key, id_)
            elif name in feed.names:
                at = feed.names.index(name)
                for c, id_ in zip(those, ids, strict=True):
                    if c.both[at][0] is not None:
                        index.learn(c.both[at][0], id_)

    def _there(self, feed: Feed, those: Sequence[Candidate]) -> dict[tuple[str, int], There]:
        """The chunk's records that are there, by key; one question for the whole chunk."""
        spec = feed.spec
        fields = [spec.fields[name] for name in feed.names]
        columns = [
            "id",
            "external_id",
            "ordinal",
            "deleted_at",
            "merged_into_id",
            *(f.column for f in fields),
        ]
        quoted = ", ".join(f'"{c}"' for c in columns)
        connection = connections[self.using]
        keys: Any = list({c.key for c in those})
        if connection.vendor == "sqlite":
            among, keys = "IN (SELECT value FROM json_each(%s))", json.dumps(keys)
        else:
            among = "= ANY(%s)"
        plain = [_stored(f) for f in fields]
        with connection.cursor() as cursor:
            cursor.execute(
                f'SELECT {quoted} FROM "{spec.table}" WHERE source = %s AND external_id {among}',  # noqa: S608
                [self.source, keys],
            )
            return {
                (key, ordinal): There(
                    id_,
                    tuple(p(v) if p else v for p, v in zip(plain, values, strict=True)),
                    deleted is not None,
                    merged is not None,
                )
                for id_, key, ordinal, deleted, merged, *values in cursor
            }

    def _returnable(self, spec: KindSpec, there: Iterable[There]) -> set[int]:
        """Of the deleted ones, those that an import deleted because the export did not list them."""
        deleted = [t.id for t in there if t.deleted and not t.merged]
        if not deleted:
            return set()
        rows = History.objects.using(self.using).filter(
            kind=spec.name, record_id__in=deleted, field="deleted_at"
        )
        last = {h.record_id: h for h in rows.order_by("id").select_related("change")}
        return {id_ for id_, h in last.items() if h.change.door == "import"}


def _stored(field: FieldSpec) -> Callable[[Any], Any] | None:
    """Turns what the driver reads into the form that it was given; None where they are the same."""
    if field.type == "date":
        return lambda v: v.isoformat() if isinstance(v, date) else v
    if field.type == "boolean":
        return lambda v: None if v is None else bool(v)
    return None


def free_run(wanted: str, using: str) -> str:
    """``wanted``, with a number where an import of that name has been already."""
    taken = Counter(Change.objects.using(using).filter(run__startswith=wanted).values_list("run", flat=True))
    if wanted not in taken:
        return wanted
    return next(f"{wanted}-{n}" for n in count(2) if f"{wanted}-{n}" not in taken)
