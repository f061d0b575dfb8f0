"""How somebody's mind was set in a week, from 1 to 5."""

from __future__ import annotations

from steerboard.core.text import Text
from steerboard.engine.model import Policy
from steerboard.kinds.base import Kind
from steerboard.kinds.fields import Day, Link, Whole
from steerboard.kinds.registry import kind


@kind(
    "check_in",
    label=Text("Check-in", "心态打分"),
    plural=Text("Check-ins", "心态打分"),
    policy=Policy("owner", link="user"),
    aliases={"by": "given_by"},
)
class CheckIn(Kind):
    """``week`` is any day of the week that is meant, its Monday by custom."""

    user = Link(Text("Person", "人员"), "people.User")
    week = Day(Text("Week", "周"), null=False)
    score = Whole(Text("Score (1-5)", "得分（1–5）"))
    given_by = Link(Text("Given by", "打分人"), "people.User")
