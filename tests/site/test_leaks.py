"""Nothing of a record reaches who may not see it: every route there is, asked by every role.

Which record is forbidden is worked out by tests/people/organisation.py, which shares no code with the product. New
routes are covered as soon as they are in the URLconf.
"""

from __future__ import annotations

from tests.people.fingerprint import SESSIONS, fingerprint
from tests.site.asking import Address
from tests.site.leaking import READERS, Scene, found, said
from tests.site.leaking import scene as scene  # a fixture
from tests.site.world import START


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


def test_the_world_forbids_something_to_each_and_nothing_to_the_executive(scene: Scene) -> None:
    for reader in READERS:
        kinds = {
            kind for kind, record in scene.world.forbidden(reader) if record in scene.world.company.live(kind)
        }
        if reader in ("Eve", "Oli", "Ada", "Fay"):
            assert kinds == {"survey_response"}, "what is answered in confidence is nobody's"
        else:
            assert {"opportunity", "activity"} <= kinds, reader
