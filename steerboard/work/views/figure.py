"""The page of one figure."""

from __future__ import annotations

from datetime import datetime
from math import ceil
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from steerboard.catalogue.words import BETTER, LEADING, ROLES
from steerboard.core.errors import SteerboardError
from steerboard.core.text import Text
from steerboard.engine.available import kinds_of
from steerboard.engine.definition.library import Definitions, Kpi
from steerboard.engine.explain import ATTRIBUTION
from steerboard.mart.gateway import open_gateway
from steerboard.people.policies import signed_in
from steerboard.people.requests import Asked
from steerboard.plans.questions import may_set_any
from steerboard.ui import dates, formats, htmx
from steerboard.ui.tags.frame import live
from steerboard.ui.tags.language import page_language
from steerboard.work import figure, figures
from steerboard.work.definitions import definitions_of
from steerboard.work.dimensions import dimensions, options
from steerboard.work.look import ORGS, STEPS, Look, scopes, span
from steerboard.work.offers import offered
from steerboard.work.params import ParamForm
from steerboard.work.views import figure_parts
from steerboard.work.views.looking import IDS, form_of, kpi_of, look_of

NOBODY = Text("nobody: it stands for itself", "不归属任何人")
QUERIES = (
    "step=week&by=owner",
    "by=owner.team&over=year&whose=team&org=today",
    "step=quarter&whose=mine&by=stage&over=quarter",
    "p-within=30&by=no_such",
)
# What a figure is broken down by before somebody chooses, where it is not by team or person.
USUAL = ("stage", "kind", "lead_source", "product", "type", "account.industry", "industry", "customer_type")


@signed_in(examples={"kpi_id": IDS}, queries=QUERIES)
@require_safe
def page(request: Asked, kpi_id: str) -> HttpResponse:
    """One KPI: how it stands, its last periods, its parts by a dimension, and what it means."""
    kpi = kpi_of(request, kpi_id)
    known = definitions_of(request.workspace)
    form = form_of(request, kpi)
    look = look_of(request, kpi, form)
    kpi = look.kpi
    context: dict[str, Any] = {
        "page_title": kpi.name,
        "kpi": kpi,
        "definition": kpi.definition,
        "unit": figures.unit_of(kpi, request.workspace.currency),
        "look": look,
        "steps": list(STEPS.items()),
        "scopes": scopes(kpi, request.rights),
        "orgs": list(ORGS.items()) if _has_teams(kpi, request) else [],
        "here": request.get_full_path(),
        "offers": offered("figure", request, kpi.definition.id),
        "live": live(*kinds_of(known, kpi.definition), "target", "membership"),
        "today": request.today,
        "now": request.clock.now(),
        **_meaning(kpi, known, look, form),
    }
    try:
        context |= _numbers(request, look, known)
    except SteerboardError as error:
        context |= {"fault": error.message, "hint": error.hint}
    return render(request, "work/figure.html", context)


def _has_teams(kpi: Kpi, request: Asked) -> bool:
    """Whether it makes a difference which day's teams are meant."""
    return kpi.definition.attribution == "owner" and (request.rights.everything or bool(request.rights.teams))


def _numbers(request: Asked, look: Look, known: Definitions) -> dict[str, Any]:
    kpi, unit = look.kpi, figures.unit_of(look.kpi, request.workspace.currency)
    found = figure.trend(request, look)
    said: dict[str, Any] = {
        "version": found.version,
        "fresh_at": datetime.fromisoformat(found.fresh_at) if found.fresh_at else None,
        "refused": found.reason,
    }
    if found.reason:
        return said | _breakdown(request, look, known, unit)
    if found.empty:
        return said | {"needs": figures.needs(known, kpi.definition), "empty": True}
    stands = figure.standing(found, look, request)
    language, fiscal = page_language(), request.workspace.calendar.fiscal_month
    return said | {
        "stands": stands,
        "few": figure.FEW,
        "behind": ceil(stands.point.n),
        "lacking": ceil(stands.point.missing),
        "short_said": formats.points(stands.short, language) if kpi.unit == "ratio" else "",
        "change_unit": figures.change_unit(kpi),
        "better": figures.direction(kpi),
        "period": figure_parts.name_of(found.now, look, request),
        "compared": [
            (dates.period_name(c.period, look.step, language, fiscal), c)
            for c in (stands.before, stands.year_ago)
            if c.value is not None
        ],
        "chart": figure_parts.chart(found, look, unit, request),
        "periods": figure_parts.periods_table(found, look, unit, request),
        "targets_url": _targets_url(look, request),
        **_breakdown(request, look, known, unit),
    }


