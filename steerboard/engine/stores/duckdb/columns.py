"""How the columns of the model stand in DuckDB: the physical side of docs/mart-tables.md."""

from __future__ import annotations

from steerboard.engine.model import ColumnType, physical_names

_TYPES: dict[ColumnType, tuple[str, ...]] = {
    "text": ("VARCHAR",),
    "choice": ("VARCHAR",),
    "json": ("VARCHAR",),
    "integer": ("BIGINT",),
    "boolean": ("BOOLEAN",),
    "money": ("DECIMAL(18,4)",),
    "quantity": ("DECIMAL(18,4)",),
    "share": ("DECIMAL(9,6)",),
    "date": ("DATE",),
    "time": ("TIMESTAMP", "DATE", "BOOLEAN"),
    "link": ("BIGINT",),
}


def physical(name: str, type_: ColumnType) -> tuple[tuple[str, str], ...]:
    """The columns that a field stands as, each with its type."""
    return tuple(zip(physical_names(name, type_), _TYPES[type_], strict=True))
