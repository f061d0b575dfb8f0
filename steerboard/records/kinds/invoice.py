"""What is owed: to us by a customer, or by us."""

from __future__ import annotations

from steerboard.core.text import Text
from steerboard.engine.model import Policy
from steerboard.kinds.base import Kind
from steerboard.kinds.fields import Day, Link, Money, OneOf, Words
from steerboard.kinds.registry import kind

DIRECTIONS = {"in": Text("Owed to us", "应收"), "out": Text("Owed by us", "应付")}


@kind(
    "invoice",
    label=Text("Invoice", "发票"),
    plural=Text("Invoices", "发票"),
    policy=Policy("closed"),
    display="number",
    aliases={"due": "due_on", "paid": "paid_on"},
    money_on=("issued_on", "due_on"),
)
class Invoice(Kind):
    """Open while ``paid_on`` is absent. Its payments say what came of it bit by bit."""

    number = Words(Text("Number", "发票号"), max_length=60)
    direction = OneOf(Text("Direction", "方向"), DIRECTIONS, null=False)
    account = Link(Text("Customer", "客户"), "records.Account")
    order = Link(Text("Order", "订单"), "records.Order")
    issued_on = Day(Text("Issued on", "开票日期"))
    due_on = Day(Text("Due on", "到期日"))
    paid_on = Day(Text("Paid on", "结清日期"))
    amount = Money(Text("Amount", "金额"))
    currency = Words(Text("Currency", "币种"), max_length=3)
