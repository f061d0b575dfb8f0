"""Nothing of a record reaches who may not see it: every route there is, asked by every role.

Which record is forbidden is worked out by tests/people/organisation.py, which shares no code with the product. New
routes are covered as soon as they are in the URLconf.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import unified_diff

import pytest

from steerboard.kinds.batch import Removal, Return
from tests.people.fingerprint import SESSIONS, fingerprint
from tests.site.asking import Address
from tests.site.bodies import body
from tests.site.leaking import ALIKE, EVERY, READERS, Scene, found, one_of_each, said, some_of
from tests.site.leaking import scene as scene  # a fixture
from tests.site.world import START

Answers = dict[str, tuple[int, str]]


@pytest.mark.parametrize("few", [2, pytest.param(EVERY, marks=pytest.mark.slow)])
def test_what_a_reader_may_not_see_might_as_well_not_be_there(scene: Scene, few: int) -> None:
    """No word of it is on any page, and where it is deleted not a byte changes."""
    seen = set()
    for reader in READERS:
        asked = some_of(scene.asked, reader, set(scene.world.forbidden(reader)), few)
        before = fingerprint(SESSIONS)
        answers, leaks = read(scene, reader, asked)
        assert leaks == []
        assert [url for url, (status, _) in answers.items() if status >= 500] == [], reader
        assert fingerprint(SESSIONS) == before, "asking changes nothing"
        # What an address asks for comes back in links and in the way to the sign-in: that is not seen.
        seen |= {reader for url, (_, text) in answers.items() if START in text and START not in url}
        gone = absent(scene, reader)
        if gone:
            scene.write(*(Removal(*record) for record in gone))
            after, _ = read(scene, reader, asked)
            scene.write(*(Return(*record) for record in gone))
            assert list(differences(answers, after)) == [], reader
    # The harness would find something if there were something: who may see, does.
    assert seen == {name for name in READERS if name and name != "Nora"}


def absent(scene: Scene, reader: str | None) -> list[tuple[str, int]]:
    """The records that may be deleted and the reader must not notice."""
    return [
        (kind, record)
        for kind, record in scene.world.forbidden(reader)
        if not scene.world.company.rows[kind][record].get("gone")
        and not (reader and scene.world.counts_for(reader, kind, record))
    ]


def read(scene: Scene, reader: str | None, asked: list[Address]) -> tuple[Answers, list[object]]:
    """All answers by address, and the words in them that the reader must not see."""
    answers: Answers = {}
    leaks: list[object] = []
    plain, wide = (scene.world.words(reader, figures=figures) for figures in (False, True))
    for address in asked if plain else one_of_each(asked):
        response = scene.get(reader, address)
        answers[address.url] = (response.status_code, body(response))
        figures = address.route.policy is not None and address.route.policy.figures
        words = found(said(response), wide if figures else plain)
        leaks += [(reader, address.url, word) for word in words]
    return answers, leaks


def differences(before: Answers, after: Answers) -> Iterator[str]:
    for url, (status, text) in before.items():
        if after[url] != (status, text):
            lines = unified_diff(text.splitlines(), after[url][1].splitlines(), lineterm="", n=0)
            yield "\n".join([url, f"{status} {after[url][0]}", *list(lines)[:20]])


def test_the_world_forbids_something_to_each_and_nothing_to_the_executive(scene: Scene) -> None:
    for reader in READERS:
        kinds = {
            kind for kind, record in scene.world.forbidden(reader) if record in scene.world.company.live(kind)
        }
        if reader in ("Eve", *ALIKE):
            assert kinds == {"survey_response"}, "what is answered in confidence is nobody's"
        else:
            assert {"opportunity", "activity"} <= kinds, reader
