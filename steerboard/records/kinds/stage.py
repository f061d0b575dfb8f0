"""A step of a sales pipeline."""

from __future__ import annotations

from steerboard.core.text import Text
from steerboard.engine.model import Policy
from steerboard.kinds.base import Kind
from steerboard.kinds.fields import OneOf, Prose, Share, Whole, Words
from steerboard.kinds.registry import kind

FORECAST_CATEGORIES = {
    "pipeline": Text("Pipeline", "储备"),
    "best_case": Text("Best case", "争取"),
    "commit": Text("Commit", "承诺"),
    "omitted": Text("Omitted", "不计入"),
}
KINDS = {"open": Text("Open", "进行中"), "won": Text("Won", "赢单"), "lost": Text("Lost", "输单")}


@kind(
    "stage",
    label=Text("Stage", "阶段"),
    plural=Text("Stages", "阶段"),
    policy=Policy("public"),
    display="name",
    aliases={"order": "position"},
)
class Stage(Kind):
    """``required_fields`` lists fields of the opportunity, with semicolons between."""

    name = Words(Text("Name", "阶段名称"), null=False)
    pipeline = Words(Text("Pipeline", "销售流程"), max_length=60, default="default", null=False)
    position = Whole(Text("Position", "次序"))
    probability = Share(Text("Probability", "赢率"))
    kind = OneOf(Text("Kind", "阶段性质"), KINDS, default="open", null=False)
    forecast_category = OneOf(Text("Forecast category", "预测类别"), FORECAST_CATEGORIES)
    longest_stay = Whole(Text("Longest stay (days)", "最长停留（天）"))
    entry_conditions = Prose(Text("To enter it", "进入条件"))
    exit_conditions = Prose(Text("To leave it", "退出条件"))
    required_fields = Words(Text("Required fields", "必填字段"), max_length=1000)
    tasks = Prose(Text("Tasks", "阶段任务"))
