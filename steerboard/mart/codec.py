"""The values that pass the mart's socket."""

from __future__ import annotations

from steerboard.core.calendars import Calendar
from steerboard.engine.bridge import Between, BridgeDeals, Bridges, Page
from steerboard.engine.contributions import Contributions
from steerboard.engine.definition.draft import Draft
from steerboard.engine.explain import Explanation
from steerboard.engine.query import Query
from steerboard.engine.result import Result
from steerboard.engine.rights import Rights
from steerboard.mart.messages import Codec

CODEC = Codec(
    [Query, Result, Explanation, Contributions, Between, Bridges, Page, BridgeDeals, Draft],
    often=[Calendar, Rights],
)
