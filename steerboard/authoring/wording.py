"""A condition or a value in words, as one who does not know the grammar reads it, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from steerboard.core.text import Text
from steerboard.engine.definition.library import Definitions
from steerboard.engine.grammar.nodes import (
    Arithmetic,
    Both,
    Call,
    Compare,
    Constant,
    Either,
    Field,
    In,
    IsMissing,
    Kpi,
    Match,
    Negative,
    Node,
    Not,
    Scalar,
    Type,
)

_COMPARED: Mapping[str, Text] = {
    "=": Text("{a} is {b}", "{a}为{b}"),
    "<": Text("{a} is less than {b}", "{a}小于{b}"),
    "<=": Text("{a} is at most {b}", "{a}不超过{b}"),
    ">": Text("{a} is more than {b}", "{a}大于{b}"),
    ">=": Text("{a} is at least {b}", "{a}不少于{b}"),
}
_DAYS_COMPARED: Mapping[str, Text] = {
    **_COMPARED,
    "<": Text("{a} is before {b}", "{a}早于{b}"),
    "<=": Text("{a} is no later than {b}", "{a}不晚于{b}"),
    ">": Text("{a} is after {b}", "{a}晚于{b}"),
    ">=": Text("{a} is no earlier than {b}", "{a}不早于{b}"),
}
_MATCHED = {
    "contains": Text("{a} contains {b}", "{a}包含{b}"),
    "starts_with": Text("{a} starts with {b}", "{a}以{b}开头"),
}
_SIGNS = {
    "+": Text("{a} + {b}", "{a} + {b}"),
    "-": Text("{a} − {b}", "{a} − {b}"),
    "*": Text("{a} × {b}", "{a} × {b}"),
    "/": Text("{a} ÷ {b}", "{a} ÷ {b}"),
}
_PARTS = {"": Text("{f}", "{f}"), "on": Text("the day of “{f}”", "“{f}”的日期"), "exact": Text("“{f}” has a time of day", "“{f}”有具体时刻")}  # fmt: skip
_NOT_COMPARED: Mapping[str, Text] = {
    **_COMPARED,
    "=": Text("{a} is not {b}", "{a}不为{b}"),
    "contains": Text("{a} does not contain {b}", "{a}不包含{b}"),
    "starts_with": Text("{a} does not start with {b}", "{a}不以{b}开头"),
}
_LENGTHS = {3600: "hours_between", 60: "minutes_between", 1: "seconds_between"}
_NOT = Text("not ({a})", "并非（{a}）")
_MISSING, _KNOWN = Text("{a} is not known", "{a}未知"), Text("{a} is known", "{a}已知")
_AMONG, _NOT_AMONG = (
    Text("{a} is one of {b}", "{a}为{b}之一"),
    Text("{a} is none of {b}", "{a}不是{b}中的任何一个"),
)
_YES, _NO = Text("yes", "是"), Text("no", "否")
_INNER = Text("({a})", "（{a}）")
_OF = Text("{b} of {a}", "{a}的{b}")
_NOTHING = Text("", "")


def words(node: Node, known: Definitions) -> Text:
    """The node in words; ``known`` gives the names of the KPIs in a formula."""
    match node:
        case Both(items=items):
            return _joined([_within(i, Either, known) for i in items], Text("{a} and {b}", "{a}且{b}"))
        case Either(items=items):
            return _joined([_within(i, Both, known) for i in items], Text("{a} or {b}", "{a}或{b}"))
        case Not(operand=operand):
            return _negated(operand, known)
        case IsMissing(operand=operand):
            return _MISSING.fill(a=words(operand, known))
        case In(operand=operand, options=options):
            return _listed(operand, options, known, _AMONG, _COMPARED["="])
        case Compare() | Match() | Arithmetic():
            return _two_sided(node, known)
        case Call():
            return _call(node, known)
    return _leaf(node, known)


def _leaf(node: Node, known: Definitions) -> Text:
    match node:
        case Constant(value=value, type=of):
            return _value(value, of)
        case Field(steps=steps, part=part):
            return _PARTS[part].fill(f=_joined([column.label for _, column in steps], _OF))
        case Kpi(name=name):
            return Text("“{n}”", "“{n}”").fill(n=known.kpi(name).name)
        case Negative(operand=operand):
            return Text("−{a}", "−{a}").fill(a=_within(operand, Arithmetic, known))
    raise TypeError(type(node))


def _negated(node: Node, known: Definitions) -> Text:
    match node:
        case IsMissing(operand=operand):
            return _KNOWN.fill(a=words(operand, known))
        case In(operand=operand, options=options):
            return _listed(operand, options, known, _NOT_AMONG, _NOT_COMPARED["="])
        case Compare(operator="=") | Match():
            return _two_sided(node, known, negated=True)
    return _NOT.fill(a=words(node, known))


def _listed(
    operand: Node, options: tuple[Scalar, ...], known: Definitions, among: Text, single: Text
) -> Text:
    listed = [_value(option, operand.type) for option in options]
    said = _joined(listed, Text("{a}, {b}", "{a}、{b}"))
    return (among if len(listed) > 1 else single).fill(a=words(operand, known), b=said)


def _two_sided(node: Compare | Match | Arithmetic, known: Definitions, *, negated: bool = False) -> Text:
    if isinstance(node, Arithmetic):
        both = {"a": _within(node.left, Arithmetic, known), "b": _within(node.right, Arithmetic, known)}
        return _SIGNS[node.operator].fill(**both)
    left, right = words(node.left, known), words(node.right, known)
    if isinstance(node, Match):
        return (_NOT_COMPARED if negated else _MATCHED)[node.how].fill(a=left, b=right)
    if isinstance(node.right, Constant) and node.left.type.choices:
        right = _value(node.right.value, node.left.type)
    if isinstance(node.right, Constant) and isinstance(node.right.value, bool) and node.operator == "=":
        return left if node.right.value is not negated else _NOT.fill(a=left)
    if negated:
        return _NOT_COMPARED["="].fill(a=left, b=right)
    days = {node.left.type.kind, node.right.type.kind} & {"date", "time"}
    return (_DAYS_COMPARED if days else _COMPARED)[node.operator].fill(a=left, b=right)


def _within(node: Node, kind: type[Node], known: Definitions) -> Text:
    said = words(node, known)
    return _INNER.fill(a=said) if isinstance(node, kind) else said


def _call(node: Call, known: Definitions) -> Text:
    """A function as one writes it: days and hours hold within them that the times of day have to be known."""
    name, items = node.function, node.items
    if name == "if" and isinstance(items[0], Both) and all(_asks_exact(i) for i in items[0].items):
        match items[1]:
            case Call(function="exact_days", items=given):
                name, items = "days", given
            case Arithmetic(left=Call(function="seconds_between", items=given), right=Constant(value=unit)):
                name, items = _LENGTHS[int(str(unit))], given
    inside = _joined([words(i, known) for i in items], Text("{a}, {b}", "{a}, {b}")) if items else _NOTHING
    return Text("{f}({a})", "{f}({a})").fill(f=name, a=inside)


def _asks_exact(node: Node) -> bool:
    """Whether it can only be what a function asks of the times that it is given."""
    return all(field.part == "exact" for field in node.walk() if isinstance(field, Field))


def _value(value: Scalar, of: Type) -> Text:
    if isinstance(value, bool):
        return _YES if value else _NO
    if isinstance(value, str):
        labels = {choice.value: choice.label for choice in of.choices}
        quoted = Text("“{v}”", "“{v}”")
        return quoted.fill(v=labels.get(value, Text.same(value)))
    if isinstance(value, datetime):
        return Text.same(f"{value:%Y-%m-%d %H:%M} UTC")
    if isinstance(value, int):
        return Text.same(f"{value:,}")
    return Text.same(str(value))


def _joined(said: list[Text], between: Text) -> Text:
    found, *rest = said
    for one in rest:
        found = between.fill(a=found, b=one)
    return found
