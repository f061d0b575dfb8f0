"""A company as files: CSV and Parquet, one for each kind, and the truth as JSON."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from io import StringIO
from itertools import islice
from pathlib import Path

import duckdb

from steerboard.simulator.company import Company
from steerboard.simulator.tables import COLUMNS, Table

_CHUNK = 4000  # rows
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
    commas = len(table.columns) - 1
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(_line(table.columns, commas) + "\n")
        rows = iter(table.rows)
        while chunk := list(islice(rows, _CHUNK)):
            file.write("\n".join([_line(row, commas) for row in chunk]) + "\n")


def _line(row: Sequence[str], commas: int) -> str:
    """As the csv module writes it, which is asked only where something must be quoted: it takes thrice the time."""
    line = ",".join(row)
    if line.count(",") == commas and '"' not in line and "\n" not in line and "\r" not in line:
        return line
    quoted = StringIO()
    csv.writer(quoted, lineterminator="").writerow(row)
    return quoted.getvalue()


def _to_parquet(connection: duckdb.DuckDBPyConnection, table: Table, source: Path, target: Path) -> None:
    types = {name: _PARQUET_TYPES[kind] for name, kind in COLUMNS[table.name].items()}
    columns = ", ".join(f"'{name}': '{type_}'" for name, type_ in types.items())
    # Nothing is guessed from the file: that would take as long as reading it.
    read = f"read_csv($source, columns={{{columns}}}, header=true, auto_detect=false, delim=',', quote='\"', escape='\"')"
    connection.execute(
        f"COPY (FROM {read}) TO $target (FORMAT parquet, COMPRESSION zstd)",
        {"source": str(source), "target": str(target)},
    )
