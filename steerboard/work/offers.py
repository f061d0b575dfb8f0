"""What other rooms offer on the list of figures and on the page of one: links beside the heading.

A room registers from its ``AppConfig.ready``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from steerboard.core.text import Text
from steerboard.people.requests import Asked

Page = Literal["list", "figure"]
_OFFERS: dict[Page, dict[str, Offer]] = defaultdict(dict)


@dataclass(frozen=True)
class Offer:
    """``url`` and ``shown`` are given the id of the figure, "" on the list."""

    name: Text
    url: Callable[[str], str]
    shown: Callable[[Asked, str], bool]


def register(page: Page, offer: Offer) -> None:
    """Offer something on a page; registering it again changes it."""
    _OFFERS[page][offer.name.en] = offer


def offered(page: Page, request: Asked, kpi: str = "") -> list[tuple[Text, str]]:
    """Names and addresses of what the reader may do there."""
    return [(offer.name, offer.url(kpi)) for offer in _OFFERS[page].values() if offer.shown(request, kpi)]
