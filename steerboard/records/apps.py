"""The Django app of this room."""

from __future__ import annotations

from django.apps import AppConfig
from typing_extensions import override

from steerboard.core.text import Text


class RecordsConfig(AppConfig):
    name = "steerboard.records"
    label = "records"

    @override
    def ready(self) -> None:
        from steerboard.people.editing import edited_by
        from steerboard.ui import places
        from steerboard.ui.places import Place

        for kind in ("campaign", "campaign_touch", "promotion"):
            edited_by(kind, "marketing")
        places.register(Place(Text("Customers", "客户"), "customers", icon="customers", order=20, phone=True))
        places.register(Place(Text("Deals", "商机"), "deals", icon="deals", order=30, phone=True))
        places.register_search(Text("Search customers", "搜索客户"), "customers")
