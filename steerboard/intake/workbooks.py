"""Workbooks (XLSX) that strangers send: looked over first, then read in a process that has limits."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import zipfile
import zlib
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from steerboard.core.errors import BadInput
from steerboard.core.text import Text
from steerboard.intake.workbook_child import NO_SHEET, SECONDS

Value = str | Decimal | date | None
Rows = tuple[tuple[Value, ...], ...]

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SAVE_AS = Text("Save it as XLSX or CSV and send that.", "请另存为 XLSX 或 CSV 后再上传。")
_BLOCK, _OVERLAP = 1 << 20, 64
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
_PLACE = re.compile(rb"\br\s*=\s*[\"']([A-Z]*)([0-9]+)[\"']", re.IGNORECASE)
_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")


@dataclass(frozen=True)
class Limits:
    """How large a workbook may be, packed and unpacked, and its largest sheet."""

    packed: int = 8 << 20
    unpacked: int = 96 << 20
    parts: int = 500
    rows: int = 20_000
    columns: int = 500
    cells: int = 400_000


def is_workbook(data: bytes) -> bool:
    return data.startswith((ZIP, OLE))


def read_workbook(data: bytes, name: str = "", limits: Limits | None = None) -> Rows:
    """The cells of the first visible sheet. Raises BadInput where it is too large, broken, or no XLSX."""
    if data.startswith(OLE):
        old = Text("this is an old Excel or WPS file (XLS, ET).", "这是旧版 Excel/WPS 文件（XLS、ET）。")
        raise BadInput(old, where=name, hint=SAVE_AS)
    look_over(data, name, limits or Limits())
    return tuple(tuple(_value(cell) for cell in row) for row in _read(data, name))


def look_over(data: bytes, name: str, limits: Limits) -> None:
    """Refuse what would be too large once unpacked, without unpacking it into memory."""
    if len(data) > limits.packed:
        raise _too_large(name)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            infos = parts.infolist()
            if "xl/workbook.xml" not in {i.filename for i in infos}:
                raise BadInput(
                    Text("this is no Excel workbook.", "这不是 Excel 工作簿。"), where=name, hint=SAVE_AS
                )
            if len(infos) > limits.parts or sum(i.file_size for i in infos) > limits.unpacked:
                raise _too_large(name)
            for info in infos:
                if _SHEET.fullmatch(info.filename):
                    _look_over_sheet(parts, info, name, limits)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError):
        raise _broken(name) from None


def _look_over_sheet(parts: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, limits: Limits) -> None:
    cells, tail = 0, b""
    with parts.open(info) as sheet:
        while block := sheet.read(_BLOCK):
            text = tail + block
            cells += len(_CELL.findall(text)) - len(_CELL.findall(tail))
            for column, row in _PLACE.findall(text):
                if len(row) > 7 or int(row) > limits.rows or _number(column) > limits.columns:
                    raise _too_large(name)
            if cells > limits.cells:
                raise _too_large(name)
            tail = text[-_OVERLAP:]


def _number(column: bytes) -> int:
    """``AB`` is 28; what has more letters than any column is beyond all limits."""
    if len(column) > 3:
        return 1 << 30
    found = 0
    for letter in column.upper():
        found = found * 26 + letter - 64
    return found


def _read(data: bytes, name: str) -> list[list[Any]]:
    command = [sys.executable, "-I", "-m", "steerboard.intake.workbook_child"]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=2 * SECONDS, check=False)  # noqa: S603 — our own module
    except subprocess.TimeoutExpired:
        raise _too_large(name) from None
    if done.returncode == NO_SHEET:
        raise BadInput(Text("the workbook has no sheet.", "工作簿中没有工作表。"), where=name)
    if done.returncode != 0:
        raise _broken(name)
    found: list[list[Any]] = json.loads(done.stdout)
    return found


def _value(cell: Any) -> Value:
    """Numbers to the fifteen digits that a sheet holds; a time without hours is a day."""
    if cell is None or cell == "":
        return None
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, int):
        return Decimal(cell)
    if isinstance(cell, float):
        return Decimal(f"{cell:.15g}")
    if isinstance(cell, dict):
        return datetime.fromisoformat(cell["d"]).date()
    return str(cell)


def _too_large(name: str) -> BadInput:
    return BadInput(
        Text("the workbook is too large to be read here.", "工作簿过大，无法在此读取。"),
        where=name,
        hint=Text(
            "Keep the one sheet that is meant, without empty rows far below; or save it as CSV.",
            "请只保留需要的工作表，并删除远处的空行空列；或另存为 CSV。",
        ),
    )


def _broken(name: str) -> BadInput:
    return BadInput(Text("the workbook cannot be read.", "无法读取该工作簿。"), where=name, hint=SAVE_AS)
