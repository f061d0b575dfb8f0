"""Mart tables made from the engine's model and filled a column at a time (docs/mart-tables.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from steerboard.engine.model import Model
from steerboard.engine.stores.duckdb.columns import physical

Array = NDArray[Any]
Columns = dict[str, Array]
Physical = tuple[tuple[str, str], ...]

BEGINNING = np.datetime64("0001-01-01T00:00:00", "us")
END = np.datetime64("9999-12-31T00:00:00", "us")
OFFSET = np.timedelta64(8, "h")  # the company is in Shanghai, where the clocks never change

_BOUNDS = tuple((name, "TIMESTAMP") for name in ("valid_from", "valid_to", "known_from", "known_to"))
_CREDIT: Physical = (
    ("id", "BIGINT"),
    ("user_id", "BIGINT"),
    ("share", "DECIMAL(9,6)"),
    ("valid_from", "TIMESTAMP"),
    ("valid_to", "TIMESTAMP"),
)
_ABOVE: Physical = (("parent_id", "BIGINT"), ("region_id", "BIGINT"), ("root_id", "BIGINT"))
_DAYS: Physical = (("valid_from", "DATE"), ("valid_to", "DATE"))
_ORGANISATION: dict[str, Physical] = {
    "team_span": (("team_id", "BIGINT"), *_ABOVE, *_DAYS),
    "org_span": (("user_id", "BIGINT"), ("team_id", "BIGINT"), *_ABOVE, *_DAYS),
    "org_reach": (("team_id", "BIGINT"), ("user_id", "BIGINT"), *_DAYS),
}


@dataclass(frozen=True)
class Times:
    """World times by the local clock; not ``exact`` ones are known by their day. NaT is not known."""

    local: Array
    exact: Array

    def columns(self, name: str) -> Columns:
        day = self.local.astype("datetime64[D]")
        wall = np.where(self.exact, self.local, day.astype("datetime64[us]"))
        exact = np.ma.MaskedArray(self.exact, mask=np.isnat(self.local))
        return {name: wall - OFFSET, f"{name}_on": day, f"{name}_exact": exact}


def create_tables(connection: duckdb.DuckDBPyConnection, model: Model) -> None:
    """Every table of the contract, empty."""
    for name, columns in all_tables(model).items():
        listed = ", ".join(f'"{column}" {type_}' for column, type_ in columns)
        connection.execute(f'CREATE TABLE "{name}" ({listed})')


def all_tables(model: Model) -> dict[str, Physical]:
    tables: dict[str, Physical] = {}
    for table in model.tables.values():
        fields = tuple(c for column in table.columns.values() for c in physical(column.name, column.type))
        if table.derived:
            tables[table.name] = (("id", "BIGINT"), *fields, ("known_from", "TIMESTAMP"))
            continue
        fields += (("shared", "BOOLEAN"),) if table.credits else ()
        tables[table.name] = (
            ("id", "BIGINT"),
            *fields,
            ("known_from", "TIMESTAMP"),
            ("changed", "BOOLEAN"),
        )
        if table.spans:
            tables[f"{table.name}_span"] = (("id", "BIGINT"), *fields, *_BOUNDS)
        if table.credits:
            tables[f"{table.name}_credit"] = _CREDIT
    return {**tables, **_ORGANISATION}


class Filler:
    """Writes columns into the tables; what is not given stays NULL. Exact numbers are given in hundredths."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, model: Model) -> None:
        self._connection = connection
        self._tables = all_tables(model)

    def fill(self, table: str, columns: Mapping[str, Array]) -> None:
        types = dict(self._tables[table])
        unknown = set(columns) - set(types)
        if unknown:
            raise KeyError(f"{table} has no {sorted(unknown)}")
        self._connection.register("given", {name: _plain(array) for name, array in columns.items()})
        names = ", ".join(f'"{name}"' for name in columns)
        values = ", ".join(_cast(name, types[name]) for name in columns)
        self._connection.execute(f'INSERT INTO "{table}" ({names}) SELECT {values} FROM given')
        self._connection.unregister("given")


def _plain(array: Array) -> Array:
    """The forms that DuckDB reads: texts as objects, days as times."""
    if array.dtype.kind == "U":
        return array.astype(object)
    return array.astype("datetime64[us]") if array.dtype.kind == "M" else array


def _cast(name: str, type_: str) -> str:
    if type_.startswith("DECIMAL"):
        return f'CAST(CAST("{name}" AS DECIMAL(16,0)) * CAST(0.01 AS DECIMAL(3,2)) AS {type_})'
    return f'CAST("{name}" AS {type_})'
