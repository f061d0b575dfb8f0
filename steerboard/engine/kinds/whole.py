"""whole: a figure over all groups of the question, to hold each of them against; figure: just another one."""

from __future__ import annotations

from dataclasses import dataclass, replace

from steerboard.engine.definition.spec import Context, Spec
from steerboard.engine.frames import Frame
from steerboard.engine.kinds.base import EVERYTHING, Cells, Look, Measure, Part


@dataclass(frozen=True)
class Whole:
    """The inner figure of the whole question, the same for each of its groups."""

    inner: Measure

    def parts(self, frame: Frame) -> tuple[Part, ...]:
        return tuple(map(_over_all, self.inner.parts(frame)))

    def cells(self, frame: Frame, look: Look) -> Cells:
        return self.inner.cells(frame, lambda part: look(_over_all(part)))

    def describe(self) -> dict[str, object]:
        return {"kind": "whole", "of": self.inner.describe()}


def _over_all(part: Part) -> Part:
    return replace(part, whole_of=part.whole_of | {EVERYTHING})


def whole(spec: Spec, context: Context) -> Measure:
    """``{kind: whole, of: cost_per_lead}``; ``of`` is a measure or the id of a KPI.

    The whole is that of the same question: its period, its conditions, and the rights of who asks.
    """
    spec.only("of")
    return Whole(context.measure(spec, "of"))


def figure(spec: Spec, context: Context) -> Measure:
    """``{kind: figure, of: bookings}``, or ``measure: bookings``: that of another KPI under a name of its own."""
    spec.only("of")
    return context.measure(spec, "of")
