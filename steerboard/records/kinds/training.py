"""A course that somebody takes."""

from __future__ import annotations

from steerboard.core.text import Text
from steerboard.engine.model import Policy
from steerboard.kinds.base import Kind
from steerboard.kinds.fields import Flag, Link, Words, WorldTimeField
from steerboard.kinds.registry import kind


@kind(
    "training",
    label=Text("Training", "培训"),
    plural=Text("Trainings", "培训"),
    policy=Policy("owner", link="user"),
    display="course",
)
class Training(Kind):
    user = Link(Text("Person", "人员"), "people.User")
    course = Words(Text("Course", "课程"))
    required = Flag(Text("Required", "是否必修"))
    completed_at = WorldTimeField(Text("Completed", "完成时间"))
