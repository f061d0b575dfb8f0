"""What may be spent in a period, and on whom or what."""

from __future__ import annotations

from steerboard.core.text import Text
from steerboard.engine.model import Policy
from steerboard.kinds.base import Kind
from steerboard.kinds.fields import Day, Link, Money, OneOf, Words
from steerboard.kinds.registry import kind
from steerboard.records.kinds.cost import CATEGORIES


@kind(
    "budget",
    label=Text("Budget", "预算"),
    plural=Text("Budgets", "预算"),
    # As costs: what is to be spent on whom is not for those who are led, or lead.
    policy=Policy("closed", open_to=("marketer",)),
    money_on=("starts_on",),
)
class Budget(Kind):
    """From ``starts_on`` until the day before ``ends_on``. ``variance_reason`` is why the costs were others."""

    starts_on = Day(Text("Period from", "期间开始"), null=False)
    ends_on = Day(Text("Period until", "期间结束"), null=False)
    category = OneOf(Text("Category", "类别"), CATEGORIES)
    amount = Money(Text("Amount", "金额"), tag="spend")
    currency = Words(Text("Currency", "币种"), max_length=3)
    team = Link(Text("Team", "团队"), "people.Team")
    user = Link(Text("Person", "人员"), "people.User", tag="personal")
    region = Words(Text("Region", "地区"), max_length=100)
    campaign = Link(Text("Campaign", "营销活动"), "records.Campaign")
    variance_reason = Words(Text("Why it differed", "偏差原因"), max_length=500)
