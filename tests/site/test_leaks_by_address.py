"""A forbidden address answers as one that is not there."""

from __future__ import annotations

from html import escape
from typing import Any
from urllib.parse import quote

from tests.site.asking import Address
from tests.site.leaking import READERS, Scene, said
from tests.site.leaking import scene as scene  # a fixture


def test_a_forbidden_id_answers_as_an_absent_one(scene: Scene) -> None:
    absent = "987654321"
    for reader in READERS:
        forbidden = set(scene.world.forbidden(reader))
        missing: dict[str, Any] = {}
        for address in scene.asked:
            if len(address.names) != 1 or address.form or not address.names <= forbidden:
                continue
            number = str(next(iter(address.names))[1])
            other = address.url.replace(f"/{number}/", f"/{absent}/").replace(f"={number}", f"={absent}")
            if attributed(scene, reader, address) or other == address.url:
                continue
            one, two = scene.get(reader, address), missing.get(other)
            if two is None:
                two = missing[other] = scene.clients[reader].get(other)
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
