"""What a competitor asks for what stands against one of our products."""

from __future__ import annotations

from steerboard.core.text import Text
from steerboard.engine.model import Policy
from steerboard.kinds.base import Kind
from steerboard.kinds.fields import Day, Link, Money, Words
from steerboard.kinds.registry import kind


@kind(
    "competitor_price",
    label=Text("Competitor's price", "竞品价格"),
    plural=Text("Competitors' prices", "竞品价格"),
    policy=Policy("public"),
    money_on=("observed_on", "created_at"),
)
class CompetitorPrice(Kind):
    product = Link(Text("Product", "产品"), "records.Product")
    competitor = Words(Text("Competitor", "竞争对手"))
    price = Money(Text("Price", "价格"))
    currency = Words(Text("Currency", "币种"), max_length=3)
    region = Words(Text("Region", "地区"), max_length=100)
    observed_on = Day(Text("Seen on", "采集日期"))
