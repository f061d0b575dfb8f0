"""What marketing does, and whom it reached."""

from __future__ import annotations

from steerboard.core.text import Text
from steerboard.engine.model import Policy
from steerboard.kinds.base import Kind
from steerboard.kinds.fields import Day, Link, Money, OneOf, Words, WorldTimeField
from steerboard.kinds.registry import kind

PURPOSES = {"leads": Text("Leads", "获客"), "brand": Text("Brand", "品牌")}
CHANNELS = {
    "email": Text("Email", "邮件"),
    "trade_show": Text("Trade show", "展会"),
    "calling": Text("Calling", "电话营销"),
    "direct_mail": Text("Direct mail", "直邮"),
    "webinar": Text("Webinar", "线上研讨会"),
    "social": Text("Social media", "社交媒体"),
    "search_ads": Text("Search ads", "搜索广告"),
    "print": Text("Print", "平面媒体"),
    "web_form": Text("Web form", "官网表单"),
    "referral": Text("Referral", "转介绍"),
    "other": Text("Other", "其他"),
}
REPLIES = {"positive": Text("Positive", "积极"), "negative": Text("Negative", "消极")}


@kind(
    "campaign",
    label=Text("Campaign", "营销活动"),
    plural=Text("Campaigns", "营销活动"),
    policy=Policy("public"),
    display="name",
    money_on=("starts_on", "created_at"),
)
class Campaign(Kind):
    name = Words(Text("Name", "活动名称"), null=False)
    purpose = OneOf(Text("Purpose", "目的"), PURPOSES)
    channel = OneOf(Text("Channel", "渠道"), CHANNELS)
    lead_source = Words(Text("Lead source", "线索来源"), max_length=100)
    product_line = Words(Text("Product line", "产品线"), max_length=100)
    starts_on = Day(Text("Starts on", "开始日期"))
    ends_on = Day(Text("Ends on", "结束日期"))
    budget = Money(Text("Budget", "预算"), tag="spend")
    currency = Words(Text("Currency", "币种"), max_length=3)


@kind(
    "campaign_touch",
    label=Text("Campaign touch", "营销触达"),
    plural=Text("Campaign touches", "营销触达"),
    policy=Policy("public"),
)
class CampaignTouch(Kind):
    """One campaign reaching one lead or contact; each step that came of it has its time."""

    campaign = Link(Text("Campaign", "营销活动"), "records.Campaign", null=False)
    lead = Link(Text("Lead", "线索"), "records.Lead")
    contact = Link(Text("Contact", "联系人"), "records.Contact")
    sent_at = WorldTimeField(Text("Sent", "发送时间"))
    delivered_at = WorldTimeField(Text("Delivered", "送达时间"))
    opened_at = WorldTimeField(Text("Opened", "打开时间"))
    clicked_at = WorldTimeField(Text("Clicked", "点击时间"))
    replied_at = WorldTimeField(Text("Replied", "回复时间"))
    reply = OneOf(Text("Reply", "回复倾向"), REPLIES)
    attended_at = WorldTimeField(Text("Attended", "到场时间"))
    converted_at = WorldTimeField(Text("Converted", "转化时间"))
