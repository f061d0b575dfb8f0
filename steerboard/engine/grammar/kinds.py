"""How kinds of values meet: what may be compared, what becomes the day of a time, what a sum of numbers is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from steerboard.core.errors import BadInput, UnknownName
from steerboard.core.moments import naive
from steerboard.core.text import Text
from steerboard.core.worldtime import HOW_TO_WRITE, from_text, is_instant
from steerboard.engine.grammar.faults import Site
from steerboard.engine.grammar.nodes import (
    BOOLEAN,
    DATE,
    DOUBLE,
    KIND_NAMES,
    MOST_DIGITS,
    TEXT,
    TIME,
    Both,
    Call,
    Constant,
    Field,
    Node,
    Scalar,
    Type,
)

_THROUGH = ("coalesce", "least", "greatest", "if")


def constant(value: Scalar, at: int) -> Constant:
    """A value with the type that it has by itself."""
    match value:
        case bool():
            return Constant(BOOLEAN, at, value)
        case int() | Decimal():
            return Constant(number_type(value), at, value)
        case datetime():
            return Constant(TIME, at, value)
        case date():
            return Constant(DATE, at, value)
        case str():
            return Constant(TEXT, at, value)


def number_type(value: int | Decimal) -> Type:
    exponent = Decimal(value).as_tuple().exponent
    assert isinstance(exponent, int), "numbers here are finite"
    digits = len(str(abs(int(value))))
    return Type("number", digits=digits, places=max(0, -exponent))


def agree(left: Node, right: Node, site: Site, *, choices: bool = True) -> tuple[Node, Node]:
    """Both sides as they can be compared: a written date becomes a date, a time beside a date its local day."""
    left, right = _read_as(left, right.type, site), _read_as(right, left.type, site)
    if {left.type.kind, right.type.kind} == {"date", "time"}:
        left, right = day_of(left, site), day_of(right, site)
    if not _comparable(left.type, right.type):
        message = Text("{a} and {b} cannot be compared.", "{a}与{b}不能比较。").fill(
            a=KIND_NAMES[left.type.kind], b=KIND_NAMES[right.type.kind]
        )
        raise site.wrong(right.at, message, _quote_hint(left, right))
    if choices:
        check_choice(left.type, right, site)
        check_choice(right.type, left, site)
    return left, right


def _comparable(left: Type, right: Type) -> bool:
    if left.kind == right.kind:
        return left.target == right.target
    whole = {left.kind, right.kind} == {"link", "number"}
    return whole and left.exact and right.exact and not left.places and not right.places


def _quote_hint(left: Node, right: Node) -> Text | None:
    if "text" in (left.type.kind, right.type.kind):
        return Text("Texts stand in quotes, numbers do not.", "文本要加引号，数字不加。")
    return None


def check_choice(of: Type, node: Node, site: Site) -> None:
    """Refuse a written value that a choice does not have."""
    if not of.choices or not isinstance(node, Constant):
        return
    known = [choice.value for choice in of.choices]
    if node.value not in known:
        what = Text("choice here", "可选值")
        raise UnknownName(what, str(node.value)[:40], known, where=site.where(node.at))


def _read_as(node: Node, wanted: Type, site: Site) -> Node:
    """A quoted date beside a date or time is one."""
    if wanted.kind not in ("date", "time") or not isinstance(node, Constant) or node.type.kind != "text":
        return node
    return moment(str(node.value), node.at, site)


def moment(text: str, at: int, site: Site) -> Constant:
    """A date, or an instant that names its zone."""
    try:
        value = from_text(text)
    except (BadInput, OverflowError):
        message = Text("“{t}” is no date or time.", "“{t}”不是日期或时间。").fill(t=text[:40])
        raise site.wrong(at, message, HOW_TO_WRITE) from None
    return constant(naive(value) if is_instant(value) else value, at)


def day_of(node: Node, site: Site) -> Node:
    """The local day of a time; a date is one already."""
    if node.type.kind == "date":
        return node
    if node.type.kind != "time":
        raise site.expected(node, Text("a date or a time", "日期或时间"))
    if isinstance(node, Field):
        return replace(node, type=DATE, part="on")
    if isinstance(node, Call) and node.function in _THROUGH:
        items = [i if i.type.kind == "boolean" else day_of(i, site) for i in node.items]
        return replace(node, type=DATE, items=tuple(items))
    raise site.wrong(
        node.at,
        Text("the day of this time depends on the zone.", "这个时间是哪一天取决于时区。"),
        Text("Write the date alone.", "请只写日期。"),
    )


def exact(node: Node) -> Node:
    """Whether the time of day of a time is known."""
    if isinstance(node, Field) and node.type.kind == "time":
        return replace(node, type=BOOLEAN, part="exact")
    if isinstance(node, Call) and node.function in ("coalesce", "if"):
        items = [i if i.type.kind == "boolean" else exact(i) for i in node.items]
        return replace(node, type=BOOLEAN, items=tuple(items))
    if isinstance(node, Call) and node.function in ("least", "greatest"):
        known = [Call(BOOLEAN, i.at, (exact(i), constant(True, i.at)), "coalesce") for i in node.items]
        return Both(BOOLEAN, node.at, tuple(known))
    return constant(node.type.kind == "time", node.at)


def unify(nodes: Sequence[Node], site: Site) -> tuple[Type, tuple[Node, ...]]:
    """Values of which any one may be the result: all of one kind, and the type that holds each."""
    first, *others = nodes
    done = [first]
    for other in others:
        done[0], agreed = agree(done[0], other, site, choices=False)
        done.append(agreed)
    if any(n.type.kind == "date" for n in done):
        done = [day_of(n, site) for n in done]
    if done[0].type.kind == "number":
        return widest([n.type for n in done]), tuple(done)
    return replace(done[0].type, choices=()), tuple(done)


def widest(types: Sequence[Type]) -> Type:
    return fitting(max(t.digits for t in types), max(t.places for t in types), all(t.exact for t in types))


def fitting(digits: int, places: int, exactly: bool) -> Type:
    """An exact number where its digits are enough for the stores, else a double."""
    if not exactly or digits + places > MOST_DIGITS:
        return DOUBLE
    return Type("number", digits=digits, places=places)
