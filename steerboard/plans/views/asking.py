"""What a page of targets is about, from its address; what makes no sense there is as if it were not."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from steerboard.catalogue.library import definitions_of
from steerboard.core.errors import Forbidden
from steerboard.core.periods import Period
from steerboard.core.text import Text
from steerboard.people.requests import Asked
from steerboard.plans import grid
from steerboard.plans.holders import Holder, find, trees
from steerboard.plans.models import LEVELS
from steerboard.plans.organisation import organisation
from steerboard.plans.questions import kpis_with_targets, may_set_any, people_with_targets
from steerboard.plans.subjects import USUAL, Subject, grouped, subjects
from steerboard.ui.tags.language import said

NOT_YOURS = Text("there is nobody whose targets you set.", "没有由你设定目标的人员。")
Over = Literal["quarter", "year"]
OVERS: dict[Over, Text] = {"quarter": Text("Quarter", "季度"), "year": Text("Year", "全年")}


@dataclass(frozen=True)
class Choice:
    """What is chosen. ``focus`` is the key of the holder whose targets are shared out; empty: the highest."""

    kpi: str
    level: str
    over: Over
    start: date
    focus: str = ""

    def url(self, route: str = "targets", args: tuple[Any, ...] = (), **changed: Any) -> str:
        chosen = replace(self, **changed)
        given = {
            "kpi": chosen.kpi,
            "level": chosen.level if chosen.level != "target" else "",
            "over": chosen.over if chosen.over != "quarter" else "",
            "from": chosen.start.isoformat(),
            "in": chosen.focus,
        }
        return f"{reverse(route, args=args)}?{urlencode({k: v for k, v in given.items() if v})}"


def subjects_of(request: Asked) -> Mapping[str, Subject]:
    return subjects(definitions_of(request.workspace))


def choice_of(request: Asked, over: Over | None = None) -> Choice:
    """Raises Forbidden for who sets nobody's targets."""
    if not may_set_any(request.rights):
        raise Forbidden(NOT_YOURS)
    asked = request.GET
    kpi, level = asked.get("kpi", USUAL), asked.get("level", "")
    over = over or ("year" if asked.get("over") == "year" else "quarter")
    try:
        day = date.fromisoformat(asked.get("from", ""))
    except ValueError:
        day = request.today
    day = min(max(day, date(1990, 1, 1)), date(2199, 12, 31))
    return Choice(
        kpi=kpi if kpi in subjects_of(request) else USUAL,
        level=level if level in LEVELS else "target",
        over=over,
        start=request.workspace.calendar.period(over, day).start,
        focus=asked.get("in", "")[:20],
    )


def asked_of(request: Asked, choice: Choice) -> grid.Asked:
    calendar, rights = request.workspace.calendar, request.rights
    span = calendar.period(choice.over, choice.start)
    subject = subjects_of(request)[choice.kpi]
    months = tuple(calendar.periods("month", span))
    tops = _tops(request, subject, months)
    focus = find(tops, choice.focus) if choice.focus else None
    return grid.Asked(
        subject, choice.level, span, months, tops, [focus] if focus and focus.below else tops, rights
    )


def _tops(request: Asked, subject: Subject, months: Sequence[Period]) -> list[Holder]:
    """Whom the reader sees; of what is the company's alone only the company."""

    span = Period(months[0].start, months[-1].end)

    def used(people: Collection[int]) -> Set[int]:
        return people_with_targets(subject.kpi, people, span, request.rights)

    tops = trees(request.rights, organisation(request.rights, months, request.today), used)
    if subject.shared:
        return tops
    return [replace(top, below=()) for top in tops if top.scope == "company"]


def options(request: Asked, choice: Choice) -> SafeString:
    """The choice of a KPI as markup: there are many, and a template for each takes long."""
    groups = grouped(subjects_of(request), kpis_with_targets(request.rights))
    chosen = SafeString(" selected")
    inside = [
        format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            ((kpi, chosen if kpi == choice.kpi else "", said(name)) for kpi, name in those),
        )
        for _, those in groups
    ]
    labelled = ((said(label), html) for (label, _), html in zip(groups, inside, strict=True))
    return format_html_join("", '<optgroup label="{}">{}</optgroup>', labelled)
