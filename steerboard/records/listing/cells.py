"""The rows of a list as cells: by field type, or as a column of its own makes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from steerboard.core.text import Text
from steerboard.kinds.registry import FieldSpec, KindSpec, get
from steerboard.records import showing
from steerboard.records.listing.declare import Cells, Col, Listing
from steerboard.records.showing import Reader, record_url
from steerboard.ui import formats
from steerboard.ui.tables import Cell, Column

NUMBERS = ("money", "quantity", "integer", "share")


def readable(listing: Listing, reader: Reader) -> list[Col]:
    """The columns that the reader may read."""
    fields = get(listing.kind).fields
    return [
        c for c in listing.columns if c.field not in fields or reader.rights.may_read(fields[c.field].tag)
    ]


def columns_of(listing: Listing, reader: Reader) -> list[Column]:
    fields = get(listing.kind).fields
    return [_column(c, fields.get(c.field)) for c in readable(listing, reader)]


def _column(col: Col, field: FieldSpec | None) -> Column:
    label = col.label or (field.label if field else Text.same(col.field))
    numeric = col.numeric or (col.make is None and field is not None and field.type in NUMBERS)
    return Column(col.field, label, numeric, bool(col.sort), col.phone, col.descending_first)


def rows_of(listing: Listing, rows: Sequence[Any], reader: Reader) -> list[list[Cell]]:
    """One row of cells for each record; the first leads to it."""
    spec, cols = get(listing.kind), readable(listing, reader)
    shown = [spec.fields[n] for c in cols for n in (c.field, c.small) if n in spec.fields]
    shown = [f for f in shown if reader.rights.may_read(f.tag)]
    names = showing.names_in(((f, getattr(r, f.column)) for r in rows for f in shown), reader.rights)
    made = [c.make(rows, reader) if c.make else None for c in cols]
    return [
        [_cell(c, n, m, r, spec, names, reader) for n, (c, m) in enumerate(zip(cols, made, strict=True))]
        for r in rows
    ]


def _cell(
    col: Col,
    place: int,
    made: Cells | None,
    row: Any,
    spec: KindSpec,
    names: Mapping[str, Mapping[int, str]],
    reader: Reader,
) -> Cell:
    href = record_url(spec.name, row.pk) if place == 0 else ""
    if made is not None:
        cell = made.get(row.pk, Cell(formats.DASH))
        return Cell(cell.text, cell.small, cell.href or href, cell.title)
    small = _said(spec.fields.get(col.small), row, names, reader)
    field = spec.fields[col.field]
    value = getattr(row, field.column)
    if field.type == "money" and value is not None:
        currency = getattr(row, "currency", "") or reader.currency
        short = formats.money(value, currency, reader.language)
        return Cell(short, small, href, formats.full(value, "money", reader.language, currency))
    text = _said(field, row, names, reader)
    if place == 0 and not text:
        text = showing.title_of(spec, row, reader)
    return Cell(text or formats.DASH, small, href)


def _said(field: FieldSpec | None, row: Any, names: Mapping[str, Mapping[int, str]], reader: Reader) -> str:
    if field is None or not reader.rights.may_read(field.tag):
        return ""
    currency = str(getattr(row, "currency", "") or reader.currency)
    return showing.text_of(field, getattr(row, field.column), names, reader, currency)
