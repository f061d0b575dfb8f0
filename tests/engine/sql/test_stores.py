"""What a store refuses, and what it says when a query fails."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from sqlglot import exp

from steerboard.core.errors import BadInput, Broken, Refused
from steerboard.engine.sql import values as v
from steerboard.engine.sql.shapes import select
from steerboard.engine.sql.store import Store
from steerboard.engine.stores.duckdb.store import DuckDBStore, open_duckdb


def test_a_number_out_of_range_is_bad_input(store: Store) -> None:
    largest = v.cast(v.integer(2**63 - 1), "integer")
    with pytest.raises(BadInput, match="range"):
        store.rows(select(exp.Mul(this=largest, expression=v.cast(v.integer(9), "integer"))))


def test_an_absent_table_is_said_to_be_the_installation_s_fault(store: Store) -> None:
    with pytest.raises(Broken, match="rebuild"):
        store.rows(select(v.column("id"), source=v.table("no_such_table")))


def test_an_absent_column_is_said_to_be_the_installation_s_fault(store: Store) -> None:
    with pytest.raises(Broken, match="rebuild"):
        store.rows(select(v.column("no_such_column"), source=v.table("pg_class")))


def test_a_store_goes_on_after_a_failure(store: Store) -> None:
    with pytest.raises(Broken):
        store.rows(select(v.column("id"), source=v.table("no_such_table")))
    assert store.rows(select(v.integer(1))) == [(1,)]


def test_an_absent_table_has_no_columns(store: Store) -> None:
    assert store.columns('no"such; table') == ()


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM glob('/*')",
        "COPY (SELECT 1) TO '/tmp/steerboard-leak.csv'",
        "ATTACH '/tmp/steerboard-leak.db'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "SET memory_limit = '64GB'",
        "SET lock_configuration = false",
        "EXPORT DATABASE '/tmp/steerboard-leak'",
    ],
)
def test_an_open_duckdb_reaches_nothing_but_its_own_file(statement: str, tmp_path: Path) -> None:
    with open_duckdb(tmp_path / "mart.duckdb") as connection, pytest.raises(duckdb.Error):
        connection.execute(statement)


def test_a_duckdb_file_is_written_and_read_back(tmp_path: Path) -> None:
    path = tmp_path / "mart.duckdb"
    with open_duckdb(path) as connection:
        connection.execute("CREATE TABLE deal (id BIGINT, name VARCHAR)")
        connection.execute("INSERT INTO deal VALUES (1, 'x')")
    with open_duckdb(path, read_only=True) as connection:
        store = DuckDBStore(connection.cursor())
        assert store.columns("deal") == ("id", "name")
        assert store.rows(select(v.column("name"), source=v.table("deal"))) == [("x",)]
        with pytest.raises(duckdb.Error):
            connection.execute("DELETE FROM deal")


def test_too_little_memory_is_refused_and_not_fatal() -> None:
    with open_duckdb(None, "20MB", threads=1) as connection:
        connection.execute("CREATE TABLE wide AS SELECT range AS id FROM range(100000)")
        store = DuckDBStore(connection)
        many = v.call("LIST", v.call("REPEAT", v.text("0123456789"), v.integer(100)))
        with pytest.raises(Refused, match="memory"):
            store.rows(select(many, source=v.table("wide")))
        assert store.rows(select(v.integer(1))) == [(1,)]


@pytest.mark.postgres
def test_postgres_is_read_only_and_knows_its_columns(postgres_dsn: str) -> None:
    import psycopg

    from steerboard.engine.stores.postgres.store import PostgresStore, open_postgres

    with psycopg.connect(postgres_dsn, autocommit=True) as writer:
        writer.execute('CREATE TABLE "order" (id BIGINT, "class" TEXT)')
    with open_postgres(postgres_dsn) as connection:
        assert PostgresStore(connection).columns("order") == ("id", "class")
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            connection.execute('INSERT INTO "order" VALUES (1, NULL)')


@pytest.mark.postgres
def test_postgres_stops_a_query_that_takes_too_long(postgres_dsn: str) -> None:
    from steerboard.engine.stores.postgres.store import PostgresStore, open_postgres

    with open_postgres(postgres_dsn, seconds=1) as connection, pytest.raises(Refused, match="stopped"):
        PostgresStore(connection).rows(select(v.call("PG_SLEEP", v.integer(30))))
