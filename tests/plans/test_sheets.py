"""Targets from sheets and as files: what comes back is what went out, and what is wrong is said cell by cell."""

from __future__ import annotations

import csv
import io
import re
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from steerboard.intake.sheets import read_sheet
from steerboard.plans import sheet
from steerboard.plans.models import Target
from tests.offices import JUNE, Office
from tests.plans.test_targets import URL, cell, said, value

SHEET = "/plans/targets/sheet/?kpi=bookings&from=2026-04-01"
FILE = "/plans/targets/file/{form}/?kpi={kpi}&from=2026-04-01"


def look(office: Office, text: str, name: str = "lea", **more: str) -> Any:
    return office.visitor(name).post(SHEET, {"text": text, **more})


def plain(answer: Any) -> str:
    main = answer.content.decode().split("<main", 1)[1]
    return " ".join(
        re.sub(r"<[^>]+>", " ", main).replace("&quot;", '"').replace("\N{NO-BREAK SPACE}", " ").split()
    )


def send(office: Office, content: bytes, file: str, name: str = "lea", kpi: str = "bookings") -> Any:
    url = SHEET.replace("bookings", kpi)
    return office.visitor(name).post(url, {"file": SimpleUploadedFile(file, content)})


def take(office: Office, answer: Any, name: str = "lea", kpi: str = "bookings") -> Any:
    """Press the button of the preview."""
    page = answer.content.decode()
    text = re.search(r'<textarea name="text" hidden>(.*?)</textarea>', page, re.DOTALL)
    apply = re.search(r'name="apply" value="(\w+)"', page)
    assert text
    assert apply
    given = {"text": unescape(text[1]), "apply": apply[1]}
    return office.visitor(name).post(SHEET.replace("bookings", kpi), given, follow=True)


def test_a_block_with_names_is_looked_at_and_then_set(office: Office) -> None:
    answer = look(office, "姓名\t2026-05\t2026-06\nAnn\t40万\t500,000\nBen\t\t30万\n")
    assert answer.status_code == 200
    page = plain(answer)
    assert "3 targets would be set" in page
    assert "Ann Bookings Target June 2026 — 500,000" in page
    assert not Target.objects.exists()
    after = take(office, answer).content.decode()
    assert "Targets saved: 3" in after
    assert [value(office, n) for n in ("ann", "ben")] == [500_000, 300_000]
    undo = re.search(r'action="(/undo/\d+/)"', after)
    assert undo
    office.visitor("lea").post(undo[1])
    assert not Target.objects.exists()


@pytest.mark.parametrize(
    "header",
    [
        "2026-06",
        "2026/6",
        "2026/06/01",
        "2026年6月",
        "6月",
        "Jun 2026",
        "June",
        "jun",
        "2026.6",
        "２０２６-06",
    ],
)
def test_months_are_named_in_many_ways(office: Office, header: str) -> None:
    take(office, look(office, f"Name\t{header}\nAnn\t7\n"))
    assert value(office, "ann") == 7


def test_without_a_header_the_months_of_the_page_are_meant(office: Office) -> None:
    take(office, look(office, "Ann\t1\t2\t3\nBen\t4\t5\t6\n"))
    assert [value(office, n) for n in ("ann", "ben")] == [3, 6]


def test_an_empty_cell_changes_nothing_and_a_dash_takes_away(office: Office) -> None:
    for name in ("ann", "ben"):
        office.add("target", kpi="bookings", user=office.people[name], value=Decimal(5), **JUNE)
    take(office, look(office, "Name\t2026-05\t2026-06\nAnn\t9\t\nBen\t\t-\n"))
    assert [value(office, n) for n in ("ann", "ben")] == [5, None]


def test_what_is_as_it_is_already_is_not_set_again(office: Office) -> None:
    office.add("target", kpi="bookings", user=office.people["ann"], value=Decimal(5), **JUNE)
    page = plain(look(office, "Name\t2026-06\nAnn\t5\n"))
    assert "Nothing would be set One is as it is already." in page


def test_each_wrong_cell_is_named_and_nothing_is_lost(office: Office) -> None:
    text = "Name\t2026-05\t2026-06\nAnn\tmuch\t5\nNobody\t1\t2\nBen\t1,5\t6\n"
    answer = look(office, text)
    page = plain(answer)
    assert answer.status_code == 422
    assert "3 places cannot be used:" in page
    assert "row 2, 2026-05 “much” is no number." in page
    assert "row 3 nobody whose targets you see is called “Nobody”." in page
    assert "row 4, 2026-05 “1,5” is no number." in page
    assert "Nobody 1 2" in page
    assert look(office, text, apply="all").status_code == 422
    assert not Target.objects.exists()
    take(office, answer)  # the button says that the rest is left
    assert "Set these 2 and leave the rest" in page
    assert [value(office, n) for n in ("ann", "ben")] == [5, 6]


