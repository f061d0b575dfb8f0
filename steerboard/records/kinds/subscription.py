"""What a customer pays for month by month, and how that changed."""

from __future__ import annotations

from steerboard.core.text import Text
from steerboard.engine.model import Policy
from steerboard.kinds.base import Kind
from steerboard.kinds.fields import Day, Link, Money, OneOf, Words, WorldTimeField
from steerboard.kinds.registry import kind

EVENTS = {
    "new": Text("New", "新订"),
    "expansion": Text("Expansion", "扩容"),
    "contraction": Text("Contraction", "缩减"),
    "churn": Text("Churn", "流失"),
    "reactivation": Text("Reactivation", "恢复"),
    "renewal": Text("Renewal", "续约"),
}


@kind(
    "subscription",
    label=Text("Subscription", "订阅合约"),
    plural=Text("Subscriptions", "订阅合约"),
    policy=Policy("owner", link="owner", open_to=("service_agent",)),
    money_on=("started_on", "created_at"),
)
class Subscription(Kind):
    """Running from ``started_on`` until ``ended_on``. ``mrr`` is what it brings a month now, ``renewal_due_on`` the
    next day on which it must be renewed."""

    account = Link(Text("Customer", "客户"), "records.Account")
    product = Link(Text("Product", "产品"), "records.Product")
    owner = Link(Text("Owner", "负责人"), "people.User")
    started_on = Day(Text("Started on", "开始日期"))
    ended_on = Day(Text("Ended on", "终止日期"))
    renewal_due_on = Day(Text("Renewal due on", "续约到期日"))
    mrr = Money(Text("MRR", "月经常性收入"))
    currency = Words(Text("Currency", "币种"), max_length=3)


@kind(
    "subscription_event",
    label=Text("Change of a subscription", "订阅变动"),
    plural=Text("Changes of subscriptions", "订阅变动"),
    policy=Policy("parent", link="subscription"),
    money_on=("effective_at", "created_at"),
)
class SubscriptionEvent(Kind):
    """``amount`` is never negative: the MRR that came (new, expansion, reactivation), went (contraction, churn) or
    was renewed. ``due_on`` is the renewal date that a renewal, or a churn in its place, answers."""

    subscription = Link(Text("Subscription", "订阅合约"), "records.Subscription", null=False)
    kind = OneOf(Text("Kind", "变动类型"), EVENTS, null=False)
    effective_at = WorldTimeField(Text("In effect from", "生效时间"))
    amount = Money(Text("MRR", "月经常性收入"))
    currency = Words(Text("Currency", "币种"), max_length=3)
    due_on = Day(Text("Renewal due on", "续约到期日"))
