"""A limited time in which something is cheaper or shown better."""

from __future__ import annotations

from steerboard.core.text import Text
from steerboard.engine.model import Policy
from steerboard.kinds.base import Kind
from steerboard.kinds.fields import Day, Money, OneOf, Words
from steerboard.kinds.registry import kind

KINDS = {
    "discount": Text("Discount", "折扣"),
    "coupon": Text("Coupon", "优惠券"),
    "shelf_display": Text("Shelf display", "陈列"),
    "demo": Text("Demo", "演示"),
    "sample": Text("Sample", "试用样品"),
    "price_cut": Text("Price cut", "降价"),
}


@kind(
    "promotion",
    label=Text("Promotion", "促销"),
    plural=Text("Promotions", "促销"),
    policy=Policy("public"),
    display="name",
    money_on=("starts_on", "created_at"),
)
class Promotion(Kind):
    """``regions`` and ``product_lines`` list what it covers, with semicolons between; empty is all."""

    name = Words(Text("Name", "促销名称"), null=False)
    kind = OneOf(Text("Kind", "促销类型"), KINDS)
    regions = Words(Text("Regions", "覆盖地区"), max_length=1000)
    product_lines = Words(Text("Product lines", "覆盖产品线"), max_length=1000)
    starts_on = Day(Text("Starts on", "开始日期"))
    ends_on = Day(Text("Ends on", "结束日期"))
    cost = Money(Text("Cost", "费用"), tag="spend")
    currency = Words(Text("Currency", "币种"), max_length=3)
