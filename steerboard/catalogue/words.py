"""What the marks of a definition are called, wherever a KPI is told: on pages and in the reference."""

from __future__ import annotations

from collections.abc import Mapping

from steerboard.core.text import Text

SEGMENTS: Mapping[str, Text] = {
    "sales": Text("Sales", "销售"),
    "marketing": Text("Marketing", "市场"),
    "service": Text("Service", "服务"),
    "company": Text("Company", "公司"),
    "own": Text("Our own", "自定义"),
}
ROLES: Mapping[str, Text] = {
    "result": Text("a result", "结果指标"),
    "process": Text("a process figure", "过程指标"),
    "behaviour": Text("a figure of behaviour", "行为指标"),
}
LEADING: Mapping[str, Text] = {
    "leading": Text("it moves before the result does", "先行指标"),
    "lagging": Text("it follows what was done before", "滞后指标"),
}
BETTER: Mapping[str, Text] = {
    "up": Text("More is better", "越高越好"),
    "down": Text("Less is better", "越低越好"),
    "range": Text("Best within a range", "处于合理区间为好"),
}
ADDS_UP: Mapping[str, Text] = {
    "all": Text("over time and over groups", "按时间和分组都可相加"),
    "not_over_time": Text("over groups, not over time", "可按分组相加，不可按时间相加"),
    "none": Text("not at all: asked anew for each whole", "不可相加：每个合计都重新计算"),
}
