"""Who was where: the only truth about it."""

from __future__ import annotations

from steerboard.core.text import Text
from steerboard.engine.model import Policy
from steerboard.kinds.base import Kind
from steerboard.kinds.fields import Day, Flag, Link, OneOf
from steerboard.kinds.registry import kind

ROLES = {
    "rep": Text("Sales rep", "销售"),
    "team_lead": Text("Team lead", "销售主管"),
    "regional_director": Text("Regional director", "大区总监"),
    "executive": Text("Executive", "高管"),
    "marketer": Text("Marketing", "市场"),
    "service_agent": Text("Customer service", "客服"),
    "sales_ops": Text("Sales operations", "销售运营"),
    "finance": Text("Finance", "财务"),
    "analyst": Text("Analyst", "数据分析"),
    "admin": Text("Administrator", "管理员"),
}


@kind(
    "membership",
    label=Text("Membership", "任职"),
    plural=Text("Memberships", "任职"),
    policy=Policy("public"),
)
class Membership(Kind):
    """``user`` was in ``team`` in ``role`` from ``valid_from`` up to, not including, ``valid_to``."""

    user = Link(Text("Person", "人员"), "people.User", null=False)
    team = Link(Text("Team", "团队"), "people.Team", null=False)
    role = OneOf(Text("Role", "角色"), ROLES, default="rep", null=False)
    leads = Flag(Text("Leads the team", "负责该团队"), default=False, null=False)
    valid_from = Day(Text("From", "起始日期"))
    valid_to = Day(Text("Until (exclusive)", "截止日期（不含）"))
