"""people: of those who have a target, the share whose attainment of it is so."""

from __future__ import annotations

from dataclasses import dataclass

from steerboard.engine.definition.spec import Context, Spec
from steerboard.engine.frames import Frame
from steerboard.engine.kinds.attainment import Attainment
from steerboard.engine.kinds.base import Atom, Cells, Look, Measure, Part
from steerboard.engine.kinds.ratio import Ratio
from steerboard.engine.kinds.simple import Simple

BOUNDS = {"at_least": ">=", "below": "<"}


@dataclass(frozen=True)
class People:
    """A ratio of two counts of people; ``inner`` is what is asked of each of them, by owner."""

    counts: Ratio
    inner: Attainment

    def parts(self, frame: Frame) -> tuple[Part, ...]:
        return self.counts.parts(frame)

    def cells(self, frame: Frame, look: Look) -> Cells:
        return self.counts.cells(frame, look)

    def describe(self) -> dict[str, object]:
        return {**self.counts.describe(), "kind": "people", "of": self.inner.describe()}


def people(spec: Spec, context: Context) -> Measure:
    """``{kind: people, of: bookings, at_least: 1}`` or ``below: 0.7``: attainment of the target of ``of``."""
    spec.only("of", *BOUNDS)
    given = [name for name in BOUNDS if spec.values.get(name) is not None]
    if len(given) != 1:
        raise spec.wrong("at_least", "or “below” must stand, one of them", "与“below”须且只能写一个")
    (name,) = given
    bound = f"{BOUNDS[name]} {spec.number(name)}"
    target = context.target(spec, "of", "target")
    inner = Attainment(context.measure(spec, "of"), target, "share")
    context.ask_people(target, inner)
    every = context.keep(Atom("target", "starts_on", "people", "count", "owner", target.value))
    some = context.keep(Atom("target", "starts_on", "people", "count", "owner", target.value, bound))
    return People(Ratio(Simple("people", some), Simple("people", every), "ratio"), inner)
