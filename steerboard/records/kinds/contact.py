"""A person at a customer."""

from __future__ import annotations

from steerboard.core.text import Text
from steerboard.engine.model import Policy
from steerboard.kinds.base import Kind
from steerboard.kinds.fields import Link, OneOf, Words
from steerboard.kinds.registry import kind

ROLES = {
    "decision_maker": Text("Decision maker", "决策人"),
    "champion": Text("Champion", "内部支持者"),
    "technical": Text("Technical evaluator", "技术把关人"),
    "buyer": Text("Buyer", "采购"),
    "user": Text("User", "使用者"),
    "other": Text("Other", "其他"),
}


@kind(
    "contact",
    label=Text("Contact", "联系人"),
    plural=Text("Contacts", "联系人"),
    policy=Policy("parent", link="account"),
    display="name",
)
class Contact(Kind):
    account = Link(Text("Customer", "客户"), "records.Account", null=False)
    name = Words(Text("Name", "姓名"), null=False)
    title = Words(Text("Job title", "职务"), max_length=100)
    role = OneOf(Text("Part in the purchase", "采购角色"), ROLES)
    email = Words(Text("Email", "邮箱"))
    phone = Words(Text("Phone", "电话"), max_length=40)
