"""The places that the frame offers: what rooms register, and nothing else.

A room registers from its ``AppConfig.ready``; the frame shows a place only where its route exists and the person
may go there, so there are no dead links.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from steerboard.core.text import Text
from steerboard.ui.icons import ICONS


def everyone(_request: HttpRequest) -> bool:
    return True


@dataclass(frozen=True)
class Place:
    """A page that has its link in the frame. ``phone`` ones (four at most) are in the bottom bar too.

    A name may depend on who asks."""

    name: Text | Callable[[HttpRequest], Text]
    url_name: str
    icon: str
    order: int
    phone: bool = False
    shown: Callable[[HttpRequest], bool] = everyone

    def __post_init__(self) -> None:
        if self.icon not in ICONS:
            raise ValueError(f"no icon is called {self.icon!r}; see steerboard/ui/icons.py")


@dataclass(frozen=True)
class Link:
    """A place as the frame of one page shows it."""

    name: Text
    url: str
    icon: str
    phone: bool
    current: bool
    key: str = ""


_places: dict[str, Place] = {}
_entry: dict[str, Place] = {}


def register(place: Place) -> None:
    """Adds a place; the same route again replaces it."""
    _places[place.url_name] = place


def register_entry(name: Text, url_name: str, shown: Callable[[HttpRequest], bool] = everyone) -> None:
    """What the round + opens, in a sheet: the product has one."""
    _entry["log"] = Place(name, url_name, "plus", 0, shown=shown)


def register_search(name: Text, url_name: str, shown: Callable[[HttpRequest], bool] = everyone) -> None:
    """Where the search box of the top line sends its ``q``."""
    _entry["search"] = Place(name, url_name, "search", 0, shown=shown)


def links(request: HttpRequest) -> list[Link]:
    """The places of this person, in order, with the current one marked; keys 1 … 9 go to them."""
    shown = [
        link for place in sorted(_places.values(), key=lambda p: p.order) if (link := _link(place, request))
    ]
    return [
        Link(link.name, link.url, link.icon, link.phone, link.current, str(n) if n <= 9 else "")
        for n, link in enumerate(shown, 1)
    ]


def entry(kind: str, request: HttpRequest) -> Link | None:
    """The registered ``log`` or ``search``, None where there is none for this person."""
    place = _entry.get(kind)
    return _link(place, request) if place else None


def url_or_empty(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _link(place: Place, request: HttpRequest) -> Link | None:
    url = url_or_empty(place.url_name)
    if not url or not place.shown(request):
        return None
    name = place.name if isinstance(place.name, Text) else place.name(request)
    return Link(name, url, place.icon, place.phone, _is_current(url, request.path))


def _is_current(url: str, path: str) -> bool:
    """A place stays marked on the pages below it; the root is below nothing but itself."""
    return path == url or (url != "/" and path.startswith(url if url.endswith("/") else f"{url}/"))
