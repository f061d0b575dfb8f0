"""The books that the simulation keeps while things happen: the truth that goes beside the data.

Entries are made at the moment of the event, from the generator's own numbers; nothing here reads the files.
Amounts are integers of fen.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from steerboard.simulator.tables import money

_MONEY = ("bookings", "revenue", "targets", "promotion_revenue", "costs")


class Books:
    """Sums under a name and a key of one or more words, such as ``bookings`` / ``2026-11`` / ``U0004``."""

    def __init__(self) -> None:
        self._sums: dict[str, dict[tuple[str, ...], int]] = defaultdict(lambda: defaultdict(int))
        self._facts: dict[str, Any] = {}

    def add(self, name: str, *key: str, by: int = 1) -> None:
        self._sums[name][key] += by

    def state(self, name: str, fact: Any) -> None:
        """A fact that is not a sum."""
        self._facts[name] = fact

    def sum(self, name: str, *key: str) -> int:
        return self._sums[name].get(key, 0)

    def truth(self) -> dict[str, Any]:
        """Every entry as nested dictionaries in the order of their keys; money as decimal text."""
        found: dict[str, Any] = {}
        for name in sorted(self._sums):
            as_money = name.startswith(_MONEY) or name.endswith("_amount")
            for key in sorted(self._sums[name]):
                value = self._sums[name][key]
                _put(found, (name, *key), money(value) if as_money else value)
        return dict(sorted({**found, **self._facts}.items()))


def _put(tree: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    for word in path[:-1]:
        tree = tree.setdefault(word, {})
    tree[path[-1]] = value
