"""The geometry of bars, in percent of their width: the content security policy leaves no other way to size them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from steerboard.ui.formats import Number, number_of

_HEADROOM = Decimal("1.08")  # the target's tick stands clear of the bar's end
_EDGE = Decimal("1.02")


@dataclass(frozen=True)
class Stretch:
    """A piece of a bar, as SVG attributes."""

    x: str
    width: str


@dataclass(frozen=True)
class Bar:
    """What is won, what is likely (hatched), what is possible (hatched lightly) with its most likely point, and ticks."""

    done: Stretch
    likely: Stretch | None
    possible: Stretch | None
    point: str
    target: str
    stretch: str
    pace: str


def bar(
    done: Number,
    *,
    likely: Number = None,
    low: Number = None,
    high: Number = None,
    target: Number = None,
    stretch: Number = None,
    pace: Number = None,
    whole: Number = None,
) -> Bar:
    """Lays a bar out on one scale. ``likely`` is where the forecast or the plan ends; with ``low`` and ``high`` the
    hatching is firm up to ``low`` and light from there to ``high``. ``whole`` is what the full width stands for at least.
    What is not known is not drawn."""
    won = max(number_of(done) or Decimal(0), Decimal(0))
    firm = _first(low, likely)
    far = _first(high, likely)
    goal, top = _above_nothing(target), _above_nothing(stretch)
    ranged = number_of(low) is not None or number_of(high) is not None
    least = number_of(whole) or Decimal(0)
    until = max(won, firm or won)
    scale = max(
        least, until, far or Decimal(0), (goal or Decimal(0)) * _HEADROOM, (top or Decimal(0)) * _EDGE
    )
    if scale <= 0:
        return Bar(Stretch("0%", "0%"), None, None, "", "", "", "")
    return Bar(
        done=_piece(Decimal(0), won, scale),
        likely=_piece(won, until, scale) if until > won else None,
        possible=_piece(until, far, scale) if far is not None and far > until else None,
        point=_percent(at, scale) if ranged and (at := _above_nothing(likely)) and won < at <= scale else "",
        target=_percent(goal, scale) if goal else "",
        stretch=_percent(top, scale) if top else "",
        pace=_percent(at, scale) if (at := _above_nothing(pace)) and at <= scale else "",
    )


def _first(*values: Number) -> Decimal | None:
    return next((number for value in values if (number := number_of(value)) is not None), None)


def _above_nothing(value: Number) -> Decimal | None:
    number = number_of(value)
    return number if number is not None and number > 0 else None


def _piece(start: Decimal, end: Decimal, scale: Decimal) -> Stretch:
    return Stretch(_percent(start, scale), _percent(end - start, scale))


def _percent(value: Decimal, scale: Decimal) -> str:
    return f"{(100 * value / scale).quantize(Decimal('0.01')).normalize():f}%"
