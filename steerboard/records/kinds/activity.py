"""What people do: calls, visits, demos, and the plan of them."""

from __future__ import annotations

from steerboard.core.text import Text
from steerboard.engine.model import Policy
from steerboard.kinds.base import Kind
from steerboard.kinds.fields import Flag, Link, OneOf, Prose, Whole, Words, WorldTimeField
from steerboard.kinds.registry import Derived, kind

KINDS = {
    "call": Text("Call", "电话"),
    "email": Text("Email", "邮件"),
    "visit": Text("Visit", "拜访"),
    "meeting": Text("Meeting", "会议"),
    "demo": Text("Demo", "产品演示"),
    "presentation": Text("Presentation", "方案讲解"),
    "onboarding": Text("Onboarding", "上线辅导"),
    "task": Text("Task", "任务"),
    "note": Text("Note", "备注"),
}
MODES = {
    "in_person": Text("In person", "当面"),
    "video": Text("Video", "视频"),
    "phone": Text("Phone", "电话"),
    "written": Text("Written", "书面"),
}
DIRECTIONS = {"outbound": Text("Outbound", "呼出"), "inbound": Text("Inbound", "呼入")}
OUTCOMES = {
    "connected": Text("Connected", "已接通"),
    "no_answer": Text("No answer", "未接通"),
    "positive": Text("Positive", "积极"),
    "neutral": Text("Neutral", "一般"),
    "negative": Text("Negative", "消极"),
}
INSPECTIONS = {"right": Text("Right", "合格"), "wrong": Text("Wrong", "不合格")}


@kind(
    "activity",
    label=Text("Activity", "销售活动"),
    plural=Text("Activities", "销售活动"),
    policy=Policy("owner", link="owner"),
    display="purpose",
    derived=(
        Derived("committed_for", "time", Text("First committed to", "首次承诺时间"), first_of="planned_for"),
    ),
)
class Activity(Kind):
    """Planned while ``done_at`` and ``cancelled_at`` are absent, done from ``done_at`` on."""

    kind = OneOf(Text("Kind", "活动类型"), KINDS, null=False)
    mode = OneOf(Text("Mode", "方式"), MODES)
    direction = OneOf(Text("Direction", "方向"), DIRECTIONS)
    owner = Link(Text("Owner", "负责人"), "people.User")
    account = Link(Text("Customer", "客户"), "records.Account")
    contact = Link(Text("Contact", "联系人"), "records.Contact")
    lead = Link(Text("Lead", "线索"), "records.Lead")
    opportunity = Link(Text("Opportunity", "商机"), "records.Opportunity")
    campaign = Link(Text("Campaign", "营销活动"), "records.Campaign")
    sequence = Words(Text("Sequence", "跟进序列"), max_length=100)
    product = Link(Text("Product", "产品"), "records.Product")
    planned_for = WorldTimeField(Text("Planned for", "计划时间"))
    done_at = WorldTimeField(Text("Done", "完成时间"))
    cancelled_at = WorldTimeField(Text("Cancelled", "取消时间"))
    duration = Whole(Text("Duration (min)", "时长（分钟）"))
    outcome = OneOf(Text("Outcome", "结果"), OUTCOMES)
    purpose = Words(Text("Purpose", "目的"))
    collateral = Words(Text("Material used", "使用资料"))
    prepared = Flag(Text("Prepared", "资料已备"))
    reason_not_done = Words(Text("Why it did not happen", "未完成原因"))
    notes = Prose(Text("Notes", "记录"))
    entered_at = WorldTimeField(Text("Entered", "录入时间"))
    inspection = OneOf(Text("Found on inspection", "质检结果"), INSPECTIONS)
    inspected_at = WorldTimeField(Text("Inspected", "质检时间"))


@kind(
    "activity_participant",
    label=Text("Colleague who came along", "陪同人员"),
    plural=Text("Colleagues who came along", "陪同人员"),
    policy=Policy("parent", link="activity"),
)
class ActivityParticipant(Kind):
    """A colleague at an activity, beside its owner."""

    activity = Link(Text("Activity", "销售活动"), "records.Activity", null=False)
    user = Link(Text("Person", "人员"), "people.User", null=False)
