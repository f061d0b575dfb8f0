"""The Django app of this room: keeps the ledger's triggers in step with the kinds."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from typing_extensions import override


class KindsConfig(AppConfig):
    name = "steerboard.kinds"
    label = "kinds"

    @override
    def ready(self) -> None:
        pre_migrate.connect(_before, sender=self)
        post_migrate.connect(_after)


def _before(using: str, **_: Any) -> None:
    # SQLite drops triggers silently when a migration remakes their table; none is better than some.
    from steerboard.kinds.ledger import drop_triggers

    drop_triggers(using)


def _after(using: str, sender: AppConfig, **_: Any) -> None:
    from django.apps import apps

    from steerboard.kinds.ledger import make_triggers

    # Every app with models sends the signal; the tables of all of them exist only after the last one.
    if sender is [app for app in apps.get_app_configs() if app.models_module is not None][-1]:
        make_triggers(using)
