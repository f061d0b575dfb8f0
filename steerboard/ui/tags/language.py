"""The language of the page that is being drawn."""

from __future__ import annotations

from functools import cache

from django.utils.translation import get_language

from steerboard.core.text import Language, Text, language_of

_of_tag = cache(language_of)


def page_language() -> Language:
    return _of_tag(get_language())


def said(value: Text | object) -> str:
    """A Text in the page's language; anything else as it is, safe where it was safe."""
    return value.in_language(page_language()) if isinstance(value, Text) else str(value)
