"""The Django app of this room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.urls import reverse
from typing_extensions import override

from steerboard.core.text import Text

if TYPE_CHECKING:
    from steerboard.people.requests import Asked


class AuthoringConfig(AppConfig):
    name = "steerboard.authoring"
    label = "authoring"

    @override
    def ready(self) -> None:
        from steerboard.authoring.rights import may_define
        from steerboard.work import offers

        def may(request: Asked, _kpi: str) -> bool:
            return may_define(request.rights)

        offers.register("list", offers.Offer(Text("New KPI", "新建指标"), lambda _: reverse("new_kpi"), may))
        offers.register(
            "list", offers.Offer(Text("Your company's own", "自定义指标"), lambda _: reverse("own_kpis"), may)
        )
        offers.register(
            "figure", offers.Offer(Text("Edit", "编辑"), lambda kpi: reverse("edit_kpi", args=[kpi]), _edits)
        )
        offers.register(
            "figure",
            offers.Offer(Text("Versions", "版本"), lambda kpi: reverse("kpi_versions", args=[kpi]), _edits),
        )


def _edits(request: Asked, kpi: str) -> bool:
    from steerboard.authoring.files import Folder
    from steerboard.authoring.rights import may_define, may_know
    from steerboard.work.definitions import definitions_of

    if not may_define(request.rights) or Folder(request.workspace.kpis).written(kpi) is None:
        return False
    known = definitions_of(request.workspace)
    return may_know(known.kpi(kpi), known, request.rights)
