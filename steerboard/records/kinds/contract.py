"""What was signed."""

from __future__ import annotations

from steerboard.core.text import Text
from steerboard.engine.model import Policy
from steerboard.kinds.base import Kind
from steerboard.kinds.fields import Flag, Link, Money, Whole, Words, WorldTimeField
from steerboard.kinds.registry import kind


@kind(
    "contract",
    label=Text("Contract", "合同"),
    plural=Text("Contracts", "合同"),
    policy=Policy("owner", link="owner"),
    display="number",
    money_on=("signed_at", "created_at"),
)
class Contract(Kind):
    number = Words(Text("Number", "合同号"), max_length=60)
    account = Link(Text("Customer", "客户"), "records.Account")
    opportunity = Link(Text("Opportunity", "商机"), "records.Opportunity")
    owner = Link(Text("Owner", "负责人"), "people.User")
    signed_at = WorldTimeField(Text("Signed", "签订时间"))
    term_months = Whole(Text("Term (months)", "期限（月）"))
    value = Money(Text("Value", "合同金额"))
    currency = Words(Text("Currency", "币种"), max_length=3)
    recurring = Flag(Text("Recurring", "是否续期"))
