"""A team, and its dated place in the tree."""

from __future__ import annotations

from steerboard.core.text import Text
from steerboard.engine.model import Policy
from steerboard.kinds.base import Kind
from steerboard.kinds.fields import Day, Link, OneOf, Words
from steerboard.kinds.registry import kind

LEVELS = {
    "company": Text("Company", "公司"),
    "region": Text("Region", "大区"),
    "team": Text("Team", "团队"),
}


@kind(
    "team",
    label=Text("Team", "团队"),
    plural=Text("Teams", "团队"),
    policy=Policy("public"),
    display="name",
)
class Team(Kind):
    name = Words(Text("Name", "名称"), null=False)
    kind = OneOf(Text("Level", "层级"), LEVELS, default="team", null=False)
    territory = Words(Text("Territory", "辖区"))


@kind(
    "team_place",
    label=Text("Place of a team", "团队隶属"),
    plural=Text("Places of teams", "团队隶属"),
    policy=Policy("public"),
)
class TeamPlace(Kind):
    """``team`` stood under ``parent`` (none: at the top) from ``valid_from`` up to, not including, ``valid_to``."""

    team = Link(Text("Team", "团队"), "people.Team", null=False)
    parent = Link(Text("Under", "上级团队"), "people.Team")
    valid_from = Day(Text("From", "起始日期"))
    valid_to = Day(Text("Until (exclusive)", "截止日期（不含）"))
