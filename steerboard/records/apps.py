"""The Django app of this room."""

from __future__ import annotations

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "steerboard.records"
    label = "records"
