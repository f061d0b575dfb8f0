"""What one knows of the market, as it was found out or published."""

from __future__ import annotations

from steerboard.core.text import Text
from steerboard.engine.model import Policy
from steerboard.kinds.base import Kind
from steerboard.kinds.fields import Day, Link, Money, OneOf, Words
from steerboard.kinds.registry import kind

NAMES = {
    "own_revenue": Text("Own revenue", "本公司收入"),
    "competitor_revenue": Text("Competitor's revenue", "竞争对手收入"),
    "market_price": Text("Market price", "市场价格"),
}


@kind(
    "market_figure",
    label=Text("Market figure", "市场数据"),
    plural=Text("Market figures", "市场数据"),
    policy=Policy("public"),
    money_on=("starts_on",),
)
class MarketFigure(Kind):
    """``own_revenue`` is what stands beside the others in their source, not what the orders say."""

    name = OneOf(Text("What", "数据名称"), NAMES, null=False)
    starts_on = Day(Text("Period from", "期间开始"), null=False)
    ends_on = Day(Text("Period until", "期间结束"), null=False)
    value = Money(Text("Value", "数值"))
    currency = Words(Text("Currency", "币种"), max_length=3)
    industry = Words(Text("Industry", "行业"), max_length=100)
    region = Words(Text("Region", "地区"), max_length=100)
    product = Link(Text("Product", "产品"), "records.Product")
    competitor = Words(Text("Competitor", "竞争对手"))
    basis = Words(Text("Where it is from", "数据出处"))
