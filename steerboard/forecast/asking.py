"""Asking for the plain forecast: two or three questions to the engine, for any number of people at once."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Q

from steerboard.core.periods import Period
from steerboard.engine.query import Query
from steerboard.engine.rights import OWNER, Rights
from steerboard.forecast.plain import ENOUGH, Counted, Due, Entries, Forecast, Rates, plain_forecast
from steerboard.mart.asking import Document, alone, decimal, documents, query_for
from steerboard.mart.kept import Kept
from steerboard.people.models import Membership
from steerboard.people.requests import Asked

CONVERSION = "stage_conversion_rate:won"
TRAILING = timedelta(days=365)
_COUNTED: Kept[Counted] = Kept(16)


@dataclass(frozen=True)
class Foretold:
    """The forecasts of some people, the names of the stages that occur, and the days that deals have left."""

    by_person: Mapping[int, Forecast]
    stages: Mapping[int, str] = field(default_factory=dict)
    within: int = 0
    since: date | None = None
    until: date | None = None

    def of(self, person: int) -> Forecast:
        return self.by_person.get(person, Forecast(None))


def forecasts(
    request: Asked,
    period: Period,
    people: Iterable[int],
    won: Mapping[int, Decimal | None] | None = None,
    rights: Rights | None = None,
) -> Foretold:
    """What the people will have won by the end of a period that is not over.

    ``won`` is what they have won in it so far; without it, bookings are asked for. ``rights`` are the reader's, or
    narrower ones (:func:`own_forecast`).
    """
    seen, wanted = rights or request.rights, frozenset(people)
    asked = [_due_query(request, period, seen), _entries_query(request, period)]
    if won is None:
        asked.append(_won_query(request, period, seen))
    due, entries, *sums = documents(request.workspace, request.clock, *asked)
    if won is None:
        found = _by_owner(sums[0])
        won = {person: found.get(person, Decimal(0)) for person in wanted}
    within, since, until = _window(request, period)
    deals = list(_deals(due, wanted))
    counted = _counted(entries)
    alone_enough = all(counted.of.get((d.person, d.stage), Entries()).entered >= ENOUGH for d in deals)
    teams = {} if alone_enough else _teams(request.today)
    rates = Rates(counted, teams, seen.people, seen.everything)
    told = plain_forecast(won, deals, rates, request.today)
    return Foretold(told, _stages(due), within, since, until)


def make_ready(request: Asked, periods: Iterable[Period]) -> None:
    """Ask for what every forecast of these periods rests on: it is the same for all, for a day."""
    for entries in documents(
        request.workspace, request.clock, *(_entries_query(request, period) for period in periods)
    ):
        _counted(entries)


def _counted(entries: Document) -> Counted:
    return _COUNTED.of([entries["rows"]], CONVERSION, lambda: Counted(_entries(entries)))


def own_forecast(request: Asked, period: Period, won: Decimal | None) -> Foretold:
    """The reader's own; ``won`` as his page has it."""
    person = request.person_id or 0
    return forecasts(request, period, (person,), {person: won}, alone(request.rights))


def days_left(today: date, period: Period) -> int:
    """Today and the days that follow it in the period; at least 1."""
    return max((period.end - today).days, 1)


def _window(request: Asked, period: Period) -> tuple[int, date, date]:
    """How long deals have, and the days of entry to count: twelve months, which all had that long since."""
    within = days_left(request.today, period)
    until = request.today - timedelta(days=within)
    return within, until - TRAILING + timedelta(days=1), until


def _due_query(request: Asked, period: Period, rights: Rights) -> Query:
    return query_for(
        request.workspace,
        request.clock,
        ["pipeline_value"],
        rights,
        by=("owner", "stage", "name", "close_date"),
        where=(f"close_date <= '{period.last.isoformat()}'",),
        totals=False,
    )


def _entries_query(request: Asked, period: Period) -> Query:
    """Everybody's, under the rights of the workspace: :class:`Rates` gives no more of it than may be shown."""
    within, since, until = _window(request, period)
    return query_for(
        request.workspace,
        request.clock,
        [CONVERSION],
        OWNER,
        by=("owner", "stage"),
        from_=since,
        to=until,
        params={"within": within},
        now=_midnight(request),
        totals=False,
    )


def _won_query(request: Asked, period: Period, rights: Rights) -> Query:
    return query_for(
        request.workspace,
        request.clock,
        ["bookings"],
        rights,
        by=("owner",),
        from_=period.start,
        to=period.last,
        totals=False,
    )


def _midnight(request: Asked) -> datetime:
    """The beginning of the day: what is counted ended before, so the day's pages ask one and the same question."""
    return request.workspace.calendar.starts(request.today)


def _deals(document: Document, people: frozenset[int]) -> Iterable[Due]:
    for row in document["rows"]:
        by, figure = row["by"], row["values"]["pipeline_value"]
        person, stage, day = _id(by["owner"]["id"]), _id(by["stage"]["id"]), by["close_date"]["id"]
        if person not in people or not day:
            continue
        unknown = math.ceil(figure["missing"] or 0)  # of a shared deal a share counts
        amount, name, on = decimal(figure["value"]), by["name"]["label"] or "", date.fromisoformat(day)
        if amount is not None:
            yield Due(person, stage, name, on, amount, max(round(figure["n"] or 0), 1))
        if unknown:
            yield Due(person, stage, name, on, None, unknown)


def _entries(document: Document) -> dict[tuple[int, int], Entries]:
    found: dict[tuple[int, int], Entries] = {}
    for row in document["rows"]:
        figure, owner = row["values"][CONVERSION], _id(row["by"]["owner"]["id"])
        counted = Entries(
            decimal(figure["denominator"]) or Decimal(0), decimal(figure["numerator"]) or Decimal(0)
        )
        if owner and counted.entered:
            found[owner, _id(row["by"]["stage"]["id"])] = counted
    return found


def _by_owner(document: Document) -> dict[int, Decimal]:
    rows = document["rows"]
    found = {_id(r["by"]["owner"]["id"]): decimal(r["values"]["bookings"]["value"]) for r in rows}
    return {person: value for person, value in found.items() if value is not None}


def _stages(document: Document) -> dict[int, str]:
    members = (row["by"]["stage"] for row in document["rows"])
    return {_id(m["id"]): m["label"] or "" for m in members}


def _id(text: str | None) -> int:
    """An id of a document; 0, which no record has, where there is none."""
    return int(text) if text else 0


def _teams(today: date) -> dict[int, int]:
    """The team of each person today."""
    holding = (Q(valid_from=None) | Q(valid_from__lte=today)) & (Q(valid_to=None) | Q(valid_to__gt=today))
    rows = Membership.objects.filter(holding, team__deleted_at=None, user__deleted_at=None)
    return dict(rows.values_list("user", "team"))
