"""What is sold."""

from __future__ import annotations

from steerboard.core.text import Text
from steerboard.engine.model import Policy
from steerboard.kinds.base import Kind
from steerboard.kinds.fields import Day, Flag, Link, Money, OneOf, Words
from steerboard.kinds.registry import kind

MATRIX_ROLES = {
    "free": Text("Free", "免费品"),
    "traffic": Text("Traffic", "引流品"),
    "hot": Text("Best-seller", "爆品"),
    "profit": Text("Profit", "利润品"),
    "brand": Text("Brand", "形象品"),
}
KINDS = {
    "system": Text("System", "系统"),
    "product": Text("Product", "产品"),
    "spare_part": Text("Spare part", "备件"),
    "service": Text("Service", "服务"),
    "event": Text("Event", "活动"),
    "content": Text("Content", "内容"),
}
LAYERS = {
    "attract": Text("Attract", "引流"),
    "convert": Text("Convert", "转化"),
    "retain": Text("Retain", "留存"),
    "expand": Text("Expand", "增购"),
}


@kind(
    "product",
    label=Text("Product", "产品"),
    plural=Text("Products", "产品"),
    policy=Policy("public"),
    display="name",
    money_on=("launched_on", "created_at"),
)
class Product(Kind):
    name = Words(Text("Name", "产品名称"), null=False)
    line = Words(Text("Product line", "产品线"), max_length=100)
    matrix_role = OneOf(Text("Role in the range", "产品矩阵角色"), MATRIX_ROLES)
    funnel_layer = OneOf(Text("Funnel layer", "漏斗层级"), LAYERS)
    kind = OneOf(Text("Kind", "产品类别"), KINDS)
    recurring = Flag(Text("Recurring", "是否订阅"))
    list_price = Money(Text("List price", "标价"))
    unit_cost = Money(Text("Unit cost", "单位成本"), tag="cost")
    currency = Words(Text("Currency", "币种"), max_length=3)
    launched_on = Day(Text("Launched on", "上市日期"))
    replaces = Link(Text("Replaces", "替代产品"), "records.Product")
