"""The geometry of small charts in a line of text: points on one scale, ready to be SVG attributes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import isfinite
from typing import Literal

from steerboard.ui.formats import Number, number_of

Band = tuple[Number, Number]
Valence = Literal["better", "worse", "neutral"]
Place = Literal["above", "within", "below"]
EDGE = 5.0  # room for the last point's mark


@dataclass(frozen=True)
class Spark:
    """Paths in the units of the drawing; what is not known is not drawn, and a gap stays a gap.

    ``place`` is where the last value lies towards the band, or towards the target where there is no band.
    """

    line: str
    band: str
    target: str
    last: tuple[float, float] | None
    place: Place | None


def spark(
    values: Sequence[Number],
    *,
    band: Band | Sequence[Band | None] | None = None,
    target: Number = None,
    scale: Band | None = None,
    width: float = 96,
    height: float = 28,
) -> Spark:
    """Lays the values (oldest first) out. ``band`` is one range, or one for each value.

    ``scale`` is the range that charts side by side share; it widens where something lies outside of it."""
    points = [_float(v) for v in values]
    ranges = _ranges(band, len(points))
    goal = _float(target)
    ends = [_float(v) for v in scale or ()]
    floor, span = _extent([*points, *(e for r in ranges if r for e in r), goal, *ends])
    step = (width - 2 * EDGE) / (len(points) - 1) if len(points) > 1 else 0.0
    start = EDGE if len(points) > 1 else width / 2

    def at(n: int, value: float) -> tuple[float, float]:
        y = height / 2 if not span else height - EDGE - (value - floor) / span * (height - 2 * EDGE)
        return start + n * step, y

    known = [(n, v) for n, v in enumerate(points) if v is not None]
    last = at(*known[-1]) if known and known[-1][0] == len(points) - 1 else None
    goal_y = None if goal is None else at(0, goal)[1]
    return Spark(
        line=_line([None if v is None else at(n, v) for n, v in enumerate(points)]),
        band=_area([r and (at(n, r[0]), at(n, r[1])) for n, r in enumerate(ranges)], width),
        target="" if goal_y is None else f"M0 {goal_y:.1f}H{width:g}",
        last=last,
        place=_place(points[-1], ranges[-1] if ranges else None, goal) if last else None,
    )


def valence_of(place: Place | None, better: str) -> Valence:
    """What a place means; ``better`` is up, down or none."""
    if place in (None, "within") or better == "none":
        return "neutral"
    return "better" if (place == "above") == (better == "up") else "worse"


def _float(value: Number) -> float | None:
    if isinstance(value, (Decimal, int, float)):  # most are: a table has thousands of them
        size = float(value)
        return size if isfinite(size) else None
    number = number_of(value)
    return None if number is None else float(number)


def _ranges(band: Band | Sequence[Band | None] | None, count: int) -> list[tuple[float, float] | None]:
    if band is None:
        return []
    one = len(band) == 2 and not isinstance(band[0], (tuple, list)) and not isinstance(band[1], (tuple, list))
    every: Sequence[object] = [band] * count if one and band[0] is not None else list(band)[:count]
    return [_range(r) for r in every]


def _range(pair: object) -> tuple[float, float] | None:
    if not isinstance(pair, (tuple, list)):
        return None
    low, high = _float(pair[0]), _float(pair[1])
    return None if low is None or high is None else (min(low, high), max(low, high))


def _extent(values: Sequence[float | None]) -> tuple[float, float]:
    known = [v for v in values if v is not None]
    return (min(known), max(known) - min(known)) if known else (0.0, 0.0)


def _line(points: Sequence[tuple[float, float] | None]) -> str:
    """A path that lifts the pen over what is not known; a point alone is a dot (a line of no length)."""
    parts, down = [], False
    for n, point in enumerate(points):
        if point is not None:
            parts.append(f"{'L' if down else 'M'}{point[0]:.1f} {point[1]:.1f}")
            following = points[n + 1] if n + 1 < len(points) else None
            if not down and following is None:
                parts.append("h0")
        down = point is not None
    return "".join(parts)


def _area(ranges: Sequence[tuple[tuple[float, float], tuple[float, float]] | None], width: float) -> str:
    """The band as one shape from edge to edge of what is known of it."""
    known = [r for r in ranges if r]
    if not known:
        return ""
    if len(ranges) == len(known) and len({(low[1], high[1]) for low, high in known}) == 1:
        (_x, low), (_x, high) = known[0]
        return f"M0 {high:.1f}H{width:g}V{max(low, high + 1):.1f}H0Z"
    there = "L".join(f"{x:.1f} {y:.1f}" for _low, (x, y) in known)
    back = "L".join(f"{x:.1f} {y:.1f}" for (x, y), _high in reversed(known))
    return f"M{there}L{back}Z"


def _place(value: float | None, within: tuple[float, float] | None, goal: float | None) -> Place | None:
    if value is None:
        return None
    if within is not None:
        return "above" if value > within[1] else "below" if value < within[0] else "within"
    return None if goal is None else "above" if value >= goal else "below"
