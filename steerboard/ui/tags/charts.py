"""Charts: small ones beside words, drawn by the server so that a table of them needs no script; larger ones by a script."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString

from steerboard.core.text import Language, Text
from steerboard.ui import formats, sparks
from steerboard.ui.charts import Chart
from steerboard.ui.formats import Number
from steerboard.ui.sparks import Band
from steerboard.ui.tags.kept import kept
from steerboard.ui.tags.language import page_language, said

register = template.Library()

NOT_NOW: Final = Text("no value now", "本期无数据")
NO_VALUES: Final = Text("no values yet", "暂无数据")
SO_FAR: Final = Text("{v} so far", "{v}（截至目前）")
FROM: Final = Text("{n} periods ago {v}", "{n} 期前 {v}")
PLACES: Final = {
    "above": Text("above the band {b}", "高于区间 {b}"),
    "within": Text("within the band {b}", "处于区间 {b}"),
    "below": Text("below the band {b}", "低于区间 {b}"),
}
GOALS: Final = {
    "above": Text("at or above the target {b}", "达到或高于目标 {b}"),
    "below": Text("below the target {b}", "低于目标 {b}"),
}
DIRECTIONS: Final = {"better": Text("better", "较好"), "worse": Text("worse", "较差")}
# Valence has a shape as well as a hue: a triangle up, a triangle down, a disc.
_UP, _DOWN = "M{x:.1f} {y0:.1f}l4 7h-8z", "M{x:.1f} {y1:.1f}l4 -7h-8z"


@register.simple_tag
@kept
def spark(
    values: Sequence[Number],
    unit: str = "count",
    *,
    label: object = "",
    band: Band | Sequence[Band | None] | None = None,
    target: Number = None,
    better: str = "up",
    partial: bool = False,
    scale: Band | None = None,
    width: int = 96,
    height: int = 28,
) -> SafeString:
    """A line of ``values`` (oldest first, None where there is none) with the last one marked.

    ``band`` is the range of peers (one, or one for each value), ``target`` a quiet line; ``partial``: the last period
    still runs. Without a value a dash. Also called from Python, for the text of a table's cell."""
    first = next(((n, v) for n, v in enumerate(values) if formats.number_of(v) is not None), None)
    language = page_language()
    if first is None:
        words = NO_VALUES.in_language(language)
        return SafeString(
            f'<span class="n-none" title="{words}">{formats.DASH}<span class="vh"> {words}</span></span>'
        )
    shape = sparks.spark(values, band=band, target=target, scale=scale, width=width, height=height)
    state = sparks.valence_of(shape.place, better)
    words = _words(values, first, unit, language, partial)
    words += _standing(shape, state, band, target, unit, language)
    name = f"{said(label)}{'：' if language == 'zh' else ': '}{words}" if label else words
    return SafeString(
        f'<svg class="spark {state}" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img">'
        f"<title>{escape(name)}</title>{_drawn(shape, state, partial)}</svg>"
    )


def _drawn(shape: sparks.Spark, state: str, partial: bool) -> str:
    parts = []
    if shape.band:
        parts.append(f'<path class="spark-band" d="{shape.band}"/>')
    if shape.target:
        parts.append(f'<path class="spark-target" d="{shape.target}"/>')
    parts.append(f'<path class="spark-line" d="{shape.line}"/>')
    if shape.last:
        x, y = shape.last
        kind = "spark-last spark-open" if partial else "spark-last"
        if state == "neutral":
            parts.append(f'<circle class="{kind}" cx="{x:.1f}" cy="{y:.1f}" r="3"/>')
        else:
            path = (_UP if state == "better" else _DOWN).format(x=x, y0=y - 4.2, y1=y + 4.2)
            parts.append(f'<path class="{kind}" d="{path}"/>')
    return "".join(parts)


def _words(
    values: Sequence[Number], first: tuple[int, Number], unit: str, language: Language, partial: bool
) -> str:
    """``32 % so far, 11 periods ago 28 %``."""
    last, ago = values[-1], len(values) - 1 - first[0]
    if formats.number_of(last) is None:
        now = NOT_NOW
    else:
        now = Text.same(_shown(last, unit, language))
        now = SO_FAR.fill(v=now) if partial else now
    said_now = now.in_language(language)
    if not ago:
        return said_now
    before = FROM.fill(n=ago, v=_shown(first[1], unit, language)).in_language(language)
    return f"{said_now}{_comma(language)}{before}"


def _standing(
    shape: sparks.Spark, state: str, band: object, target: Number, unit: str, language: Language
) -> str:
    if shape.place is None:
        return ""
    last = _last_range(band)
    if last is not None:
        low, high = (_shown(v, unit, language) for v in last)
        text = PLACES[shape.place].fill(b=f"{low}–{high}")
    else:
        text = GOALS[shape.place].fill(b=_shown(target, unit, language))
    said_of = DIRECTIONS.get(state)
    tail = f"{_comma(language)}{said_of.in_language(language)}" if said_of else ""
    return f"{_comma(language)}{text.in_language(language)}{tail}"


def _last_range(band: object) -> tuple[Number, Number] | None:
    if not isinstance(band, (tuple, list)) or not band:
        return None
    last = band[-1] if isinstance(band[-1], (tuple, list)) else band
    return (last[0], last[1]) if len(last) == 2 and last[0] is not None and last[1] is not None else None


@lru_cache(maxsize=8192)
def _shown(value: Number, unit: str, language: Language) -> str:
    kind, _colon, currency = unit.partition(":")
    return formats.figure(value, kind, language, currency)


def _comma(language: Language) -> str:
    return "，" if language == "zh" else ", "


@register.inclusion_tag("ui/parts/chart.html")
def chart(drawn: Chart, key: str = "chart", label: object = "", small: bool = False) -> dict[str, Any]:
    """A drawn chart (``charts.Trend``, ``charts.Bridge``). ``label`` says for readers what it shows; the figures
    themselves must stand in a table or a sentence beside it."""
    return {
        "document": drawn.document(page_language()),
        "key": key,
        "label": said(label or drawn.label),
        "small": small,
    }


def share_bar(share: Number) -> SafeString:
    """A share of a whole as a thin bar with its number, for the text of a table's cell."""
    number = formats.number_of(share)
    if number is None:
        return SafeString(formats.DASH)
    width = min(max(float(number), 0.0), 1.0) * 56
    return SafeString(
        f'<span class="share">{formats.ratio(number, page_language())}<svg width="56" height="6" aria-hidden="true">'
        f'<rect class="share-all" width="56" height="6" rx="3"/><rect class="share-part" width="{width:.1f}" height="6" rx="3"/>'
        "</svg></span>"
    )
