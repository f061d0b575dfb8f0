"""What was spent, and on whom or what."""

from __future__ import annotations

from steerboard.core.text import Text
from steerboard.engine.model import Policy
from steerboard.kinds.base import Kind
from steerboard.kinds.fields import Day, Link, Money, OneOf, Words
from steerboard.kinds.registry import kind

CATEGORIES = {
    "sales": Text("Sales", "销售"),
    "marketing": Text("Marketing", "市场"),
    "service": Text("Service", "服务"),
    "technology": Text("Technology", "技术"),
    "cogs": Text("Cost of goods", "商品成本"),
    "cost_to_serve": Text("Cost to serve", "服务成本"),
    "overhead": Text("Overhead", "管理费用"),
}
TYPES = {
    "pay": Text("Pay", "薪资"),
    "commission": Text("Commission", "提成"),
    "incentive": Text("Incentive", "激励"),
    "enablement": Text("Enablement", "赋能"),
    "training": Text("Training", "培训"),
    "media": Text("Media", "投放"),
    "event": Text("Event", "会展"),
    "travel": Text("Travel", "差旅"),
    "other": Text("Other", "其他"),
}


@kind(
    "cost",
    label=Text("Cost", "费用"),
    plural=Text("Costs", "费用"),
    # People's pay stands here: nobody sees it for being led or leading, and marketers see no names.
    policy=Policy("closed", open_to=("marketer",)),
    money_on=("day",),
)
class Cost(Kind):
    """``user`` is whom it was spent for; a cost is nobody's figure, it is the company's."""

    day = Day(Text("Day", "日期"), null=False)
    category = OneOf(Text("Category", "类别"), CATEGORIES)
    type = OneOf(Text("Type", "类型"), TYPES)
    amount = Money(Text("Amount", "金额"), tag="spend")
    currency = Words(Text("Currency", "币种"), max_length=3)
    team = Link(Text("Team", "团队"), "people.Team")
    user = Link(Text("Person", "人员"), "people.User", tag="personal")
    region = Words(Text("Region", "地区"), max_length=100)
    campaign = Link(Text("Campaign", "营销活动"), "records.Campaign")
    lead_source = Words(Text("Lead source", "线索来源"), max_length=100)
    product = Link(Text("Product", "产品"), "records.Product")
    account = Link(Text("Customer", "客户"), "records.Account")
