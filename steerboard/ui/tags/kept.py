"""What is drawn again and again is drawn once: tags whose text follows from their arguments and the language alone.

A list of forty figures draws the same numbers, changes and lines each time that it is asked for, but for those that
changed meanwhile. Nothing of a request reaches what is kept here, so nothing of one reader can reach another.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, ParamSpec, TypeVar

from django import template
from django.template import Context, engines
from django.utils.safestring import SafeString
from django.utils.translation import get_language

MOST = 8192  # texts of each, some hundred characters long

P = ParamSpec("P")
D = TypeVar("D", bound=Callable[..., dict[str, Any]])


def kept(draw: Callable[P, SafeString]) -> Callable[P, SafeString]:
    """The same function, with what it gave before where all arguments are the same (lists are taken as tuples)."""

    @lru_cache(maxsize=MOST, typed=True)
    def known(_language: str | None, *args: Any, **options: Any) -> SafeString:
        return draw(*args, **options)

    @wraps(draw)
    def drawn(*args: P.args, **options: P.kwargs) -> SafeString:
        frozen = [tuple(a) if isinstance(a, list) else a for a in args]
        named = {name: tuple(o) if isinstance(o, list) else o for name, o in options.items()}
        try:
            return known(get_language(), *frozen, **named)
        except (
            TypeError
        ):  # something in them cannot be kept: it is drawn, and what is wrong shows itself there
            return draw(*args, **options)

    return drawn


def kept_inclusion_tag(register: template.Library, name: str) -> Callable[[D], D]:
    """As Django's ``inclusion_tag``; the function itself stays as it is."""

    def mark(told: D) -> D:
        @kept
        @wraps(told)
        def draw(*args: Any, **options: Any) -> SafeString:
            found = engines["django"].engine.get_template(name)  # type: ignore[attr-defined]
            text: SafeString = found.render(Context(told(*args, **options)))
            return text

        register.simple_tag(draw, name=told.__name__)
        return told

    return mark
