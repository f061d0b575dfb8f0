"""What one can do with a record from its page: rooms downstream register it, the page offers it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from steerboard.core.text import Text
from steerboard.engine.rights import Rights


@dataclass(frozen=True)
class Verb:
    """``url`` gives the address for a record's id; ``when`` says whether it makes sense for a record as it is."""

    name: Text
    url: Callable[[int], str]
    when: Callable[[Any, Rights], bool]


_verbs: dict[str, list[Verb]] = defaultdict(list)


def register(kind: str, verb: Verb) -> None:
    """Adds a verb to the pages of a kind; the same name again replaces it."""
    _verbs[kind] = [v for v in _verbs[kind] if v.name != verb.name] + [verb]


def verbs_for(kind: str, record: Any, rights: Rights) -> list[Verb]:
    return [v for v in _verbs[kind] if v.when(record, rights)]
