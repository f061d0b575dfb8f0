"""A visit to the website or the shop."""

from __future__ import annotations

from steerboard.core.text import Text
from steerboard.engine.model import Policy
from steerboard.kinds.base import Kind
from steerboard.kinds.fields import Link, Words, WorldTimeField
from steerboard.kinds.registry import kind


@kind(
    "web_session",
    label=Text("Website session", "网站会话"),
    plural=Text("Website sessions", "网站会话"),
    policy=Policy("public"),
)
class WebSession(Kind):
    """``lead`` and ``order`` are what came of it; ``first_seen_at`` is when its visitor came for the first time."""

    visitor = Words(Text("Visitor", "访客标识"), max_length=64)
    started_at = WorldTimeField(Text("Started", "开始时间"))
    first_seen_at = WorldTimeField(Text("Visitor first seen", "访客首次到访"))
    lead_source = Words(Text("Source", "来源"), max_length=100)
    campaign = Link(Text("Campaign", "营销活动"), "records.Campaign")
    lead = Link(Text("Lead", "线索"), "records.Lead")
    order = Link(Text("Order", "订单"), "records.Order")
    cart_filled_at = WorldTimeField(Text("Cart filled", "加购时间"))
