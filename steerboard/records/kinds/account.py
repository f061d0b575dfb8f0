"""A customer, or one who may become one."""

from __future__ import annotations

from steerboard.core.text import Text
from steerboard.engine.model import Policy
from steerboard.kinds.base import Kind
from steerboard.kinds.fields import Flag, Link, OneOf, Quantity, Words, WorldTimeField
from steerboard.kinds.registry import kind

TYPES = {
    "prospect": Text("Prospect", "潜在客户"),
    "customer": Text("Customer", "成交客户"),
    "former": Text("Former customer", "流失客户"),
}
SIZES = {
    "very_large": Text("Very large", "超大型"),
    "large": Text("Large", "大型"),
    "mid": Text("Mid-size", "中型"),
    "small": Text("Small", "小型"),
}
OWNERSHIP = {
    "private": Text("Private", "民营"),
    "state_owned": Text("State-owned", "国企"),
    "listed": Text("Listed", "上市公司"),
    "foreign": Text("Foreign", "外资"),
    "public_body": Text("Public body", "政府及事业单位"),
}


@kind(
    "account",
    label=Text("Customer", "客户"),
    plural=Text("Customers", "客户"),
    policy=Policy("owner", link="owner", pool=True, open_to=("marketer", "service_agent")),
    display="name",
    aliases={"class": "grade"},
)
class Account(Kind):
    name = Words(Text("Name", "客户名称"), null=False)
    customer_type = OneOf(Text("Customer type", "客户类型"), TYPES)
    is_key_account = Flag(Text("Key account", "KA 客户"))
    size = OneOf(Text("Size", "规模"), SIZES)
    grade = Words(Text("Class", "客户分级"), max_length=30)
    is_partner = Flag(Text("Partner", "渠道伙伴"))
    industry = Words(Text("Industry", "行业"), max_length=100)
    ownership = OneOf(Text("Ownership", "企业性质"), OWNERSHIP)
    region = Words(Text("Region", "地区"), max_length=100)
    country = Words(Text("Country", "国家"), max_length=100)
    city = Words(Text("City", "城市"), max_length=100)
    address = Words(Text("Address", "地址"))
    latitude = Quantity(Text("Latitude", "纬度"))
    longitude = Quantity(Text("Longitude", "经度"))
    territory = Words(Text("Territory", "辖区"), max_length=100)
    owner = Link(Text("Owner", "负责人"), "people.User")
    parent = Link(Text("Part of", "上级客户"), "records.Account")
    first_touch_at = WorldTimeField(Text("First touch", "首次接触"))
    first_order_at = WorldTimeField(Text("First order", "首次下单"))
    health = Words(Text("Health", "健康度"), max_length=30)
