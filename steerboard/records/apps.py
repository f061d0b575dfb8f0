"""The Django app of this room."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.urls import reverse
from typing_extensions import override

from steerboard.core.text import Text

# What is kept by who does the marketing, beside the office.
_MARKETING = (
    "campaign",
    "campaign_touch",
    "promotion",
    "subscriber",
    "web_session",
    "competitor_price",
    "market_figure",
    "survey_response",
)


class RecordsConfig(AppConfig):
    name = "steerboard.records"
    label = "records"

    @override
    def ready(self) -> None:
        from steerboard.people.editing import edited_by
        from steerboard.ui import places
        from steerboard.ui.places import Place

        for kind in _MARKETING:
            edited_by(kind, "marketing")
        places.register(Place(Text("Customers", "客户"), "customers", icon="customers", order=20, phone=True))
        places.register(Place(Text("Deals", "商机"), "deals", icon="deals", order=30, phone=True))
        _offer_verbs()
        places.register_search(Text("Search customers", "搜索客户"), "customers")


def _offer_verbs() -> None:
    """What can be done with a record from its page."""
    from steerboard.engine.rights import Rights
    from steerboard.people.editing import may_edit_record
    from steerboard.records.calendar.planning import is_open
    from steerboard.records.verbs import Verb, register

    def open_plan(plan: Any, rights: Rights) -> bool:
        return is_open(plan) and may_edit_record(plan, "activity", rights)

    def move(plan: int) -> str:
        return reverse("move_activity", args=[plan])

    register("activity", Verb(Text("Reschedule", "改期"), move, open_plan))
