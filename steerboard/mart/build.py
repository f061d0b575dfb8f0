"""The mart as a DuckDB file: opening it, its state, and making it whole from the records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
from django.db.backends.base.base import BaseDatabaseWrapper

from steerboard.core.errors import Broken
from steerboard.core.text import Text
from steerboard.core.workspace import Workspace
from steerboard.engine.stores.duckdb.store import open_duckdb
from steerboard.kinds.registry import KindSpec, get, kinds
from steerboard.mart import org, told
from steerboard.mart.arrays import days, whole
from steerboard.mart.batches import Load
from steerboard.mart.fill import Around, Page, fill
from steerboard.mart.schema import ORGANISATION, create, kind_tables, schema, split_of, visits_table
from steerboard.mart.source import Layout, Row, history, layout, pages, rates, shares

Connection = duckdb.DuckDBPyConnection
_STATE = (
    "CREATE TABLE IF NOT EXISTS mart_state (epoch VARCHAR, position VARCHAR, fingerprint VARCHAR)",
    "CREATE TABLE IF NOT EXISTS mart_version (name VARCHAR, version BIGINT)",
    told.TABLE,
)


def open_mart(path: Path, memory_limit: str = "1GB", *, threads: int | None = None) -> Connection:
    """Open the mart's file for writing, made anew where it cannot be read: all of it comes from the records."""
    try:
        connection = open_duckdb(path, memory_limit, threads=threads)
    except duckdb.Error as error:
        if "lock on file" in str(error).lower():  # a broken file speaks of a block
            raise Broken(
                Text("another process has the mart open.", "另一个进程正在使用分析库。"), where=str(path)
            ) from None
        for leftover in (path, path.with_name(path.name + ".wal")):
            leftover.unlink(missing_ok=True)
        connection = open_duckdb(path, memory_limit, threads=threads)
    for statement in _STATE:
        connection.execute(statement)
    return connection


@dataclass(frozen=True)
class State:
    """What the mart was made from: the records' epoch, how far the ledger was taken, and the model."""

    epoch: str
    position: str
    fingerprint: str


def read_state(connection: Connection) -> State | None:
    row = connection.execute("SELECT epoch, position, fingerprint FROM mart_state").fetchone()
    return State(*row) if row else None


def write_state(connection: Connection, state: State) -> None:
    connection.execute("DELETE FROM mart_state")
    connection.execute(
        "INSERT INTO mart_state VALUES (?, ?, ?)", [state.epoch, state.position, state.fingerprint]
    )


def versions(connection: Connection) -> dict[str, int]:
    """How often each table was touched; part of the key of whatever is kept of an answer."""
    return dict(connection.execute("SELECT name, version FROM mart_version").fetchall())


def bump(connection: Connection, names: Iterable[str]) -> None:
    touched = set(names)
    known = versions(connection).keys()
    connection.execute(
        "UPDATE mart_version SET version = version + 1 WHERE name IN (SELECT unnest(?::VARCHAR[]))",
        [sorted(touched & known)],
    )
    connection.execute("INSERT INTO mart_version SELECT unnest(?::VARCHAR[]), 1", [sorted(touched - known)])


@contextmanager
def transaction(connection: Connection) -> Iterator[None]:
    """All or nothing."""
    connection.execute("BEGIN TRANSACTION")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


@dataclass(frozen=True)
class Making:
    """Mart and records side by side, for the length of one transaction."""

    mart: Connection
    records: BaseDatabaseWrapper
    around: Around


def making(mart: Connection, records: BaseDatabaseWrapper, workspace: Workspace) -> Making:
    around = Around(
        workspace,
        schema(workspace),
        rates(records, workspace.currency),
        _open_stages(records),
        told.read(mart),
    )
    return Making(mart, records, around)


def _open_stages(records: BaseDatabaseWrapper) -> frozenset[int]:
    with records.cursor() as cursor:
        cursor.execute(
            f"SELECT id FROM \"{get('stage').table}\" WHERE kind = 'open'"  # noqa: S608
            " AND deleted_at IS NULL AND merged_into_id IS NULL"
        )
        return frozenset(row[0] for row in cursor.fetchall())


