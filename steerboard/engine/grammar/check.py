"""From the untyped tree to the typed one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal, cast

from lark import Token, Tree

from steerboard.core.errors import UnknownName
from steerboard.core.moments import naive
from steerboard.core.text import Text
from steerboard.engine.grammar.faults import Site
from steerboard.engine.grammar.functions import FUNCTIONS
from steerboard.engine.grammar.kinds import agree, constant, day_of, fitting, moment
from steerboard.engine.grammar.nodes import (
    BOOLEAN,
    DATE,
    DOUBLE,
    INTEGER,
    KIND_NAMES,
    Arithmetic,
    Both,
    Compare,
    Constant,
    Either,
    In,
    IsMissing,
    Match,
    Negative,
    Node,
    Not,
    Scalar,
    Type,
)
from steerboard.engine.grammar.scopes import Scope
from steerboard.engine.grammar.syntax import Branch, begins

MOST_NUMBER_DIGITS = 18

_SAME = {"==": "=", "<>": "!=", "≠": "!=", "≤": "<=", "≥": ">="}
_IS_NULL = Text("Write “is null” or “is not null”.", "请写 “is null” 或 “is not null”。")


@dataclass(frozen=True)
class Checker:
    site: Site
    scope: Scope
    params: Mapping[str, Scalar]

    def node(self, branch: Branch) -> Node:
        assert isinstance(branch, Tree)
        return _MAKERS[branch.data](self, branch)

    def condition(self, branch: Branch) -> Node:
        node = self.node(branch)
        if node.type.kind != "boolean":
            hint = Text("Compare it with something.", "请把它与某个值比较。")
            raise self.site.expected(node, Text("a condition", "条件"), hint)
        return node

    # --- logic ------------------------------------------------------------------------------------------

    def both(self, tree: Tree[Token]) -> Node:
        return Both(BOOLEAN, begins(tree), tuple(self.condition(c) for c in tree.children))

    def either(self, tree: Tree[Token]) -> Node:
        return Either(BOOLEAN, begins(tree), tuple(self.condition(c) for c in tree.children))

    def no(self, tree: Tree[Token]) -> Node:
        return Not(BOOLEAN, begins(tree), self.condition(tree.children[0]))

    # --- comparisons ------------------------------------------------------------------------------------

    def compare(self, tree: Tree[Token]) -> Node:
        first, sign, second = tree.children
        operator = _SAME.get(str(sign), str(sign))
        if operator in ("=", "!=") and (missing := self._beside_null(first, second)):
            return missing if operator == "=" else Not(BOOLEAN, missing.at, missing)
        left, right = agree(self.node(first), self.node(second), self.site)
        if operator == "!=":
            return Not(BOOLEAN, left.at, Compare(BOOLEAN, left.at, left, right, "="))
        if operator != "=":
            self._ordered(left)
        order = cast(Literal["=", "<", "<=", ">", ">="], operator)
        return Compare(BOOLEAN, left.at, left, right, order)

    def _beside_null(self, first: Branch, second: Branch) -> Node | None:
        """``x = null`` means what people expect of it."""
        for this, other in ((first, second), (second, first)):
            if _is_null(other) and not _is_null(this):
                return IsMissing(BOOLEAN, begins(this), self.node(this))
        return None

    def _ordered(self, node: Node) -> None:
        if node.type.kind not in ("number", "date", "time"):
            message = Text("{k} has no order.", "{k}没有大小之分。").fill(k=KIND_NAMES[node.type.kind])
            raise self.site.wrong(node.at, message, Text("Use = or !=.", "请使用 = 或 !=。"))

    def is_missing(self, tree: Tree[Token]) -> Node:
        return IsMissing(BOOLEAN, begins(tree), self.node(tree.children[0]))

    def is_in(self, tree: Tree[Token]) -> Node:
        operand = self.node(tree.children[0])
        if len(tree.children) == 1:
            raise self.site.wrong(operand.at, Text("the list is empty.", "列表为空。"))
        options: list[Scalar] = []
        for branch in tree.children[1:]:
            operand, option = agree(operand, self.node(branch), self.site)
            if not isinstance(option, Constant):
                message = Text("a list holds written values only.", "列表里只能写固定值。")
                raise self.site.wrong(begins(branch), message)
            options.append(option.value)
        if operand.type.kind == "date" and any(isinstance(option, datetime) for option in options):
            raise self.site.expected(
                operand, Text("a list of dates, or one of times", "全部为日期或全部为时间")
            )
        return In(BOOLEAN, begins(tree), operand, tuple(options))

    def between(self, tree: Tree[Token]) -> Node:
        operand, low, high = (self.node(child) for child in tree.children)
        ends: list[Node] = []
        for sign, end in ((">=", low), ("<=", high)):
            left, right = agree(operand, end, self.site)
            self._ordered(left)
            ends.append(Compare(BOOLEAN, left.at, left, right, cast(Literal[">=", "<="], sign)))
        return Both(BOOLEAN, begins(tree), tuple(ends))

    def match(self, tree: Tree[Token]) -> Node:
        left, right = (self.node(child) for child in tree.children)
        for side in (left, right):
            if side.type.kind != "text":
                raise self.site.expected(side, KIND_NAMES["text"])
        how: Literal["contains", "starts_with"] = "contains" if "contains" in tree.data else "starts_with"
        return Match(BOOLEAN, left.at, left, right, how)

    # --- values -----------------------------------------------------------------------------------------

    def arithmetic(self, tree: Tree[Token]) -> Node:
        first, sign, second = tree.children
        left, right, operator = (
            self.node(first),
            self.node(second),
            cast(Literal["+", "-", "*", "/"], str(sign)),
        )
        if left.type.kind in ("date", "time"):
            return self._moved(left, right, operator)
        for side in (left, right):
            if side.type.kind != "number":
                raise self.site.expected(side, KIND_NAMES["number"])
        return Arithmetic(_result(left.type, right.type, operator), left.at, left, right, operator)

    def _moved(self, left: Node, right: Node, operator: Literal["+", "-", "*", "/"]) -> Node:
        """A date and days, or two dates."""
        use_days = Text("Use days(from, to).", "请使用 days(from, to)。")
        if left.type.kind == "time":
            raise self.site.expected(left, Text("a number or a date", "数字或日期"), use_days)
        if operator == "-" and right.type.kind in ("date", "time"):
            return Arithmetic(INTEGER, left.at, left, day_of(right, self.site), "-")
        whole = right.type.kind == "number" and right.type.exact and not right.type.places
        if operator not in ("+", "-") or not whole:
            raise self.site.expected(right, Text("a whole number of days", "整数天数"), use_days)
        return Arithmetic(DATE, left.at, left, right, operator)

    def negative(self, tree: Tree[Token]) -> Node:
        operand = self.node(tree.children[1])
        if operand.type.kind != "number":
            raise self.site.expected(operand, KIND_NAMES["number"])
        if isinstance(operand, Constant) and isinstance(operand.value, (int, Decimal)):
            return Constant(operand.type, begins(tree), -operand.value)
        return Negative(operand.type, begins(tree), operand)

    def call(self, tree: Tree[Token]) -> Node:
        name = cast(Token, tree.children[0])
        at = begins(name)
        function = FUNCTIONS.get(name.lower())
        if function is None:
            raise UnknownName(Text("function", "函数"), str(name), FUNCTIONS, where=self.site.where(at))
        arguments = [self.node(child) for child in tree.children[1:]]
        if not function.least <= len(arguments) <= function.most:
            message = Text("“{f}” takes another number of values.", "“{f}”的参数个数不对。").fill(f=str(name))
            usage = Text("Write {u}.", "请写成 {u}。").fill(u=function.usage)
            raise self.site.wrong(at, message, usage)
        return function.make(arguments, at, self.site)

    def path(self, tree: Tree[Token]) -> Node:
        return self.scope.find([cast(Token, child) for child in tree.children], self.site)

    def text(self, tree: Tree[Token]) -> Node:
        written = str(tree.children[0])
        quote, value = written[0], written[1:-1]
        if quote in "'\"":
            value = value.replace(quote * 2, quote)
        if any(c == "\x00" or "\ud800" <= c <= "\udfff" for c in value):
            message = Text("the text holds a character that cannot be stored.", "文本中含有无法存储的字符。")
            raise self.site.wrong(begins(tree), message)
        return constant(value, begins(tree))

    def number(self, tree: Tree[Token]) -> Node:
        written = str(tree.children[0])
        if sum(c.isdigit() for c in written) > MOST_NUMBER_DIGITS:
            message = Text("a number has at most {n} digits.", "数字最多 {n} 位。").fill(n=MOST_NUMBER_DIGITS)
            raise self.site.wrong(begins(tree), message)
        return constant(Decimal(written) if "." in written else int(written), begins(tree))

    def moment(self, tree: Tree[Token]) -> Node:
        return moment(str(tree.children[0]), begins(tree), self.site)

    def truth(self, tree: Tree[Token]) -> Node:
        return constant(tree.data == "true", begins(tree))

    def null(self, tree: Tree[Token]) -> Node:
        raise self.site.wrong(
            begins(tree), Text("“null” cannot stand here.", "“null”不能出现在这里。"), _IS_NULL
        )

    def parameter(self, tree: Tree[Token]) -> Node:
        name = str(tree.children[0])[1:]
        if name not in self.params:
            where = self.site.where(begins(tree))
            raise UnknownName(Text("parameter", "参数"), name, self.params, where=where)
        value = self.params[name]
        if isinstance(value, datetime) and value.tzinfo is not None:
            value = naive(value)
        return constant(value, begins(tree))


def _result(left: Type, right: Type, operator: str) -> Type:
    """What a sum, difference, product or quotient of two numbers is."""
    if operator == "/":
        return DOUBLE
    if left == INTEGER and right == INTEGER:
        return INTEGER
    exactly = left.exact and right.exact
    if operator == "*":
        return fitting(left.digits + right.digits, left.places + right.places, exactly)
    return fitting(max(left.digits, right.digits) + 1, max(left.places, right.places), exactly)


def _is_null(branch: Branch) -> bool:
    return isinstance(branch, Tree) and branch.data == "null"


Maker = Callable[[Checker, Tree[Token]], Node]


def _complement(make: Maker) -> Maker:
    def made(checker: Checker, tree: Tree[Token]) -> Node:
        return Not(BOOLEAN, begins(tree), make(checker, tree))

    return made


_MAKERS: Mapping[str, Maker] = {
    "both": Checker.both,
    "either": Checker.either,
    "no": Checker.no,
    "compare": Checker.compare,
    "is_missing": Checker.is_missing,
    "is_known": _complement(Checker.is_missing),
    "is_in": Checker.is_in,
    "not_in": _complement(Checker.is_in),
    "between": Checker.between,
    "not_between": _complement(Checker.between),
    "contains": Checker.match,
    "not_contains": _complement(Checker.match),
    "starts_with": Checker.match,
    "not_starts_with": _complement(Checker.match),
    "arithmetic": Checker.arithmetic,
    "negative": Checker.negative,
    "call": Checker.call,
    "path": Checker.path,
    "text": Checker.text,
    "number": Checker.number,
    "date": Checker.moment,
    "time": Checker.moment,
    "true": Checker.truth,
    "false": Checker.truth,
    "null": Checker.null,
    "parameter": Checker.parameter,
}
