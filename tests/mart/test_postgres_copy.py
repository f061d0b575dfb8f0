"""The mart's tables in PostgreSQL hold the same rows, and the engine answers the same from them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import psycopg
import pytest

from steerboard.catalogue.library import definitions
from steerboard.core.clock import FixedClock
from steerboard.core.workspace import Workspace
from steerboard.engine.api import Engine
from steerboard.engine.rights import OWNER
from steerboard.engine.stores.duckdb.store import DuckDBStore
from steerboard.engine.stores.postgres.store import PostgresStore, open_postgres
from steerboard.kinds.batch import Author, Batch, Edit, New
from steerboard.kinds.door import write
from steerboard.mart.apply import apply
from steerboard.mart.build import open_mart
from tests.django_db import Records
from tests.mart.copying import copy_to_postgres
from tests.mart.looking import tables

pytestmark = pytest.mark.postgres
CLOCK = FixedClock(datetime(2024, 4, 1, tzinfo=UTC))


def test_a_copy_in_postgres_holds_and_answers_the_same(
    records: Records, workspace: Workspace, postgres_dsn: str
) -> None:
    deal = {"amount": Decimal("12.5"), "currency": "CNY", "outcome": "won", "closed_at": date(2024, 3, 5)}
    author = Author(None, "test", "try")
    (id_,) = write(Batch(author, (New("opportunity", deal),)), CLOCK).ids
    write(Batch(author, (Edit("opportunity", id_, {"amount": Decimal("99.99")}),)), CLOCK)
    with open_mart(workspace.mart) as mart, psycopg.connect(postgres_dsn) as target:
        apply(mart, workspace, CLOCK)
        for _ in range(2):  # a second time it takes the first one's place
            copy_to_postgres(mart, target, "mart")
        target.commit()
        with open_postgres(postgres_dsn, schema="mart") as reading:
            for name, rows in tables(mart).items():
                assert sorted(reading.execute(f'SELECT * FROM "{name}"'.encode()), key=repr) == rows
            found = [
                Engine(store, definitions()).query(
                    ["bookings"], rights=OWNER, calendar=workspace.calendar, now=CLOCK.now()
                )
                for store in (DuckDBStore(mart), PostgresStore(reading))
            ]
            assert found[0] == found[1]
            assert found[0].totals["bookings"].value == Decimal("99.99")
