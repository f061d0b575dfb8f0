"""What a page would do by itself in a browser: which of its parts it fetches, and on which news."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser

from typing_extensions import override

_AT_ONCE = re.compile(r"^(load|intersect|revealed)\b")
_NEWS = re.compile(r"\blive:([\w*]+)")


@dataclass(frozen=True)
class Part:
    """An element that is fetched: at once when the page has come, or on news with one of the names."""

    address: str
    at_once: bool
    names: frozenset[str]


@dataclass(frozen=True)
class Sheet:
    """What a browser knows of a page: its parts, and the hidden fields of its forms."""

    parts: tuple[Part, ...]
    hidden: dict[str, str]

    @property
    def lazy(self) -> list[str]:
        return [part.address for part in self.parts if part.at_once]

    def touched(self, names: frozenset[str]) -> list[str]:
        """The addresses of the parts that fetch themselves again on this news."""
        return list(dict.fromkeys(p.address for p in self.parts if p.names & names))


def read(html: str, address: str) -> Sheet:
    """``address`` is the page's own, which a part without one means."""
    reader = _Reader(address)
    reader.feed(html)
    return Sheet(tuple(reader.parts), reader.hidden)


class _Reader(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.parts: list[Part] = []
        self.hidden: dict[str, str] = {}

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        if tag == "input" and known.get("type") == "hidden" and "name" in known:
            self.hidden.setdefault(known["name"], known.get("value", ""))
        trigger = known.get("hx-trigger", "")
        at_once, names = bool(_AT_ONCE.match(trigger)), frozenset(_NEWS.findall(trigger))
        if "hx-get" in known and (at_once or names):
            self.parts.append(Part(known["hx-get"] or self.address, at_once, names))
