"""Paths through the links of the model."""

from __future__ import annotations

from steerboard.engine.model import Model, Table

Path = tuple[str, ...]


def parents(model: Model, table: Table) -> Path:
    """The links up to the record that a row is a part of: ``order`` for an order line."""
    path: Path = ()
    while table.policy.rule == "parent":
        path = (*path, table.policy.link)
        table = model.table(table.columns[table.policy.link].target)
    return path


def whole(model: Model, table: Table) -> Table:
    """The kind of the record that a row is a part of: of an order line the order; of what is no part itself."""
    for link in parents(model, table):
        table = model.table(table.columns[link].target)
    return table
