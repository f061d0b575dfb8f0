"""Tables: sorting, paging and true totals."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest
from django.template import engines
from django.test import RequestFactory
from django.utils import translation

from steerboard.ui.tables import Cell, Column, Table, with_query
from tests.ui.pages import DEALS

REQUEST = RequestFactory().get("/deals/?stage=Proposal&stage=Won&sort=-amount&page=2")


def draw(table: Table, language: str = "en") -> str:
    with translation.override(language):
        html = (
            engines["django"]
            .from_string("{% load ui %}{% data_table table %}")
            .render({"table": table}, REQUEST)
        )
    return unescape(html)


def test_a_changed_parameter_leaves_the_others() -> None:
    assert with_query(REQUEST, page="3") == "/deals/?stage=Proposal&stage=Won&sort=-amount&page=3"
    assert with_query(REQUEST, page=None, sort=None, stage=None) == "/deals/"


def test_a_heading_sorts_and_sorts_the_other_way_when_it_is_sorted() -> None:
    name, amount, owner = DEALS.headings(REQUEST)
    assert (name.sorted, amount.sorted, owner.sorted) == ("", "descending", "")
    assert "sort=name" in name.url
    assert "sort=amount" in amount.url
    assert owner.url == ""
    assert "page" not in name.url


def test_a_column_may_begin_with_its_largest() -> None:
    amount = replace(DEALS, sort="name").headings(REQUEST)[1]
    assert "sort=-amount" in amount.url
    up = replace(DEALS, sort="amount").headings(REQUEST)[1]
    assert "sort=-amount" in up.url
    assert up.sorted == "ascending"


def test_the_extent_counts_all_rows_and_not_those_of_the_page() -> None:
    assert "3–4 of 541,909" in draw(DEALS)
    assert "第 3–4 条，共 541,909 条" in draw(DEALS, "zh-hans")
    assert "2 rows" in draw(replace(DEALS, total=2, page=1))
    assert "1 row<" in draw(replace(DEALS, total=1, page=1, rows=DEALS.rows[:1]))


@pytest.mark.parametrize(("page", "before", "after"), [(1, False, True), (2, True, True), (3, True, False)])
def test_there_is_a_way_on_only_where_there_is_a_page(page: int, before: bool, after: bool) -> None:
    html = draw(replace(DEALS, total=6, page=page))
    assert ('rel="prev"' in html) is before
    assert ('rel="next"' in html) is after


def test_a_last_page_ends_with_the_last_row() -> None:
    table = replace(DEALS, total=5, page=3)
    assert (table.first, table.last, table.pages) == (5, 5, 3)


def test_the_table_tells_readers_what_it_is_and_how_it_is_sorted() -> None:
    html = draw(DEALS)
    assert '<caption class="vh">Open deals</caption>' in html
    assert html.count('aria-sort="descending"') == 1
    assert html.count('<th scope="row"') == 3  # two rows and the totals
    assert 'role="region" tabindex="0" aria-label="Open deals"' in html


def test_numbers_stand_right_and_some_columns_stay_off_phones() -> None:
    html = draw(DEALS)
    assert len(re.findall(r'<td class="num"', html)) == 3
    assert html.count("not-phone") == 4  # heading, two rows, totals


def test_a_row_that_does_not_fit_the_columns_is_an_error() -> None:
    with pytest.raises(ValueError, match="zip"):
        replace(DEALS, rows=[[Cell("alone")]]).body()


def test_a_table_without_rows_says_so() -> None:
    nothing = Table("Deals", [Column("name", "Name")], [], total=0)
    assert "No rows for this question." in draw(nothing)
    assert "<table" not in draw(nothing)
    assert "Log a deal first." in draw(replace(nothing, empty="Log a deal first."))


def test_what_people_wrote_is_escaped() -> None:
    row = [Cell("<b>x</b>"), Cell("1"), Cell("")]
    request_html = engines["django"].from_string("{% load ui %}{% data_table table %}")
    html = request_html.render({"table": replace(DEALS, rows=[row])}, REQUEST)
    assert "<b>x</b>" not in html
