"""What a store is to the engine: something that runs a tree and gives rows of plain Python values."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

from sqlglot import exp

from steerboard.engine.sql.nodes import Nodes

Cell = Decimal | int | float | bool | date | datetime | str | None


class Store(Protocol):
    """One connection to the analytic tables, for reading.

    Every store gives the same Python types: ``Decimal`` for exact numbers, ``int``, ``float`` for doubles,
    ``bool``, ``date``, naive UTC ``datetime``, ``str``, None.
    """

    @property
    def dialect(self) -> str:
        """How the tree is printed: sqlglot's name of the dialect."""
        ...

    @property
    def nodes(self) -> Nodes: ...

    def rows(self, query: exp.Query) -> list[tuple[Cell, ...]]:
        """Run the query. The tree is the store's from then on: hand over a copy of one that is kept.

        Raises BadInput where a number leaves its range, Refused where the query was stopped or is too large
        for the memory, Broken where the tables are not as the model says.
        """
        ...

    def columns(self, table: str) -> tuple[str, ...]:
        """The column names of a table in order; none where there is no such table."""
        ...

    def sql(self, query: exp.Expr) -> str:
        """The text that :meth:`rows` sends; for ``explain`` and for tests."""
        ...
