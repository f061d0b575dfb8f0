"""Numbers, changes and bars."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import template
from django.utils.translation import gettext

from steerboard.ui import formats
from steerboard.ui.bars import bar
from steerboard.ui.formats import Number
from steerboard.ui.tags.kept import kept_inclusion_tag
from steerboard.ui.tags.language import page_language, said

register = template.Library()


@kept_inclusion_tag(register, "ui/parts/number.html")
def number(
    value: Number, unit: str = "count", href: str = "", reason: object = "", sheet: bool = False
) -> dict[str, Any]:
    """A figure that opens its records, exact on hover and in the clipboard; without a value the reason."""
    kind, _, currency = unit.partition(":")
    language = page_language()
    known = formats.number_of(value) is not None
    return {
        "short": formats.figure(value, kind, language, currency),
        "full": formats.full(value, kind, language, currency) if known else "",
        "copied": formats.copied(value),
        "known": known,
        "href": href,
        "reason": said(reason) if reason else gettext("not known"),
        "sheet": sheet,
    }


VALENCES = ("better", "worse", "neutral")


def _valence_word(state: str) -> str:
    return {"better": gettext("better"), "worse": gettext("worse"), "neutral": gettext("the same")}[state]


@kept_inclusion_tag(register, "ui/parts/valence.html")
def valence(state: str, text: object = "", word: object = "") -> dict[str, Any]:
    """``state`` is better, worse or neutral; ``word`` replaces the word for it and is then shown to everybody."""
    if state not in VALENCES:
        raise template.TemplateSyntaxError(f"valence is one of {VALENCES}, not {state!r}")
    return {"state": state, "text": text, "word": word, "heard": _valence_word(state)}


@kept_inclusion_tag(register, "ui/parts/delta.html")
def delta(value: Number, unit: str = "ratio", better: str = "up", versus: object = "") -> dict[str, Any]:
    """A change: the arrow shows its direction, hue and word whether that is good (``better`` is up, down or none)."""
    kind, _, currency = unit.partition(":")
    size = formats.number_of(value)
    rising = size is not None and size > 0
    still = size is None or size == 0
    state = "neutral" if still or better == "none" else "better" if rising == (better == "up") else "worse"
    shown = None if size is None else abs(size)
    language = page_language()
    return {
        "known": size is not None,
        "state": state,
        "direction": "none" if still else "up" if rising else "down",
        "text": formats.points(shown, language)
        if kind == "points"
        else formats.figure(shown, kind, language, currency),
        "heard": _valence_word(state),
        "versus": versus,
    }


def _bar_label(parts: Iterable[tuple[str, Number]], unit: str) -> str:
    kind, _, currency = unit.partition(":")
    language = page_language()
    said = [
        f"{name} {formats.figure(value, kind, language, currency)}"
        for name, value in parts
        if formats.number_of(value) is not None
    ]
    return ("，" if language == "zh" else ", ").join(said)


@kept_inclusion_tag(register, "ui/parts/bar.html")
def bullet(
    done: Number,
    unit: str = "count",
    *,
    forecast: Number = None,
    low: Number = None,
    high: Number = None,
    target: Number = None,
    stretch: Number = None,
    pace: Number = None,
    label: str = "",
    key: str = "",
    size: str = "wide",
) -> dict[str, Any]:
    """Won solid, forecast hatched to its range, target and stretch as ticks, pace as a notch below.

    ``key`` names the bar so that it moves to its new length when its part is fetched again."""
    parts = [
        (gettext("won"), done),
        (gettext("forecast"), forecast),
        (gettext("target"), target),
        (gettext("stretch"), stretch),
        (gettext("pace"), pace),
    ]
    shape = bar(done, likely=forecast, low=low, high=high, target=target, stretch=stretch, pace=pace)
    return {"bar": shape, "label": label or _bar_label(parts, unit), "key": key, "size": size}


@kept_inclusion_tag(register, "ui/parts/behaviour.html")
def behaviour(
    name: object,
    done: Number,
    goal: Number = None,
    *,
    planned: Number = 0,
    href: str = "",
    note: object = "",
    key: str = "",
) -> dict[str, Any]:
    """A behaviour goal in one line: name, thin bar, ``9 + 3 / 15``, and what it costs or what is missing."""
    did = formats.number_of(done) or Decimal(0)
    set_out = formats.number_of(planned) or Decimal(0)
    wanted = formats.number_of(goal)
    parts = [(gettext("done"), did), (gettext("planned"), set_out or None), (gettext("goal"), wanted)]
    return {
        "name": name,
        "done": did,
        "planned": set_out,
        "goal": wanted,
        "reached": wanted is not None and did >= wanted,
        "bar": bar(did, likely=did + set_out, whole=wanted),
        "label": _bar_label(parts, "count"),
        "href": href,
        "note": note,
        "key": key,
    }
