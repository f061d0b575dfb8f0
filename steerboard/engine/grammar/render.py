"""From the typed tree to SQL.

A rendered condition is TRUE where it holds; where it does not it may be FALSE or NULL, so it belongs into WHERE,
FILTER or CASE WHEN (``nodes.holds`` makes a value of it). Complements are taken at the leaves, where NULL can be
dealt with at little cost.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from sqlglot import exp

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
    Part,
    kpis_of,
)
from steerboard.engine.sql import values as v
from steerboard.engine.sql.nodes import Nodes

_COMPARE: Mapping[str, type[exp.EQ] | type[exp.LT] | type[exp.LTE] | type[exp.GT] | type[exp.GTE]] = {
    "=": exp.EQ,
    "<": exp.LT,
    "<=": exp.LTE,
    ">": exp.GT,
    ">=": exp.GTE,
}
_ARITHMETIC: Mapping[str, type[exp.Add] | type[exp.Sub] | type[exp.Mul]] = {
    "+": exp.Add,
    "-": exp.Sub,
    "*": exp.Mul,
}


TODAY, PERIOD_START, PERIOD_END = ("today()",), ("period_start()",), ("period_end()",)
"""The paths under which days of the question are asked for; no field can have them."""


class Columns(Protocol):
    """Where the fields of a tree stand in a query."""

    def column(self, path: tuple[str, ...], part: Part) -> exp.Expression:
        """A fresh expression for a field; ``part`` "on" is its local DATE, "exact" its flag.

        A link path gives the id. In a formula ``path`` is the one name of a KPI.
        """
        ...


def render(node: Node, columns: Columns, nodes: Nodes) -> exp.Expression:
    """The SQL of a condition or a value."""
    renderer = _Renderer(columns, nodes)
    return renderer.condition(node) if node.type.kind == "boolean" else renderer.value(node)


@dataclass(frozen=True)
class _Renderer:
    columns: Columns
    nodes: Nodes

    # --- conditions -------------------------------------------------------------------------------------

    def condition(self, node: Node) -> exp.Expression:
        match node:
            case Both(items=items):
                return v.both(self.condition(item) for item in items)
            case Either(items=items):
                return v.either(self.condition(item) for item in items)
            case Not(operand=operand):
                return self.complement(operand)
            case IsMissing(operand=operand):
                return exp.Is(this=v.paren(self.value(operand)), expression=exp.Null())
            case In(operand=operand, options=options):
                return self.nodes.is_in(self.value(operand), options)
            case Compare(left=left, right=right, operator=operator):
                sides = (v.paren(self.value(left)), v.paren(self.value(right)))
                return _COMPARE[operator](this=sides[0], expression=sides[1])
            case Match(left=left, right=right, how=how):
                find = self.nodes.contains if how == "contains" else self.nodes.starts_with
                return find(self.value(left), self.value(right))
            case _:
                return self.value(node)

    def complement(self, node: Node) -> exp.Expression:
        match node:
            case Both(items=items):
                return v.either(self.complement(item) for item in items)
            case Either(items=items):
                return v.both(self.complement(item) for item in items)
            case Not(operand=operand):
                return self.condition(operand)
            case IsMissing():
                return exp.Not(this=exp.Paren(this=self.condition(node)))
            case Compare(left=left, right=Constant() as right, operator="="):
                return self.nodes.differs(self.value(left), self.value(right))
            case _:
                return exp.Not(this=self.nodes.holds(self.condition(node)))

    # --- values -----------------------------------------------------------------------------------------

    def value(self, node: Node) -> exp.Expression:
        match node:
            case Constant(value=value):
                return v.literal(value)
            case Field(path=path, part=part):
                return self.columns.column(path, part)
            case Kpi(name=name):
                return self.columns.column((name,), "")
            case Negative(operand=operand):
                return exp.Neg(this=v.paren(self.value(operand)))
            case Arithmetic():
                return self.arithmetic(node)
            case Call():
                return self.call(node)
            case _:
                return self.nodes.holds(self.condition(node))

    def arithmetic(self, node: Arithmetic) -> exp.Expression:
        left, right = self.operand(node.left), self.operand(node.right)
        if node.type.kind == "date":
            moved = exp.Neg(this=v.paren(right)) if node.operator == "-" else right
            return self.nodes.add_days(left, moved)
        if node.left.type.kind == "date":
            return self.nodes.days_between(right, left)
        if node.operator == "/":
            return self.nodes.ratio(left, right)
        if not node.type.exact:
            left, right = v.cast(left, "double"), v.cast(right, "double")
        elif (node.left.type.places or node.right.type.places) and not kpis_of(node):
            # DuckDB keeps what follows from two decimals of up to 18 digits in 18 digits, and overflows.
            left = v.cast(left, "decimal", node.left.type.places)
        return _ARITHMETIC[node.operator](this=v.paren(left), expression=v.paren(right))

    def operand(self, node: Node) -> exp.Expression:
        """A written whole number counts in 64 bits, whatever a store would make of it."""
        value = self.value(node)
        if isinstance(node, Constant) and isinstance(node.value, int):
            return v.cast(value, "integer")
        return value

    def call(self, node: Call) -> exp.Expression:
        if node.function == "if":
            condition, *values = node.items
            cases = [(self.condition(condition), self.value(values[0]))]
            return self.nodes.choose(cases, self.value(values[1]) if len(values) > 1 else None)
        arguments = [self.value(item) for item in node.items]
        match node.function:
            case "coalesce":
                return self.nodes.coalesce(*arguments)
            case "least":
                return self.nodes.least(*arguments)
            case "greatest":
                return self.nodes.greatest(*arguments)
            case "days_between":
                return self.nodes.days_between(*arguments)
            case "exact_days":
                return self.nodes.exact_days(*arguments)
            case "seconds_between":
                return self.nodes.seconds_between(*arguments)
            case "today" | "period_start" | "period_end":
                return self.columns.column((f"{node.function}()",), "")
            case "length":
                return v.cast(v.call("LENGTH", *arguments), "integer")
            case _:  # abs, lower, upper: the same on every store
                return v.call(node.function.upper(), *arguments)
