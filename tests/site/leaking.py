"""A world with secrets, served, and browsers of every role: what the tests for leaks look through.

Which record is forbidden is worked out by tests/people/organisation.py, which shares no code with the product. New
routes are covered as soon as they are in the URLconf.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from steerboard.core.clock import FixedClock
from steerboard.kinds.batch import Batch, Removal, Return
from steerboard.kinds.door import write
from steerboard.mart.gateway import open_gateway
from steerboard.mart.serving import Server
from steerboard.site import middleware
from tests.people.companies import AUTHOR
from tests.site.asking import Address, addresses
from tests.site.bodies import body
from tests.site.conftest import Site
from tests.site.world import CAST, World, make_world

CLOCK = FixedClock(datetime(2026, 6, 17, 12, tzinfo=UTC))
TODAY = date(2026, 6, 17)
# Every role once; None: nobody is signed in. Ben and Cleo are reps as Ann is: they own what she must not see.
READERS = (*(name for name in CAST if name not in ("Ben", "Cleo")), None)
# They see what Eve sees, all but what is answered in confidence.
ALIKE = ("Oli", "Ada", "Fay")
EVERY = 1_000_000
_FIFTH = 5  # there are more readers than that


@dataclass
class Scene:
    """The world as it is served, with a browser for every reader."""

    site: Site
    world: World
    clients: dict[str | None, Client]
    asked: list[Address]

    def get(self, reader: str | None, address: Address) -> Any:
        return self.clients[reader].get(address.url)

    def write(self, *items: Removal | Return) -> None:
        """Written, and taken over by the mart."""
        write(Batch(AUTHOR, items), CLOCK)
        with open_gateway(self.site.workspace) as gateway:
            gateway.fresh()


@pytest.fixture
def scene(site: Site, fast_passwords: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    monkeypatch.setattr(middleware, "site_clock", lambda: CLOCK)
    world = make_world(TODAY, CLOCK)
    # One mart for all questions, as when it is served.
    mart = Server(site.workspace, CLOCK)
    mart.start()
    clients: dict[str | None, Client] = {None: site.client()}
    for name, person in world.people.items():
        clients[name] = site.client(site.login(person, f"{name.lower()}@login.example"))
    yield Scene(site, world, clients, addresses(world))
    mart.stop()


def some_of(
    asked: list[Address], reader: str | None, forbidden: set[tuple[str, int]], few: int
) -> list[Address]:
    """The addresses to get. Of those that differ by their records alone only a few, and as many again of those that name
    a forbidden one; of those that differ by what else the route is given, as a KPI, every fifth. Each reader tries others
    than the one before, so that all are tried, and who sees as much as another tries one of each."""
    turn = READERS.index(reader)
    asked = [address for address in asked if not address.form]
    if few >= EVERY:
        return asked
    if reader in ALIKE:
        return one_of_each(asked)
    kinds = Counter(_alike(address, forbidden) for address in asked)
    met: Counter[object] = Counter()
    chosen = []
    for address in asked:
        key = _alike(address, forbidden)
        if address.names:
            mine = (met[key] - turn * few) % kinds[key] < few
        else:
            key = address.route.pattern
            mine = not address.route.parameters or (met[key] + turn) % _FIFTH == 0
        met[key] += 1
        if mine:
            chosen.append(address)
    return chosen


def one_of_each(asked: list[Address]) -> list[Address]:
    """One address of each route and kinds of records: enough where nothing could leak."""
    first: dict[object, Address] = {}
    for address in asked:
        first.setdefault((address.route.pattern, frozenset(kind for kind, _ in address.names)), address)
    return list(first.values())


def _alike(address: Address, forbidden: set[tuple[str, int]]) -> object:
    return re.sub(r"\d+", "1", address.url), bool(address.names & forbidden)


def said(response: Any) -> str:
    """All that an answer says: headers, and the body with its digits unbroken."""
    headers = [f"{k}: {v}" for k, v in response.items() if k != "Content-Length"]
    return "\n".join(headers) + body(response)


def found(text: str, words: dict[str, Any]) -> list[str]:
    digits = text.replace(",", "").replace("\N{NO-BREAK SPACE}", "")
    return [f"{word} of {words[word]}" for word in words if word in digits]
