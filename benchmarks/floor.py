"""The least that an import can do: read the file with csv, insert its rows with pysqlite3 in one transaction."""

from __future__ import annotations

import csv
import gzip
import sys
from pathlib import Path

import pysqlite3


def load(source: Path, target: Path) -> int:
    """Put every row of the file into one table of texts; how many there are."""
    connection = pysqlite3.connect(str(target))
    with gzip.open(source, "rt", encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        header = next(reader)
        columns = ", ".join(f'"{name}" TEXT' for name in header)
        connection.execute(f"CREATE TABLE source ({columns})")
        marks = ", ".join("?" * len(header))
        inserted = connection.executemany(f"INSERT INTO source VALUES ({marks})", reader)
    connection.commit()
    connection.close()
    return int(inserted.rowcount)


if __name__ == "__main__":
    print(load(Path(sys.argv[1]), Path(sys.argv[2])))
