"""The director's page, its parts, and the deals behind a bar of the bridge."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from steerboard.core.errors import Forbidden, SteerboardError
from steerboard.core.text import Text
from steerboard.people.policies import signed_in
from steerboard.people.requests import Asked
from steerboard.plans.progress import Progress
from steerboard.plans.questions import may_set_any
from steerboard.records.lists import page_of
from steerboard.ui import dates
from steerboard.ui.htmx import is_fragment
from steerboard.ui.tags.language import page_language
from steerboard.work.company import bridge, deals, sections, sides, standing, strip
from steerboard.work.company.asking import View
from steerboard.work.company.choice import BYS, ORGS, SIDES, SINCES
from steerboard.work.company.plan import plans_of
from steerboard.work.company.scope import NO_PAGE

QUERIES = ("by=month", "org=today", "since=month&due=all", "side=teams")
LAZY = ("bridge", "sides", "sections")
STEPS = ("start", "new", "won", "end", "passed", "no_such_bar")


@signed_in(queries=QUERIES)
@require_safe
def page(request: Asked) -> HttpResponse:
    """The first sentence and the strip; the rest comes when this stands."""
    view = View(request)
    context = _frame(view) | {"lazy": [(name, view.choice.part(name)) for name in LAZY]}
    return render(request, "work/company.html", context | _told(view, _top))


@signed_in(examples={"part": (*LAZY, "no_such_part")}, queries=QUERIES)
@require_safe
def part(request: Asked, part: str) -> HttpResponse:
    """One part of the page, as the page fetches it; by itself it is a page of its own."""
    if part not in PARTS:
        raise Forbidden(NO_PAGE)
    view = View(request)
    context = _frame(view) | _told(view, PARTS[part]) | {"part": f"work/company_{part}.html"}
    if not is_fragment(request):
        return render(request, "work/company_part.html", context)
    answer = render(request, f"work/company_{part}.html", context)
    answer["Cache-Control"] = "private, no-store"  # else Back would fill the page with what the browser kept
    return answer


@signed_in(examples={"step": STEPS}, queries=QUERIES, figures=True)
@require_safe
def bar(request: Asked, step: str) -> HttpResponse:
    """The deals behind a bar, from what to what."""
    view, number = View(request), page_of(request)
    frame = _frame(view)  # who has no such page learns nothing of its bars
    found = deals.deals(view, step, number)
    context = frame | {
        "page_title": bridge.NAMES[step],
        "found": found,
        "table": deals.table(view, found, number),
        "since_day": bridge.since_said(view),
        "due_day": bridge.between(view).due_by,
        "back": f"{view.choice.page()}#bridge",
        "here": request.get_full_path(),
        "counted": bridge.deals_said(found.part.rows),
    }
    return render(request, "work/company_deals.html", context)


def _frame(view: View) -> dict[str, Any]:
    request, choice, language = view.request, view.choice, page_language()
    scope = view.scope
    return {
        "page_title": scope.name,
        "scope": scope,
        "choice": choice,
        "period_text": dates.period_name(view.period, choice.by, language, view.calendar.fiscal_month),
        "days": view.days,
        "today": view.today,
        "now": request.clock.now(),
        "money": f"money:{request.workspace.currency}",
        "views": list(BYS.items()),
        "orgs": list(ORGS.items()),
        "page_url": choice.page(),
        "here": choice.page(),
    }


def _told(view: View, tell: Callable[[View], dict[str, Any]]) -> dict[str, Any]:
    """What a part shows; where it could not be asked for, why."""
    try:
        return tell(view)
    except Forbidden:
        raise
    except SteerboardError as error:
        return {"fault": error.message, "hint": error.hint}


def _top(view: View) -> dict[str, Any]:
    """Two questions: the strip's first figures over time, and the bookings of the parts."""
    kpis, side = strip.strip_kpis(view), standing.usual_side(view)
    over_time, parts = view.ask(
        strip.question(view, kpis[: strip.SHOWN]),
        view.query(view.kpis(standing.BOOKINGS), (standing.dimension(side),), where=()),
    )
    holders = [view.scope.holder, *(("team", unit.id) for unit in standing.units_of(view, side))]
    plans = plans_of([k.id for k in kpis], holders, view.span, view.request.rights)
    cards = strip.cards(view, over_time, kpis, plans)
    booked = next((card for card in cards if card.kpi.id == standing.BOOKINGS), None)
    return {
        "cards": cards,
        "booked": booked,
        "progress": booked.progress if booked else Progress(None, None, view.days),
        "standing": standing.standing(view, side, parts, plans),
        "targets_url": reverse("targets") if may_set_any(view.request.rights) else "",
        "stale_since": view.stale_since(over_time),
        "currency": view.request.workspace.currency,
    }


def _bridge(view: View) -> dict[str, Any]:
    choice = view.choice
    return {
        "drawn": bridge.bridge(view),
        "since_day": bridge.since_said(view),
        "part_url": choice.part("bridge"),
        "since_choices": _choices(view, "bridge", "since", SINCES),
        "due_choices": _choices(
            view,
            "bridge",
            "due",
            {
                "period": Text("Due this month", "本月到期")
                if choice.by == "month"
                else Text("Due this quarter", "本季到期"),
                "all": Text("All", "全部"),
            },
        ),
    }


def _sides(view: View) -> dict[str, Any]:
    found = sides.sides(view)
    return {
        "sides": found,
        "part_url": view.choice.part("sides"),
        "side_choices": _choices(view, "sides", "side", SIDES) if len(view.scope.regions) > 1 else [],
        "stale_since": view.stale_since(found.fresh),
    }


def _sections(view: View) -> dict[str, Any]:
    return {
        "sections": sections.sections(view),
        "part_url": view.choice.part("sections"),
        "reasons_title": _("Lost because of"),
    }


def _choices(view: View, part: str, name: str, options: Mapping[Any, Text]) -> list[dict[str, Any]]:
    """A choice inside a part: the part is fetched, and the page's address says what was chosen."""
    choice = view.choice
    chosen = sides.chosen_side(view) if name == "side" else getattr(choice, name)
    return [
        {
            "name": text,
            "page": f"{choice.page(**{name: value})}#{part}",
            "part": choice.part(part, **{name: value}),
            "current": value == chosen,
        }
        for value, text in options.items()
    ]


PARTS: Mapping[str, Callable[[View], dict[str, Any]]] = {
    "bridge": _bridge,
    "sides": _sides,
    "sections": _sections,
}
