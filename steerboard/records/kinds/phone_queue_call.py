"""A call that waited for the service to answer."""

from __future__ import annotations

from steerboard.core.text import Text
from steerboard.engine.model import Policy
from steerboard.kinds.base import Kind
from steerboard.kinds.fields import Link, WorldTimeField
from steerboard.kinds.registry import kind


@kind(
    "phone_queue_call",
    label=Text("Call in the queue", "排队来电"),
    plural=Text("Calls in the queue", "排队来电"),
    policy=Policy("owner", link="agent", open_to=("service_agent",)),
)
class PhoneQueueCall(Kind):
    """Answered, or abandoned; without either it is waiting still, or nobody knows."""

    queued_at = WorldTimeField(Text("Queued", "进入排队"))
    answered_at = WorldTimeField(Text("Answered", "接听时间"))
    abandoned_at = WorldTimeField(Text("Given up", "放弃时间"))
    agent = Link(Text("Agent", "客服"), "people.User")
    ticket = Link(Text("Ticket", "工单"), "records.Ticket")
