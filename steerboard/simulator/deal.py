"""One opportunity while it is being made."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from operator import itemgetter

from steerboard.simulator.accounts import Account
from steerboard.simulator.days import Days
from steerboard.simulator.fates import Fate
from steerboard.simulator.goods import Product
from steerboard.simulator.tables import Row

_INSTANT = itemgetter(0)
Line = tuple[Product, int, int]  # product, pieces, price of one in fen


@dataclass
class Deal:
    """One opportunity. ``now`` holds the fields that change, as they are after the changes seen so far."""

    id: str
    name: str
    account: Account
    first_owner: str
    owner: str
    handed_over: int  # instant, -1 if never
    type: str
    line: str
    early: bool  # quoted before the needs are confirmed
    contact: str
    lines: list[Line]
    fate: Fate
    now: dict[str, str]
    partner: Account | None = None
    lead: str = ""
    quote: str = ""  # the one that was accepted
    splits: list[tuple[str, int]] = field(default_factory=list)
    changes: list[tuple[int, str, str]] = field(default_factory=list)  # instant, field, new value
    history: list[Row] = field(default_factory=list)

    @cached_property
    def amount(self) -> int:
        return sum(pieces * price for _, pieces, price in self.lines)

    def plan(self, instant: int, **values: str) -> None:
        for name, value in values.items():
            self.changes.append((instant, name, value))

    def settle(self, days: Days) -> None:
        """Play the changes in the order of time: ``now`` becomes the present, ``history`` how it came about."""
        latest: dict[str, int] = {}
        for instant, name, new in sorted(self.changes, key=_INSTANT):
            at = max(instant, latest.get(name, -1) + 1)
            old = self.now[name]
            if new == old:
                continue
            latest[name] = at
            self.history.append((self.id, name, old, new, days.stamp(at)))
            self.now[name] = new
