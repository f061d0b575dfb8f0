"""Targets: what a KPI should come to, for whom, in which period."""

from __future__ import annotations

from steerboard.core.text import Text
from steerboard.engine.model import Policy
from steerboard.kinds.base import Kind
from steerboard.kinds.fields import Day, Link, OneOf, Quantity, Words
from steerboard.kinds.registry import Derived, kind

SCOPES = {
    "company": Text("Company", "公司"),
    "team": Text("Team", "团队"),
    "user": Text("Person", "个人"),
}
LEVELS = {
    "target": Text("Target", "目标"),
    "stretch": Text("Stretch", "挑战目标"),
    "challenge": Text("Challenge", "冲刺目标"),
}


@kind(
    "target",
    label=Text("Target", "目标"),
    plural=Text("Targets", "目标"),
    # What a team or the company is to reach is no secret; a person's own is seen by those who see his rows.
    policy=Policy("owner", link="user", pool=True),
    derived=(Derived("scope_id", "integer", Text("Scope id", "范围编号"), either=("user", "team")),),
)
class Target(Kind):
    """Versions of a target are its history: the row holds the present one. Money is in workspace currency."""

    kpi = Words(Text("KPI", "指标"), max_length=80, null=False)
    params = Words(Text("Parameters", "参数"), default="{}", null=False)
    scope = OneOf(Text("Scope", "范围"), SCOPES, default="user", null=False)
    user = Link(Text("Person", "人员"), "people.User")
    team = Link(Text("Team", "团队"), "people.Team")
    starts_on = Day(Text("From", "起始日期"), null=False)
    ends_on = Day(Text("Until (exclusive)", "截止日期（不含）"), null=False)
    level = OneOf(Text("Level", "目标档位"), LEVELS, default="target", null=False)
    value = Quantity(Text("Value", "目标值"))
