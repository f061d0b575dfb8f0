"""The closed list of functions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from steerboard.core.text import Text
from steerboard.engine.grammar.faults import Site
from steerboard.engine.grammar.kinds import constant, day_of, exact, unify
from steerboard.engine.grammar.nodes import (
    BOOLEAN,
    DATE,
    DOUBLE,
    INTEGER,
    KIND_NAMES,
    TEXT,
    Arithmetic,
    Both,
    Call,
    Kind,
    Node,
)

Arguments = Sequence[Node]


@dataclass(frozen=True)
class Function:
    """``make`` builds the node from arguments whose number is right."""

    make: Callable[[Arguments, int, Site], Node]
    least: int
    most: int
    usage: str
    meaning: Text


def _days(arguments: Arguments, at: int, site: Site) -> Node:
    """Exact days where both times of day are known, else days of the calendar."""
    start, end = arguments
    calendar = _days_between(arguments, at, site)
    if {start.type.kind, end.type.kind} != {"time"}:
        return calendar
    exactly = Call(DOUBLE, at, (start, end), "exact_days")
    both = Both(BOOLEAN, at, (exact(start), exact(end)))
    return Call(DOUBLE, at, (both, exactly, calendar), "if")


def _days_between(arguments: Arguments, at: int, site: Site) -> Node:
    return Call(INTEGER, at, tuple(day_of(a, site) for a in arguments), "days_between")


def _seconds_by(unit: int) -> Callable[[Arguments, int, Site], Node]:
    def make(arguments: Arguments, at: int, site: Site) -> Node:
        _need(arguments, "time", site)
        start, end = arguments
        seconds = Call(DOUBLE, at, (start, end), "seconds_between")
        length = Arithmetic(DOUBLE, at, seconds, constant(unit, at), "/")
        return Call(DOUBLE, at, (Both(BOOLEAN, at, (exact(start), exact(end))), length), "if")

    return make


def _day(arguments: Arguments, _at: int, site: Site) -> Node:
    return day_of(arguments[0], site)


def _asked(function: str) -> Callable[[Arguments, int, Site], Node]:
    return lambda _arguments, at, _site: Call(DATE, at, (), function)


def _text(function: str) -> Callable[[Arguments, int, Site], Node]:
    def make(arguments: Arguments, at: int, site: Site) -> Node:
        _need(arguments, "text", site)
        return Call(INTEGER if function == "length" else TEXT, at, tuple(arguments), function)

    return make


def _abs(arguments: Arguments, at: int, site: Site) -> Node:
    _need(arguments, "number", site)
    return Call(arguments[0].type, at, tuple(arguments), "abs")


def _coalesce(arguments: Arguments, at: int, site: Site) -> Node:
    of, items = unify(arguments, site)
    return Call(of, at, items, "coalesce")


def _extreme(function: str) -> Callable[[Arguments, int, Site], Node]:
    def make(arguments: Arguments, at: int, site: Site) -> Node:
        of, items = unify(arguments, site)
        if of.kind not in ("number", "date", "time"):
            raise site.expected(arguments[0], Text("a number, a date or a time", "数字、日期或时间"))
        return Call(of, at, items, function)

    return make


def _if(arguments: Arguments, at: int, site: Site) -> Node:
    condition, *values = arguments
    _need([condition], "boolean", site)
    of, items = unify(values, site)
    return Call(of, at, (condition, *items), "if")


def _need(arguments: Arguments, kind: Kind, site: Site) -> None:
    for argument in arguments:
        if argument.type.kind != kind:
            raise site.expected(argument, KIND_NAMES[kind])


FUNCTIONS: Mapping[str, Function] = {
    "days": Function(
        _days, 2, 2, "days(from, to)",
        Text("days from one to the other: exact where both times of day are known, else by the calendar",
             "相隔天数：两端时刻都已知时精确计算，否则按日历日"),
    ),
    "days_between": Function(
        _days_between, 2, 2, "days_between(from, to)", Text("whole days by the local calendar", "按当地日历的整天数"),
    ),
    "hours_between": Function(
        _seconds_by(3600), 2, 2, "hours_between(from, to)",
        Text("hours; missing where a time of day is not known", "小时数；时刻未知时为空"),
    ),
    "minutes_between": Function(
        _seconds_by(60), 2, 2, "minutes_between(from, to)",
        Text("minutes; missing where a time of day is not known", "分钟数；时刻未知时为空"),
    ),
    "seconds_between": Function(
        _seconds_by(1), 2, 2, "seconds_between(from, to)",
        Text("seconds; missing where a time of day is not known", "秒数；时刻未知时为空"),
    ),
    "day": Function(_day, 1, 1, "day(time)", Text("the local day of a time", "时间所在的当地日期")),
    "today": Function(_asked("today"), 0, 0, "today()", Text("the local day of the question", "查询当天的日期")),
    "period_start": Function(
        _asked("period_start"), 0, 0, "period_start()", Text("the first day of the period; only in states", "期间首日；仅用于时点数"),
    ),
    "period_end": Function(
        _asked("period_end"), 0, 0, "period_end()", Text("the last day of the period; only in states", "期间末日；仅用于时点数"),
    ),
    "lower": Function(_text("lower"), 1, 1, "lower(text)", Text("in lower case", "转为小写")),
    "upper": Function(_text("upper"), 1, 1, "upper(text)", Text("in upper case", "转为大写")),
    "length": Function(_text("length"), 1, 1, "length(text)", Text("number of characters", "字符数")),
    "abs": Function(_abs, 1, 1, "abs(number)", Text("without its sign", "绝对值")),
    "coalesce": Function(_coalesce, 2, 9, "coalesce(a, b, …)", Text("the first that is known", "第一个已知的值")),
    "least": Function(_extreme("least"), 2, 9, "least(a, b, …)", Text("the smallest that is known", "已知值中最小的")),
    "greatest": Function(
        _extreme("greatest"), 2, 9, "greatest(a, b, …)", Text("the greatest that is known", "已知值中最大的"),
    ),
    "if": Function(
        _if, 2, 3, "if(condition, a, b)",
        Text("a where the condition holds, else b (missing where no b is given)", "条件成立取 a，否则取 b（未写则为空）"),
    ),
}  # fmt: skip
"""By name. The generated reference lists them with ``usage`` and ``meaning``."""
