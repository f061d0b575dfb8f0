"""The Django app of this room."""

from __future__ import annotations

from django.apps import AppConfig
from typing_extensions import override


class PlansConfig(AppConfig):
    name = "steerboard.plans"
    label = "plans"

    @override
    def ready(self) -> None:
        from steerboard.people.editing import edited_by

        edited_by("target", "leads")
