"""Every address that the routes' own declarations make, for a world."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from urllib.parse import quote

from steerboard.people.policies import RoutePolicy
from tests.people.organisation import KINDS, SHARED
from tests.site.routes import Route, routes
from tests.site.world import START, World

NONE = ("", 0)
_PLACE = re.compile(r"\{(\w+)\}")
_ONLY = re.compile(r"^\{(\w+):(\w+)\}")


@dataclass(frozen=True)
class Address:
    """One address of a route, the records that it and its form name, and the form to post ("" to get).

    ``on`` are the records of the path alone; ``example`` is what the form was filled from.
    """

    url: str
    route: Route
    names: frozenset[tuple[str, int]]
    form: str = ""
    on: frozenset[tuple[str, int]] = frozenset()
    example: str = ""


def addresses(world: World) -> list[Address]:
    return [address for route in routes() for address in _of_route(route, world)]


def _of_route(route: Route, world: World) -> Iterator[Address]:
    assert route.policy is not None
    for chosen in _chosen(route.parameters, route.policy, world):
        path = route.pattern
        for name, (value, _) in chosen.items():
            path = re.sub(rf"<(?:\w+:)?{name}>", quote(value, safe=""), path)
        names = frozenset(record for _, record in chosen.values() if record != NONE)
        yield Address(path, route, names)
        for query in _meant(route.policy.queries, chosen):
            for text, more in _filled(query, world):
                yield Address(f"{path}?{text}", route, names | more)
        for form in _meant(route.policy.forms, chosen):
            for text, more in _filled(form, world):
                yield Address(path, route, names | more, text, names, form)


Choice = dict[str, tuple[str, tuple[str, int]]]


def _meant(examples: tuple[str, ...], chosen: Choice) -> Iterator[str]:
    """Without those for other values of a parameter."""
    for example in examples:
        only = _ONLY.match(example)
        if only is None or chosen[only[1]][0] == only[2]:
            yield _ONLY.sub("", example)


def _chosen(parameters: tuple[str, ...], policy: RoutePolicy, world: World) -> Iterator[Choice]:
    """Every choice of values for the parameters. An example ``{kind}`` takes the ids of the kind that an earlier
    parameter names."""
    if not parameters:
        yield {}
        return
    *earlier, name = parameters
    example = policy.examples[name]
    for rest in _chosen(tuple(earlier), policy, world):
        if not isinstance(example, str):
            values = [(str(value), NONE) for value in example]
        else:
            kind = rest[example.strip("{}")][0] if example.startswith("{") else example
            values = [(str(i), (kind, i)) for i in _ids(kind, world)]
            assert values or kind not in KINDS, f"the world has no {kind}"
        for value in values or [("1", NONE)]:
            yield {**rest, name: value}


def _ids(kind: str, world: World) -> list[int]:
    """The ids to try: all of them, and two where every member may see every one."""
    ids = list(world.company.rows.get(kind, ()))
    return ids[:2] if kind in SHARED or kind == "user" else ids


def _filled(query: str, world: World) -> Iterator[tuple[str, frozenset[tuple[str, int]]]]:
    """``{kind}`` stands for each id of the kind, ``{word}`` for how every canary begins."""
    places = [place for place in dict.fromkeys(_PLACE.findall(query)) if place != "word"]
    for ids in product(*([(kind, i) for i in _ids(kind, world)] for kind in places)):
        text = query.replace("{word}", START)
        for kind, number in ids:
            text = text.replace(f"{{{kind}}}", str(number))
        yield text, frozenset(ids)
