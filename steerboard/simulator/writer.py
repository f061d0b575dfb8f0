"""A company as files: CSV and Parquet, one for each kind, and the truth as JSON."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import duckdb

from steerboard.simulator.company import Company
from steerboard.simulator.tables import COLUMNS, Table

_PARQUET_TYPES = {
    "text": "VARCHAR",
    "integer": "BIGINT",
    "boolean": "BOOLEAN",
    "money": "DECIMAL(18,2)",
    "quantity": "DECIMAL(18,4)",
    "share": "DECIMAL(9,6)",
    "date": "DATE",
    "time": "TIMESTAMP WITH TIME ZONE",
}


def write(company: Company, out: Path) -> None:
    """``<kind>.csv``, ``parquet/<kind>.parquet`` and ``truth.json`` under ``out``, which is made if absent."""
    parquet = out / "parquet"
    parquet.mkdir(parents=True, exist_ok=True)
    # One thread, so that the row groups and with them the bytes never depend on the machine.
    with duckdb.connect(config={"threads": 1}) as connection:
        for table in company.tables.values():
            path = out / f"{table.name}.csv"
            write_csv(table, path)
            _to_parquet(connection, table, path, parquet / f"{table.name}.parquet")
    document = {"truth": company.truth, "cast": company.cast, "now": company.now.isoformat()}
    text = json.dumps(document, ensure_ascii=False, indent=1)
    (out / "truth.json").write_text(text + "\n", encoding="utf-8", newline="\n")


def write_csv(table: Table, path: Path) -> None:
    """UTF-8 without a byte order mark, lines ended by a line feed."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(table.columns)
        writer.writerows(table.rows)


def _to_parquet(connection: duckdb.DuckDBPyConnection, table: Table, source: Path, target: Path) -> None:
    types = {name: _PARQUET_TYPES[kind] for name, kind in COLUMNS[table.name].items()}
    rows = connection.read_csv(
        str(source), header=True, dtype=types, delimiter=",", quotechar='"', escapechar='"', encoding="utf-8"
    )
    rows.to_parquet(str(target), compression="zstd")