def test_sums_and_columns_that_are_not_used_are_said(office: Office) -> None:
    page = plain(look(office, "Targets of North\nName\tRemark\t2026-06\nAnn\tgood\t5\n合计\t\t5\n"))
    assert "Not used: row 1, above the header, the column “Remark”, row 4, a sum" in page


def test_two_of_one_name_need_their_ids(office: Office) -> None:
    other = office.add("user", name="Ann")
    office.add("membership", user=other, team=office.ids["north"], role="rep")
    page = plain(look(office, "Name\t2026-06\nAnn\t5\n"))
    assert "2 are called “Ann”. Add the columns Type and Id" in page
    take(office, look(office, f"Type\tId\tName\t2026-06\nPerson\t{office.people['ann']}\tAnn\t5\n"))
    assert value(office, "ann") == 5


def test_two_cells_that_contradict_each_other_are_refused(office: Office) -> None:
    page = plain(look(office, "Name\t2026-06\nAnn\t5\nann\t6\n"))
    assert "row 3, 2026-06 row 2 says something else of the same target." in page
    assert "Nothing would be set" in page


def test_the_same_cell_twice_is_set_once(office: Office) -> None:
    take(office, look(office, "Name\t2026-06\nAnn\t5\nann\t5\n"))
    assert Target.objects.get().value == 5


@pytest.mark.parametrize("row", ["Lea\t5", "Person\tLea\t5"])
def test_ones_own_target_is_not_ones_to_set_by_a_sheet_either(office: Office, row: str) -> None:
    head = "Name\t2026-06" if row.startswith("Lea") else "Type\tName\t2026-06"
    assert "the target of “Lea” is not yours to set." in plain(look(office, f"{head}\n{row}\n"))


@pytest.mark.parametrize(
    "row", ["Person\t{cleo}\t5", "Team\t{south}\t5", "Company\t0\t5", "Person\t99999\t5"]
)
def test_others_are_as_if_they_were_not_there(office: Office, row: str) -> None:
    row = row.format(cleo=office.people["cleo"], south=office.ids["south"])
    page = plain(look(office, f"Type\tId\t2026-06\n{row}\n", apply="some"))
    assert "nobody whose targets you see is called" in page
    assert not Target.objects.exists()


def test_what_others_set_for_oneself_may_stand_in_the_sheet(office: Office) -> None:
    office.add("target", kpi="bookings", user=office.people["lea"], value=Decimal(5), **JUNE)
    assert "Nothing would be set One is as it is already." in plain(look(office, "Name\t2026-06\nLea\t5\n"))


def test_a_sheet_may_be_of_several_figures_and_levels(office: Office) -> None:
    text = "Name\tKPI\tLevel\t2026-06\nAnn\tvisits\t\t20\nAnn\t赢单率\t挑战目标\t40%\nAnn\tno_such\t\t1\n"
    answer = look(office, text)
    assert "there is no KPI “no_such”." in plain(answer)
    take(office, answer)
    assert value(office, "ann", "visits") == 20
    assert Target.objects.get(kpi="win_rate").level == "stretch"


@pytest.mark.parametrize(
    "text", ["", "\n\n", "a\tb\nc\td\n", '"', "\x00", "Name\t2026-13\nAnn\t5\n", "Name\t1899-06\nAnn\t1"]
)
def test_what_is_no_sheet_of_targets_is_answered_as_that(office: Office, text: str) -> None:
    answer = look(office, text)
    assert answer.status_code == 422
    assert not Target.objects.exists()


