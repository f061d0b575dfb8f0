"""What a reader may see, as a frozen value. ``people`` builds it; engine and records obey the same one.

The truth table is ``docs/rights.md``. Two things are kept apart: a *figure* is attributed by the owner and the
membership at the KPI's time basis; *visibility* is decided now.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

ALL_SEEING = frozenset({"executive", "sales_ops", "finance", "analyst", "admin"})

# Which roles may read fields that carry a sensitivity tag. A field without a tag is for all who see the row.
TAGS: dict[str, frozenset[str]] = {
    "spend": frozenset(
        {"executive", "regional_director", "finance", "analyst", "admin", "sales_ops", "marketer"}
    ),
    "cost": frozenset({"executive", "regional_director", "finance", "analyst", "admin"}),
    "personal": frozenset({"executive", "sales_ops", "admin"}),
}


@dataclass(frozen=True)
class Rights:
    """Rights of one reader, as of now.

    user
        The reader's user id; None for the workspace's owner on the command line.
    roles
        The roles of the current memberships.
    everything
        Sees every row of every kind.
    teams
        Ids of the teams whose subtree the reader leads now (with all teams below them).
    people
        Ids of the users whose rows the reader sees: himself and the current members of ``teams``.
    """

    user: int | None
    roles: frozenset[str] = frozenset()
    everything: bool = False
    teams: frozenset[int] = frozenset()
    people: frozenset[int] = frozenset()

    def may_read(self, tag: str) -> bool:
        """Whether fields with this sensitivity tag are readable ("" always is)."""
        owner = self.user is None and self.everything
        return not tag or owner or bool(self.roles & TAGS.get(tag, frozenset()))

    @property
    def key(self) -> str:
        """A digest for cache keys: two readers with the same key see the same."""
        parts = (
            self.user if not self.everything else "*",
            sorted(self.roles),
            self.everything,
            sorted(self.teams),
            sorted(self.people),
        )
        return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


OWNER = Rights(user=None, everything=True)
"""The rights of whoever owns the workspace's files."""
