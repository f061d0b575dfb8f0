"""What a reader may not see might as well not be there: not a byte of any page tells of it."""

from __future__ import annotations

from difflib import unified_diff

from steerboard.kinds.batch import Removal, Return
from tests.site.bodies import body
from tests.site.leaking import READERS, Scene
from tests.site.leaking import scene as scene  # a fixture


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
