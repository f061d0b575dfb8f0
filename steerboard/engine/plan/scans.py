"""A scan: everything that one statement reads. Atoms that share table, time and way share a scan."""

from __future__ import annotations

from dataclasses import dataclass

from steerboard.engine.frames import Instant
from steerboard.engine.grammar.nodes import Node
from steerboard.engine.kinds.base import Atom
from steerboard.engine.plan.dims import Dim
from steerboard.engine.plan.slices import Slicing


@dataclass(frozen=True)
class Scan:
    """Atoms of one table and time basis, by ``dims``, over ``slicing`` (flows) or at ``instants`` (states).

    ``credited``: who has the credit matters to the dimensions or conditions. ``per_row``: the organisation is
    looked up for each row, since a condition needs it there; otherwise after adding up.
    """

    atoms: tuple[Atom, ...]
    dims: tuple[Dim, ...]
    where: tuple[Node, ...]
    slicing: Slicing | None
    instants: tuple[Instant, ...]
    credited: bool
    per_row: bool

    @property
    def table(self) -> str:
        return self.atoms[0].table

    @property
    def each(self) -> str:
        """The path of which only the first row for each value counts; "" where all do."""
        return self.atoms[0].each

    @property
    def additive(self) -> bool:
        return all(atom.additive for atom in self.atoms)

    @property
    def key_width(self) -> int:
        """How many leading columns of a row say which stretch of time or which instant it is."""
        if self.slicing is None:
            return 1
        return self.slicing.width
