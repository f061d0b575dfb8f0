"""Files as tables of text: compression, encoding, delimiter, header, physical lines."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import zlib
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import BinaryIO, Protocol, cast

from steerboard.core.errors import BadInput, UnknownName
from steerboard.core.text import Text

Row = list[str]
_BLOCK = 1 << 20
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
UNCLOSED = Text(
    "a quotation mark that opens in this row is not closed, so all that follows belongs to it.",
    "该行的引号没有闭合，其后的内容全部被并入该行。",
)
_DEFECTS = (gzip.BadGzipFile, EOFError, zlib.error)


@dataclass(frozen=True)
class Bad:
    """A row that cannot be taken apart."""

    reason: Text


class Pass(Protocol):
    """One reading of a table: ``line`` is where the present row begins, ``done`` how many bytes are behind it."""

    line: int

    def done(self) -> int: ...
    def rows(self, *, ragged: bool = False) -> Iterator[Row | Bad]: ...


class Table(Protocol):
    """Something with a header and rows, readable any number of times."""

    @property
    def name(self) -> str: ...
    @property
    def header(self) -> tuple[str, ...]: ...
    @property
    def size(self) -> int: ...
    def reading(self) -> AbstractContextManager[Pass]: ...


def place_of(header: Sequence[str], column: str, table: str, where: str) -> int:
    """The position of a column; raises UnknownName with the nearest, BadInput where two are called so."""
    found = [i for i, name in enumerate(header) if name == column]
    if not found:
        raise UnknownName(Text("column in {t}", "列（文件 {t}）").fill(t=table), column, header, where=where)
    if len(found) > 1:
        raise BadInput(
            Text("{t} has two columns “{c}”.", "{t} 中有两列名为“{c}”。").fill(t=table, c=column), where=where
        )
    return found[0]


@dataclass(frozen=True)
class CsvTable:
    """A CSV file, perhaps compressed. Everything that could stop it midway is found out when it is made."""

    path: Path
    encoding: str
    delimiter: str

    @classmethod
    def of(cls, path: Path, encoding: str, delimiter: str) -> CsvTable:
        """Raises BadInput where the file cannot be read, is no text, or has no header."""
        start = _start(path)
        if encoding:
            _decode_all(path, encoding)
        table = cls(path, encoding or _encoding(path, start), delimiter)
        if not any(table.header):
            raise BadInput(Text("the file is empty.", "文件为空。"), where=str(path))
        return table

    @property
    def name(self) -> str:
        return self.path.name

    @cached_property
    def size(self) -> int:
        return self.path.stat().st_size

    @cached_property
    def header(self) -> tuple[str, ...]:
        try:
            with self.reading() as reading:
                return tuple(name.strip() for name in reading.first)
        except BadInput as error:
            raise BadInput(error.message, where=str(self.path)) from None

    @contextmanager
    def reading(self) -> Iterator[CsvPass]:
        with (
            _opened(self.path) as (raw, stream),
            io.TextIOWrapper(stream, encoding=self.encoding, newline="") as text,
        ):
            yield CsvPass(raw, text, self.delimiter)


class CsvPass:
    """One reading of a CSV file. Blank lines are no rows; a row of another width is Bad."""

    def __init__(self, raw: BinaryIO, text: io.TextIOWrapper, delimiter: str) -> None:
        self.raw, self.line, self.over = raw, 1, False
        self.reader = csv.reader(self._lines(text), delimiter=delimiter)
        try:
            self.first: Row = next((row for row in self.reader if row), [])
        except csv.Error as error:
            raise BadInput(_defect(error)) from None
        if self.over and self.first:
            raise BadInput(UNCLOSED)

    def _lines(self, text: io.TextIOWrapper) -> Iterator[str]:
        yield from text
        self.over = True

    def done(self) -> int:
        return self.raw.tell()

    def rows(self, *, ragged: bool = False) -> Iterator[Row | Bad]:
        """The rows after the header; with ``ragged`` those of another width as they are."""
        reader, width = self.reader, len(self.first)
        while True:
            self.line = reader.line_num + 1
            try:
                for row in reader:
                    if self.over:  # a row that the end of the file ended: its last cell is all that was left
                        yield Bad(UNCLOSED)
                    elif len(row) == width:
                        yield row
                    elif row:
                        yield row if ragged else Bad(_ragged(len(row), width))
                    self.line = reader.line_num + 1
                return
            except csv.Error as error:
                yield Bad(_defect(error))


def _defect(error: csv.Error) -> Text:
    return Text("not readable as CSV: {e}.", "无法按 CSV 读取：{e}。").fill(e=error)


def _ragged(found: int, width: int) -> Text:
    return Text("the row has {n} cells, the header {w}.", "该行有 {n} 个单元格，表头有 {w} 个。").fill(
        n=found, w=width
    )


@dataclass(frozen=True)
class Inline:
    """Rows that stand in the mapping; their line is their number."""

    name: str
    header: tuple[str, ...]
    texts: tuple[tuple[str, ...], ...]
    size: int = 0

    @contextmanager
    def reading(self) -> Iterator[InlinePass]:
        yield InlinePass(self.texts)


class InlinePass:
    def __init__(self, texts: tuple[tuple[str, ...], ...]) -> None:
        self.texts, self.line = texts, 0

    def done(self) -> int:
        return 0

    def rows(self, *, ragged: bool = False) -> Iterator[Row | Bad]:  # noqa: ARG002
        for row in self.texts:
            self.line += 1
            yield list(row)


@contextmanager
def _opened(path: Path) -> Iterator[tuple[BinaryIO, BinaryIO]]:
    """The file itself, for how far it is read, and its content, uncompressed."""
    with path.open("rb") as raw:
        if raw.peek(2)[:2] != b"\x1f\x8b":
            yield raw, raw
        else:
            with gzip.GzipFile(fileobj=raw) as content:
                yield raw, cast(BinaryIO, content)


def _start(path: Path) -> bytes:
    try:
        with _opened(path) as (_, stream):
            start = stream.read(4096)
    except (OSError, *_DEFECTS) as error:
        raise _unreadable(path, error) from None
    _refuse_workbooks(path, start)
    return start


def _encoding(path: Path, start: bytes) -> str:
    """Byte order mark, else strict UTF-8, else GB18030."""
    for mark, encoding in _MARKS:
        if start.startswith(mark):
            _decode_all(path, encoding)
            return encoding
    try:
        _decode_all(path, "utf-8")
    except BadInput as error:
        try:
            _decode_all(path, "gb18030")
        except BadInput:
            raise error from None
        return "gb18030"
    return "utf-8"


def decoded(data: bytes, where: str = "") -> str:
    """A small file's text by the same rule; raises BadInput where it is none of these."""
    found = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), "")
    for encoding in (found,) if found else ("utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeError:
            continue
    raise BadInput(
        Text("the file is not readable as {e}.", "文件无法按 {e} 读取。").fill(e=(found or "UTF-8").upper()),
        where=where,
        hint=Text("Save it as UTF-8.", "请另存为 UTF-8 编码。"),
    )


def _refuse_workbooks(path: Path, start: bytes) -> None:
    if start.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise BadInput(
            Text(
                "this is a workbook (XLSX or XLS), which is not supported yet.",
                "这是 Excel 工作簿（XLSX/XLS），暂不支持。",
            ),
            where=str(path),
            hint=Text("Save the sheet as CSV.", "请另存为 CSV 文件。"),
        )


def _decode_all(path: Path, encoding: str) -> None:
    """Read the whole file as ``encoding``; raises BadInput with the line of the first bytes that do not fit."""
    decoder = codecs.getincrementaldecoder(encoding)()
    lines = 1
    try:
        with _opened(path) as (_, stream):
            while block := stream.read(_BLOCK):
                decoder.decode(block)
                lines += block.count(b"\n")
            block = b""
            decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        near = lines + block[: error.start].count(b"\n")
        raise BadInput(
            Text("line {n} is not readable as {e}.", "第 {n} 行无法按 {e} 读取。").fill(
                n=near, e=encoding.upper()
            ),
            where=str(path),
            hint=Text("Say the encoding in the mapping.", "请在映射中写明 encoding。"),
        ) from None
    except UnicodeError:  # UTF-16 that does not begin with its mark
        raise BadInput(
            Text("the file is not readable as {e}.", "文件无法按 {e} 读取。").fill(e=encoding.upper()),
            where=str(path),
            hint=Text("Save it as UTF-8.", "请另存为 UTF-8 编码。"),
        ) from None
    except (OSError, *_DEFECTS) as error:
        raise _unreadable(path, error) from None


def _unreadable(path: Path, error: Exception) -> BadInput:
    return BadInput(
        Text("the file cannot be read: {e}", "无法读取文件：{e}").fill(
            e=getattr(error, "strerror", "") or error
        ),
        where=str(path),
    )
