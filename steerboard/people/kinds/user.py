"""A person of the organisation (whether or not he signs in)."""

from __future__ import annotations

from steerboard.core.text import Text
from steerboard.engine.model import Policy
from steerboard.kinds.base import Kind
from steerboard.kinds.fields import Day, Share, Words
from steerboard.kinds.registry import kind


@kind(
    "user",
    label=Text("Person", "人员"),
    plural=Text("People", "人员"),
    policy=Policy("person"),
    display="name",
)
class User(Kind):
    name = Words(Text("Name", "姓名"), null=False)
    email = Words(Text("Email", "邮箱"), tag="personal")
    hired_on = Day(Text("Hired on", "入职日期"))
    left_on = Day(Text("Left on", "离职日期"))
    quota_ramp = Share(Text("Quota ramp", "新人爬坡系数"))
