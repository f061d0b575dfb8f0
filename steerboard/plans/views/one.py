"""The targets of one holder, month by month, and who set them: what a phone shows in the place of the grid."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from steerboard.core.errors import Forbidden
from steerboard.core.text import Text
from steerboard.people.policies import signed_in
from steerboard.people.requests import Asked
from steerboard.plans import grid
from steerboard.plans.grid import Asked as GridAsked
from steerboard.plans.history import Event, told
from steerboard.plans.holders import LETTERS, find
from steerboard.plans.models import LEVELS
from steerboard.plans.subjects import written
from steerboard.plans.views import cells
from steerboard.plans.views.asking import asked_of, choice_of, options
from steerboard.plans.views.grid import period, save
from steerboard.ui import dates, htmx
from steerboard.ui.formats import DASH
from steerboard.ui.tables import Cell, Column, Table
from steerboard.ui.tags.filters import moment
from steerboard.ui.tags.language import page_language, said

ABSENT = Text("there is nobody here whose targets you see.", "没有可查看目标的对象。")
HISTORY = Text("Who set what", "设定记录")
NO_HISTORY = Text("No target was set in this period.", "该期间没有设定过目标。")
EXAMPLES: dict[str, str | tuple[object, ...]] = {"scope": ("user", "team"), "holder_id": "{scope}"}


@signed_in(
    examples=EXAMPLES,
    queries=("kpi=visits&level=stretch",),
    forms=("u{user}.2026-06=5&was-u{user}=|||||||||||",),
)
@require_http_methods(["GET", "HEAD", "POST"])
def holder(request: Asked, scope: str, holder_id: int) -> HttpResponse:
    """A year's months of one person, team or the company."""
    choice = choice_of(request, over="year")
    asked = _alone(asked_of(request, choice), scope, holder_id)
    status = 200
    if request.method == "POST":
        shown = grid.grid(asked, request.POST)
        if not shown.faults:
            return save(request, asked, request.POST)
        status = 422
    else:
        shown = grid.grid(asked)
    line, unit = shown.lines[0], asked.subject.unit
    names = [dates.period_name(m, "month", page_language()) for m in asked.months]
    context: dict[str, Any] = {
        "page_title": said(line.place.holder.name),
        "line": line,
        "grid": shown,
        "choice": choice,
        "subject": asked.subject,
        "kpis": options(request, choice),
        "levels": list(LEVELS.items()),
        "rows": [
            (name, cells.field(cell, line, name, unit)) for name, cell in zip(names, line.cells, strict=True)
        ],
        "total": written(line.total, unit),
        "month_keys": " ".join(grid.month_key(m) for m in asked.months),
        "back": choice.url(over="quarter"),
        "here": request.get_full_path(),
        "history": _table(told(asked, [line.place.holder], LEVELS), asked, request, named=False),
        **period(request, asked, choice, "holder_targets", scope, holder_id),
    }
    return render(request, "plans/one.html", context, status=status)


def _alone(asked: GridAsked, scope: str, holder_id: int) -> GridAsked:
    """The grid with one line in it; raises Forbidden for whom the reader does not see."""
    key = f"{LETTERS[scope]}{holder_id or ''}" if scope in LETTERS else ""
    found = find(asked.tops, key)
    if found is None:
        raise Forbidden(ABSENT)
    return GridAsked(
        asked.subject, asked.level, asked.span, asked.months, asked.tops, [found.alone()], asked.rights
    )


@signed_in(queries=("over=year", "in=t{team}"))
@require_safe
def history(request: Asked) -> HttpResponse:
    """Who set which of the targets that the grid shows, the latest first."""
    choice = choice_of(request)
    asked = asked_of(request, choice)
    holders = [place.holder for place in asked.places]
    context = {
        "page_title": HISTORY,
        "back": choice.url(),
        "history": _table(told(asked, holders, [choice.level]), asked, request, named=True),
    }
    part = htmx.is_fragment(request)
    return render(request, "plans/parts/history.html" if part else "plans/history.html", context)


def _table(events: list[Event], asked: GridAsked, request: Asked, *, named: bool) -> Table:
    columns = [
        Column("at", Text("When", "时间")),
        *([Column("whose", Text("Whose", "谁的"))] if named else ()),
        Column("month", Text("Month", "月份")),
        Column("old", Text("Before", "原值"), numeric=True, phone=not named),
        Column("new", Text("After", "新值"), numeric=True),
    ]
    rows = [_row(e, asked.subject.unit, request, named=named) for e in events]
    return Table(
        HISTORY,
        columns,
        rows,
        len(rows),
        size=max(len(rows), 1),
        key="history",
        empty=NO_HISTORY,
        counted=False,
    )


def _row(e: Event, unit: str, request: Asked, *, named: bool) -> list[Cell]:
    language = page_language()
    days = dates.date_short(e.period.start, language), dates.date_short(e.period.last, language)
    whole = (e.period.start.day, e.period.end.day) == (1, 1) and e.period.days < 32
    name = dates.period_name(e.period, "month", language) if whole else "–".join(days)
    level = "" if e.level == "target" else LEVELS.get(e.level, Text.same(e.level))
    return [
        Cell(moment(e.at, request.clock.now()), small=" · ".join(filter(None, (e.who, said(e.how))))),
        *([Cell(e.holder.name)] if named else ()),
        Cell(name, small=level),
        Cell(written(e.old, unit) or DASH),
        Cell(written(e.new, unit) or DASH),
    ]
