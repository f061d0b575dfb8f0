"""What a customer asked of the service, and each time that he was spoken with about it."""

from __future__ import annotations

from steerboard.core.text import Text
from steerboard.engine.model import Policy
from steerboard.kinds.base import Kind
from steerboard.kinds.fields import Flag, Link, OneOf, Whole, Words, WorldTimeField
from steerboard.kinds.registry import kind

CHANNELS = {
    "email": Text("Email", "邮件"),
    "phone": Text("Phone", "电话"),
    "on_site": Text("On site", "现场"),
    "chat": Text("Chat", "在线"),
}
KINDS = {
    "question": Text("Question", "咨询"),
    "fault": Text("Fault", "故障"),
    "complaint": Text("Complaint", "投诉"),
    "request": Text("Request", "需求"),
    "other": Text("Other", "其他"),
}
PRIORITIES = {
    "urgent": Text("Urgent", "紧急"),
    "high": Text("High", "高"),
    "normal": Text("Normal", "中"),
    "low": Text("Low", "低"),
}
INTERACTIONS = {
    "email": Text("Email", "邮件"),
    "call": Text("Call", "电话"),
    "visit": Text("Visit", "上门"),
    "chat": Text("Chat", "在线"),
    "other": Text("Other", "其他"),
}


@kind(
    "ticket",
    label=Text("Ticket", "工单"),
    plural=Text("Tickets", "工单"),
    policy=Policy("owner", link="agent", open_to=("service_agent",)),
    display="subject",
)
class Ticket(Kind):
    """Open until ``resolved_at``. ``interaction_count`` is for a source that tells the number and not each of them."""

    subject = Words(Text("Subject", "主题"))
    account = Link(Text("Customer", "客户"), "records.Account")
    contact = Link(Text("Contact", "联系人"), "records.Contact")
    product = Link(Text("Product", "产品"), "records.Product")
    order = Link(Text("Order", "订单"), "records.Order")
    channel = OneOf(Text("Channel", "渠道"), CHANNELS)
    kind = OneOf(Text("Kind", "工单类型"), KINDS)
    priority = OneOf(Text("Priority", "优先级"), PRIORITIES)
    agent = Link(Text("Agent", "客服"), "people.User")
    opened_at = WorldTimeField(Text("Opened", "提交时间"))
    first_response_at = WorldTimeField(Text("First answered", "首次回复时间"))
    serviced_at = WorldTimeField(Text("First serviced", "首次服务时间"))
    resolved_at = WorldTimeField(Text("Resolved", "解决时间"))
    closed_at = WorldTimeField(Text("Closed", "关闭时间"))
    escalated_at = WorldTimeField(Text("Escalated", "升级时间"))
    escalated_by = Link(Text("Escalated by", "升级人"), "people.User")
    reopened = Flag(Text("Reopened", "是否重开"))
    interaction_count = Whole(Text("Interactions", "交互次数"))


@kind(
    "ticket_interaction",
    label=Text("Ticket interaction", "工单交互"),
    plural=Text("Ticket interactions", "工单交互"),
    policy=Policy("parent", link="ticket"),
    aliases={"at": "happened_at"},
)
class TicketInteraction(Kind):
    ticket = Link(Text("Ticket", "工单"), "records.Ticket", null=False)
    kind = OneOf(Text("Kind", "交互方式"), INTERACTIONS)
    agent = Link(Text("Agent", "客服"), "people.User")
    happened_at = WorldTimeField(Text("Happened", "发生时间"))
