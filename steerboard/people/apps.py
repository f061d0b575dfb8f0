"""The Django app of this room."""

from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "steerboard.people"
    label = "people"
