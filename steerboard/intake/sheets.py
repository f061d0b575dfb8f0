"""A small sheet that somebody sends or pastes: a workbook, a CSV file, or what the clipboard holds."""

from __future__ import annotations

import csv
import io

from steerboard.core.errors import BadInput
from steerboard.core.text import Text
from steerboard.intake.tables import decoded
from steerboard.intake.workbooks import Limits, Rows, Value, is_workbook, read_workbook

__all__ = ["Limits", "Rows", "Value", "read_sheet", "read_text"]

MOST_CELLS = 400_000


def read_sheet(data: bytes, name: str = "", limits: Limits | None = None) -> Rows:
    """The cells of a file, whatever of these it is. Raises BadInput with what is wrong with it."""
    if is_workbook(data):
        return read_workbook(data, name, limits)
    if len(data) > (limits or Limits()).packed:
        raise BadInput(Text("the file is too large to be read here.", "文件过大，无法在此读取。"), where=name)
    return read_text(decoded(data, name), name)


def read_text(text: str, name: str = "") -> Rows:
    """Cells between tabs, as sheets put them in the clipboard; else between commas or semicolons."""
    text = text.replace("\0", "").lstrip("\N{ZERO WIDTH NO-BREAK SPACE}")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    rows, cells = [], 0
    try:
        for row in reader:
            cells += len(row)
            if cells > MOST_CELLS:
                raise BadInput(
                    Text("there are more cells than can be read here.", "单元格过多，无法在此读取。"),
                    where=name,
                )
            rows.append(tuple(cell.strip() or None for cell in row))
    except csv.Error as error:
        raise BadInput(
            Text("line {n} is not readable as CSV: {e}.", "第 {n} 行无法按 CSV 读取：{e}。").fill(
                n=reader.line_num, e=error
            ),
            where=name,
        ) from None
    while rows and not any(rows[-1]):
        rows.pop()
    return tuple(rows)


def _delimiter(text: str) -> str:
    """Decided by the first lines, for a cell further down may hold anything."""
    head = text[:4000]
    if "\t" in head:
        return "\t"
    return ";" if head.count(";") > head.count(",") else ","
