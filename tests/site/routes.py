"""Every route that the URLconf has, walked the way Django walks it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

from steerboard.people.policies import RoutePolicy, policy_of


@dataclass(frozen=True)
class Route:
    """A route: its pattern from the root, its view, the names of its parameters, and what it declared."""

    pattern: str
    view: Callable[..., Any]
    parameters: tuple[str, ...]
    policy: RoutePolicy | None


def routes() -> list[Route]:
    return list(_walk(get_resolver().url_patterns, "/", ()))


def _walk(patterns: Any, prefix: str, names: tuple[str, ...]) -> Iterator[Route]:
    for entry in patterns:
        if not isinstance(entry.pattern, RoutePattern):
            raise TypeError(f"{entry.pattern} is no plain path(): the harness cannot build addresses for it")
        here, own = prefix + str(entry.pattern), (*names, *entry.pattern.converters)
        if isinstance(entry, URLResolver):
            yield from _walk(entry.url_patterns, here, own)
        elif isinstance(entry, URLPattern):
            yield Route(here, entry.callback, own, policy_of(entry.callback))