def rebuild_all(make: Making) -> tuple[str, ...]:
    """Make every table anew; returns their names."""
    tables = make.around.schema.tables
    found = make.mart.execute("SELECT table_name FROM duckdb_tables() WHERE NOT internal").fetchall()
    for (name,) in found:
        if name not in ("mart_state", "mart_version", "mart_told"):
            make.mart.execute(f'DROP TABLE "{name}"')
    for table in tables.values():
        make.mart.execute(create(table))
    for spec in kinds():
        _fill_kind(make, spec)
    fill_organisation(make)
    return tuple(tables)


def rebuild_kind(make: Making, spec: KindSpec) -> None:
    """Make the tables of one kind anew."""
    for name in tables_of(spec):
        make.mart.execute(f'DELETE FROM "{name}"')  # noqa: S608
    _fill_kind(make, spec)


def tables_of(spec: KindSpec) -> list[str]:
    """The tables that hold rows of this kind's records."""
    found = [table.name for table in kind_tables(spec)]
    visits = visits_table(spec)
    return [*found, visits.name] if visits else found


def _fill_kind(make: Making, spec: KindSpec) -> None:
    form = layout(spec)
    visits = visits_table(spec)
    if visits is not None:
        found = told.tellings(make.records, spec, visits.visits_of[1], make.around.zone)
        make.around.told[spec.name] = found
        told.write(make.mart, spec.name, found)
    for rows in pages(make.records, form):
        fill(make.mart, page_of(make, form, rows), make.around)


def page_of(make: Making, form: Layout, rows: Sequence[Row]) -> Page:
    ids = [row[0] for row in rows]
    told = history(make.records, form.spec, ids, make.around.zone)
    split = split_of(form.spec)
    parts = shares(make.records, split, form.spec.name, ids) if split else {}
    return Page(form, rows, told, parts)


def fill_organisation(make: Making) -> None:
    """Make the small tables of the organisation anew."""
    with make.records.cursor() as cursor:
        cursor.execute(f'SELECT id, kind FROM "{get("team").table}"')  # noqa: S608
        teams = cursor.fetchall()
    regions = frozenset(id_ for id_, kind in teams if kind == "region")
    spans = org.team_spans(_dated(make, "team_place", "team", "parent"), regions, [id_ for id_, _ in teams])
    stays = org.stays(_dated(make, "membership", "user", "team"), spans)
    reaches = org.reaches(stays)
    for table in ORGANISATION:
        make.mart.execute(f'DELETE FROM "{table.name}"')  # noqa: S608
    team_span, org_span, org_reach = ORGANISATION
    _above([], spans).into(make.mart, team_span)
    _above([s.user for s in stays], [s.span for s in stays]).into(make.mart, org_span)
    load = _days([r.start for r in reaches], [r.end for r in reaches])
    load.plain("team_id", whole([r.team for r in reaches]))
    load.plain("user_id", whole([r.user for r in reaches]))
    load.into(make.mart, org_reach)


def _dated(make: Making, kind: str, who: str, where: str) -> list[org.Dated]:
    spec = get(kind)
    columns = ", ".join(f'"{spec.field(name).column}"' for name in (who, where, "valid_from", "valid_to"))
    with make.records.cursor() as cursor:
        cursor.execute(
            f'SELECT id, {columns} FROM "{spec.table}"'  # noqa: S608
            " WHERE deleted_at IS NULL AND merged_into_id IS NULL"
        )
        rows = cursor.fetchall()
    starts, ends = (days([row[n] for row in rows]).tolist() for n in (3, 4))
    return [org.Dated(r[0], r[1], r[2], a, b) for r, a, b in zip(rows, starts, ends, strict=True)]


def _above(users: list[int], spans: Sequence[org.TeamSpan]) -> Load:
    load = _days([s.start for s in spans], [s.end for s in spans])
    if users:
        load.plain("user_id", whole(users))
    load.plain("team_id", whole([s.chain[0] for s in spans]))
    load.plain("parent_id", whole([s.parent for s in spans]))
    load.plain("region_id", whole([s.region for s in spans]))
    load.plain("root_id", whole([s.root for s in spans]))
    return load


def _days(starts: list[date], ends: list[date]) -> Load:
    load = Load()
    load.plain("valid_from", days(starts).astype("datetime64[s]"))
    load.plain("valid_to", days(ends).astype("datetime64[s]"))
    return load
