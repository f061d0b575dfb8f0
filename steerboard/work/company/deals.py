"""The deals behind a bar of the bridge: what each adds, and how it was and is."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.urls import reverse

from steerboard.core.errors import Forbidden
from steerboard.core.text import Text
from steerboard.engine.bridge import BridgeDeals, Deal, Page
from steerboard.engine.rights import Rights
from steerboard.mart.gateway import open_gateway
from steerboard.people.editing import may_edit
from steerboard.people.rights import visible
from steerboard.records.showing import record_url
from steerboard.ui import dates, formats
from steerboard.ui.tables import PAGE, Cell, Column, Table
from steerboard.ui.tags.language import page_language
from steerboard.work.company.asking import View
from steerboard.work.company.bridge import NAMES, between, pipeline
from steerboard.work.company.scope import NO_PAGE

CAPTION = Text("Deals: {bar}", "商机：{bar}")
TOGETHER = Text("Together", "合计")
DEAL, OWNER = Text("Deal", "商机"), Text("Owner", "负责人")
AMOUNT, CLOSING = Text("Amount", "金额"), Text("Close date", "预计成交日")
COUNTS, DO = Text("In this bar", "计入此项"), Text("What to do", "操作")
CHANGE_DATE = Text("Change the date", "改成交日")
CLOSED_ON = Text("closed {day}", "{day} 关闭")
NOT_SET = Text("not set", "未填")
ARROW = " → "


@dataclass(frozen=True)
class Open:
    """What the reader may do with a deal of the list now."""

    opens: bool = False
    dated: bool = False  # its closing date is his to change


def deals(view: View, step: str, page: int) -> BridgeDeals:
    """A page of the list. Raises Forbidden where there is no such bar."""
    if step not in NAMES:
        raise Forbidden(NO_PAGE)
    with open_gateway(view.request.workspace, view.request.clock) as gateway:
        return gateway.bridge_deals(pipeline(view), between(view), Page(step, None, PAGE, (page - 1) * PAGE))


def table(view: View, found: BridgeDeals, page: int) -> Table:
    may = _may([deal.id for deal in found.rows], view.request.rights)
    acts = any(one.dated for one in may.values())
    columns = [
        Column("deal", DEAL),
        Column("amount", AMOUNT, numeric=True, phone=False),
        Column("closing", CLOSING),
        Column("counts", COUNTS, numeric=True),
        *([Column("do", DO)] if acts else ()),
    ]
    rows = [_row(view, deal, may.get(deal.id, Open()), acts) for deal in found.rows]
    foot = [
        Cell(TOGETHER),
        Cell(""),
        Cell(""),
        Cell(_full(view, found.part.value)),
        *([Cell("")] if acts else ()),
    ]
    caption = CAPTION.fill(bar=NAMES[found.part.name])
    return Table(caption, columns, rows, found.part.rows, page, foot=foot, key="bar-deals")


def _may(ids: Collection[int], rights: Rights) -> Mapping[int, Open]:
    """A deal that counts for the reader, but is not his to see now, stands in the list without a link."""
    rows = visible("opportunity", rights).filter(pk__in=ids).values_list("pk", "owner", "outcome")
    return {
        pk: Open(True, outcome is None and may_edit("opportunity", {"owner": owner}, rights))
        for pk, owner, outcome in rows
    }


def _row(view: View, deal: Deal, may: Open, acts: bool) -> list[Cell]:
    cells = [
        Cell(
            deal.label,
            small=deal.owner.label if deal.owner else "",
            href=record_url("opportunity", deal.id) if may.opens else "",
        ),
        Cell(_moved(_money(view, deal.amounts[0]), _money(view, deal.amounts[1]))),
        Cell(
            _moved(_day(view, deal, 0), _day(view, deal, 1)),
            small=CLOSED_ON.fill(day=_said(view, deal.closed_on)) if deal.closed_on else "",
        ),
        Cell(_full(view, deal.value)),
    ]
    if acts:
        url = reverse("move_closing", args=[deal.id]) if may.dated else ""
        cells.append(Cell(CHANGE_DATE if url else "", href=url, sheet=bool(url)))
    return cells


def _moved(before: str, after: str) -> str:
    """From what to what; once where nothing changed, or where there is only one side."""
    if not before or not after or before == after:
        return after or before or formats.DASH
    return f"{before}{ARROW}{after}"


def _money(view: View, value: Decimal | None) -> str:
    return "" if value is None else formats.money(value, view.request.workspace.currency, page_language())


def _day(view: View, deal: Deal, side: int) -> str:
    """The closing date on a side; where the deal stands on that side without one, that is said."""
    day, other = deal.close_dates[side], deal.close_dates[1 - side]
    if day is not None:
        return _said(view, day)
    there = deal.amounts[side] is not None
    return NOT_SET.in_language(page_language()) if there and other is not None else ""


def _said(view: View, day: date | None) -> str:
    return dates.date_short(day, page_language(), view.today)


def _full(view: View, value: Decimal) -> str:
    """To the cent, where there are cents: on a phone each sign counts."""
    words = formats.full(value, "money", page_language(), view.request.workspace.currency)
    words = words.removesuffix(".00")
    return f"+{words}" if value > 0 else words
