"""Targets from a sheet: looked at first, set by a second step, so that nothing is lost and nothing comes unseen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from steerboard.core.errors import BadInput
from steerboard.core.periods import Period
from steerboard.core.text import Text
from steerboard.intake.sheets import Limits, Rows, Value, read_sheet, read_text
from steerboard.people.policies import signed_in
from steerboard.people.requests import Asked
from steerboard.plans import sheet
from steerboard.plans.actions import Setting, held, present, set_targets
from steerboard.plans.grid import Asked as GridAsked
from steerboard.plans.models import LEVELS
from steerboard.plans.subjects import Subject, written
from steerboard.plans.views.asking import asked_of, choice_of, subjects_of
from steerboard.plans.views.grid import SAVED, period
from steerboard.ui import dates
from steerboard.ui.formats import DASH
from steerboard.ui.tables import Cell, Column, Table
from steerboard.ui.tags.language import page_language, said

BRING = Text("Targets from a sheet", "从表格导入目标")
NOTHING = Text("Paste something, or choose a file.", "请粘贴内容或选择文件。")
NOT_MINE = Text("the target of “{x}” is not yours to set.", "“{x}”的目标不由你设定。")
LIMITS = Limits(packed=2 << 20, unpacked=48 << 20, rows=5_000, columns=200, cells=200_000)
SHOWN = 200  # lines of the preview
FORMS = ("text=Name%092026-06%0A{word}%095", "text=Type%09Id%092026-06%0APerson%09{user}%095&apply=yes")


@dataclass(frozen=True)
class Planned:
    """What a sheet would do: a setting that differs from what is there, with what is there."""

    wish: sheet.Wish
    old: Decimal | None


@signed_in(queries=("kpi=visits",), forms=FORMS)
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: Asked) -> HttpResponse:
    """A file or what was pasted: what it would set, and what of it cannot be used."""
    choice = choice_of(request)
    asked = asked_of(request, choice)
    context: dict[str, Any] = {
        "page_title": BRING,
        "here": request.get_full_path(),
        "back": choice.url(),
        "subject": asked.subject,
        "level": LEVELS[asked.level],
        "export_url": choice.url("export_targets", ("xlsx",)),
        **period(request, asked, choice),
    }
    if request.method != "POST":
        return render(request, "plans/bring.html", context)
    try:
        rows = _rows(request)
        found = sheet.read(rows, asked, subjects_of(request), request.today)
    except BadInput as error:
        context |= {"fault": error.text(), "text": request.POST.get("text", "")}
        return render(request, "plans/bring.html", context, status=422)
    planned, same, refused = _planned(found.wishes, request)
    found = replace(found, faults=[*found.faults, *refused])
    may = not found.faults or request.POST.get("apply") == "some"
    if request.POST.get("apply") and planned and may:
        return _set(request, [p.wish.setting for p in planned], choice.url())
    context |= _preview(found, planned, same, asked, request) | {
        "text": _text(rows, found.months, asked.subject.unit)
    }
    return render(request, "plans/bring.html", context, status=422 if found.faults else 200)


def _rows(request: Asked) -> Rows:
    sent = request.FILES.get("file")
    if sent is not None:
        if sent.size is None or sent.size > LIMITS.packed:
            raise BadInput(Text("the file is too large to be read here.", "文件过大，无法在此读取。"))
        rows = read_sheet(sent.read(), (sent.name or "")[:80], LIMITS)
    else:
        rows = read_text(request.POST.get("text", ""))
    if not rows:
        raise BadInput(NOTHING)
    return rows


def _planned(wishes: Sequence[sheet.Wish], request: Asked) -> tuple[list[Planned], int, list[sheet.Fault]]:
    """What differs from what is there, how much does not, and what of it the reader may not set."""
    there = present([w.setting for w in wishes], request.rights)
    found, same, refused = [], 0, []
    for wish in wishes:
        s = wish.setting
        row = there[s.kpi, s.level].get(held(s))
        old = row.value if row else None
        if old == s.value:
            same += 1
        elif not wish.holder.mine:
            refused.append(
                sheet.Fault(wish.row, f"{s.period.start:%Y-%m}", NOT_MINE.fill(x=wish.holder.name))
            )
        else:
            found.append(Planned(wish, old))
    return found, same, refused


def _set(request: Asked, settings: Sequence[Setting], then: str) -> HttpResponse:
    wrote = set_targets(settings, request.rights, request.clock, verb="bring_targets")
    undo = reverse("undo", args=[wrote.change]) if wrote.change else ""
    messages.success(request, str(SAVED.fill(n=len(settings))), extra_tags=undo)
    return redirect(then)


def _preview(
    found: sheet.Read, planned: Sequence[Planned], same: int, asked: GridAsked, request: Asked
) -> dict[str, Any]:
    every = subjects_of(request)
    return {
        "looked": True,
        "faults": found.faults[:SHOWN],
        "fault_count": len(found.faults),
        "passed": found.passed[:SHOWN],
        "same": same,
        "planned": len(planned),
        "table": _table(planned[:SHOWN], asked.subject, every),
        "more": max(len(planned) - SHOWN, 0),
    }


def _table(planned: Sequence[Planned], subject: Subject, every: Mapping[str, Subject]) -> Table:
    columns = [
        Column("name", Text("Whose", "谁的")),
        Column("kpi", Text("KPI", "指标"), phone=False),
        Column("level", Text("Level", "档位"), phone=False),
        Column("month", Text("Month", "月份")),
        Column("old", Text("Now", "现在"), numeric=True),
        Column("new", Text("Then", "改为"), numeric=True),
    ]
    rows = [_row(p, every.get(p.wish.setting.kpi, subject)) for p in planned]
    return Table(BRING, columns, rows, len(rows), size=SHOWN, key="planned", counted=False)


def _row(p: Planned, subject: Subject) -> list[Cell]:
    s = p.wish.setting
    return [
        Cell(p.wish.holder.name),
        Cell(subject.name),
        Cell(LEVELS[s.level]),
        Cell(_month(s.period)),
        Cell(written(p.old, subject.unit) or DASH),
        Cell(written(s.value, subject.unit) or DASH),
    ]


def _month(month: Period) -> str:
    return dates.period_name(month, "month", page_language())


def _text(rows: Rows, numbers: Set[int], unit: str) -> str:
    """The sheet as text between tabs, as it is sent again by the second step; numbers as they are typed."""
    units = [unit if n in numbers else "count" for n in range(max(len(row) for row in rows))]
    return "\n".join("\t".join(_cell(c, u) for c, u in zip(row, units, strict=False)) for row in rows)


def _cell(cell: Value, unit: str) -> str:
    if isinstance(cell, Decimal):
        return written(cell, unit) if unit == "ratio" else f"{cell:f}"
    text = " ".join(said(cell).split()) if cell is not None else ""
    return f'"{text.replace(chr(34), chr(34) * 2)}"' if text.startswith('"') else text
