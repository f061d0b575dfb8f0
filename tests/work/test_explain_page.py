"""The page that explains a figure: words in both languages, parts that open their records, scope, statements."""

from __future__ import annotations

import re

import pytest

from tests.offices import Office
from tests.work.test_figures import JUNE, said, win


@pytest.fixture
def deals(office: Office) -> Office:
    for name, amount in (("ann", 100), ("ann", 200), ("ben", 50)):
        win(office, name, amount)
    return office


def test_it_tells_value_parts_words_and_statement(deals: Office) -> None:
    page = said(deals, f"/figures/win_rate/explain/?{JUNE}")
    for text in (
        "Numerator 2",
        "Denominator 2",
        "time of closing",
        "赢单数",
        "SELECT",
    ):
        assert text in page, text
    assert "none: read from the records themselves" in page


def test_each_part_opens_its_records_in_the_same_scope(deals: Office) -> None:
    page = deals.visitor("lea").get(f"/figures/win_rate/explain/?{JUNE}&by=owner&key={deals.people['ben']}")
    address = next(a for a in re.findall(r'href="([^"]+)"', page.content.decode()) if "part=numerator" in a)
    behind = said(deals, address.replace("&amp;", "&"), "lea")
    assert "Deal 50" in behind
    assert "Deal 100" not in behind


def test_a_reader_has_it_of_his_own_records_alone(deals: Office) -> None:
    assert "¥300" in said(deals, f"/figures/bookings/explain/?{JUNE}", "ann")
    assert "¥350" in said(deals, f"/figures/bookings/explain/?{JUNE}", "lea")


def test_what_nobody_feeds_yet_says_so(deals: Office) -> None:
    assert "Not fed yet." in said(deals, f"/figures/promotion_lift/explain/?{JUNE}")


def test_in_chinese(deals: Office) -> None:
    page = said(deals, f"/figures/win_rate/explain/?{JUNE}", language="zh-hans")
    for text in ("分子", "统计时点", "未使用：直接读取明细记录"):
        assert text in page, text


def test_a_date_that_is_none_is_refused_with_its_place(deals: Office) -> None:
    answer = deals.visitor("ann").get("/figures/win_rate/explain/?from=tomorrow")
    assert answer.status_code == 400
    assert "“tomorrow” is no date." in answer.content.decode()
