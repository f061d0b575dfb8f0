"""What a derived table or column is to the model and to the compiler."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlglot import exp

from steerboard.engine.model import Column, Table
from steerboard.engine.sql.nodes import Nodes


class Sources(Protocol):
    """The tables that a derivation reads: in their present state, or as known at the instant asked for."""

    @property
    def nodes(self) -> Nodes: ...

    def source(self, table: str, alias: str) -> exp.Table | exp.Subquery: ...

    def history(self, table: str, columns: Sequence[str], alias: str) -> exp.Subquery:
        """Every state of every record: ``id``, the physical ``columns``, ``valid_from`` and ``valid_to``."""
        ...


@dataclass(frozen=True)
class DerivedTable:
    """A table that is a query; ``rows`` has the physical columns of ``table`` and ``id``."""

    table: Table
    rows: Callable[[Sources], exp.Query]


@dataclass(frozen=True)
class DerivedColumn:
    """A field of ``table`` worked out over all its rows.

    ``rows`` gives ``id`` (unique) and ``value``; a record without a row there has ``otherwise``.
    """

    table: str
    column: Column
    rows: Callable[[Sources], exp.Query]
    otherwise: exp.Expression
