"""How sure a figure is: intervals for counts, rates and means, and how many records would be needed to tell.

All of it is plain arithmetic; each method names its source. A level is the confidence of a one-sided statement
("lower than peers"): ``likely`` 95 %, ``clear`` 99 %.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf, sqrt
from typing import Literal

Kind = Literal["count", "rate", "mean"]
Level = Literal["likely", "clear"]
Z: dict[Level, float] = {"likely": 1.645, "clear": 2.326}
# The squared coefficient of variation that a mean is taken to have: that of exponential times, which sales cycles
# stay below. Amounts of deals spread more widely and are judged with 2 (chain.SIZE).
SPREAD = 1.0
MOST_SPREAD = 5.0
MOST_NEEDED = 999


@dataclass(frozen=True)
class Sample:
    """What was seen: ``top`` over ``bottom``.

    A count is ``top`` events in ``bottom`` months; a rate ``top`` of ``bottom`` cases; a mean the sum ``top`` of
    ``bottom`` values. ``spread`` widens the interval: how much more counts vary than chance alone makes them, or how
    much more values vary than exponential ones.
    """

    kind: Kind
    top: float
    bottom: float
    spread: float = 1.0

    @property
    def value(self) -> float | None:
        return self.top / self.bottom if self.bottom > 0 else None

    @property
    def n(self) -> float:
        """How many records it rests on."""
        return self.top if self.kind == "count" else self.bottom

    def interval(self, z: float) -> tuple[float, float]:
        """Where the true value lies; all numbers where nothing was seen."""
        if self.bottom <= 0:
            return -inf, inf
        return _INTERVALS[self.kind](self.top, self.bottom, self.spread, z)

    def is_below(self, reference: float, level: Level) -> bool:
        return self.interval(Z[level])[1] < reference

    def is_above(self, reference: float, level: Level) -> bool:
        return self.interval(Z[level])[0] > reference


def wilson(successes: float, cases: float, spread: float, z: float) -> tuple[float, float]:
    """The score interval of a rate: E. B. Wilson, "Probable Inference", JASA 22 (1927)."""
    n = cases / spread
    p = min(max(successes / cases, 0.0), 1.0)
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return max(0.0, middle - half), min(1.0, middle + half)


def poisson(events: float, months: float, spread: float, z: float) -> tuple[float, float]:
    """Events in a month by Byar's approximation of the exact interval (Breslow & Day, "Statistical Methods in Cancer
    Research" II, 1987, p. 69). Counts that vary ``spread`` times more than chance are as good as ``events / spread``
    of those that do not (quasi-Poisson: McCullagh & Nelder, "Generalized Linear Models", 1989, 6.2.3)."""
    x = events / spread
    low = x * _cube(1 - 1 / (9 * x) - z / (3 * sqrt(x))) if x > 0 else 0.0
    above = x + 1
    high = above * _cube(1 - 1 / (9 * above) + z / (3 * sqrt(above)))
    return low * spread / months, high * spread / months


def exponential(total: float, cases: float, spread: float, z: float) -> tuple[float, float]:
    """The mean of positive values that vary as exponential ones do, or less: the gamma interval of their sum with
    the quantile of Wilson & Hilferty (PNAS 17, 1931). With ``spread`` above 1 for values that vary more."""
    n = cases / spread
    mean = total / cases
    low, high = (_cube(1 - 1 / (9 * n) + sign * z / (3 * sqrt(n))) for sign in (1, -1))
    return mean / low, mean / high if high > 0 else inf


def differ(one: Sample, other: Sample, level: Level = "likely") -> bool:
    """Whether two samples differ: their intervals do not overlap (of 90 % for ``likely``, of 98 % for ``clear``),
    which is stricter than a test at 5 % or 1 % (Schenker & Gentleman, "On Judging the Significance of Differences",
    The American Statistician 55, 2001)."""
    (low, high), (low_2, high_2) = one.interval(Z[level]), other.interval(Z[level])
    return high < low_2 or high_2 < low


def spread_of(counts: Sequence[tuple[float, float]]) -> float:
    """How much more counts (events, months) vary from month to month than chance makes them; at least 1, at most
    :data:`MOST_SPREAD`, and 1 where fewer than six months are known.

    Each month is compared with the one before it, so that a level that changed once is not taken for variation: the
    mean square successive difference (J. von Neumann, Annals of Mathematical Statistics 12, 1941) over the variance
    that a Poisson count of the two months' mean has."""
    known = [(x, m) for x, m in counts if m > 0]
    if len(known) < 6:
        return 1.0
    ratios = []
    for (x, m), (y, n) in pairwise(known):
        if x + y:
            chance = (x + y) / (m + n) * (1 / m + 1 / n)
            ratios.append((x / m - y / n) ** 2 / chance)
    return min(max(sum(ratios) / len(ratios), 1.0), MOST_SPREAD) if ratios else 1.0


def needed(kind: Kind, value: float, reference: float, spread: float = 1.0) -> int | None:
    """How many cases (months, for a count) with this value would tell it from the reference; None where no number of
    up to :data:`MOST_NEEDED` would."""

    def tells(bottom: int) -> bool:
        low, high = Sample(kind, value * bottom, bottom, spread).interval(Z["likely"])
        return high < reference if value < reference else low > reference

    if value == reference or not tells(MOST_NEEDED):
        return None
    low, high = 0, MOST_NEEDED
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if tells(middle) else (middle, high)
    return high


def _cube(x: float) -> float:
    return max(x, 0.0) ** 3


_INTERVALS: dict[Kind, Callable[[float, float, float, float], tuple[float, float]]] = {
    "rate": wilson,
    "count": poisson,
    "mean": exponential,
}
