"""Workbooks from strangers: small files that would take all memory are refused, before and in the reading process."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

import pytest
import xlsxwriter  # type: ignore[import-untyped]

from steerboard.core.errors import BadInput
from steerboard.intake import workbooks
from steerboard.intake.sheets import MOST_CELLS, read_sheet, read_text
from steerboard.intake.workbooks import Limits, read_workbook

HEAD = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
TAIL = b"</sheetData></worksheet>"


def book(fill: Callable[[xlsxwriter.Workbook], None]) -> bytes:
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"in_memory": True})
    fill(made)
    made.close()
    return out.getvalue()


def plain() -> bytes:
    return book(lambda b: b.add_worksheet().write(0, 0, "x"))


def with_sheet(xml: bytes, **more: bytes) -> bytes:
    """A sound workbook whose sheet is another; ``more`` are parts beside it."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(plain())) as sound,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for name in sound.namelist():
            made.writestr(name, xml if name == "xl/worksheets/sheet1.xml" else sound.read(name))
        for name, content in more.items():
            made.writestr(name, content)
    return out.getvalue()


def test_cells_are_texts_numbers_and_days() -> None:
    def fill(made: xlsxwriter.Workbook) -> None:
        sheet = made.add_worksheet()
        day = made.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, ["名称", 0.1, 1234567890123.12, True])
        sheet.write_datetime(1, 1, datetime(2026, 6, 1, tzinfo=None), day)  # noqa: DTZ001
        sheet.write_string(2, 0, "=1+1")

    rows = read_workbook(book(fill))
    assert rows[0] == ("名称", Decimal("0.1"), Decimal("1234567890123.12"), "true")
    assert rows[1] == (None, date(2026, 6, 1), None, None)
    assert rows[2][0] == "=1+1"


def test_the_first_sheet_that_is_shown_is_read() -> None:
    def fill(made: xlsxwriter.Workbook) -> None:
        hidden, shown = made.add_worksheet("h"), made.add_worksheet("s")
        hidden.write(0, 0, "hidden")
        shown.write(0, 0, "shown")
        shown.activate()
        shown.set_first_sheet()
        hidden.hide()

    assert read_workbook(book(fill)) == (("shown",),)


@pytest.mark.parametrize(
    "xml",
    [
        HEAD + b'<row r="1"><c r="A1"/></row><row r="1048576"><c r="XFD1048576"/></row>' + TAIL,
        HEAD + b'<row r="99999999999"><c/></row>' + TAIL,
        HEAD + b"<row><c r = 'ZZZZ1'/></row>" + TAIL,
        HEAD + b"<row>" + b"<c/>" * 400_001 + b"</row>" + TAIL,
    ],
)
def test_a_sheet_that_reaches_far_is_refused_unread(xml: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "_read", lambda *_: pytest.fail("it was read"))
    with pytest.raises(BadInput, match="too large"):
        read_workbook(with_sheet(xml))


def test_one_that_hides_how_far_it_reaches_ends_its_own_process_and_not_ours() -> None:
    hidden = HEAD + b'<row r="1"><c r="A1"><v>1</v></c><c r="&#88;FD104&#56;576"><v>1</v></c></row>' + TAIL
    with pytest.raises(BadInput, match="cannot be read"):
        read_workbook(with_sheet(hidden))


def test_one_that_unpacks_to_very_much_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "_read", lambda *_: pytest.fail("it was read"))
    with pytest.raises(BadInput, match="too large"):
        read_workbook(with_sheet(HEAD + TAIL, big=b"\0" * 2_000), limits=Limits(unpacked=1_000))
    with pytest.raises(BadInput, match="too large"):
        read_workbook(plain(), limits=Limits(parts=2))
    with pytest.raises(BadInput, match="too large"):
        read_workbook(plain(), limits=Limits(packed=100))


@pytest.mark.parametrize("xml", [b"", b"\xff\xfe\x00", HEAD, HEAD + b"<row><c></row>" + TAIL])
def test_a_broken_sheet_is_an_answer_and_no_crash(xml: bytes) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        read_workbook(with_sheet(xml))


def test_what_is_no_workbook_is_said_to_be_none() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("a.txt", "x")
    with pytest.raises(BadInput, match="no Excel workbook"):
        read_workbook(out.getvalue())


def test_a_clipboard_keeps_quoted_cells_together() -> None:
    assert read_text('Name\t2026-06\n"two\nlines"\t"5"\n\n') == (("Name", "2026-06"), ("two\nlines", "5"))


def test_a_text_of_endless_cells_is_refused() -> None:
    with pytest.raises(BadInput, match="more cells"):
        read_text("\t" * (MOST_CELLS + 1))
    with pytest.raises(BadInput, match="too large"):
        read_sheet(b"x" * 200, limits=Limits(packed=100))
