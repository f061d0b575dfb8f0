"""The tiny company as tables, on each store."""

from __future__ import annotations

import pytest
from sqlglot import exp

from steerboard.engine.sql import values as v
from steerboard.engine.sql.store import Store
from steerboard.engine.stores.duckdb.store import DuckDBStore
from tests.engine.grammar.company import PARTS


@pytest.fixture(scope="module")
def company(store: Store, request: pytest.FixtureRequest) -> Store:
    statements = [
        store.sql(exp.Create(this=v.table(name), kind="TABLE", expression=rows.copy()))
        for name, rows in PARTS.items()
    ]
    if isinstance(store, DuckDBStore):
        for statement in statements:
            store.connection.execute(statement)
        return store
    import psycopg

    with psycopg.connect(request.getfixturevalue("postgres_dsn"), autocommit=True) as writer:
        for statement in statements:
            writer.execute(statement.encode())
    return store
