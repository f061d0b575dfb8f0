"""How a reader looks at a KPI, from the address of a page; what makes no sense there is as if it were not."""

from __future__ import annotations

from typing import cast

from steerboard.core.errors import Forbidden, UnknownName
from steerboard.engine.definition.library import Kpi
from steerboard.engine.query import Org
from steerboard.people.requests import Asked
from steerboard.ui.tags.language import page_language
from steerboard.work.definitions import definitions_of
from steerboard.work.look import ORGS, STEPS, Look, Step, Whose, scopes
from steerboard.work.params import ParamForm

IDS = ("bookings", "win_rate", "visits", "pipeline_value", "no_such_kpi")


def kpi_of(request: Asked, kpi_id: str) -> Kpi:
    """The KPI of an address; one that is not there is a page that is not there."""
    try:
        return definitions_of(request.workspace).kpi(kpi_id)
    except UnknownName as error:
        raise Forbidden(error.message) from None


def look_of(request: Asked, kpi: Kpi, form: ParamForm | None = None) -> Look:
    asked = request.GET
    step, org, whose = asked.get("step", ""), asked.get("org", ""), asked.get("whose", "")
    chosen = (form or form_of(request, kpi)).chosen()
    return Look(
        kpi=definitions_of(request.workspace).kpi(kpi.id, chosen),
        step=cast(Step, step) if step in STEPS else "month",
        whose=cast(Whose, whose) if whose == "mine" or whose in dict(scopes(kpi, request.rights)) else "",
        org=cast(Org, org) if org in ORGS else "then",
        params=chosen,
    )


def form_of(request: Asked, kpi: Kpi) -> ParamForm:
    """The form of the KPI's parameters with what the address says of them."""
    return ParamForm(kpi, definitions_of(request.workspace), page_language(), request.GET)
