"""A small world written into records through the door, with the ids that it has."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from steerboard.core.clock import FixedClock
from steerboard.kinds.batch import Author, Batch, Edit, Item, New, Past, Removal
from steerboard.kinds.door import write
from tests.worldmaking.kinds import AROUND
from tests.worlds import Row, World

AUTHOR = Author(None, "test", "load")
ORDER = (
    "user",
    "team",
    "team_place",
    "membership",
    "account",
    "contact",
    "campaign",
    "lead",
    "campaign_touch",
    "product",
    "stage",
    "opportunity",
    "opportunity_line",
    "opportunity_split",
    "activity",
    "quote",
    "order",
    "order_line",
    "contract",
    "cost",
    "target",
    *AROUND,
)
LATER = (("lead", "opportunity"), ("quote", "order"))
"""Links that lead to what is written after their record."""
SYSTEM = {"id", "recorded_at", "deleted_at", "merged_into"}


def load(world: World) -> None:
    """Write all rows, then their history, then the deletions; each row must get the id that it has."""
    for kind in ORDER:
        rows = sorted(world.rows[kind], key=lambda r: r["id"])
        for recorded_at, together in groupby(rows, key=lambda r: r["recorded_at"]):
            some = list(together)
            written = write(
                Batch(AUTHOR, tuple(New(kind, values(kind, row)) for row in some)), FixedClock(recorded_at)
            )
            ids = tuple(row["id"] for row in some)
            assert written.ids == ids, f"{kind} {ids} became {written.ids}"
    write(Batch(AUTHOR, tuple(late_links(world))), FixedClock(world.now))
    past = (Past(c.kind, c.record, c.field, c.old, c.new, c.effective_at) for c in world.history)
    write(Batch(AUTHOR, tuple(past)), FixedClock(world.now))
    write(Batch(AUTHOR, tuple(removals(world))), FixedClock(world.now))


def values(kind: str, row: Row) -> dict[str, Any]:
    later = {name for of, name in LATER if of == kind}
    found = {name: value for name, value in row.items() if name not in SYSTEM | later and value is not None}
    if kind == "target":
        found["params"] = json.dumps(found.get("params") or {}, sort_keys=True)
        scope_id = found.pop("scope_id", None)
        if found["scope"] in ("user", "team"):
            found[found["scope"]] = scope_id
    return found


def late_links(world: World) -> Iterator[Item]:
    for kind, name in LATER:
        for row in world.rows[kind]:
            if row[name] is not None:
                since = row["created_at"] or row["recorded_at"]
                yield Edit(kind, row["id"], {name: row[name]}, effective_at=since)


def removals(world: World) -> Iterator[Item]:
    for kind in ORDER:
        for row in world.rows[kind]:
            if row["deleted_at"] is not None:
                yield Removal(kind, row["id"])
