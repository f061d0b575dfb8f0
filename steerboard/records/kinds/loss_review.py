"""Why a deal was lost, in somebody's view."""

from __future__ import annotations

from steerboard.core.text import Text
from steerboard.engine.model import Policy
from steerboard.kinds.base import Kind
from steerboard.kinds.fields import Link, OneOf, Prose, Words, WorldTimeField
from steerboard.kinds.registry import kind

REVIEWERS = {
    "own": Text("Ourselves", "我方"),
    "customer": Text("The customer", "客户"),
    "outside": Text("An outside party", "第三方"),
}


@kind(
    "loss_review",
    label=Text("Loss review", "丢单复盘"),
    plural=Text("Loss reviews", "丢单复盘"),
    policy=Policy("parent", link="opportunity"),
    aliases={"by": "reviewer"},
)
class LossReview(Kind):
    opportunity = Link(Text("Opportunity", "商机"), "records.Opportunity", null=False)
    reviewer = OneOf(Text("In the view of", "复盘方"), REVIEWERS)
    reasons = Words(Text("Reasons", "原因"))
    text = Prose(Text("Text", "说明"))
    reviewed_at = WorldTimeField(Text("Reviewed", "复盘时间"))
