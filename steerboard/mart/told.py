"""Since when each source tells of changes: from then on, a record of it that shows none has not moved.

Without this, of an imported deal that never left its stage nothing would be known, and rates of those that moved
would be taken over the movers alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import duckdb
from django.db.backends.base.base import BaseDatabaseWrapper

from steerboard.kinds.registry import KindSpec
from steerboard.mart.arrays import instants, moment
from steerboard.mart.source import among, listed

Connection = duckdb.DuckDBPyConnection
TABLE = (
    "CREATE TABLE IF NOT EXISTS mart_told"
    " (kind VARCHAR, source VARCHAR, since TIMESTAMP, recorded TIMESTAMP, record BIGINT)"
)


@dataclass(frozen=True)
class Telling:
    """The earliest change that a source tells of: when it was, when it was learned, and of which record."""

    since: datetime
    recorded: datetime
    record: int


ByKind = dict[str, dict[str, Telling]]


def read(mart: Connection) -> ByKind:
    found: ByKind = {}
    for kind, source, *rest in mart.execute("SELECT * FROM mart_told").fetchall():
        found.setdefault(kind, {})[source] = Telling(*rest)
    return found


def write(mart: Connection, kind: str, tellings: Mapping[str, Telling]) -> None:
    mart.execute("DELETE FROM mart_told WHERE kind = ?", [kind])
    for source, t in sorted(tellings.items()):
        mart.execute(
            "INSERT INTO mart_told VALUES (?, ?, ?, ?, ?)", [kind, source, t.since, t.recorded, t.record]
        )


def tellings(
    records: BaseDatabaseWrapper,
    spec: KindSpec,
    field: str,
    zone: ZoneInfo,
    ids: Sequence[int] | None = None,
) -> dict[str, Telling]:
    """By source, the earliest recorded change of a field; of some records, or of all.

    The database finds the earliest date and the earliest instant of each source, which are texts that do not sort
    among each other; the earlier of the two follows here.
    """
    wanted, keys = "", []
    if ids is not None:
        wanted, keys = f" AND {among(records, 'h.record_id')}", [listed(records, ids)]
    rows = (
        f'FROM kinds_history h JOIN "{spec.table}" t ON t.id = h.record_id'
        f" WHERE h.kind = %s AND h.field = %s AND t.source <> 'app' AND h.effective_at LIKE '____-__-__%%'{wanted}"
    )
    sql = (
        "SELECT g.source, g.effective_at, h.recorded_at, h.record_id FROM"  # noqa: S608
        " (SELECT k.source, k.effective_at, MIN(k.id) AS id FROM"
        f" (SELECT t.source, h.effective_at, h.id {rows}) k JOIN"
        f" (SELECT t.source, MIN(h.effective_at) AS first {rows} GROUP BY t.source, LENGTH(h.effective_at) = 10) m"
        " ON m.source = k.source AND m.first = k.effective_at GROUP BY k.source, k.effective_at) g"
        " JOIN kinds_history h ON h.id = g.id ORDER BY g.id"
    )
    given = [spec.name, field, *keys]
    with records.cursor() as cursor:
        cursor.execute(sql, given * 2)
        found = cursor.fetchall()
    return _earliest(found, zone)


def _earliest(rows: Iterable[tuple[str, str, object, int]], zone: ZoneInfo) -> dict[str, Telling]:
    earliest: dict[str, Telling] = {}
    for source, effective, recorded, record in rows:
        try:
            since = moment(effective, zone)
        except ValueError:
            continue  # written behind the door's back: what cannot be read tells nothing
        telling = Telling(since, instants([recorded]).tolist()[0], record)
        if source not in earliest or since < earliest[source].since:
            earliest[source] = telling
    return earliest


def differs(known: Mapping[str, Telling], fresh: Mapping[str, Telling], ids: Iterable[int]) -> bool:
    """Whether the earliest changes may be others, now that the records ``ids`` are others.

    ``fresh`` has the earliest changes among those records.
    """
    if any(s not in known or t.since < known[s].since for s, t in fresh.items()):
        return True
    renewed = set(ids)
    return any(t.record in renewed and fresh.get(s) != t for s, t in known.items())
