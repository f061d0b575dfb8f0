"""No verb on what is forbidden does anything, or tells anything."""

from __future__ import annotations

from collections.abc import Iterator

from tests.people.fingerprint import SESSIONS, fingerprint
from tests.site.asking import Address
from tests.site.leaking import READERS, Scene, found, said
from tests.site.leaking import scene as scene  # a fixture

REFUSED = (302, 400, 401, 404, 405)
FORM_TYPE = "application/x-www-form-urlencoded"


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
