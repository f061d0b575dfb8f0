"""What a store is to the engine: something that runs a tree and gives rows of plain Python values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

from sqlglot import exp

from steerboard.engine.sql.nodes import Nodes

Cell = Decimal | int | float | bool | date | datetime | str | None


@dataclass(frozen=True)
class Statement:
    """A tree that was printed, with the names of the tables that it reads."""

    text: str
    tables: frozenset[str]

    @classmethod
    def of(cls, query: exp.Query, dialect: str) -> Statement:
        """The tree is not to be used after it."""
        tables = frozenset(table.name for table in query.find_all(exp.Table))
        return cls(query.sql(dialect=dialect, copy=False), tables)


Asked = exp.Query | Statement


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

    def rows(self, query: Asked) -> list[tuple[Cell, ...]]:
        """Run the query. A tree is the store's from then on: hand over a copy of one that is kept.

        Raises BadInput where a number leaves its range, Refused where the query was stopped or is too large
        for the memory, Broken where the tables are not as the model says.
        """
        ...

    def columns(self, table: str) -> tuple[str, ...]:
        """The column names of a table in order; none where there is no such table."""
        ...

    def sql(self, query: exp.Expr | Statement) -> str:
        """The text that :meth:`rows` sends; for ``explain`` and for tests."""
        ...
