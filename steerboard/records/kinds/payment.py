"""Money that came or went, and the cash that there was to begin with."""

from __future__ import annotations

from steerboard.core.text import Text
from steerboard.engine.model import Policy
from steerboard.kinds.base import Kind
from steerboard.kinds.fields import Day, Link, Money, OneOf, Words
from steerboard.kinds.registry import kind

DIRECTIONS = {
    "in": Text("Received", "收款"),
    "out": Text("Paid out", "付款"),
    "opening": Text("Opening cash", "期初现金"),
}


@kind(
    "payment",
    label=Text("Payment", "收付款"),
    plural=Text("Payments", "收付款"),
    policy=Policy("closed"),
    aliases={"paid": "paid_on"},
    money_on=("paid_on",),
)
class Payment(Kind):
    """``amount`` is never negative but for an opening overdraft; one row of opening cash begins a company's books."""

    direction = OneOf(Text("Direction", "方向"), DIRECTIONS, null=False)
    paid_on = Day(Text("Paid on", "收付日期"), null=False)
    amount = Money(Text("Amount", "金额"))
    currency = Words(Text("Currency", "币种"), max_length=3)
    invoice = Link(Text("Invoice", "发票"), "records.Invoice")
    account = Link(Text("Customer", "客户"), "records.Account")
    order = Link(Text("Order", "订单"), "records.Order")
    purpose = Words(Text("Purpose", "用途"))
