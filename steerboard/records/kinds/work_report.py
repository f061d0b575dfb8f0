"""What somebody reports of a period's work."""

from __future__ import annotations

from steerboard.core.text import Text
from steerboard.engine.model import Policy
from steerboard.kinds.base import Kind
from steerboard.kinds.fields import Day, Link, Prose, WorldTimeField
from steerboard.kinds.registry import kind


@kind(
    "work_report",
    label=Text("Work report", "工作汇报"),
    plural=Text("Work reports", "工作汇报"),
    policy=Policy("owner", link="user"),
)
class WorkReport(Kind):
    """Due and not handed in while ``handed_in_at`` is absent."""

    user = Link(Text("Person", "人员"), "people.User")
    starts_on = Day(Text("Period from", "期间开始"))
    ends_on = Day(Text("Period until", "期间结束"))
    due_at = WorldTimeField(Text("Due", "应交时间"))
    handed_in_at = WorldTimeField(Text("Handed in", "提交时间"))
    text = Prose(Text("Text", "内容"))
