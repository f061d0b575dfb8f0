"""Queries on DuckDB."""

from __future__ import annotations

from math import isfinite
from pathlib import Path

import duckdb
from sqlglot import exp

from steerboard.engine.sql import failures
from steerboard.engine.sql.store import Asked, Cell, Statement
from steerboard.engine.stores.duckdb.nodes import DuckDBNodes

_NODES = DuckDBNodes()
_LOCKED: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "enable_external_access": "false",
}


def open_duckdb(
    path: Path | None, memory_limit: str = "1GB", *, threads: int | None = None, read_only: bool = False
) -> duckdb.DuckDBPyConnection:
    """A database (``path`` None: in memory) that reaches nothing but its own file and cannot be unlocked."""
    config = {**_LOCKED, "memory_limit": memory_limit}
    if threads is not None:
        config["threads"] = threads
    connection = duckdb.connect(str(path) if path else ":memory:", read_only=read_only, config=config)
    connection.execute("SET lock_configuration = true")
    return connection


class DuckDBStore:
    """Reads through a connection or, for a reader of its own, a cursor of one."""

    dialect = "duckdb"
    nodes = _NODES

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection

    def sql(self, query: exp.Expr | Statement) -> str:
        if isinstance(query, Statement):
            return query.text
        return query.sql(dialect=self.dialect, copy=False)

    def rows(self, query: Asked) -> list[tuple[Cell, ...]]:
        try:
            answer = self.connection.execute(self.sql(query))
            rows = answer.fetchall()
        except duckdb.OutOfMemoryException:
            raise failures.too_large() from None
        except duckdb.InterruptException:
            raise failures.stopped() from None
        except (duckdb.OutOfRangeException, duckdb.ConversionException):
            raise failures.out_of_range() from None
        except (duckdb.CatalogException, duckdb.BinderException) as error:
            if "not found" not in str(error) and "does not exist" not in str(error):
                raise  # a tree that DuckDB does not accept is our fault, not the tables'
            raise failures.tables_differ(str(error).splitlines()[0]) from None
        _check_range(answer, rows)
        return rows

    def columns(self, table: str) -> tuple[str, ...]:
        rows = self.connection.execute(
            "SELECT column_name FROM duckdb_columns() WHERE table_name = ? AND NOT internal"
            " ORDER BY column_index",
            [table],
        ).fetchall()
        return tuple(row[0] for row in rows)


def _check_range(answer: duckdb.DuckDBPyConnection, rows: list[tuple[Cell, ...]]) -> None:
    """DuckDB gives a date after 9999 as a text and an overflowing double as infinity; neither is a value here."""
    for place, (_, of, *_) in enumerate(answer.description or ()):
        kind, cells = str(of), (row[place] for row in rows)
        if kind in ("DATE", "TIMESTAMP"):
            beyond = any(isinstance(cell, str) for cell in cells)
        elif kind == "DOUBLE":
            beyond = any(isinstance(cell, float) and not isfinite(cell) for cell in cells)
        else:
            continue
        if beyond:
            raise failures.out_of_range()
