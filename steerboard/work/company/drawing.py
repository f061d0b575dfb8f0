"""Small multiples drawn by the server: periods as bars with the target as a tick, all on one scale."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils.html import escape
from django.utils.safestring import SafeString

WIDTH, HEIGHT = 176, 56
_GAP = 0.28  # of a bar's place
_LEAST = 1.0  # a bar that is not nothing is seen


def bars(
    values: Sequence[Decimal | None],
    targets: Sequence[Decimal | None],
    top: Decimal,
    label: str,
) -> SafeString:
    """The last period still runs. ``top`` is what the full height stands for."""
    place = WIDTH / max(len(values), 1)
    width = place * (1 - _GAP)
    parts = []
    for n, value in enumerate(values):
        height = _height(value, top)
        if height:
            kind = "mini-bar mini-open" if n == len(values) - 1 else "mini-bar"
            x, y = n * place + place * _GAP / 2, HEIGHT - height
            parts.append(
                f'<rect class="{kind}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"/>'
            )
    ticks = []
    for n, target in enumerate(targets):
        height = _height(target, top)
        if height:
            ticks.append(f"M{n * place:.1f} {HEIGHT - height:.1f}h{place:.1f}")
    if ticks:
        path = "".join(ticks)
        parts.append(f'<path class="mini-halo" d="{path}"/><path class="mini-target" d="{path}"/>')
    return SafeString(
        f'<svg class="mini" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"><title>{escape(label)}</title>'
        f'<path class="mini-ground" d="M0 {HEIGHT}h{WIDTH}"/>{"".join(parts)}</svg>'
    )


def stacked(lower: Sequence[Decimal | None], upper: Sequence[Decimal | None], label: str) -> SafeString:
    """Two parts of a whole, the one upon the other."""
    sums = [(a or Decimal(0)) + (b or Decimal(0)) for a, b in zip(lower, upper, strict=True)]
    top = max([*sums, Decimal(0)])
    place = WIDTH / max(len(sums), 1)
    width = place * (1 - _GAP)
    parts = []
    for n, (low, total) in enumerate(zip(lower, sums, strict=True)):
        x, whole, below = n * place + place * _GAP / 2, _height(total, top), _height(low, top)
        box = f'x="{x:.1f}" width="{width:.1f}"'
        if whole > below:
            parts.append(
                f'<rect class="mini-upper" {box} y="{HEIGHT - whole:.1f}" height="{whole - below:.1f}"/>'
            )
        if below:
            parts.append(f'<rect class="mini-bar" {box} y="{HEIGHT - below:.1f}" height="{below:.1f}"/>')
    return SafeString(
        f'<svg class="mini mini-wide" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"><title>{escape(label)}</title>'
        f'<path class="mini-ground" d="M0 {HEIGHT}h{WIDTH}"/>{"".join(parts)}</svg>'
    )


def _height(value: Decimal | None, top: Decimal) -> float:
    if value is None or value <= 0 or top <= 0:
        return 0.0
    return max(float(value / top) * (HEIGHT - 2), _LEAST)
