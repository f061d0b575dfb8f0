"""What a customer spends on such goods in a year, at us and elsewhere, as far as one can tell."""

from __future__ import annotations

from steerboard.core.text import Text
from steerboard.engine.model import Policy
from steerboard.kinds.base import Kind
from steerboard.kinds.fields import Link, Money, Whole, Words
from steerboard.kinds.registry import kind


@kind(
    "account_spend",
    label=Text("Customer's spend", "客户采购额"),
    plural=Text("Customers' spend", "客户采购额"),
    policy=Policy("parent", link="account"),
)
class AccountSpend(Kind):
    account = Link(Text("Customer", "客户"), "records.Account", null=False)
    year = Whole(Text("Year", "年度"), null=False)
    product_line = Words(Text("Product line", "产品线"), max_length=100)
    estimated_spend = Money(Text("Estimated spend", "预估采购额"))
    currency = Words(Text("Currency", "币种"), max_length=3)
    basis = Words(Text("Where it is from", "数据出处"))
