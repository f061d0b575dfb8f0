"""The Django app of this room."""

from __future__ import annotations

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "steerboard.site"
    label = "site"
