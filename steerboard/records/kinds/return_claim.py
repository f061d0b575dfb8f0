"""Goods that a customer sent back, or a claim under the warranty."""

from __future__ import annotations

from steerboard.core.text import Text
from steerboard.engine.model import Policy
from steerboard.kinds.base import Kind
from steerboard.kinds.fields import Link, Money, OneOf, Quantity, Words, WorldTimeField
from steerboard.kinds.registry import kind

KINDS = {"return": Text("Return", "退货"), "warranty": Text("Warranty", "保修")}


@kind(
    "return_claim",
    label=Text("Return or warranty claim", "退货及保修"),
    plural=Text("Returns and warranty claims", "退货及保修"),
    policy=Policy("parent", link="order_line"),
    aliases={"at": "claimed_at"},
    money_on=("claimed_at", "created_at"),
)
class ReturnClaim(Kind):
    order_line = Link(Text("Order line", "订单明细"), "records.OrderLine", null=False)
    kind = OneOf(Text("Kind", "类型"), KINDS, null=False)
    claimed_at = WorldTimeField(Text("Claimed", "发生时间"))
    quantity = Quantity(Text("Quantity", "数量"))
    amount = Money(Text("Amount", "金额"))
    currency = Words(Text("Currency", "币种"), max_length=3)
    reason = Words(Text("Reason", "原因"))
