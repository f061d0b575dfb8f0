"""share_of_total: what part of the whole a group has, the whole being all that the same reader sees."""

from __future__ import annotations

from steerboard.engine.definition.spec import Context, Spec
from steerboard.engine.kinds.base import EVERYTHING, Measure
from steerboard.engine.kinds.ratio import Ratio
from steerboard.engine.kinds.simple import Simple
from steerboard.engine.kinds.total import Total


def share_of_total(spec: Spec, context: Context) -> Measure:
    """``{kind: share_of_total, of: bookings}``; ``of`` is a measure or the id of a KPI that adds up over groups.

    The whole is that of the same question: its period, its conditions, and the rights of who asks. So the parts
    add up to 1 for everybody, and nobody learns of what he does not see.
    """
    spec.only("of")
    inner = context.measure(spec, "of", unit=None)
    if not adds_up(inner):
        raise spec.wrong(
            "of",
            "adds up over groups (a count or a sum): shares of anything else are no parts of a whole",
            "须可按组相加（计数或求和），否则份额不构成整体",
        )
    return Ratio(inner, inner, "ratio", frozenset({EVERYTHING}))


def adds_up(measure: Measure) -> bool:
    """Whether the values of disjoint groups add up to that of all of them."""
    if isinstance(measure, Total):
        return all(adds_up(inner) for _, inner, _ in measure.inner)
    return isinstance(measure, Simple) and measure.atom.additive
