"""A company as files: CSV and Parquet, one for each kind, and the truth as JSON."""

from __future__ import annotations

import csv
import json
from io import StringIO
from itertools import islice
from pathlib import Path

import duckdb

from steerboard.core.collecting import seldom_collecting
from steerboard.simulator.company import Company
from steerboard.simulator.tables import COLUMNS, Row, Table

_CHUNK = 4000  # rows
_BLOCK = 16  # rows that are looked at together; few blocks of this length hold anything that must be quoted
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
    with duckdb.connect(config={"threads": 1}) as connection, seldom_collecting():
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
    with path.open("wb") as file:
        file.write(_lines([table.columns], commas))
        rows = iter(table.rows)
        while chunk := list(islice(rows, _CHUNK)):
            file.write(
                b"".join([_lines(chunk[n : n + _BLOCK], commas) for n in range(0, len(chunk), _BLOCK)])
            )


def _lines(rows: list[Row], commas: int) -> bytes:
    """As the csv module writes them, which is asked only where something must be quoted: it takes thrice the time."""
    lines = ("\n".join(map(",".join, rows)) + "\n").encode()
    cells = lines.count(b",") == commas * len(rows) and lines.count(b"\n") == len(rows)
    if cells and b'"' not in lines and b"\r" not in lines:
        return lines
    quoted = StringIO()
    csv.writer(quoted, lineterminator="\n").writerows(rows)
    return quoted.getvalue().encode()


def _to_parquet(connection: duckdb.DuckDBPyConnection, table: Table, source: Path, target: Path) -> None:
    types = {name: _PARQUET_TYPES[kind] for name, kind in COLUMNS[table.name].items()}
    columns = ", ".join(f"'{name}': '{type_}'" for name, type_ in types.items())
    # Nothing is guessed from the file: that would take as long as reading it.
    read = f"read_csv($source, columns={{{columns}}}, header=true, auto_detect=false, delim=',', quote='\"', escape='\"')"
    connection.execute(
        f"COPY (FROM {read}) TO $target (FORMAT parquet, COMPRESSION zstd)",
        {"source": str(source), "target": str(target)},
    )
