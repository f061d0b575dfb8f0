"""What was offered to a customer."""

from __future__ import annotations

from steerboard.core.text import Text
from steerboard.engine.model import Policy
from steerboard.kinds.base import Kind
from steerboard.kinds.fields import Link, Money, OneOf, Words, WorldTimeField
from steerboard.kinds.registry import kind

STATUSES = {
    "draft": Text("Draft", "草稿"),
    "sent": Text("Sent", "已发出"),
    "accepted": Text("Accepted", "已接受"),
    "declined": Text("Declined", "已拒绝"),
    "expired": Text("Expired", "已过期"),
}


@kind(
    "quote",
    label=Text("Quote", "报价"),
    plural=Text("Quotes", "报价"),
    policy=Policy("owner", link="owner"),
    display="number",
    money_on=("sent_at", "created_at"),
)
class Quote(Kind):
    """``order`` names the order that came of it; a later version of an offer is a quote of its own."""

    number = Words(Text("Number", "报价单号"), max_length=60)
    opportunity = Link(Text("Opportunity", "商机"), "records.Opportunity")
    account = Link(Text("Customer", "客户"), "records.Account")
    owner = Link(Text("Owner", "负责人"), "people.User")
    sent_at = WorldTimeField(Text("Sent", "发出时间"))
    list_amount = Money(Text("List amount", "标价金额"))
    amount = Money(Text("Amount", "报价金额"))
    currency = Words(Text("Currency", "币种"), max_length=3)
    status = OneOf(Text("Status", "状态"), STATUSES)
    accepted_at = WorldTimeField(Text("Accepted", "接受时间"))
    order = Link(Text("Order", "订单"), "records.Order")
