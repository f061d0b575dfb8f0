"""The analytic tables copied into PostgreSQL, to ask its store the same questions."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg import sql

from steerboard.mart.build import Connection

CHUNK = 10_000
_TYPES = {
    "VARCHAR": "text",
    "TIMESTAMP": "timestamp",
    "BOOLEAN": "boolean",
    "BIGINT": "bigint",
    "DATE": "date",
}


def copy_to_postgres(mart: Connection, target: psycopg.Connection[Any], schema: str) -> None:
    """Make the schema anew with all tables of the mart, in one transaction."""
    with target.transaction():
        name = sql.Identifier(schema)
        target.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(name))
        target.execute(sql.SQL("CREATE SCHEMA {}").format(name))
        for (table,) in mart.execute(
            "SELECT table_name FROM duckdb_tables() WHERE NOT internal ORDER BY table_name"
        ).fetchall():
            _copy(mart, target, sql.Identifier(schema, table), table)


def _copy(mart: Connection, target: psycopg.Connection[Any], place: sql.Identifier, table: str) -> None:
    columns = mart.execute(
        "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = ? AND NOT internal"
        " ORDER BY column_index",
        [table],
    ).fetchall()
    made = sql.SQL(", ").join(
        sql.SQL("{} {}").format(sql.Identifier(name), sql.SQL(_TYPES.get(type_, type_)))
        for name, type_ in columns
    )
    target.execute(sql.SQL("CREATE TABLE {} ({})").format(place, made))
    reading = mart.cursor()
    reading.execute(f'SELECT * FROM "{table}"')
    with target.cursor() as cursor, cursor.copy(sql.SQL("COPY {} FROM STDIN").format(place)) as copy:
        while rows := reading.fetchmany(CHUNK):
            for row in rows:
                copy.write_row(row)
    reading.close()
