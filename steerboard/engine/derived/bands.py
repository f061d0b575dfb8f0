"""Bands: numbers of a record put into a few steps, to break down by."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from sqlglot import exp

from steerboard.core.text import Text
from steerboard.engine.derived.base import ComputedColumn
from steerboard.engine.model import Choice, Column
from steerboard.engine.sql import values as v
from steerboard.engine.sql.nodes import Node, Nodes

Step = tuple[Decimal | int, str]


def band(nodes: Nodes, number: Node, steps: Sequence[Step], otherwise: str) -> Node:
    """The name of the last step that the number reaches (they ascend), ``otherwise`` below them; NULL where it is."""
    cases: list[tuple[Node, Node]] = [(exp.Is(this=number.copy(), expression=exp.Null()), v.null("text"))]
    for least, name in reversed(steps):
        reached = exp.GTE(this=v.paren(number.copy()), expression=v.literal(least))
        cases.append((reached, v.text(name)))
    return nodes.choose(cases, v.text(otherwise))


def _banded(steps: Sequence[Step], otherwise: str) -> Callable[[Nodes, Sequence[Node]], Node]:
    return lambda nodes, fields: band(nodes, fields[0], steps, otherwise)


PROBABILITY = ComputedColumn(
    "opportunity",
    Column(
        "probability_band",
        "choice",
        Text("Band of probability", "概率区间"),
        choices=(
            Choice("below_50", Text("below 50 %", "50% 以下")),
            Choice("50", Text("50 to 69 %", "50%–69%")),
            Choice("70", Text("70 to 89 %", "70%–89%")),
            Choice("90", Text("90 % and more", "90% 及以上")),
        ),
    ),
    ("probability",),
    _banded(((Decimal("0.5"), "50"), (Decimal("0.7"), "70"), (Decimal("0.9"), "90")), "below_50"),
)
