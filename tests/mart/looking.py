"""All of a mart as plain rows, to compare two of them."""

from __future__ import annotations

from typing import Any

from steerboard.mart.build import Connection

Tables = dict[str, list[tuple[Any, ...]]]


def tables(mart: Connection) -> Tables:
    """Every analytic table, its rows sorted."""
    names = [n for (n,) in mart.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
    return {n: rows(mart, n) for n in sorted(names) if n not in ("mart_state", "mart_version")}


def rows(mart: Connection, table: str) -> list[tuple[Any, ...]]:
    return sorted(mart.execute(f'SELECT * FROM "{table}"').fetchall(), key=repr)
