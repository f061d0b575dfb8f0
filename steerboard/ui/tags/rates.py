"""A share as a bar from nought to all, with the band of peers behind it and a tick where it was before."""

from __future__ import annotations

from typing import Final

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString

from steerboard.core.text import Text
from steerboard.ui import formats
from steerboard.ui.formats import Number
from steerboard.ui.tags.kept import kept
from steerboard.ui.tags.language import page_language, said

register = template.Library()

BEFORE: Final = Text("before {v}", "此前 {v}")
PEERS: Final = Text("peers {low} to {high}", "同岗 {low} 至 {high}")


@register.simple_tag
@kept
def rate_bar(
    value: Number, before: Number = None, low: Number = None, high: Number = None, *, label: object = ""
) -> SafeString:
    """``low`` and ``high`` are the band, ``before`` the own past; what is not known is not drawn."""
    parts = ['<rect class="rate-all" width="100%" height="100%" rx="3"/>']
    span = _share(low), _share(high)
    if span[0] is not None and span[1] is not None:
        parts.append(f'<rect class="rate-band" x="{span[0]}%" width="{span[1] - span[0]:g}%" height="100%"/>')
    if (own := _share(value)) is not None:
        parts.append(f'<rect class="rate-own" y="3" width="{own:g}%" height="6" rx="3"/>')
    if (past := _share(before)) is not None:
        parts.append(f'<line class="rate-before" x1="{past:g}%" x2="{past:g}%" y1="0" y2="12"/>')
    words = escape(_words(value, before, low, high, label))
    return SafeString(
        f'<svg class="rate" height="12" role="img"><title>{words}</title>{"".join(parts)}</svg>'
    )


def _share(value: Number) -> float | None:
    number = formats.number_of(value)
    return None if number is None else round(min(max(float(number), 0.0), 1.0) * 100, 1)


def _words(value: Number, before: Number, low: Number, high: Number, label: object) -> str:
    language = page_language()
    told = [formats.ratio(value, language)]
    if formats.number_of(before) is not None:
        told.append(BEFORE.in_language(language).format(v=formats.ratio(before, language)))
    if formats.number_of(low) is not None and formats.number_of(high) is not None:
        ends = {"low": formats.ratio(low, language), "high": formats.ratio(high, language)}
        told.append(PEERS.in_language(language).format(**ends))
    words = ("，" if language == "zh" else ", ").join(told)
    return f"{said(label)}{'：' if language == 'zh' else ': '}{words}" if label else words
