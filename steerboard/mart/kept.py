"""What follows from answers that did not change is worked out once: some pages rest on thousands of figures.

Answers are told apart by their identity: the gateway gives the same object as long as the mart says the same
(``mart.held``). What is kept keeps them as well, so that no other object can take their place.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class Kept(Generic[T]):
    """Results by the objects that they follow from and whatever else decides; the least lately used goes first."""

    def __init__(self, most: int = 256) -> None:
        self.most = most
        self._known: OrderedDict[Hashable, tuple[Sequence[object], T]] = OrderedDict()
        self._lock = Lock()

    def of(self, objects: Sequence[object], rest: Hashable, make: Callable[[], T]) -> T:
        key = (tuple(map(id, objects)), rest)
        with self._lock:
            found = self._known.get(key)
            if found is not None:
                self._known.move_to_end(key)
                return found[1]
        made = make()
        with self._lock:
            self._known[key] = (objects, made)
            while len(self._known) > self.most:
                self._known.popitem(last=False)
        return made
