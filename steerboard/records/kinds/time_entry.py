"""How somebody spent his working time."""

from __future__ import annotations

from steerboard.core.text import Text
from steerboard.engine.model import Policy
from steerboard.kinds.base import Kind
from steerboard.kinds.fields import Day, Link, OneOf, Whole
from steerboard.kinds.registry import kind

KINDS = {
    "selling": Text("Selling", "销售"),
    "travel": Text("Travel", "路途"),
    "entry": Text("Data entry", "录入"),
    "internal": Text("Internal", "内部事务"),
    "other": Text("Other", "其他"),
}


@kind(
    "time_entry",
    label=Text("Time entry", "工时"),
    plural=Text("Time entries", "工时"),
    policy=Policy("owner", link="user"),
)
class TimeEntry(Kind):
    user = Link(Text("Person", "人员"), "people.User")
    day = Day(Text("Day", "日期"), null=False)
    kind = OneOf(Text("Kind", "工时类型"), KINDS)
    minutes = Whole(Text("Minutes", "分钟数"))
