"""Django for tests: set up once, and records on a database of their own for each test.

``records`` gives a fresh SQLite file, ``pg_records`` a fresh PostgreSQL database, ``any_records`` each in turn. All are
copies of a template that was migrated once. ``tests/conftest.py`` makes the fixtures known.
"""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

NOWHERE = Path("/nonexistent/records.sqlite3")
_numbers = itertools.count(1)


def set_up() -> None:
    """Make Django ready, on no workspace of whoever runs the tests."""
    for name in ("STEERBOARD_WORKSPACE", "STEERBOARD_RECORDS"):
        os.environ.pop(name, None)
    os.environ["STEERBOARD_WORKSPACE"] = "/nonexistent/steerboard"
    os.environ["STEERBOARD_TEST_RECORDS"] = str(NOWHERE)
    os.environ["DJANGO_SETTINGS_MODULE"] = "steerboard.site.settings"
    # The browser driver of a test before leaves its event loop in this thread; the records are not asked from it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    import django

    django.setup()


set_up()  # when pytest loads this module as a plugin: before any test module imports a model


@dataclass(frozen=True)
class Records:
    """Where the records of the running test are. ``path`` is the SQLite file, ``dsn`` the PostgreSQL database."""

    vendor: str
    path: Path | None = None
    dsn: str = ""


def point_to(settings: dict[str, Any]) -> None:
    """Point Django's default connection, in every thread, to another database."""
    from django.db import connections

    connections.close_all()
    entry = connections.settings["default"]
    entry.clear()
    entry.update(deepcopy(settings))
    connections.configure_settings(None)  # the same dict: fills in what Django expects of it
    # The next use makes a connection for the new place.
    if "default" in [c.alias for c in connections.all(initialized_only=True)]:
        del connections["default"]


@contextmanager
def _pointed_to(settings: dict[str, Any]) -> Iterator[None]:
    point_to(settings)
    try:
        yield
    finally:
        # Whoever touches the records outside of these fixtures finds none.
        point_to(_sqlite_settings(NOWHERE))


def _migrate() -> None:
    from django.core.management import call_command
    from django.db import connections

    call_command("migrate", skip_checks=True, verbosity=0)
    connections.close_all()


def _sqlite_settings(path: Path) -> dict[str, Any]:
    from steerboard.site import settings

    found = settings._sqlite(path)
    # No test pulls the plug: a commit need not be on the disk, where it takes longer than all else of it.
    found["OPTIONS"]["init_command"] += " PRAGMA synchronous=OFF;"
    return found


def _postgres_settings(dsn: str) -> dict[str, Any]:
    from psycopg.conninfo import conninfo_to_dict

    parts = conninfo_to_dict(dsn)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.get("dbname"),
        "USER": parts.get("user") or "",
        "PASSWORD": parts.get("password") or "",
        "HOST": parts.get("host") or "",
        "PORT": str(parts.get("port") or ""),
        "CONN_MAX_AGE": None,
    }


@contextmanager
def copied(template: Path, path: Path) -> Iterator[Records]:
    """A copy of SQLite records that nobody has open; Django's default connection leads there."""
    shutil.copyfile(template, path)
    with _pointed_to(_sqlite_settings(path)):
        yield Records("sqlite", path)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file that nobody has open."""
    path = tmp_path_factory.mktemp("template") / "records.sqlite3"
    point_to(_sqlite_settings(path))
    _migrate()
    return path


Fresh = Callable[[], AbstractContextManager[Records]]


@pytest.fixture(scope="session")
def fresh_sqlite(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Fresh:
    """Makes fresh records on SQLite: for tests that need them more than once (Hypothesis)."""

    @contextmanager
    def make() -> Iterator[Records]:
        with copied(sqlite_template, tmp_path_factory.mktemp("records") / "records.sqlite3") as made:
            yield made

    return make


@pytest.fixture
def records(fresh_sqlite: Fresh) -> Iterator[Records]:
    """Fresh records on SQLite; Django's default connection leads there."""
    with fresh_sqlite() as made:
        yield made


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> str:
    """The name of a migrated PostgreSQL database."""
    import psycopg
    from psycopg.conninfo import make_conninfo

    name = f"template_{os.getpid()}"
    with psycopg.connect(postgres_server, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}".encode())
    point_to(_postgres_settings(make_conninfo(postgres_server, dbname=name)))
    _migrate()
    return name


@pytest.fixture(scope="session")
def fresh_postgres(postgres_server: str, postgres_template: str) -> Fresh:
    """Makes fresh records on PostgreSQL."""
    import psycopg
    from psycopg.conninfo import make_conninfo

    @contextmanager
    def make() -> Iterator[Records]:
        name = f"records_{os.getpid()}_{next(_numbers)}"
        dsn = make_conninfo(postgres_server, dbname=name)
        with psycopg.connect(postgres_server, autocommit=True) as server:
            server.execute(f"CREATE DATABASE {name} TEMPLATE {postgres_template}".encode())
            try:
                with _pointed_to(_postgres_settings(dsn)):
                    yield Records("postgresql", dsn=dsn)
            finally:
                server.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())

    return make


@pytest.fixture
def pg_records(fresh_postgres: Fresh) -> Iterator[Records]:
    """Fresh records on PostgreSQL; Django's default connection leads there."""
    with fresh_postgres() as made:
        yield made


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def any_records(request: pytest.FixtureRequest) -> Records:
    """The same test on SQLite and on PostgreSQL."""
    name = "records" if request.param == "sqlite" else "pg_records"
    found: Records = request.getfixturevalue(name)
    return found


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def any_fresh(request: pytest.FixtureRequest) -> Fresh:
    """Makes fresh records, on each database in turn."""
    name = "fresh_sqlite" if request.param == "sqlite" else "fresh_postgres"
    found: Fresh = request.getfixturevalue(name)
    return found
