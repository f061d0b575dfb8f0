"""A chance of a sale, its lines, and who shares in it."""

from __future__ import annotations

from steerboard.core.text import Text
from steerboard.engine.model import Policy
from steerboard.kinds.base import Kind
from steerboard.kinds.fields import Day, Link, Money, OneOf, Quantity, Share, Words, WorldTimeField
from steerboard.kinds.registry import DerivedTable, derive, kind
from steerboard.records.kinds.stage import FORECAST_CATEGORIES

OUTCOMES = {"won": Text("Won", "赢单"), "lost": Text("Lost", "输单")}
TYPES = {
    "new": Text("New business", "新签"),
    "expansion": Text("Expansion", "增购"),
    "upsell": Text("Upsell", "升级"),
    "cross_sell": Text("Cross-sell", "交叉销售"),
    "renewal": Text("Renewal", "续约"),
}
PRIORITIES = {"high": Text("High", "高"), "normal": Text("Normal", "中"), "low": Text("Low", "低")}


@kind(
    "opportunity",
    label=Text("Opportunity", "商机"),
    plural=Text("Opportunities", "商机"),
    policy=Policy("owner", link="owner"),
    display="name",
    money_on=("closed_at", "close_date", "created_at"),
    closing={
        "ended": "closed_at",
        "unknown_before": ["outcome", "stage", "probability", "forecast_category", "loss_reason"],
    },
)
class Opportunity(Kind):
    """Open while ``outcome`` is absent. ``close_date`` is the plan, ``closed_at`` the fact."""

    name = Words(Text("Name", "商机名称"))
    account = Link(Text("Customer", "客户"), "records.Account")
    contact = Link(Text("Contact", "联系人"), "records.Contact")
    lead = Link(Text("Came of lead", "来源线索"), "records.Lead")
    partner = Link(Text("Partner", "渠道伙伴"), "records.Account")
    owner = Link(Text("Owner", "负责人"), "people.User")
    pipeline = Words(Text("Pipeline", "销售流程"), max_length=60, default="default", null=False)
    stage = Link(Text("Stage", "阶段"), "records.Stage")
    amount = Money(Text("Amount", "金额"))
    currency = Words(Text("Currency", "币种"), max_length=3)
    probability = Share(Text("Probability", "赢率"))
    forecast_category = OneOf(Text("Forecast category", "预测类别"), FORECAST_CATEGORIES)
    forecast_confirmed_at = WorldTimeField(Text("Forecast confirmed", "预测确认时间"))
    close_date = Day(Text("Expected close", "预计成交日"))
    closed_at = WorldTimeField(Text("Closed", "成交/关闭时间"))
    outcome = OneOf(Text("Outcome", "结果"), OUTCOMES)
    loss_reason = Words(Text("Loss reason", "输单原因"))
    competitor = Words(Text("Competitor", "竞争对手"))
    product_line = Words(Text("Product line", "产品线"), max_length=100)
    type = OneOf(Text("Type", "商机类型"), TYPES)
    priority = OneOf(Text("Priority", "优先级"), PRIORITIES)
    next_step = Words(Text("Next step", "下一步"))
    next_step_due = Day(Text("Next step due", "下一步截止日"))


@kind(
    "opportunity_line",
    label=Text("Opportunity line", "商机明细"),
    plural=Text("Opportunity lines", "商机明细"),
    policy=Policy("parent", link="opportunity"),
)
class OpportunityLine(Kind):
    opportunity = Link(Text("Opportunity", "商机"), "records.Opportunity", null=False)
    product = Link(Text("Product", "产品"), "records.Product")
    quantity = Quantity(Text("Quantity", "数量"))
    unit_price = Money(Text("Unit price", "单价"))
    currency = Words(Text("Currency", "币种"), max_length=3)


@kind(
    "opportunity_split",
    label=Text("Share in an opportunity", "商机分成"),
    plural=Text("Shares in opportunities", "商机分成"),
    policy=Policy("parent", link="opportunity"),
)
class OpportunitySplit(Kind):
    """The shares of one opportunity add up to 1; without any, the owner has all of it."""

    opportunity = Link(Text("Opportunity", "商机"), "records.Opportunity", null=False)
    user = Link(Text("Person", "人员"), "people.User", null=False)
    share = Share(Text("Share", "分成比例"), null=False)


STAGE_VISIT = derive(
    DerivedTable(
        name="stage_visit",
        label=Text("Stage visit", "阶段停留"),
        plural=Text("Stage visits", "阶段停留"),
        policy=Policy("parent", link="opportunity"),
        visits_of=("opportunity", "stage"),
        columns=(
            ("opportunity", "link", Text("Opportunity", "商机"), "opportunity"),
            ("stage", "link", Text("Stage", "阶段"), "stage"),
            ("entered_at", "time", Text("Entered", "进入时间"), ""),
            ("left_at", "time", Text("Left", "离开时间"), ""),
            ("visit", "integer", Text("Visit", "第几次进入"), ""),
        ),
    )
)
