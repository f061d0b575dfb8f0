"""The fields of the grid as markup, made here: a page has hundreds, and a template for each took most of its time."""

from __future__ import annotations

from decimal import Decimal

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from steerboard.core.text import Text
from steerboard.plans.grid import Cell, Line
from steerboard.plans.subjects import written
from steerboard.ui.formats import DASH
from steerboard.ui.tags.language import said

OPEN = Text("{n} not shared out", "{n} 未分解")
OVER = Text("{n} too many", "超分 {n}")
SUM = Text("parts {n}", "下级 {n}")
AIM = Text("target {n}", "目标 {n}")
_FIELD = (
    '<td class="num month"><input class="num" inputmode="decimal" autocomplete="off" id="{id}" name="{id}" value="{text}"'
    ' aria-label="{label}"{wrong}>{below}</td>'
)
_STILL = '<td class="num month"><span data-held="{id}">{text}</span>{below}</td>'


def field(cell: Cell | None, line: Line, month: str, unit: str) -> SafeString:
    """One cell: a field where the reader sets it, else what is set; empty in a month that does not count here."""
    holder = line.place.holder
    if cell is None:
        return SafeString('<td class="num month"></td>')
    below = fault(cell) + parts(cell.parts, cell.off, cell.name, unit, keep=cell.adds)
    if cell.beside is not None:
        below += format_html('<span class="xs">{}</span>', said(AIM.fill(n=written(cell.beside, unit))))
    if not holder.mine:
        return SafeString(_STILL.format(id=cell.name, text=escape(cell.text or DASH), below=below))
    wrong = f' aria-invalid="true" aria-describedby="{cell.name}-error"' if cell.error else ""
    label = escape(f"{said(holder.name)}, {month}")
    text = escape(cell.text)
    return SafeString(_FIELD.format(id=cell.name, text=text, label=label, wrong=wrong, below=below))


def fault(cell: Cell) -> SafeString:
    if not cell.error:
        return SafeString("")
    return format_html('<span class="field-error" id="{}-error">{}</span>', cell.name, said(cell.error))


def parts(found: Decimal | None, off: Decimal | None, name: str, unit: str, *, keep: bool) -> SafeString:
    """What those below add up to, and what is missing or too much; ``keep`` leaves room for what a script finds."""
    if found is None and not keep:
        return SafeString("")
    text = said(SUM.fill(n=written(found, unit))) if found is not None else ""
    state = f' <b class="worse">{escape(said(difference(off, unit)))}</b>' if off else ""
    return SafeString(f'<span class="xs parts" data-parts="{name}">{escape(text)}{state}</span>')


def difference(off: Decimal, unit: str) -> Text:
    return (OPEN if off > 0 else OVER).fill(n=written(abs(off), unit))
