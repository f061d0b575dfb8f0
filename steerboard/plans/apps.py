"""The Django app of this room."""

from __future__ import annotations

from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "steerboard.plans"
    label = "plans"
