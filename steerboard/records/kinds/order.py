"""What customers ordered, and what they gave back."""

from __future__ import annotations

from steerboard.core.text import Text
from steerboard.engine.model import Policy
from steerboard.kinds.base import Kind
from steerboard.kinds.fields import Day, Link, Money, OneOf, Quantity, Words, WorldTimeField
from steerboard.kinds.registry import Derived, kind

CHANNELS = {
    "direct": Text("Direct", "直销"),
    "partner": Text("Partner", "渠道"),
    "online": Text("Online", "线上"),
    "store": Text("Store", "门店"),
}


@kind(
    "order",
    label=Text("Order", "订单"),
    plural=Text("Orders", "订单"),
    policy=Policy("owner", link="owner", open_to=("service_agent",)),
    display="external_id",
    money_on=("ordered_at", "created_at"),
)
class Order(Kind):
    """``credit_of`` names the order that this one takes back; its lines then count as negatives."""

    account = Link(Text("Customer", "客户"), "records.Account")
    owner = Link(Text("Owner", "负责人"), "people.User")
    opportunity = Link(Text("Opportunity", "商机"), "records.Opportunity")
    quote = Link(Text("Quote", "报价"), "records.Quote")
    partner = Link(Text("Partner", "渠道伙伴"), "records.Account")
    campaign = Link(Text("Campaign", "营销活动"), "records.Campaign")
    channel = OneOf(Text("Channel", "渠道"), CHANNELS)
    store = Words(Text("Store", "门店"), max_length=100)
    region = Words(Text("Region", "地区"), max_length=100)
    ordered_at = WorldTimeField(Text("Ordered", "下单时间"))
    cancelled_at = WorldTimeField(Text("Cancelled", "取消时间"))
    credit_of = Link(Text("Takes back", "冲销订单"), "records.Order")
    promised_on = Day(Text("Promised for", "承诺交期"))
    delivered_on = Day(Text("Delivered on", "交付日期"))
    currency = Words(Text("Currency", "币种"), max_length=3)


@kind(
    "order_line",
    label=Text("Order line", "订单明细"),
    plural=Text("Order lines", "订单明细"),
    policy=Policy("parent", link="order"),
    money_on=("order.ordered_at", "created_at"),
    derived=(
        Derived("net_amount", "money", Text("Net amount", "成交金额"), product_of=("quantity", "net_price")),
        Derived(
            "list_amount", "money", Text("List amount", "标价金额"), product_of=("quantity", "list_price")
        ),
        Derived(
            "cost_amount", "money", Text("Cost", "成本金额"), "cost", product_of=("quantity", "unit_cost")
        ),
    ),
)
class OrderLine(Kind):
    order = Link(Text("Order", "订单"), "records.Order", null=False)
    product = Link(Text("Product", "产品"), "records.Product")
    quantity = Quantity(Text("Quantity", "数量"))
    list_price = Money(Text("List price", "标价"))
    net_price = Money(Text("Net price", "成交单价"))
    unit_cost = Money(Text("Unit cost", "单位成本"), tag="cost")
    currency = Words(Text("Currency", "币种"), max_length=3)
