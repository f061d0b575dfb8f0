"""What somebody said a period would bring, as it was said."""

from __future__ import annotations

from steerboard.core.text import Text
from steerboard.engine.model import Policy
from steerboard.kinds.base import Kind
from steerboard.kinds.fields import Day, Link, Money, OneOf, Prose, Words, WorldTimeField
from steerboard.kinds.registry import kind

CATEGORIES = {
    "pipeline": Text("Pipeline", "商机池"),
    "best_case": Text("Best case", "乐观"),
    "commit": Text("Commit", "承诺"),
}


@kind(
    "forecast_submission",
    label=Text("Submitted forecast", "预测提报"),
    plural=Text("Submitted forecasts", "预测提报"),
    policy=Policy("owner", link="user"),
    money_on=("submitted_at", "starts_on"),
)
class ForecastSubmission(Kind):
    """Never changed: who thinks again submits again."""

    user = Link(Text("Person", "人员"), "people.User")
    team = Link(Text("Team", "团队"), "people.Team")
    starts_on = Day(Text("Period from", "期间开始"), null=False)
    ends_on = Day(Text("Period until", "期间结束"), null=False)
    category = OneOf(Text("Category", "类别"), CATEGORIES)
    amount = Money(Text("Amount", "金额"))
    currency = Words(Text("Currency", "币种"), max_length=3)
    submitted_at = WorldTimeField(Text("Submitted", "提报时间"))
    note = Prose(Text("Note", "说明"))
