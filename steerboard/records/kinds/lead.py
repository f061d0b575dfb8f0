"""Somebody who may become a customer, from the first enquiry on."""

from __future__ import annotations

from steerboard.core.text import Text
from steerboard.engine.model import Policy
from steerboard.kinds.base import Kind
from steerboard.kinds.fields import Link, OneOf, Words, WorldTimeField
from steerboard.kinds.registry import Derived, kind

STATUSES = {
    "open": Text("Open", "待跟进"),
    "working": Text("Being worked", "跟进中"),
    "qualified": Text("Qualified", "已合格"),
    "converted": Text("Converted", "已转化"),
    "disqualified": Text("Disqualified", "已作废"),
}
LIFECYCLE = {
    "subscriber": Text("Subscriber", "订阅者"),
    "lead": Text("Lead", "线索"),
    "mql": Text("MQL", "MQL"),
    "sql": Text("SQL", "SQL"),
    "opportunity": Text("Opportunity", "商机"),
    "customer": Text("Customer", "客户"),
    "evangelist": Text("Advocate", "推荐者"),
    "disqualified": Text("Disqualified", "已作废"),
}
DIRECTIONS = {"inbound": Text("Inbound", "来询"), "outbound": Text("Outbound", "主动开发")}
ANSWERS = {
    "positive": Text("Positive", "积极"),
    "negative": Text("Negative", "消极"),
    "none": Text("No answer", "未答复"),
}


@kind(
    "lead",
    label=Text("Lead", "线索"),
    plural=Text("Leads", "线索"),
    policy=Policy("owner", link="owner", pool=True, open_to=("marketer",)),
    display="name",
    derived=(
        Derived("first_assigned_at", "time", Text("First assigned", "首次分配时间"), first_of="assigned_at"),
    ),
)
class Lead(Kind):
    """Open while neither ``converted_at`` nor ``disqualified_at`` is known.

    ``account``, ``contact`` and ``opportunity`` are what it became; ``assigned_at`` is the latest assignment.
    """

    name = Words(Text("Name", "姓名"))
    company = Words(Text("Company", "公司"))
    phone = Words(Text("Phone", "电话"), max_length=40)
    email = Words(Text("Email", "邮箱"))
    product_line = Words(Text("Interested in", "意向产品"), max_length=100)
    persona = Words(Text("Persona", "客户画像"), max_length=100)
    status = OneOf(Text("Status", "状态"), STATUSES)
    lifecycle_stage = OneOf(Text("Lifecycle stage", "生命周期阶段"), LIFECYCLE)
    direction = OneOf(Text("Direction", "来源方向"), DIRECTIONS)
    lead_source = Words(Text("Source", "线索来源"), max_length=100)
    campaign = Link(Text("Campaign", "营销活动"), "records.Campaign")
    owner = Link(Text("Owner", "负责人"), "people.User")
    referred_by = Link(Text("Referred by", "推荐客户"), "records.Account")
    assigned_at = WorldTimeField(Text("Assigned", "分配时间"))
    first_response_at = WorldTimeField(Text("First answered", "首次响应时间"))
    answer = OneOf(Text("Answer", "答复"), ANSWERS)
    mql_at = WorldTimeField(Text("Became MQL", "成为 MQL 时间"))
    sql_at = WorldTimeField(Text("Became SQL", "成为 SQL 时间"))
    handed_over_at = WorldTimeField(Text("Handed over", "移交销售时间"))
    converted_at = WorldTimeField(Text("Converted", "转化时间"))
    account = Link(Text("Customer", "客户"), "records.Account")
    contact = Link(Text("Contact", "联系人"), "records.Contact")
    opportunity = Link(Text("Opportunity", "商机"), "records.Opportunity")
    disqualified_at = WorldTimeField(Text("Disqualified", "作废时间"))
    disqualified_reason = Words(Text("Why disqualified", "作废原因"))
    region = Words(Text("Region", "地区"), max_length=100)
    industry = Words(Text("Industry", "行业"), max_length=100)
