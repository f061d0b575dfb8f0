"""Queries on PostgreSQL."""

from __future__ import annotations

from typing import Any

import psycopg
from sqlglot import exp

from steerboard.engine.sql import failures
from steerboard.engine.sql.store import Asked, Cell, Statement
from steerboard.engine.stores.postgres.nodes import PostgresNodes

_NODES = PostgresNodes()


def open_postgres(dsn: str, *, schema: str = "", seconds: int = 0) -> psycopg.Connection[tuple[Any, ...]]:
    """A connection that can only read; ``seconds`` ends a query that takes longer (0 for never)."""
    connection = psycopg.connect(dsn, autocommit=True)
    settings = {
        "default_transaction_read_only": "on",
        "standard_conforming_strings": "on",
        "statement_timeout": str(seconds * 1000),
        "timezone": "UTC",
    }
    if schema:
        settings["search_path"] = schema
    for setting, value in settings.items():
        connection.execute("SELECT set_config(%s, %s, false)", [setting, value])
    return connection


class PostgresStore:
    """Reads through a connection of ``open_postgres``."""

    dialect = "postgres"
    nodes = _NODES

    def __init__(self, connection: psycopg.Connection[tuple[Any, ...]]) -> None:
        self.connection = connection

    def sql(self, query: exp.Expr | Statement) -> str:
        if isinstance(query, Statement):
            return query.text
        return query.sql(dialect=self.dialect, copy=False)

    def rows(self, query: Asked) -> list[tuple[Cell, ...]]:
        try:
            return self.connection.execute(self.sql(query).encode()).fetchall()
        except psycopg.errors.QueryCanceled:
            raise failures.stopped() from None
        except psycopg.errors.DataError:
            raise failures.out_of_range() from None
        except (psycopg.errors.UndefinedTable, psycopg.errors.UndefinedColumn) as error:
            raise failures.tables_differ(str(error).splitlines()[0]) from None

    def columns(self, table: str) -> tuple[str, ...]:
        rows = self.connection.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = to_regclass(quote_ident(%s))"
            " AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
            [table],
        ).fetchall()
        return tuple(row[0] for row in rows)
