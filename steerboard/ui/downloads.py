"""Tables as files that a spreadsheet opens rightly: CSV with a byte order mark, workbooks, and no cell that is run as a
formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from unicodedata import category

from django.http import HttpResponse
from xlsxwriter import Workbook  # type: ignore[import-untyped]

from steerboard.core.text import Text
from steerboard.ui.tags.language import said

Value = Text | str | Decimal | int | float | date | None
Rows = Iterable[Sequence[Value]]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# A text that begins so is taken for a formula, by some sheets in its full width as well; an apostrophe before it keeps
# it a text.
_RISKY = frozenset("=+-@＝＋－＠")
_WIDEST = 40  # characters


def csv_file(name: str, header: Sequence[Value], rows: Rows) -> HttpResponse:
    """An answer that is saved as ``name``. Numbers and days are written exactly, texts so that they stay texts."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([_written(cell) for cell in header])
    writer.writerows([_written(cell) for cell in row] for row in rows)
    return _answer(name, out.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8")


def xlsx_file(
    name: str, header: Sequence[Value], rows: Rows, made: datetime, numbers: str = "#,##0.####"
) -> HttpResponse:
    """The same as a workbook: numbers are numbers, shown as ``numbers`` says; texts are never formulas or links."""
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = Workbook(out, options)
    book.set_properties({"created": made.replace(tzinfo=None)})
    bold, number = book.add_format({"bold": True}), book.add_format({"num_format": numbers})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 0)
    widths = [0] * len(header)
    for n, row in enumerate([header, *rows]):
        for column, cell in enumerate(row):
            text = _plain(cell)
            widths[column] = max(widths[column], _width(text))
            if cell is None or text == "":
                continue
            if isinstance(cell, date):
                sheet.write_datetime(n, column, datetime(cell.year, cell.month, cell.day), day)  # noqa: DTZ001
            elif isinstance(cell, (Decimal, int, float)):
                sheet.write_number(n, column, float(cell), number)
            else:
                sheet.write_string(n, column, text, bold if n == 0 else None)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, min(max(width, 6), _WIDEST) + 2)
    book.close()
    return _answer(name, out.getvalue(), XLSX)


def bare(text: str) -> str:
    """A text as it was before it was kept from being a formula: for a file of ours that comes back."""
    return text[1:] if text.startswith("'") and _is_risky(text[1:]) else text


def _answer(name: str, content: bytes, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _written(value: Value) -> str:
    text = _plain(value)
    return f"'{text}" if isinstance(value, (str, Text)) and _is_risky(text) else text


def _plain(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else said(value)


def _is_risky(text: str) -> bool:
    """Whether the first sign that is seen begins a formula; spaces and signs that are not seen count for nothing, and
    a tab or line break before it is itself one."""
    if text.startswith(("\t", "\r", "\n")):
        return True
    seen = next((c for c in text if not c.isspace() and category(c) not in ("Cc", "Cf")), "")
    return seen in _RISKY and seen != ""


def _width(text: str) -> int:
    return sum(2 if ord(c) > 0x2E80 else 1 for c in text)
