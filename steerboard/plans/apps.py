"""The Django app of this room."""

from __future__ import annotations

from django.apps import AppConfig
from django.http import HttpRequest
from typing_extensions import override

from steerboard.core.text import Text


class PlansConfig(AppConfig):
    name = "steerboard.plans"
    label = "plans"

    @override
    def ready(self) -> None:
        from steerboard.people.editing import edited_by
        from steerboard.ui import places

        edited_by("target", "leads")
        name = Text("Targets", "目标")
        places.register(places.Place(name, "targets", icon="plans", order=50, shown=_sets_targets))


def _sets_targets(request: HttpRequest) -> bool:
    from steerboard.plans.questions import may_set_any

    rights = getattr(request, "rights", None)
    return rights is not None and may_set_any(rights)
