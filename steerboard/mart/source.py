"""Reading the records for the mart: in one snapshot, a page at a time, on both databases."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from steerboard.kinds.registry import KindSpec, get
from steerboard.kinds.values import from_json, preparer
from steerboard.mart.arrays import Array, days, instants, moment
from steerboard.mart.rectangles import GONE, Step

PAGE = 20_000
SYSTEM = ("id", "recorded_at", "deleted_at", "merged_into_id")


@contextmanager
def snapshot(using: str) -> Iterator[BaseDatabaseWrapper]:
    """A connection that sees the records as of one instant and keeps nobody from writing."""
    connection = connections[using]
    connection.ensure_connection()
    if connection.in_atomic_block:  # the caller's transaction is the snapshot
        yield connection
        return
    begin = "BEGIN DEFERRED"
    if connection.vendor == "postgresql":
        begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    with connection.cursor() as cursor:
        cursor.execute(begin)
    try:
        yield connection
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ROLLBACK")


@dataclass(frozen=True)
class Layout:
    """The columns that are read for a kind: the system's, the fields', and dates found through links."""

    spec: KindSpec
    names: tuple[str, ...]
    dates: tuple[str, ...]  # the columns that date a money amount, in their order
    sql: str

    def place(self, name: str) -> int:
        return self.names.index(name)


def layout(spec: KindSpec) -> Layout:
    names, columns = list(SYSTEM), [f't."{c}"' for c in SYSTEM]
    joins: list[str] = []
    for field in spec.fields.values():
        names.append(field.name)
        columns.append(f't."{field.column}"')
    for path in spec.money_on:
        link, _, far = path.partition(".")
        if far:
            target = get(spec.field(link).target)
            alias = f"j{len(joins)}"
            joins.append(
                f'LEFT JOIN "{target.table}" {alias} ON {alias}."id" = t."{spec.field(link).column}"'
            )
            columns.append(f'{alias}."{target.field(far).column}"')
            names.append(path)
    sql = f'SELECT {", ".join(columns)} FROM "{spec.table}" t {" ".join(joins)}'  # noqa: S608
    return Layout(spec, tuple(names), spec.money_on, sql)


Row = tuple[Any, ...]


def pages(connection: BaseDatabaseWrapper, form: Layout) -> Iterator[list[Row]]:
    """All rows of a kind, by id."""
    last = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(f'{form.sql} WHERE t."id" > %s ORDER BY t."id" LIMIT {PAGE}', [last])
            rows: list[Row] = cursor.fetchall()
        if not rows:
            return
        yield rows
        last = rows[-1][0]


def among(connection: BaseDatabaseWrapper, column: str) -> str:
    """A condition that takes one parameter, made by :func:`listed`: of any number of keys."""
    if connection.vendor == "postgresql":
        return f"{column} = ANY(%s)"
    return f"{column} IN (SELECT value FROM json_each(%s))"  # noqa: S608


def listed(connection: BaseDatabaseWrapper, ids: Sequence[int]) -> Any:
    return list(ids) if connection.vendor == "postgresql" else json.dumps(list(ids))


def rows_by_id(connection: BaseDatabaseWrapper, form: Layout, ids: Sequence[int]) -> list[Row]:
    where = among(connection, 't."id"')
    with connection.cursor() as cursor:
        cursor.execute(f'{form.sql} WHERE {where} ORDER BY t."id"', [listed(connection, ids)])
        found: list[Row] = cursor.fetchall()
    return found


@dataclass(frozen=True, slots=True)
class Told:
    """A step and its world time as the records write it."""

    step: Step
    written: str


def history(
    connection: BaseDatabaseWrapper, spec: KindSpec, ids: Sequence[int], zone: ZoneInfo
) -> dict[int, list[Told]]:
    """The changes of some records, values in the database's form. Fields that are no more are left out."""
    where, key = among(connection, "record_id"), listed(connection, ids)
    if len(ids) > 1 and ids[-1] - ids[0] < 2 * len(ids):
        where, key = "record_id BETWEEN %s AND %s", None
    sql = (
        "SELECT record_id, id, field, old, new, effective_at, recorded_at FROM kinds_history"  # noqa: S608
        f" WHERE kind = %s AND {where} ORDER BY record_id, id"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [spec.name, ids[0], ids[-1]] if key is None else [spec.name, key])
        rows = cursor.fetchall()
    found: dict[int, list[Told]] = defaultdict(list)
    recorded = instants([row[6] for row in rows]).tolist()
    readers = {field: _reader(spec, field) for field in {row[2] for row in rows}}
    for (record, id_, field, old, new, effective, _), known in zip(rows, recorded, strict=True):
        read = readers[field]
        if read is None:
            continue
        try:
            step = Step(id_, field, read(old), read(new), moment(effective, zone), known)
        except (ValueError, TypeError, ArithmeticError):
            continue  # written behind the door's back: what cannot be read tells nothing
        found[record].append(Told(step, effective))
    return dict(found)


def _reader(spec: KindSpec, field: str) -> Any:
    if field in GONE:
        return lambda v: None if v is None else _decoded(v)
    if field not in spec.fields:
        return None
    type_ = spec.fields[field].type
    prepare = preparer(type_)
    return lambda v: None if v is None else prepare(from_json(type_, _decoded(v)))


def _decoded(value: str) -> Any:
    """What JSON says; most of it are plain texts, which are read at a glance."""
    if value[:1] == '"' and value.count('"') == 2 and value[-1] == '"' and "\\" not in value:
        return value[1:-1]
    return json.loads(value)


def shares(connection: BaseDatabaseWrapper, split: KindSpec, link: str, ids: Sequence[int]) -> dict[int, Any]:
    """(user, millionths) of each share of some records."""
    owner, user, share = (split.field(n).column for n in (link, "user", "share"))
    sql = (
        f'SELECT "{owner}", "{user}", "{share}" FROM "{split.table}"'  # noqa: S608
        f" WHERE deleted_at IS NULL AND merged_into_id IS NULL AND {among(connection, owner)}"
    )
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(sql, [listed(connection, ids)])
        for record, who, part in cursor.fetchall():
            found[record].append((who, part))
    return found


@dataclass(frozen=True)
class Rates:
    """What currencies were worth in the workspace's: per currency the days, and the rates in billionths."""

    own: str
    by_currency: Mapping[str, tuple[Array, Array]]


def rates(connection: BaseDatabaseWrapper, own: str) -> Rates:
    with connection.cursor() as cursor:
        cursor.execute("SELECT currency, day, rate FROM kinds_rate ORDER BY currency, day")
        rows = cursor.fetchall()
    found: dict[str, list[tuple[Any, int]]] = defaultdict(list)
    for currency, day, rate in rows:
        found[currency.upper()].append((day, rate))
    return Rates(
        own,
        {
            currency: (days([d for d, _ in mine]), np.array([r for _, r in mine], dtype=np.int64))
            for currency, mine in found.items()
        },
    )
