"""One of our list prices became another."""

from __future__ import annotations

from steerboard.core.text import Text
from steerboard.engine.model import Policy
from steerboard.kinds.base import Kind
from steerboard.kinds.fields import Day, Link, Money, Words
from steerboard.kinds.registry import kind


@kind(
    "price_change",
    label=Text("Price change", "调价"),
    plural=Text("Price changes", "调价"),
    policy=Policy("public"),
    aliases={"from": "from_price", "to": "to_price"},
    money_on=("effective_on", "created_at"),
)
class PriceChange(Kind):
    product = Link(Text("Product", "产品"), "records.Product")
    from_price = Money(Text("Price before", "调整前价格"))
    to_price = Money(Text("Price after", "调整后价格"))
    currency = Words(Text("Currency", "币种"), max_length=3)
    effective_on = Day(Text("In force from", "生效日期"))
