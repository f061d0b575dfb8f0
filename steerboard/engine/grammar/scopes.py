"""What names mean: fields of a record and of those it links to, or other KPIs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from lark import Token

from steerboard.core.errors import UnknownName
from steerboard.core.text import Text
from steerboard.engine.grammar.faults import Site
from steerboard.engine.grammar.nodes import (
    BOOLEAN,
    DATE,
    DECIMAL,
    INTEGER,
    SHARE,
    TEXT,
    TIME,
    Field,
    Kpi,
    Node,
    Part,
    Type,
)
from steerboard.engine.model import Column, ColumnType, Model, Table

MOST_LINKS = 5

_TYPES: Mapping[ColumnType, Type] = {
    "text": TEXT,
    "integer": INTEGER,
    "boolean": BOOLEAN,
    "money": DECIMAL,
    "quantity": DECIMAL,
    "share": SHARE,
    "date": DATE,
    "time": TIME,
}
_ID = Column("id", "integer", Text("Number", "编号"))
_PARTS: tuple[tuple[str, Part, Type], ...] = (("_on", "on", DATE), ("_exact", "exact", BOOLEAN))


class Scope(Protocol):
    def find(self, names: Sequence[Token], site: Site) -> Node:
        """What a dotted name means. Raises UnknownName, with the place and the nearest names."""
        ...


@dataclass(frozen=True)
class Fields:
    """The fields of one table, and through links those of others."""

    model: Model
    table: str

    def find(self, names: Sequence[Token], site: Site) -> Field:
        if len(names) > MOST_LINKS + 1:
            message = Text("a field is at most {n} links away.", "字段最多可经过 {n} 层关联。").fill(
                n=MOST_LINKS
            )
            raise site.wrong(names[0].start_pos or 0, message)
        table = self.model.table(self.table)
        steps: list[tuple[str, Column]] = []
        for name in names[:-1]:
            column, _, _ = _column(table, name, site)
            if column.type != "link":
                message = Text("“{n}” leads to no other record.", "“{n}”不关联其他记录。").fill(n=str(name))
                raise site.wrong(name.start_pos or 0, message)
            steps.append((table.name, column))
            table = self.model.table(column.target)
        column, part, of = _column(table, names[-1], site)
        steps.append((table.name, column))
        path = (*(str(name) for name in names[:-1]), column.name)
        return Field(of, names[0].start_pos or 0, path, tuple(steps), part)


def _column(table: Table, name: Token, site: Site) -> tuple[Column, Part, Type]:
    column = _ID if name == "id" else table.columns.get(str(name))
    if column is not None:
        return column, "", _type(column, name, site)
    for ending, part, of in _PARTS:
        base = table.columns.get(str(name).removesuffix(ending))
        if name.endswith(ending) and base is not None and base.type == "time":
            return base, part, of
    what = Text("field of {t}", "{t}字段").fill(t=table.label)
    raise UnknownName(what, str(name), [*table.columns, "id"], where=site.where(name.start_pos or 0))


def _type(column: Column, name: Token, site: Site) -> Type:
    if column.type == "link":
        return Type("link", target=column.target)
    if column.type == "choice":
        return Type("text", choices=column.choices)
    of = _TYPES.get(column.type)
    if of is None:
        message = Text("“{n}” holds no single value.", "“{n}”不是单一的值。").fill(n=str(name))
        raise site.wrong(name.start_pos or 0, message)
    return of


@dataclass(frozen=True)
class Kpis:
    """The values of other KPIs, for formulas."""

    names: tuple[str, ...]

    _type = Type("number", digits=34, places=4)

    def find(self, names: Sequence[Token], site: Site) -> Kpi:
        name = ".".join(names)
        at = names[0].start_pos or 0
        if name not in self.names:
            raise UnknownName(Text("KPI", "指标"), name, self.names, where=site.where(at))
        return Kpi(self._type, at, name)
