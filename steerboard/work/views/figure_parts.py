"""The chart and the tables on the page of one figure."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.template.loader import render_to_string

from steerboard.core.text import Text
from steerboard.engine.definition.library import Kpi
from steerboard.people.requests import Asked
from steerboard.ui import charts, dates, formats
from steerboard.ui.tables import Cell, Column, Table
from steerboard.ui.tags.charts import share_bar
from steerboard.ui.tags.figures import delta
from steerboard.ui.tags.language import page_language
from steerboard.work.figure import Group, Parts, Point, Trend, is_thin
from steerboard.work.figures import change_of, change_unit, direction
from steerboard.work.look import STEPS, Look

TARGET = Text("Target", "目标")
YEAR_AGO = Text("A year ago", "去年同期")
VALUE = Text("Value", "数值")
CHANGE = Text("Change", "环比")
SHARE = Text("Share", "占比")
RECORDS = Text("Records", "记录数")
NOT_KNOWN = Text("Not known", "未知")
NOTHING = Text("Nothing in this period.", "本期没有数据。")
SO_FAR = Text("so far", "截至目前")
FEW = Text("too few to tell", "样本太少")


def name_of(point: Point, look: Look, request: Asked) -> str:
    fiscal = request.workspace.calendar.fiscal_month
    return dates.period_name(point.period, look.step, page_language(), fiscal)


def chart(found: Trend, look: Look, unit: str, request: Asked) -> charts.Trend:
    """The periods with the same one a year before and what was to be reached."""
    fiscal = request.workspace.calendar.fiscal_month
    points = [
        charts.Point(
            name=dates.period_mark(p.period, look.step, page_language(), fiscal, first=n == 0),
            value=p.value,
            full=name_of(p, look, request),
            href=p.url,
            partial=p.partial,
            note=_note(p, look.kpi),
        )
        for n, p in enumerate(found.points)
    ]
    lines = (
        charts.Line(YEAR_AGO, [p.year_ago for p in found.points]),
        charts.Line(TARGET, [p.target for p in found.points], "ticks"),
    )
    shape: charts.Shape = "bars" if look.kpi.unit in ("money", "count") else "line"
    return charts.Trend(look.kpi.name, unit, points, lines, shape)


def _note(point: Point, kpi: Kpi) -> str:
    """What a reader must know beside the value: that it is not whole, rests on little, or lacks something."""
    said = [point.reason] if point.value is None and point.reason else []
    if point.partial:
        said.append(str(SO_FAR))
    if point.value is not None and is_thin(kpi, point.n):
        said.append(str(FEW))
    return " · ".join(said)


def periods_table(found: Trend, look: Look, unit: str, request: Asked) -> Table:
    """The same in words, the latest period first."""
    aimed = any(p.target is not None for p in found.points)
    a_year = any(p.year_ago is not None for p in found.points)
    lacking = any(p.missing for p in found.points)
    columns = [
        Column("period", PERIODS[look.step]),
        Column("value", VALUE, numeric=True),
        *([Column("target", TARGET, numeric=True)] if aimed else ()),
        Column("change", CHANGE, numeric=True, phone=not aimed),
        *([Column("year_ago", YEAR_AGO, numeric=True, phone=False)] if a_year else ()),
        Column("n", RECORDS, numeric=True, phone=False),
        *([Column("missing", NOT_KNOWN, numeric=True, phone=False)] if lacking else ()),
    ]
    rows = [
        [
            Cell(name_of(p, look, request), small=_note(p, look.kpi)),
            value_cell(p.value, unit, p.reason, p.url),
            *([_aim(p, unit, look.kpi)] if aimed else ()),
            Cell(_change(look.kpi, p.value, p.previous)),
            *([value_cell(p.year_ago, unit)] if a_year else ()),
            _counted(p.n),
            *([_counted(p.missing)] if lacking else ()),
        ]
        for p in reversed(found.points)
    ]
    return Table(STEPS[look.step], columns, rows, len(rows), key="periods", counted=False)


PERIODS = {"week": Text("Week", "周"), "month": Text("Month", "月份"), "quarter": Text("Quarter", "季度")}


def _aim(point: Point | Group, unit: str, kpi: Kpi) -> Cell:
    """The target, and below it how much of it is reached; of ratios and times that says nothing."""
    if point.target is None:
        return Cell("")
    reached = ""
    if kpi.unit in ("money", "count") and point.value is not None and point.target > 0:
        reached = formats.ratio(point.value / point.target, page_language())
    cell = value_cell(point.target, unit)
    return Cell(cell.text, small=reached, title=cell.title)


def _change(kpi: Kpi, value: Decimal | None, before: Decimal | None) -> str:
    change = change_of(kpi, value, before)
    if change is None:
        return ""
    return render_to_string("ui/parts/delta.html", delta(change, change_unit(kpi), direction(kpi)))


def parts_table(found: Parts, name: Text, kpi: Kpi, unit: str) -> Table:
    """The parts by a dimension: each with its share where they add up, and its target where one is set."""
    groups = found.groups
    aimed, shared = (any(getattr(g, a) is not None for g in groups) for a in ("target", "share"))
    columns = [
        Column("label", name),
        Column("value", VALUE, numeric=True),
        *([Column("target", TARGET, numeric=True)] if aimed else ()),
        *([Column("share", SHARE, numeric=True, phone=not aimed)] if shared else ()),
        Column("n", RECORDS, numeric=True, phone=not (aimed or shared)),
    ]
    rows = [
        [
            Cell(g.label if g.label is not None else str(NOT_KNOWN), small=_thin(kpi, g)),
            value_cell(g.value, unit, g.reason, g.url),
            *([_aim(g, unit, kpi)] if aimed else ()),
            *([Cell(share_bar(g.share) if g.share is not None else "")] if shared else ()),
            _counted(g.n),
        ]
        for g in groups
    ]
    caption = Text("By {name}", "按{name}").fill(name=name)
    return Table(caption, columns, rows, len(rows), key="parts", empty=NOTHING, counted=False)


def _thin(kpi: Kpi, group: Group) -> str:
    return str(FEW) if group.value is not None and is_thin(kpi, group.n) else ""


def _counted(n: Decimal) -> Cell:
    return Cell(formats.figure(n, "count", page_language()))


def value_cell(value: Decimal | None, unit: str, reason: str = "", url: str = "") -> Cell:
    """A figure in a table: short, exact on hover; without a value its reason."""
    if value is None:
        return Cell(formats.DASH, title=reason)
    kind, _colon, currency = unit.partition(":")
    language = page_language()
    exact = formats.full(value, kind, language, currency)
    return Cell(formats.figure(value, kind, language, currency), href=url, title=exact)


def options_of(chosen: Sequence[tuple[str, Text]], usual: Sequence[str]) -> str:
    """The first of ``usual`` that can be chosen; empty where none can."""
    names = dict(chosen)
    return next((name for name in usual if name in names), "")