def _targets_url(look: Look, request: Asked) -> str:
    """Where the reader sets targets of this KPI; empty where he sets none."""
    kpi = look.kpi
    if kpi.id != kpi.definition.id or look.params or look.aimed or not may_set_any(request.rights):
        return ""
    return f"{reverse('targets')}?{urlencode({'kpi': kpi.id})}"


def _breakdown(request: Asked, look: Look, known: Definitions, unit: str) -> dict[str, Any]:
    chosen = dimensions(look.kpi, known.terms.model, request.rights)
    by = request.GET.get("by")
    if by is None:
        by = figure_parts.options_of(chosen, _usual(request, look))
    by = by if by in dict(chosen) else ""
    over: figure.Over = next((o for o in figure.OVERS if o == request.GET.get("over")), "month")
    said: dict[str, Any] = {
        "by": by,
        "dimensions": options(chosen),
        "over": over,
        "overs": list(figure.OVERS.items()),
    }
    if by:
        try:
            found = figure.parts(request, look, by, figure.span_of(over, request.today, request))
        except SteerboardError as error:
            return said | {"parts_fault": error.message}
        said["parts"] = figure_parts.parts_table(found, dict(chosen)[by], look.kpi, unit)
        said["more"] = found.more
    return said


def _usual(request: Asked, look: Look) -> tuple[str, ...]:
    if look.whose == "mine" or not (request.rights.everything or request.rights.teams):
        return USUAL
    return ("owner.team", *USUAL) if request.rights.everything and look.whose == "" else ("owner", *USUAL)


def _meaning(kpi: Kpi, known: Definitions, look: Look, form: ParamForm) -> dict[str, Any]:
    """What stands in the definition, and the other readings of it, looked at in the same way."""
    given, definition = look.parameters(), kpi.definition
    others = [known.kpi(i) for i in definition.ids if i != kpi.id and i != _default(kpi)]
    beside = known.kpi(definition.guardrail) if definition.guardrail else None
    return {
        "form": form if form.fields else None,
        "kept": [(k, v) for k, v in given.items() if not k.startswith("p-")],
        "attribution": ATTRIBUTION[definition.attribution] if definition.attribution != "none" else NOBODY,
        "direction": BETTER.get(definition.better),
        "role": ROLES.get(definition.role),
        "leading": LEADING.get(definition.leading or ""),
        "needed": figures.needs(known, definition),
        "variants": [(other.name, _address(other.id, given)) for other in others],
        "guardrail": (beside.name, _address(beside.id, given)) if beside else None,
        "sql_url": f"{reverse('figure_sql', args=[kpi.id])}?{urlencode(given)}",
    }


def _default(kpi: Kpi) -> str:
    """The id that says the same with its default variant named, or without."""
    base, _colon, variant = kpi.id.partition(":")
    usual = kpi.definition.default_variant
    return f"{base}:{usual}" if not variant and usual else base if variant == usual else ""


def _address(kpi_id: str, given: dict[str, str]) -> str:
    kept = {k: v for k, v in given.items() if not k.startswith("p-")}
    address = reverse("figure", args=[kpi_id])
    return f"{address}?{urlencode(kept)}" if kept else address


@signed_in(examples={"kpi_id": IDS}, queries=("whose=team&org=today",))
@require_safe
def sql(request: Asked, kpi_id: str) -> HttpResponse:
    """The statements of the trend, under the reader's own rights; what he may not know of is refused as everywhere."""
    kpi = kpi_of(request, kpi_id)
    look = look_of(request, kpi)
    whole = span(look.step, request.today, request.workspace.calendar)
    query = look.query(request, grain=look.step, from_=whole.start, to=whole.last)
    with open_gateway(request.workspace, request.clock) as gateway:
        told = gateway.explain(query)
    context = {
        "page_title": kpi.name,
        "kpi": kpi,
        "told": told,
        "refused": next((k.refused.text for k in told.kpis if k.refused), None),
    }
    part = htmx.is_fragment(request)
    return render(request, "work/parts/figure_sql.html" if part else "work/figure_sql.html", context)
