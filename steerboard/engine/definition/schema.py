"""A KPI's definition as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from steerboard.core.text import Text
from steerboard.engine.kinds.base import Attribution, Unit

Role = Literal["result", "process", "behaviour"]
Better = Literal["up", "down", "range", "none"]
Additivity = Literal["all", "not_over_time", "none"]
Leading = Literal["leading", "lagging"]


@dataclass(frozen=True)
class Param:
    """A number or text that a question may set; ``default`` holds where it does not."""

    name: str
    label: Text
    default: int | float | str | None


@dataclass(frozen=True)
class Benchmark:
    """What others reach, in the unit of the KPI, and where that is known from."""

    value: int | float
    said: Text


@dataclass(frozen=True)
class Variant:
    """Another reading of the same KPI, asked for as ``id:name``. ``waits_for`` as in :class:`Definition`."""

    name: str
    label: Text
    unit: Unit
    formula: Text
    additivity: Additivity
    measure: Mapping[str, Any]
    waits_for: Text | None = None


@dataclass(frozen=True)
class Definition:
    """One KPI as its file says. ``measure`` and those of the variants are still in their written form.

    ``why`` says why it matters and to whom, ``example`` works it out with numbers. ``leading`` says whether it
    moves before the result or with it. With ``waits_for`` it is defined and has no figures yet: that will feed it.
    ``version`` counts how often it was saved, ``owner`` is who answers for it.
    """

    id: str
    name: Text
    meaning: Text
    formula: Text
    time_basis: Text
    left_out: Text
    role: Role
    unit: Unit
    better: Better
    segment: str
    packs: tuple[str, ...]
    additivity: Additivity
    attribution: Attribution
    measure: Mapping[str, Any]
    default_variant: str = ""
    variants: Mapping[str, Variant] = field(default_factory=dict)
    params: Mapping[str, Param] = field(default_factory=dict)
    guardrail: str = ""
    why: Text | None = None
    leading: Leading | None = None
    benchmark: Benchmark | None = None
    example: Text | None = None
    waits_for: Text | None = None
    version: int | None = None
    owner: str = ""
    where: str = ""
    digest: str = ""

    @property
    def ids(self) -> tuple[str, ...]:
        """All ids that ask for it."""
        named = [f"{self.id}:{v}" for v in self.variants]
        default = [f"{self.id}:{self.default_variant}"] if self.default_variant else []
        return (self.id, *default, *named)
