"""The same questions to each store; the answers in the tests are worked out by hand."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from steerboard.engine.sql.store import Store
from steerboard.engine.stores.duckdb.store import DuckDBStore, open_duckdb


@pytest.fixture(scope="module", params=["duckdb", pytest.param("postgres", marks=pytest.mark.postgres)])
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    if request.param == "duckdb":
        with open_duckdb(None, "256MB", threads=1) as connection:
            yield DuckDBStore(connection)
        return
    dsn = request.getfixturevalue("postgres_dsn")
    from steerboard.engine.stores.postgres.store import PostgresStore, open_postgres

    with open_postgres(dsn) as session:
        yield PostgresStore(session)
