"""What a store says when a query fails, in the words of the one error family."""

from __future__ import annotations

from steerboard.core.errors import BadInput, Broken, Refused
from steerboard.core.text import Text


def out_of_range() -> BadInput:
    return BadInput(
        Text(
            "a number in this question leaves the range that can be counted.",
            "计算中的数值超出可表示的范围。",
        ),
        hint=Text("Use smaller factors or a filter.", "请减小系数或加上筛选条件。"),
    )


def stopped() -> Refused:
    return Refused(
        Text("the question was stopped before it had an answer.", "查询在得出结果前被中止。"),
        hint=Text("Ask for a shorter period or fewer dimensions.", "请缩短时间范围或减少维度。"),
    )


def too_large() -> Refused:
    return Refused(
        Text("the question needs more memory than the store may use.", "查询所需内存超过了上限。"),
        hint=Text("Ask for a shorter period or fewer dimensions.", "请缩短时间范围或减少维度。"),
    )


def tables_differ(detail: str) -> Broken:
    return Broken(
        Text("the analytic tables are not as the model says: {d}", "分析表与模型不一致：{d}").fill(d=detail),
        hint=Text("Run “steerboard rebuild”.", "请运行 “steerboard rebuild”。"),
    )
