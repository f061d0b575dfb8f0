"""The Django app of this room."""

from __future__ import annotations

from django.apps import AppConfig


class WorkConfig(AppConfig):
    name = "steerboard.work"
    label = "work"
