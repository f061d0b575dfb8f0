"""The Django application of this room."""

from __future__ import annotations

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "steerboard.ui"
    label = "ui"
    verbose_name = "Steerboard: look and feel"
