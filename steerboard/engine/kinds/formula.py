"""formula: arithmetic over other figures, such as the 30-day mean less the 90-day mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from steerboard.core.errors import BadInput
from steerboard.core.text import Text
from steerboard.engine.definition.spec import Context, Spec
from steerboard.engine.definition.terms import placed
from steerboard.engine.frames import Frame
from steerboard.engine.grammar.nodes import Arithmetic, Call, Constant, Kpi, Negative, Node, kpis_of
from steerboard.engine.grammar.parse import parse_formula
from steerboard.engine.kinds.base import NO_WHOLE, Cell, Cells, Key, Look, Measure, Part, Unit, quotient, tidy

Values = Mapping[str, Decimal]


@dataclass(frozen=True)
class Formula:
    """A tree over named measures. Null where one of them is, and over a division by nothing."""

    text: str
    tree: Node
    inner: tuple[tuple[str, Measure], ...]
    unit: Unit

    def parts(self, frame: Frame) -> tuple[Part, ...]:
        return tuple(p.under(name) for name, m in self.inner for p in m.parts(frame))

    def cells(self, frame: Frame, look: Look) -> Cells:
        inner = {name: measure.cells(frame, look) for name, measure in self.inner}

        def cell(key: Key) -> Cell:
            return self._value({name: cells(key) for name, cells in inner.items()})

        return cell

    def _value(self, cells: Mapping[str, Cell]) -> Cell:
        n = max((c.n for c in cells.values()), default=0)
        missing = max((c.missing for c in cells.values()), default=0)
        for cell in cells.values():
            if cell.value is None:
                return Cell(None, n=n, missing=missing, reason=cell.reason)
        values = {name: Decimal(str(c.value)) for name, c in cells.items()}
        value = evaluate(self.tree, values)
        if value is None:
            return Cell(None, n=n, missing=missing, reason=NO_WHOLE)
        return Cell(
            tidy(quotient(value, 1, "money") if self.unit == "money" else value, self.unit),
            n=n,
            missing=missing,
        )

    def describe(self) -> dict[str, object]:
        return {
            "kind": "formula",
            "formula": self.text,
            "parts": {name: measure.describe() for name, measure in self.inner},
        }


def evaluate(node: Node, values: Values) -> Decimal | None:
    """The number that a formula gives; None over a division by nothing."""
    match node:
        case Constant(value=value):
            return Decimal(str(value))
        case Kpi(name=name):
            return values[name]
        case Negative(operand=operand):
            inner = evaluate(operand, values)
            return None if inner is None else -inner
        case Arithmetic(left=left, right=right, operator=operator):
            return _calculate(operator, evaluate(left, values), evaluate(right, values))
        case Call(function="abs" | "least" | "greatest" as function, items=items):
            given = [evaluate(item, values) for item in items]
            known = [g for g in given if g is not None]
            if len(known) < len(given):
                return None
            return abs(known[0]) if function == "abs" else (min if function == "least" else max)(known)
        case _:
            raise BadInput(Text("a formula over KPIs has only arithmetic.", "指标公式只支持算术运算。"))


def _calculate(operator: str, left: Decimal | None, right: Decimal | None) -> Decimal | None:
    if left is None or right is None:
        return None
    match operator:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case _:
            return None if right == 0 else left / right


def formula(spec: Spec, context: Context) -> Measure:
    """``{kind: formula, formula: "short - long", parts: {short: …, long: …}}``: parts are measures or ids."""
    spec.only("formula", "parts")
    parts = Spec.of(spec.required("parts"), spec.at("parts"))
    text = spec.text("formula")
    with placed(spec.at("formula")):
        tree = parse_formula(text, tuple(parts.values))
        evaluate(tree, dict.fromkeys(parts.values, Decimal(1)))
    used = [name for name in parts.values if name in kpis_of(tree)]
    inner = tuple((name, context.measure(parts, name)) for name in used)
    return Formula(text, tree, inner, context.unit)
