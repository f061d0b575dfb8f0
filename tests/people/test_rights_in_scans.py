"""One declaration, two compilations: what the engine's scan takes for visible now, and what the ORM does."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from steerboard.catalogue.library import extended_model
from steerboard.core.clock import FixedClock
from steerboard.core.workspace import Workspace
from steerboard.engine.compile import rights as scans
from steerboard.engine.compile.scope import Scope
from steerboard.engine.definition.terms import Terms
from steerboard.engine.model import Table
from steerboard.engine.rights import OWNER, Rights
from steerboard.engine.stores.duckdb.store import DuckDBStore
from steerboard.mart.apply import apply
from steerboard.mart.build import open_mart
from steerboard.people.rights import rights_of, visible
from tests.django_db import Records
from tests.people.companies import random_company
from tests.people.organisation import OWNER as OWNED
from tests.people.organisation import Company

TODAY = date(2026, 6, 15)
CLOCK = FixedClock(datetime(2026, 6, 15, 8, tzinfo=UTC))


@pytest.mark.parametrize("seed", range(6))
def test_the_engine_and_the_orm_see_the_same_rows_now(
    records: Records, tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    company = random_company(seed, TODAY, CLOCK)
    workspace = Workspace(folder=tmp_path_factory.mktemp("mart"))
    mart = open_mart(workspace.mart)
    apply(mart, workspace, CLOCK)
    store = DuckDBStore(mart)
    readers = [rights_of(user, TODAY) for user in company.rows["user"]]
    for reader in (*readers, OWNER, Rights(0)):
        for kind in OWNED:
            found = set(visible(kind, reader).values_list("pk", flat=True))
            seen = scanned(store, workspace, kind, reader)
            if reader is not OWNER:  # the measure leaves these out (tests/engine/test_in_confidence.py)
                seen -= in_confidence(company, kind)
            assert seen == found, (seed, reader, kind)
    mart.close()


def in_confidence(company: Company, kind: str) -> set[int]:
    answers = company.rows["survey_response"].items() if kind == "survey_response" else ()
    return {i for i, row in answers if row["kind"] == "employee"}


def scanned(store: DuckDBStore, workspace: Workspace, kind: str, reader: Rights) -> set[int]:
    """The ids that a scan keeps for their owner of now."""
    terms = Terms(extended_model())
    table: Table = terms.model.table(kind)
    if scans.sees_none(reader, table):
        return set()
    scope = Scope(
        terms, store.nodes, OWNER if scans.sees_all(reader, table) else reader, workspace.calendar, TODAY
    )
    query = scans.visible_ids(scope, table)
    if scope.rights is OWNER:
        query.set("where", None)
    return {int(str(row[0])) for row in store.rows(query)}
