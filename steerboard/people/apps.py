"""The Django app of this room."""

from __future__ import annotations

from django.apps import AppConfig
from typing_extensions import override


class PeopleConfig(AppConfig):
    name = "steerboard.people"
    label = "people"

    @override
    def ready(self) -> None:
        from steerboard.people.editing import edited_by

        for kind in ("team", "team_place", "membership"):
            edited_by(kind, "admin")
