"""How far the ledger was taken, on each database, and what came since.

SQLite has one writer at a time, so the ledger's ids come in the order of commits and the highest one seen is the
position. On PostgreSQL a transaction may commit after a later one, so the position is a snapshot: what it did not see
and the present one does is new. Entries below the stored position may be pruned, others must not; nothing prunes yet.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.backends.base.base import BaseDatabaseWrapper

ALL = "*"


@dataclass(frozen=True)
class News:
    """What changed: ids by table, tables any row of which may have changed, and the position after it."""

    position: str
    rows: dict[str, set[int]] = field(default_factory=dict)
    whole: frozenset[str] = frozenset()


def here(records: BaseDatabaseWrapper) -> str:
    """The position at the end of the ledger as this snapshot sees it."""
    sql = "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'kinds_ledger'"
    if records.vendor == "postgresql":
        sql = "SELECT pg_current_snapshot()::text"
    with records.cursor() as cursor:
        cursor.execute(sql)
        return str(cursor.fetchone()[0])


def is_ahead(records: BaseDatabaseWrapper, position: str, now: str) -> bool:
    """Whether ``position`` lies beyond what the database has lived through: it is another's, or was set back."""
    if records.vendor != "postgresql":
        return not position.isdigit() or int(position) > int(now)
    marks = [place.split(":") for place in (position, now)]
    if any(len(mark) != 3 for mark in marks):
        return True
    return int(marks[0][1]) > int(marks[1][1])


def since(records: BaseDatabaseWrapper, position: str, now: str) -> News:
    """The entries after ``position``. Taking an entry twice does no harm, so the order among them is no matter."""
    if records.vendor == "postgresql":
        where = (
            "xid >= pg_snapshot_xmin(%s::pg_snapshot) AND NOT pg_visible_in_snapshot(xid, %s::pg_snapshot)"
        )
        parameters: list[str | int] = [position, position]
    else:
        where, parameters = "id > %s AND id <= %s", [int(position), int(now)]
    rows: dict[str, set[int]] = defaultdict(set)
    whole: set[str] = set()
    with records.cursor() as cursor:
        cursor.execute(f'SELECT "table", row_id FROM kinds_ledger WHERE {where}', parameters)  # noqa: S608
        while chunk := cursor.fetchmany(10_000):
            for table, row in chunk:
                if row is None:
                    whole.add(table)
                else:
                    rows[table].add(row)
    return News(now, dict(rows), frozenset(whole))
