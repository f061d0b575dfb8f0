"""Somebody who takes the newsletter."""

from __future__ import annotations

from steerboard.core.text import Text
from steerboard.engine.model import Policy
from steerboard.kinds.base import Kind
from steerboard.kinds.fields import Words, WorldTimeField
from steerboard.kinds.registry import kind


@kind(
    "subscriber",
    label=Text("Subscriber", "订阅者"),
    plural=Text("Subscribers", "订阅者"),
    policy=Policy("public"),
)
class Subscriber(Kind):
    """``email_hash`` tells two subscribers apart without keeping an address; subscribed until ``unsubscribed_at``."""

    email_hash = Words(Text("Hash of the address", "邮箱摘要"), max_length=64, tag="personal")
    subscribed_at = WorldTimeField(Text("Subscribed", "订阅时间"))
    unsubscribed_at = WorldTimeField(Text("Unsubscribed", "退订时间"))
    lead_source = Words(Text("Source", "来源"), max_length=100)
