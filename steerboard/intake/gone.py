"""What an export no longer lists: kept, closed or deleted, as the mapping says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from steerboard.core.errors import BadInput
from steerboard.core.text import Text
from steerboard.intake.report import Gone
from steerboard.intake.rules import Absent, Mapping
from steerboard.intake.upsert import CHUNK, Progressing, Upsert
from steerboard.kinds.batch import Batch, Edit, Item, Removal
from steerboard.kinds.door import write
from steerboard.kinds.registry import KindSpec

# How a record of a kind is closed: the field that says it, and the others that go with it.
_CLOSING: dict[str, dict[str, Any]] = {
    "valid_to": {},
    "left_on": {},
    "cancelled_at": {},
    "closed_at": {"outcome": "lost"},
}
# What says that a record is over already; its own closing field where nothing else does.
_OVER = {"closed_at": "outcome"}


def policies(mapping: Mapping) -> dict[str, Absent]:
    """What becomes of the absent records of each kind. Raises BadInput where two entries disagree."""
    found: dict[str, Absent] = {}
    entries = [*(c.records for c in mapping.constants), *(r for f in mapping.files for r in f.records)]
    for entry in entries:
        if entry.absent and found.setdefault(entry.kind, entry.absent) != entry.absent:
            raise BadInput(
                Text(
                    "two entries say different things about absent {k}.", "对缺失的{k}，两处设置不一致。"
                ).fill(k=entry.kind),
                where=f"{entry.where}.absent",
            )
    return found


def closing_field(spec: KindSpec, where: str) -> str:
    """The field that closes a record of the kind; raises BadInput where there is none."""
    for name in _CLOSING:
        if name in spec.fields:
            return name
    raise BadInput(
        Text("a {k} cannot be closed.", "{k}无法关闭。").fill(k=spec.label),
        where=where,
        hint=Text("Write absent: keep or absent: delete.", "请写 absent: keep 或 absent: delete。"),
    )


def remove(upsert: Upsert, state: Progressing, absent: Absent, today: date) -> Gone:
    """Close or delete the records of the source that the export did not list."""
    spec = state.spec
    field = closing_field(spec, "") if absent == "close" else ""
    count = 0
    for part in _chunks(_unlisted(upsert, state, field)):
        items: list[Item] = (
            [Edit(spec.name, id_, {field: today, **_CLOSING[field]}, today) for id_ in part]
            if field
            else [Removal(spec.name, id_) for id_ in part]
        )
        count += len(items)
        if not upsert.dry:
            write(Batch(upsert.author, tuple(items)), upsert.clock, using=upsert.using)
    return Gone(spec.name, closed=count if field else 0, deleted=0 if field else count)


def _unlisted(upsert: Upsert, state: Progressing, field: str) -> list[int]:
    there = state.spec.model.objects.using(upsert.using).filter(source=upsert.source)
    if field:
        there = there.filter(**{_OVER.get(field, field): None})
    rows = there.exclude(external_id=None).values_list("pk", "external_id", "ordinal")
    return [pk for pk, key, ordinal in rows.iterator(chunk_size=5000) if ordinal >= state.seen.get(key, 0)]


def _chunks(ids: list[int]) -> Iterator[list[int]]:
    for at in range(0, len(ids), CHUNK // 4):
        yield ids[at : at + CHUNK // 4]