def grid_of(office: Office, kpi: str, name: str) -> dict[str, str]:
    page = office.visitor(name).get(URL.replace("bookings", kpi)).content.decode()
    return dict(re.findall(r'name="([ctu]\d*\.\d{4}-\d\d)" value="([^"]*)"', page))


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize(
    ("kpi", "numbers"), [("bookings", ("1,234.5", "900,000", "0")), ("win_rate", ("35%", "12.5%", "0%"))]
)
def test_what_is_exported_comes_back_the_same(
    office: Office, form: str, kpi: str, numbers: tuple[str, ...]
) -> None:
    names = ("ann", "ben", "north")
    url = URL.replace("bookings", kpi)
    given = {
        cell(office, name, 4 + n): text for n, (name, text) in enumerate(zip(names, numbers, strict=True))
    }
    office.visitor("oli").post(url, given)
    before = grid_of(office, kpi, "oli")
    content = office.visitor("oli").get(FILE.format(form=form, kpi=kpi)).content
    again = send(office, content, f"targets.{form}", "oli", kpi)
    assert "Nothing would be set 3 are as they are already." in plain(again)
    office.visitor("oli").post(url, {**dict.fromkeys(given, ""), **_was(office, kpi)})
    assert not any(grid_of(office, kpi, "oli").values())
    take(office, send(office, content, f"targets.{form}", "oli", kpi), "oli", kpi)
    assert grid_of(office, kpi, "oli") == before


def _was(office: Office, kpi: str) -> dict[str, str]:
    page = office.visitor("oli").get(URL.replace("bookings", kpi)).content.decode()
    return dict(re.findall(r'name="(was-[ctu]\d*)" value="([^"]*)"', page))


def test_a_file_has_a_line_for_each_and_names_that_are_no_formulas(office: Office) -> None:
    for name in ("=HYPERLINK(1)", " +1", "\N{ZERO WIDTH SPACE}@x", "＝1"):
        person = office.add("user", name=name)
        office.add("membership", user=person, team=office.ids["north"], role="rep")
    office.add("target", kpi="bookings", user=office.people["ann"], value=Decimal("12.5"), **JUNE)
    content = office.visitor("lea").get(FILE.format(form="csv", kpi="bookings")).content
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert rows[0] == ["Type", "Id", "Name", "KPI", "Level", "2026-04", "2026-05", "2026-06"]
    assert ["Person", str(office.people["ann"]), "Ann", "bookings", "Target", "", "", "12.5"] in rows
    named = {row[2] for row in rows}
    assert {"'=HYPERLINK(1)", "' +1", "'\N{ZERO WIDTH SPACE}@x", "'＝1"} <= named
    book = office.visitor("lea").get(FILE.format(form="xlsx", kpi="bookings")).content
    cells = [value_ for row in read_sheet(book) for value_ in row]
    assert "=HYPERLINK(1)" in cells
    assert Decimal("12.5") in cells
    page = plain(send(office, content, "t.csv"))
    assert "cannot be used" not in page


def test_files_of_other_encodings_are_read(office: Office) -> None:
    office.add("membership", user=office.add("user", name="李雷"), team=office.ids["north"], role="rep")
    for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16"):
        page = plain(send(office, "姓名,2026年6月\n李雷,50万\n".encode(encoding), "目标.csv"))
        assert "李雷 Bookings Target June 2026 — 500,000" in page, encoding
    page = plain(send(office, "姓名;2026年6月\n李雷;50万\n".encode(), "目标.csv"))
    assert "500,000" in page


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\x80\x81\xff\xfe\x00", "is not readable as"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100, "this is an old Excel or WPS file"),
        (b"PK\x03\x04 and nothing else", "the workbook cannot be read."),
        (b"x" * (3 << 20), "too large"),
        (b"", "Paste something, or choose a file."),
    ],
)
def test_a_file_that_cannot_be_read_is_said_so(office: Office, content: bytes, says: str) -> None:
    answer = send(office, content, "t.xlsx")
    assert says in plain(answer)
    assert answer.status_code == 422


def test_more_targets_than_one_sheet_may_set_are_refused(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheet, "MOST", 1)
    assert "the sheet has 2 targets, 1 are the most at once." in plain(
        look(office, "Name\t2026-06\nAnn\t1\nBen\t2\n")
    )


def test_a_months_name_without_a_year_is_of_the_span_that_is_shown(office: Office) -> None:
    url = SHEET.replace("2026-04-01", "2027-01-01")
    page = plain(office.visitor("lea").post(url, {"text": "Name\t2月\nAnn\t5\n"}))
    assert "February 2027" in page


def test_the_preview_speaks_chinese(office: Office) -> None:
    answer = office.visitor("oli", "zh-hans").post(SHEET, {"text": "姓名\t6月\nAnn\t50万\n某人\t1\n"})
    page = plain(answer)
    assert "将设定 1 项目标" in page
    assert "第 3 行 你可见的人员和团队中没有“某人”。" in page
    assert "目标" in said(office, "/plans/targets/sheet/", "oli", "zh-hans")
