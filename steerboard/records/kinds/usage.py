"""What customers use of a product, day by day."""

from __future__ import annotations

from steerboard.core.text import Text
from steerboard.engine.model import Policy
from steerboard.kinds.base import Kind
from steerboard.kinds.fields import Day, Flag, Link, Whole, Words
from steerboard.kinds.registry import kind


@kind(
    "feature",
    label=Text("Feature", "功能"),
    plural=Text("Features", "功能"),
    policy=Policy("public"),
    display="name",
)
class Feature(Kind):
    name = Words(Text("Name", "功能名称"), null=False)
    product = Link(Text("Product", "产品"), "records.Product")
    core = Flag(Text("Core", "核心功能"))
    sticky = Flag(Text("Sticky", "粘性功能"))


@kind(
    "usage_day",
    label=Text("Day of use", "使用日"),
    plural=Text("Days of use", "使用日"),
    policy=Policy("parent", link="account"),
)
class UsageDay(Kind):
    """What one person at a customer did with one feature on one day."""

    account = Link(Text("Customer", "客户"), "records.Account", null=False)
    customer_user = Words(Text("Customer's user", "客户用户"), max_length=64)
    day = Day(Text("Day", "日期"), null=False)
    feature = Link(Text("Feature", "功能"), "records.Feature")
    count = Whole(Text("Times used", "使用次数"))
