"""On PostgreSQL: what commits late is not lost, and a truncated table is noticed."""

from __future__ import annotations

from datetime import UTC, datetime

import psycopg
import pytest
from django.db import connections

from steerboard.core.clock import FixedClock
from steerboard.core.workspace import Workspace
from steerboard.kinds.batch import Author, Batch, New
from steerboard.kinds.door import write
from steerboard.mart.apply import apply
from steerboard.mart.build import open_mart
from tests.django_db import Records

CLOCK = FixedClock(datetime(2024, 4, 1, tzinfo=UTC))
INSERT = (
    "INSERT INTO records_account (source, ordinal, recorded_at, made_in, extra, name)"
    " VALUES ('app', 0, '2024-04-01 00:00Z', 1, '{}', %s)"
)

pytestmark = pytest.mark.postgres


def test_a_transaction_that_commits_after_a_later_one_is_taken(
    pg_records: Records, workspace: Workspace
) -> None:
    with open_mart(workspace.mart) as mart, psycopg.connect(pg_records.dsn) as slow:
        apply(mart, workspace, CLOCK)
        slow.execute(INSERT, ["slow"])
        write(Batch(Author(None, "test", "try"), (New("account", {"name": "quick"}),)), CLOCK)
        apply(mart, workspace, CLOCK)
        names = "SELECT name FROM account ORDER BY name"
        assert mart.execute(names).fetchall() == [("quick",)]
        slow.commit()
        assert not apply(mart, workspace, CLOCK).rebuilt
        assert mart.execute(names).fetchall() == [("quick",), ("slow",)]


def test_a_truncated_table_is_empty_in_the_mart(pg_records: Records, workspace: Workspace) -> None:
    write(Batch(Author(None, "test", "try"), (New("stage", {"name": "A"}),)), CLOCK)
    with open_mart(workspace.mart) as mart:
        apply(mart, workspace, CLOCK)
        with connections["default"].cursor() as cursor:
            cursor.execute("TRUNCATE records_stage CASCADE")
        assert "stage" in apply(mart, workspace, CLOCK).tables
        assert mart.execute("SELECT count(*) FROM stage").fetchall() == [(0,)]
