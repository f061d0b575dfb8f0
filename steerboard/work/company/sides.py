"""Regions or teams side by side: their bookings over time on one scale, and the heat table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.safestring import SafeString

from steerboard.core.text import Text
from steerboard.mart.asking import Document
from steerboard.plans.progress import Progress
from steerboard.ui import formats
from steerboard.ui.tags.language import page_language
from steerboard.work.asking import decimal
from steerboard.work.company.asking import View
from steerboard.work.company.choice import Side
from steerboard.work.company.drawing import bars
from steerboard.work.company.heat import Heat, heat, heat_kpis
from steerboard.work.company.plan import Plans, plans_of
from steerboard.work.company.scope import Unit
from steerboard.work.company.standing import BOOKINGS, Part, dimension, units_of, usual_side

MOST = 40  # regions or teams that stand on the page

DIRECTLY = Text("{team}, its own people", "{team}（直属）")
MONTHLY = Text("Bookings of {unit}, by month: {v}", "{unit}各月签单业绩：{v}")
QUARTERLY = Text("Bookings of {unit}, by quarter: {v}", "{unit}各季签单业绩：{v}")


@dataclass(frozen=True)
class Multiple:
    """One region or team: its progress, and the drawing of its periods."""

    part: Part
    drawing: SafeString
    url: str
    records: str

    @property
    def unit(self) -> Unit:
        return self.part.unit

    @property
    def progress(self) -> Progress:
        return self.part.progress

    @property
    def state(self) -> str:
        on_pace = self.progress.on_pace
        return "" if on_pace is None else "better" if on_pace else "worse"


@dataclass(frozen=True)
class Sides:
    """``left_out`` more are not shown; ``fresh`` is the answer that says how old it is."""

    side: Side
    multiples: Sequence[Multiple]
    heat: Heat
    left_out: int
    fresh: Document


def chosen_side(view: View) -> Side:
    """The reader's choice, as far as there is one."""
    usual = usual_side(view)
    return view.choice.side if usual == "regions" else usual


def sides(view: View) -> Sides:
    """Two questions: the heat's figures now, and bookings over time."""
    side = chosen_side(view)
    by = (dimension(side),)
    bookings = view.kpis(BOOKINGS)
    # A team counts whole, wherever it stood: its target does too.
    over_time, now = view.ask(
        view.over_time(bookings, by, where=()),
        view.query(heat_kpis(view), by, where=(), grain=view.choice.by, compare=("previous",)),
    )
    series = _series(over_time, by[0], view)
    units = _units(view, side, over_time, by[0])
    # What the people right under a region bring is not what its target is set for.
    holders = [("team", unit.id) for unit in units if unit.kind != "people"]
    plans = plans_of([k.id for k in heat_kpis(view)], holders, view.span, view.request.rights)
    found = _multiples(view, side, units, series, plans)
    shown = [m.unit for m in found[:MOST]]
    return Sides(side, found[:MOST], heat(view, side, shown, now, plans), len(found) - len(shown), now)


def _units(view: View, side: Side, document: Document, by: str) -> list[Unit]:
    """The teams of today's tree, and whatever else somebody booked for: a team that is no more, people right under a
    region. Of what is not the reader's to see only what he leads is named."""
    found = {unit.id: unit for unit in units_of(view, side)}
    known, rights = view.scope.ids, view.request.rights
    above = {unit.id for unit in view.scope.regions} | ({view.scope.top.id} if view.scope.top else set())
    for row in document["rows"]:
        member = row["by"][by]
        if not member["id"] or not decimal(row["values"][BOOKINGS]["value"]):
            continue
        pk = int(member["id"])
        if (
            pk not in found
            and (rights.everything or pk in rights.teams)
            and (side == "teams" or pk not in known)
        ):
            name = Text.same(member["label"] or "")
            named = DIRECTLY.fill(team=name) if pk in above else name
            found[pk] = Unit(pk, named.in_language(page_language()), "people" if pk in above else "team")
    return list(found.values())


def _series(document: Document, by: str, view: View) -> dict[int, list[Decimal | None]]:
    """By unit its values in the periods of the view; nothing happened is 0."""
    places = {period.start.isoformat(): n for n, period in enumerate(view.periods)}
    found: dict[int, list[Decimal | None]] = {}
    for row in document["rows"]:
        member, figure = row["by"][by], row["values"][BOOKINGS]
        if member["id"] and row["period"] in places:
            line = found.setdefault(int(member["id"]), [Decimal(0)] * len(places))
            line[places[row["period"]]] = decimal(figure["value"])
    return found


def _multiples(
    view: View,
    side: Side,
    units: Sequence[Unit],
    series: dict[int, list[Decimal | None]],
    plans: Plans,
) -> list[Multiple]:
    (kpi,) = view.kpis(BOOKINGS)
    nothing: list[Decimal | None] = [Decimal(0)] * len(view.periods)
    targets = {u.id: [plans.of(kpi, ("team", u.id), period) for period in view.periods] for u in units}
    every = [v for u in units for v in (*series.get(u.id, nothing), *targets[u.id]) if v is not None]
    top = max([*every, Decimal(0)])
    found = [
        _multiple(view, side, unit, series.get(unit.id, nothing), targets[unit.id], top) for unit in units
    ]
    return sorted(found, key=_order)


def _order(found: Multiple) -> tuple[bool, Decimal, str]:
    """Who is furthest behind stands first; without a target, last."""
    attainment = found.progress.attainment
    return (attainment is None, attainment or Decimal(0), found.unit.name)


def _multiple(
    view: View,
    side: Side,
    unit: Unit,
    values: Sequence[Decimal | None],
    targets: Sequence[Decimal | None],
    top: Decimal,
) -> Multiple:
    language, currency = page_language(), view.request.workspace.currency
    told = MONTHLY if view.choice.by == "month" else QUARTERLY
    words = (", " if language == "en" else "、").join(formats.money(v, currency, language) for v in values)
    label = told.fill(unit=unit.name, v=words).in_language(language)
    group = {"by": dimension(side), "key": str(unit.id)}
    return Multiple(
        Part(unit, Progress(values[-1], targets[-1], view.days)),
        bars(values, targets, top, label),
        reverse("team_of", args=[unit.id]) if unit.id in view.scope.ids else "",
        view.choice.records(BOOKINGS, view.period, **group),
    )
