from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from steerboard.core.errors import BadInput
from steerboard.intake.tables import Bad, CsvTable, place_of

TEXT = "名称,金额\n上海精机,1200\n"


def table(tmp_path: Path, content: bytes, encoding: str = "", delimiter: str = ",") -> CsvTable:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    return CsvTable.of(path, encoding, delimiter)


def rows(found: CsvTable) -> list[tuple[int, list[str] | str]]:
    with found.reading() as reading:
        return [(reading.line, "bad" if isinstance(r, Bad) else r) for r in reading.rows()]


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (b"\xef\xbb\xbf" + TEXT.encode(), "utf-8-sig"),
        (TEXT.encode("gb18030"), "gb18030"),
        (TEXT.encode("utf-16"), "utf-16"),
    ],
)
def test_it_finds_the_encoding(tmp_path: Path, content: bytes, encoding: str) -> None:
    for packed in (content, gzip.compress(content)):
        found = table(tmp_path, packed)
        assert found.encoding == encoding
        assert found.header == ("名称", "金额")
        assert rows(found) == [(2, ["上海精机", "1200"])]


def test_it_takes_a_forced_encoding_and_says_the_line_that_does_not_fit(tmp_path: Path) -> None:
    assert table(tmp_path, "a\né\n".encode("latin-1"), "latin-1").header == ("a",)
    with pytest.raises(BadInput) as refused:
        table(tmp_path, b"a\nb\n\xff\xff\n", "utf-8")
    assert "line 3" in str(refused.value)


def test_it_refuses_bytes_that_are_neither_utf8_nor_gb18030(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as refused:
        table(tmp_path, b"a,b\nx,y\n\xff\xff\xff,1\n")
    assert "line 3" in str(refused.value)


@pytest.mark.parametrize("start", [b"PK\x03\x04rest", b"\xd0\xcf\x11\xe0rest"])
def test_it_says_of_a_workbook_to_save_it_as_csv(tmp_path: Path, start: bytes) -> None:
    with pytest.raises(BadInput, match="Save the sheet as CSV"):
        table(tmp_path, start)


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf", b",,\n1,2,3\n"])
def test_it_refuses_a_file_without_a_header(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(BadInput, match="empty"):
        table(tmp_path, content)


def test_it_refuses_a_broken_archive(tmp_path: Path) -> None:
    whole = gzip.compress(TEXT.encode() * 1000)
    for broken in (whole[:-20], whole[:200] + b"x" + whole[201:]):
        with pytest.raises(BadInput, match="cannot be read"):
            table(tmp_path, broken)


def test_it_counts_physical_lines_through_quoted_line_breaks_and_blank_lines(tmp_path: Path) -> None:
    found = table(tmp_path, b'a,b\r\n"x\r\ny",1\r\n\r\nz,2\r\n')
    assert rows(found) == [(2, ["x\r\ny", "1"]), (5, ["z", "2"])]


def test_it_marks_rows_of_another_width(tmp_path: Path) -> None:
    assert rows(table(tmp_path, b"a,b\n1\n1,2\n1,2,3\n")) == [(2, "bad"), (3, ["1", "2"]), (4, "bad")]


def test_it_goes_on_after_a_row_that_is_no_csv(tmp_path: Path) -> None:
    content = b"a,b\n" + b'"' + b"x" * 200_000 + b'",1\n2,3\n'
    assert rows(table(tmp_path, content)) == [(2, "bad"), (3, ["2", "3"])]


def test_it_does_not_take_the_rest_of_the_file_for_a_cell_where_a_quote_is_not_closed(tmp_path: Path) -> None:
    assert rows(table(tmp_path, b'a,b\n1,2\n3,"x\n4,5\n6,7\n')) == [(2, ["1", "2"]), (3, "bad")]
    assert rows(table(tmp_path, b'a,b\n1,"x\ny"')) == [(2, ["1", "x\ny"])]
    with pytest.raises(BadInput, match="not closed"):
        table(tmp_path, b'a,"b\n1,2\n')


def test_it_refuses_utf16_that_does_not_begin_with_its_mark(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="not readable as UTF-16"):
        table(tmp_path, TEXT.encode("utf-16-le"), "utf-16")


def test_it_strips_headers_and_takes_another_delimiter(tmp_path: Path) -> None:
    found = table(tmp_path, b" a ;b\n1;2\n", delimiter=";")
    assert found.header == ("a", "b")
    assert rows(found) == [(2, ["1", "2"])]


def test_it_reads_a_table_with_a_header_only(tmp_path: Path) -> None:
    assert rows(table(tmp_path, b"a,b")) == []


def test_it_names_the_nearest_column_and_refuses_a_double_one() -> None:
    with pytest.raises(BadInput, match="Did you mean amount"):
        place_of(("amount", "name"), "amonut", "a.csv", "m.yaml")
    with pytest.raises(BadInput, match="two columns"):
        place_of(("a", "b", "a"), "a", "a.csv", "m.yaml")
    assert place_of(("a", "b", "a"), "b", "a.csv", "m.yaml") == 1
