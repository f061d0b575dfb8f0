"""Documents that a process has read already: what the mart's process would say again is neither sent nor read again.

With its question a client says the mark of what it holds; the answer is empty where the document still has that mark.
What is given from here is shared by all who ask the same question with the same rights: nobody changes it.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Any, NamedTuple

MOST = 24 * 1024 * 1024  # characters of all documents together, as they were sent


class Document(NamedTuple):
    mark: str
    content: dict[str, Any]


def mark_of(text: str) -> str:
    """Another one for another text. Python's hash has 64 bits and a new seed in each process; a text that is kept has
    it worked out once."""
    return f"{hash(text):x}/{len(text)}"


class Held:
    """By question; the least lately used goes first."""

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self._size = 0
        self._known: OrderedDict[str, Document] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str) -> Document | None:
        with self._lock:
            found = self._known.get(key)
            if found is not None:
                self._known.move_to_end(key)
            return found

    def put(self, key: str, document: Document) -> None:
        with self._lock:
            before = self._known.pop(key, None)
            self._known[key] = document
            self._size += _size(document) - (_size(before) if before else 0)
            while self._size > self.most and self._known:
                self._size -= _size(self._known.popitem(last=False)[1])


def _size(document: Document) -> int:
    return int(document.mark.rpartition("/")[2])
