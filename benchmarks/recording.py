"""A store that remembers what was asked of it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import duckdb
from typing_extensions import override

from steerboard.engine.sql.store import Asked, Cell
from steerboard.engine.stores.duckdb.store import DuckDBStore


class RecordingStore(DuckDBStore):
    """``asked`` has the text of every statement since it was last emptied."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        super().__init__(connection)
        self.asked: list[str] = []

    @override
    def rows(self, query: Asked) -> list[tuple[Cell, ...]]:
        self.asked.append(self.sql(query))
        return super().rows(query)


def table_scans(
    connection: duckdb.DuckDBPyConnection, sql: str, given: dict[str, Any] | None = None
) -> Counter[str]:
    """How often the plan of a statement reads each table."""
    ((_, plan),) = connection.execute(f"EXPLAIN (FORMAT json) {sql}", given or {}).fetchall()
    return Counter(table for node in json.loads(plan) for table in _scanned(node))


def _scanned(node: dict[str, Any]) -> Iterator[str]:
    table = node.get("extra_info", {}).get("Table")
    if table and "SCAN" in node["name"]:
        yield table.rpartition(".")[2].strip('"')
    for child in node["children"]:
        yield from _scanned(child)
