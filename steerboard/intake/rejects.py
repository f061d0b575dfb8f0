"""Rows that could not be taken, written to files that a person can mend and import again."""

from __future__ import annotations

import csv
from pathlib import Path

from steerboard.core.text import Text
from steerboard.intake.tables import Bad, Table

COLUMNS = ("line", "reason_en", "reason_zh")
MOST_REASONS = 5


class Rejects:
    """Remembers line and reasons; the rows themselves are read again when the files are written."""

    def __init__(self) -> None:
        self._lines: dict[str, dict[int, list[Text]]] = {}
        self._tables: dict[str, Table] = {}

    def add(self, table: Table, key: str, line: int, reason: Text) -> None:
        """``key`` names the table within the run."""
        self._tables[key] = table
        reasons = self._lines.setdefault(key, {}).setdefault(line, [])
        if reason not in reasons and len(reasons) < MOST_REASONS:
            reasons.append(reason)

    @property
    def count(self) -> int:
        """Rows, each counted once however many kinds could not take it."""
        return sum(len(lines) for lines in self._lines.values())

    def write(self, folder: Path) -> tuple[Path, ...]:
        """One file for each table with rejected rows: its columns, then line and reasons."""
        paths = []
        for key, table in self._tables.items():
            folder.mkdir(parents=True, exist_ok=True)
            name = key.removesuffix(".gz")
            path = folder / (name if name.lower().endswith(".csv") else f"{name}.csv")
            self._write(path, table, self._lines[key])
            paths.append(path)
        return tuple(paths)

    def _write(self, path: Path, table: Table, lines: dict[int, list[Text]]) -> None:
        # With a byte order mark, so that a spreadsheet shows the Chinese right.
        with path.open("w", encoding="utf-8-sig", newline="") as out, table.reading() as reading:
            writer = csv.writer(out)
            writer.writerow([*table.header, *COLUMNS])
            width = len(table.header)
            for row in reading.rows(ragged=True):
                reasons = lines.get(reading.line)
                if reasons is None:
                    continue
                cells = [] if isinstance(row, Bad) else row
                # A row that is too long keeps its cells: the last column of the file takes them joined.
                kept = [*cells[: width - 1], " | ".join(cells[width - 1 :])] if len(cells) > width else cells
                writer.writerow(
                    [
                        *kept,
                        *[""] * (width - len(kept)),
                        reading.line,
                        " ".join(r.en for r in reasons),
                        "".join(r.zh for r in reasons),
                    ]
                )
