"""The grammar over one model, and what paths mean; a fault names its place in the definition."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from steerboard.core.errors import BadInput, UnknownName
from steerboard.core.text import Text
from steerboard.engine.grammar.nodes import Node
from steerboard.engine.grammar.parse import parse_condition, parse_path, parse_value
from steerboard.engine.model import Column, Model, Table


class Terms:
    """Conditions, values and paths over one model. Parsing is cached by the grammar."""

    def __init__(self, model: Model) -> None:
        self.model = model

    def table(self, name: str, where: str = "") -> Table:
        if name not in self.model.tables:
            raise UnknownName(Text("kind", "记录类型"), name, self.model.tables, where=where)
        return self.model.tables[name]

    def condition(self, table: str, text: str, where: str = "") -> Node:
        with placed(where):
            return parse_condition(text, self.model, table)

    def value(self, table: str, text: str, where: str = "") -> Node:
        with placed(where):
            return parse_value(text, self.model, table)

    def column(self, table: str, path: str, where: str = "") -> Column:
        """The field at the end of a path through links."""
        with placed(where):
            return parse_path(path, self.model, table).steps[-1][1]

    def time(self, table: str, path: str, where: str = "") -> Column:
        column = self.column(table, path, where)
        if column.type not in ("time", "date"):
            raise BadInput(Text("“{p}” is no time.", "“{p}”不是时间字段。").fill(p=path), where=where)
        return column


@contextmanager
def placed(where: str) -> Iterator[None]:
    """Errors raised inside say that they are ``where``."""
    try:
        yield
    except BadInput as error:
        if where:
            error.where = f"{where}: {error.where}" if error.where else where
        raise
