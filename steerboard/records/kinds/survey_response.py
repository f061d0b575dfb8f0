"""What somebody answered who was asked how content he is."""

from __future__ import annotations

from steerboard.core.text import Text
from steerboard.engine.model import Policy
from steerboard.kinds.base import Kind
from steerboard.kinds.fields import Link, OneOf, Prose, Quantity, Whole, WorldTimeField
from steerboard.kinds.registry import kind

KINDS = {
    "nps": Text("NPS", "净推荐值"),
    "csat": Text("Satisfaction", "满意度"),
    "employee": Text("Employee survey", "员工满意度"),
}


@kind(
    "survey_response",
    label=Text("Survey answer", "调研答卷"),
    plural=Text("Survey answers", "调研答卷"),
    # What employees answer in confidence is shown to nobody; figures of it need five answers.
    policy=Policy(
        "owner", link="owner", open_to=("marketer", "service_agent"), withheld=("kind", "employee", "user")
    ),
    aliases={"at": "answered_at"},
)
class SurveyResponse(Kind):
    """``scale`` is the best possible score. Employees answer with their ``team``; ``user`` need not be kept."""

    kind = OneOf(Text("Kind", "调研类型"), KINDS, null=False)
    scale = Whole(Text("Best possible score", "满分"))
    score = Quantity(Text("Score", "得分"))
    answers = Prose(Text("Further answers", "其他问题"))
    comment = Prose(Text("Comment", "意见"))
    sent_at = WorldTimeField(Text("Sent", "发送时间"))
    answered_at = WorldTimeField(Text("Answered", "作答时间"))
    account = Link(Text("Customer", "客户"), "records.Account")
    contact = Link(Text("Contact", "联系人"), "records.Contact")
    ticket = Link(Text("Ticket", "工单"), "records.Ticket")
    owner = Link(Text("Looks after the customer", "客户负责人"), "people.User")
    user = Link(Text("Employee", "员工"), "people.User")
    team = Link(Text("Employee's team", "员工所属团队"), "people.Team")
