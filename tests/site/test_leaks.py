"""Nothing of a record reaches who may not see it: every route there is, asked by every role.

Which record is forbidden is worked out by tests/people/organisation.py, which shares no code with the product. New
routes are covered as soon as they are in the URLconf.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from difflib import unified_diff
from html import escape
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from steerboard.core.clock import FixedClock
from steerboard.kinds.batch import Batch, Removal, Return
from steerboard.kinds.door import write
from steerboard.mart.gateway import open_gateway
from steerboard.mart.serving import Server
from steerboard.site import middleware
from tests.people.companies import AUTHOR
from tests.people.fingerprint import SESSIONS, fingerprint
from tests.site.asking import Address, addresses
from tests.site.bodies import body
from tests.site.conftest import Site
from tests.site.world import CAST, START, World, make_world

CLOCK = FixedClock(datetime(2026, 6, 17, 12, tzinfo=UTC))
TODAY = date(2026, 6, 17)
# Every role once; None: nobody is signed in. Ben and Cleo are reps as Ann is: they own what she must not see.
READERS = (*(name for name in CAST if name not in ("Ben", "Cleo")), None)
REFUSED = (302, 400, 401, 404, 405)
FORM_TYPE = "application/x-www-form-urlencoded"

pytestmark = pytest.mark.usefixtures("fast_passwords")


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
def scene(site: Site, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
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


def said(response: Any) -> str:
    """All that an answer says: headers, and the body with its digits unbroken."""
    headers = [f"{k}: {v}" for k, v in response.items() if k != "Content-Length"]
    return "\n".join(headers) + body(response)


def test_no_word_of_a_record_reaches_who_may_not_see_it_and_asking_changes_nothing(scene: Scene) -> None:
    leaks, broken, seen = [], [], set()
    before = fingerprint(SESSIONS)
    for reader in READERS:
        plain, wide = (scene.world.words(reader, figures=figures) for figures in (False, True))
        for address in scene.asked if plain else one_of_each(scene.asked):
            if address.form:
                continue
            response = scene.get(reader, address)
            if response.status_code >= 500:
                broken.append((reader, address.url))
            text = said(response)
            figures = address.route.policy is not None and address.route.policy.figures
            leaks += [(reader, address.url, w) for w in found(text, wide if figures else plain)]
            # What an address asks for comes back in links and in the way to the sign-in: that is not seen.
            seen |= {reader} if START in text and START not in address.url else set()
    assert leaks == []
    assert broken == []
    # The harness would find something if there were something: who may see, does.
    assert seen == {name for name in READERS if name and name != "Nora"}
    assert fingerprint(SESSIONS) == before


def one_of_each(asked: list[Address]) -> list[Address]:
    """One address of each route and kinds of records: enough where nothing could leak."""
    first: dict[object, Address] = {}
    for address in asked:
        first.setdefault((address.route.pattern, frozenset(kind for kind, _ in address.names)), address)
    return list(first.values())


def found(text: str, words: dict[str, Any]) -> list[str]:
    digits = text.replace(",", "").replace("\N{NO-BREAK SPACE}", "")
    return [f"{word} of {words[word]}" for word in words if word in digits]


def test_deleting_what_is_forbidden_changes_not_a_byte(scene: Scene) -> None:
    for reader in READERS:
        gone = tuple(
            (kind, record)
            for kind, record in scene.world.forbidden(reader)
            if not scene.world.company.rows[kind][record].get("gone")
            and not (reader and scene.world.counts_for(reader, kind, record))
        )
        if not gone:
            continue
        before = answers(scene, reader)
        scene.write(*(Removal(*record) for record in gone))
        after = answers(scene, reader)
        scene.write(*(Return(*record) for record in gone))
        assert [
            difference(url, before[url], after[url]) for url in before if before[url] != after[url]
        ] == [], reader


def difference(url: str, before: tuple[int, str], after: tuple[int, str]) -> str:
    lines = unified_diff(before[1].splitlines(), after[1].splitlines(), lineterm="", n=0)
    return "\n".join([url, *list(lines)[:20]])


def answers(scene: Scene, reader: str | None) -> dict[str, tuple[int, str]]:
    got = {}
    for address in scene.asked:
        if not address.form:
            response = scene.get(reader, address)
            got[address.url] = (response.status_code, body(response))
    return got


def test_a_forbidden_id_answers_as_an_absent_one(scene: Scene) -> None:
    absent = "987654321"
    for reader in READERS:
        forbidden = set(scene.world.forbidden(reader))
        for address in scene.asked:
            if len(address.names) != 1 or address.form or not address.names <= forbidden:
                continue
            number = str(next(iter(address.names))[1])
            other = address.url.replace(f"/{number}/", f"/{absent}/").replace(f"={number}", f"={absent}")
            if attributed(scene, reader, address) or other == address.url:
                continue
            one, two = scene.get(reader, address), scene.clients[reader].get(other)
            assert one.status_code == two.status_code, (reader, address.url)
            assert without(address.url, said(one)) == without(other, said(two)), (reader, address.url)


def without(url: str, text: str) -> str:
    """An answer without the address that was asked for, as pages and redirects repeat it."""
    for form in (url, escape(url), quote(url, safe=""), quote(url)):
        text = text.replace(form, "")
    return text


def attributed(scene: Scene, reader: str | None, address: Address) -> bool:
    """Rows behind a figure are there for whom they count."""
    figures = address.route.policy is not None and address.route.policy.figures
    return figures and reader is not None and any(scene.world.counts_for(reader, *r) for r in address.names)


def test_no_verb_on_a_forbidden_record_changes_anything(scene: Scene) -> None:
    for reader in READERS:
        forbidden = set(scene.world.forbidden(reader))
        words = scene.world.words(reader, figures=False)
        before = fingerprint(SESSIONS)
        for address in telling(scene.asked, forbidden):
            for method in ("post",) if address.form else ("post", "delete"):
                send = getattr(scene.clients[reader], method)
                response = send(address.url, data=address.form, content_type=FORM_TYPE)
                told = (reader, method, address.url, address.form, response.status_code)
                # A form that says again what is wrong with it is an answer too; what it may not do is act or tell.
                assert response.status_code in (*REFUSED, 200, 422), told
                assert found(said(response), words) == [], told
        assert fingerprint(SESSIONS) == before, reader


def telling(asked: list[Address], forbidden: set[tuple[str, int]]) -> Iterator[Address]:
    """Those that name something forbidden: each path that does with each of its forms once, and each forbidden record
    within a form on the first record of each kind on which the form may be sent."""
    done: set[object] = set()
    for address in asked:
        if not address.names & forbidden:
            continue
        if address.form:
            within = address.names - address.on
            kinds = frozenset(kind for kind, _ in address.on)
            key = (address.url, "") if address.on & forbidden else (address.route.pattern, kinds, within)
            if (key, address.example) in done:
                continue
            done.add((key, address.example))
        yield address


def test_the_world_forbids_something_to_each_and_nothing_to_the_executive(scene: Scene) -> None:
    for reader in READERS:
        kinds = {
            kind for kind, record in scene.world.forbidden(reader) if record in scene.world.company.live(kind)
        }
        if reader in ("Eve", "Oli", "Ada", "Fay"):
            assert kinds == {"survey_response"}, "what is answered in confidence is nobody's"
        else:
            assert {"opportunity", "activity"} <= kinds, reader
