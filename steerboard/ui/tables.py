"""A table of data: what a view gives to ``{% data_table %}``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from steerboard.core.text import Text
from steerboard.ui.tags.language import said

PAGE = 50


@dataclass(frozen=True)
class Column:
    """``key`` is what ``?sort=`` names; a column without ``phone`` is left out on narrow screens."""

    key: str
    label: Text | str
    numeric: bool = False
    sortable: bool = False
    phone: bool = True
    descending_first: bool = False


@dataclass(frozen=True)
class Cell:
    """What stands in a cell: text (escaped unless safe), a quiet second line, and where it leads."""

    text: object
    small: object = ""
    href: str = ""
    title: object = ""
    sheet: bool = False


@dataclass(frozen=True)
class Heading:
    column: Column
    url: str
    sorted: str  # "ascending", "descending" or ""


@dataclass(frozen=True)
class Table:
    """One page of rows with the true total of all of them.

    ``total`` counts every row of the question, not of the page; ``foot`` are totals of every row too. ``counted``:
    the number of rows is said below.
    """

    caption: Text | str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    total: int
    page: int = 1
    size: int = PAGE
    sort: str = ""
    foot: Sequence[Cell] = ()
    key: str = "table"
    empty: Text | str = ""
    counted: bool = True

    @property
    def first(self) -> int:
        return (self.page - 1) * self.size + 1 if self.total else 0

    @property
    def last(self) -> int:
        return min(self.total, self.page * self.size)

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))

    def body(self) -> SafeString:
        """The rows as markup, made here since a page has hundreds of cells: a template took most of its time."""
        return SafeString("\n".join(self._row(row) for row in self.rows))

    def foot_row(self) -> SafeString:
        return SafeString(self._row(self.foot))

    def headings(self, request: HttpRequest) -> list[Heading]:
        return [self._heading(column, request) for column in self.columns]

    def page_url(self, request: HttpRequest, page: int) -> str:
        """The address of another page with the same filters, empty where there is none."""
        return with_query(request, page=str(page)) if 1 <= page <= self.pages else ""

    def _row(self, cells: Sequence[Cell]) -> str:
        pairs = zip(self.columns, cells, strict=bool(cells))
        return f"<tr>{''.join(_cell(column, cell, n == 0) for n, (column, cell) in enumerate(pairs))}</tr>"

    def _heading(self, column: Column, request: HttpRequest) -> Heading:
        if not column.sortable:
            return Heading(column, "", "")
        now = {column.key: "ascending", f"-{column.key}": "descending"}.get(self.sort, "")
        starts_down = column.descending_first
        down = now == "ascending" if now else starts_down
        return Heading(column, with_query(request, sort=f"{'-' * down}{column.key}", page=None), now)


def _cell(column: Column, cell: Cell, first: bool) -> str:
    content: str = conditional_escape(said(cell.text))
    if cell.href:
        href = conditional_escape(cell.href)
        sheet = f' hx-get="{href}" hx-target="#sheet-body" data-sheet' if cell.sheet else ""
        content = f'<a class="{"row-link" if first else "n"}" href="{href}"{sheet}>{content}</a>'
    if cell.small:
        content = f'{content}<span class="xs">{conditional_escape(said(cell.small))}</span>'
    classes = " ".join(["num"] * column.numeric + ["not-phone"] * (not column.phone))
    title = f' title="{conditional_escape(said(cell.title))}"' if cell.title else ""
    name = 'th scope="row"' if first else "td"
    return f'<{name} class="{classes}"{title}>{content}</{name[:2]}>'


def with_query(request: HttpRequest, **changes: str | None) -> str:
    """This page's address with some of its parameters changed; None takes one away."""
    query = request.GET.copy()
    for name, value in changes.items():
        if value is None:
            query.pop(name, None)
        else:
            query[name] = value
    encoded = query.urlencode()
    return f"{request.path}?{encoded}" if encoded else request.path
