"""What the pages of this room write as markup themselves, where a template for each of a hundred things is slow."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse
from django.utils.html import conditional_escape


def address_of(name: str, *first: object) -> Callable[[int], str]:
    """The addresses of a route by a record's id, with the route looked up once."""
    before, after = reverse(name, args=[*first, 0]).split("0", 1)
    return lambda number: f"{before}{number}{after}"


def span(classes: str, text: str) -> str:
    """A span with escaped text; nothing where there is no text."""
    return f'<span class="{classes}">{conditional_escape(text)}</span>' if text else ""


def move_verb(classes: str, card: int, url: str, label: str, name: str) -> str:
    """The link that opens the sheet in which a card moves; ``label`` says whole what ``name`` says short."""
    return (
        f'<a class="{classes}" id="move-{card}" href="{url}" hx-get="{url}" hx-target="#sheet-body" data-sheet'
        f' draggable="false" aria-label="{conditional_escape(label)}">{conditional_escape(name)}</a>'
    )
