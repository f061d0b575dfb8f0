"""Dimensions: what a path in ``by`` means for the rows of each table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from steerboard.core.errors import BadInput, UnknownName
from steerboard.core.text import Text
from steerboard.engine.definition.terms import Terms
from steerboard.engine.derived.registry import FRAMED
from steerboard.engine.model import Column, Table
from steerboard.engine.paths import Path, parents

MOST_LINKS = 3
_NO_DIMENSION = ("json", "time")
ASIDE = frozenset({"lead", "contact", "partner", "campaign", "quote", "referred_by"})
"""Links that no short name takes: “industry” is the account's, and never the lead's or the partner's."""


@dataclass(frozen=True)
class Dim:
    """A dimension for one table: the path as the caller wrote it, and the full one from the table's rows.

    Without a path the table has no such dimension; only a part that stays whole by it is read from there.
    """

    name: str
    path: Path
    column: Column
    uses: tuple[tuple[str, Column], ...]


def no_dim(name: str) -> Dim:
    """What stands for a dimension where a table has none of its name: not known of all its rows."""
    return Dim(name, (), Column(name, "text", Text(name, name)), ())


class Dimensions:
    """Resolves names for the tables of one model."""

    def __init__(self, terms: Terms) -> None:
        self._model = terms.model
        self.of = lru_cache(maxsize=2048)(self._resolve)

    def _resolve(self, name: str, table: str) -> Dim | None:
        """The dimension, or None where the table has none of this name.

        Raises BadInput where a short name could mean several paths.
        """
        given = tuple(name.split("."))
        start = self._model.table(table)
        above = parents(self._model, start)
        for n in range(len(above) + 1):
            found = self._walk(start, (*above[:n], *given))
            if found is not None:
                return self._checked(name, (*above[:n], *given), found)
        shortest: list[Path] = []
        for path in self._links(start):
            if shortest and len(path) > len(shortest[0]):
                break
            if self._walk(start, (*path, *given)) is not None:
                shortest.append(path)
        if not shortest:
            return None
        if len(shortest) > 1:
            options = ", ".join(".".join((*p, name)) for p in shortest)
            raise BadInput(
                Text("“{n}” could be any of {o}.", "“{n}”有多种含义：{o}。").fill(n=name, o=options),
                where="by",
                hint=Text("Write the whole path.", "请写出完整路径。"),
            )
        full = (*shortest[0], *given)
        steps = self._walk(start, full)
        assert steps is not None
        return self._checked(name, full, steps)

    def known(self, tables: Iterator[str] | tuple[str, ...]) -> list[str]:
        """Names that could have been meant, for the message about one that nothing goes by."""
        names: dict[str, None] = {}
        for table in tables:
            start = self._model.table(table)
            above = parents(self._model, start)
            for n in range(len(above) + 1):
                steps = self._walk(start, above[:n]) if n else ()
                here = self._model.table(steps[-1][1].target) if steps else start
                for path in ((), *((c.name,) for c in here.columns.values() if c.type == "link")):
                    found = self._walk(here, path) if path else ()
                    end = self._model.table(found[-1][1].target) if found else here
                    for c in end.columns.values():
                        if c.type not in _NO_DIMENSION and not c.tag and (end.name, c.name) not in FRAMED:
                            names[".".join((*path, c.name))] = None
        return list(names)

    def unknown(self, name: str, tables: tuple[str, ...]) -> UnknownName:
        return UnknownName(Text("dimension", "维度"), name, self.known(tables), where="by")

    def _checked(self, name: str, path: Path, steps: tuple[tuple[str, Column], ...]) -> Dim:
        column = steps[-1][1]
        if column.type in _NO_DIMENSION:
            raise BadInput(
                Text(
                    "“{n}” is no dimension; use a grain for time.", "“{n}”不能作为维度；按时间请用时间粒度。"
                ).fill(n=name),
                where="by",
            )
        return Dim(name, path, column, steps)

    def _walk(self, table: Table, path: Path) -> tuple[tuple[str, Column], ...] | None:
        steps: list[tuple[str, Column]] = []
        for place, name in enumerate(path):
            column = table.columns.get(name)
            if column is None or (table.name, name) in FRAMED:
                return None  # what looks at a period is no part of a record
            steps.append((table.name, column))
            if place < len(path) - 1:
                if column.type != "link":
                    return None
                table = self._model.table(column.target)
        return tuple(steps)

    def _links(self, table: Table) -> Iterator[Path]:
        """Paths of links from a table, the shorter ones first."""
        level: list[tuple[Path, Table]] = [((), table)]
        for _ in range(MOST_LINKS):
            following = [
                ((*path, column.name), self._model.table(column.target))
                for path, here in level
                for column in here.columns.values()
                if column.type == "link" and column.name not in path and column.name not in ASIDE
            ]
            yield from (path for path, _ in following)
            level = following
