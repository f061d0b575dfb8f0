"""The page of a team, and of a person of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Literal

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from steerboard.core.errors import SteerboardError
from steerboard.core.periods import Period
from steerboard.core.text import Text
from steerboard.engine.query import Org
from steerboard.people.policies import signed_in
from steerboard.people.requests import Asked
from steerboard.ui import dates
from steerboard.ui.tables import with_query
from steerboard.ui.tags.language import page_language
from steerboard.work.figures import records_url
from steerboard.work.team import asking, loops, telling
from steerboard.work.team.asking import Team
from steerboard.work.team.drawing import drawn
from steerboard.work.team.markup import Line, Markup
from steerboard.work.team.members import TeamSeen, team_seen
from steerboard.work.team.person import person
from steerboard.work.team.rows import DOWNWARDS, SHOWN, SORTS, Row, ordered

QUERIES = ("by=quarter", "org=today", "sort=name", "sort=-creation", "all=1")
USUAL_SORT = "-stake"
FIRST = 15  # people that are shown below a table of teams; the others on request
STALE = timedelta(minutes=2)
By = Literal["month", "quarter"]


@signed_in(queries=QUERIES)
@require_safe
def first(request: Asked) -> HttpResponse:
    """The highest team that the reader leads."""
    return _page(request, team_seen(request.rights, request.today))


@signed_in(examples={"team_id": "team"}, queries=QUERIES)
@require_safe
def one(request: Asked, team_id: int) -> HttpResponse:
    """Any team that the reader leads, or sees."""
    return _page(request, team_seen(request.rights, request.today, team_id))


@signed_in(examples={"person_id": "user"}, queries=("by=quarter",))
@require_safe
def one_person(request: Asked, person_id: int) -> HttpResponse:
    """The four questions about a person."""
    by, period = _period(request)
    found = person(request, person_id, period)
    context = _frame(request, by, period) | {
        "page_title": Text.same(found.member.name),
        "person_seen": found,
        "member": found.member,
        "progress": found.progress,
        "forecast": found.forecast,
        "won_url": found.won_url,
        "stale_since": _stale_since(request, found.fresh_at),
    }
    return render(request, "work/team_person.html", context)


def _page(request: Asked, seen: TeamSeen) -> HttpResponse:
    by, period = _period(request)
    org: Org = "today" if request.GET.get("org") == "today" else "then"
    context = _frame(request, by, period) | {
        "page_title": Text.same(seen.name),
        "seen": seen,
        "org": org,
        "orgs": (("then", _("As it was")), ("today", _("As it is"))),
    }
    try:
        found = asking.team(request, seen, period, org)
    except SteerboardError as error:
        return render(request, "work/team.html", context | {"fault": error.message})
    return render(request, "work/team.html", context | _filled(request, found, period, org))


def _frame(request: Asked, by: By, period: Period) -> dict[str, Any]:
    language, fiscal = page_language(), request.workspace.calendar.fiscal_month
    return {
        "by": by,
        "period_text": dates.period_name(period, by, language, fiscal),
        "today": request.today,
        "now": request.clock.now(),
        "money": f"money:{request.workspace.currency}",
        "views": (("month", _("Month")), ("quarter", _("Quarter"))),
        "targets_url": reverse("targets"),
        "here": request.get_full_path(),
    }


def _period(request: Asked) -> tuple[By, Period]:
    by: By = "quarter" if request.GET.get("by") == "quarter" else "month"
    return by, request.workspace.calendar.period(by, request.today)


def _filled(request: Asked, found: Team, period: Period, org: Org) -> dict[str, Any]:
    sort = request.GET.get("sort", USUAL_SORT)
    rows = ordered(found.rows, sort)
    some = rows[:FIRST] if found.below and "all" not in request.GET else rows
    markup = Markup(request, request.workspace.currency, request.today, request.clock.now())
    return {
        "team": found,
        "progress": found.progress,
        "forecast": found.forecast,
        "target_is_sum": found.target_is_sum,
        "lines": [markup.row(_line(request, row, found.months, period)) for row in some],
        "hidden": len(rows) - len(some),
        "all_url": with_query(request, all="1"),
        "headings": _headings(request, sort),
        "won_url": _won_url(found, period, org),
        "trouble": telling.of_team(request, found.trouble) if found.trouble else None,
        "below": [
            telling.told(request, row, found.seen.names)
            for row in sorted(found.below, key=lambda r: (-r.stake, r.team.name))
        ],
        "clog": telling.clog(found.rows, request.workspace.currency),
        "missing_most": telling.missing_most(found, request.workspace.currency),
        "groups": loops.grouped(found.loops),
        "may_remind": any(row.may_remind for row in found.rows),
        "stale_since": _stale_since(request, found.fresh_at),
    }


def _line(request: Asked, row: Row, months: Sequence[Period], period: Period) -> Line:
    verdicts = [row.of(column) for column in SHOWN]
    cells = [
        drawn(request, row.member.id, v, months, last=8, width=84, height=26)
        for v in verdicts
        if v is not None
    ]
    return Line(row, cells, records_url("bookings", period, by="owner", key=str(row.member.id)))


def _won_url(found: Team, period: Period, org: Org) -> str:
    """The records of a single team as it was; of several, or of today's people, the figure person by person."""
    if len(found.seen.inside) == 1 and org == "then":
        return records_url("bookings", period, by="owner.team", key=str(found.seen.id))
    return f"{reverse('figure', args=['bookings'])}?by={'owner' if org == 'today' else 'owner.team'}"


def _headings(request: Asked, sort: str) -> list[dict[str, Any]]:
    return [_heading(request, key, name, sort) for key, name in SORTS.items()]


def _heading(request: Asked, key: str, name: Text, sort: str) -> dict[str, Any]:
    now = {key: "ascending", f"-{key}": "descending"}.get(sort, "")
    down = now == "ascending" if now else key in DOWNWARDS
    url = with_query(request, sort=f"{'-' if down else ''}{key}")
    return {"key": key, "name": name, "sorted": now, "url": url}


def _stale_since(request: Asked, fresh_at: str) -> datetime | None:
    """When the figures were fresh, where that is some time ago."""
    at = datetime.fromisoformat(fresh_at) if fresh_at else None
    return at if at is not None and request.clock.now() - at > STALE else None
