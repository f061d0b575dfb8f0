"""Reads one workbook from standard input and writes its first sheet as JSON; runs as a process of its own.

A file of a kilobyte can make the reading library ask for half a terabyte, which ends its process and cannot be
caught in it. So the process is small, has limits, and is nobody's but the file's.
"""

from __future__ import annotations

import io
import json
import resource
import sys
from datetime import date, datetime, time, timedelta
from typing import Any

MEMORY = 1 << 30
SECONDS = 30
NO_SHEET = 3  # exit status: there is no sheet to read


def limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> int:
    limit()
    data = sys.stdin.buffer.read()
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    names = [s.name for s in book.sheets_metadata if str(s.visible).endswith("Visible")] or book.sheet_names
    if not names:
        return NO_SHEET
    rows = book.get_sheet_by_name(names[0]).to_python(skip_empty_area=False)
    json.dump([[_plain(cell) for cell in row] for row in rows], sys.stdout, ensure_ascii=True)
    return 0


def _plain(cell: Any) -> Any:
    """Texts, numbers and truth as JSON has them; days and times as ``{"d": …}``."""
    if isinstance(cell, datetime):
        return {"d": cell.isoformat()}
    if isinstance(cell, date):
        return {"d": cell.isoformat()}
    if isinstance(cell, time | timedelta):
        return str(cell)
    return cell


if __name__ == "__main__":
    sys.exit(main())
