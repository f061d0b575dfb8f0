"""The same small company gives the same answers on every store."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from steerboard.engine.api import Engine
from tests.engine.asking import YEAR, query, shipped
from tests.engine.tables import Tables
from tests.engine.test_contributions import company

pytestmark = pytest.mark.postgres

TYPES = {"DOUBLE": "double precision", "VARCHAR": "text"}


def copied(tables: Tables, session: Any) -> None:
    """All tables of the DuckDB as tables of the PostgreSQL."""
    names = tables.connection.execute(
        "SELECT table_name FROM information_schema.tables ORDER BY 1"
    ).fetchall()
    for (name,) in names:
        described = tables.connection.execute(f'DESCRIBE "{name}"').fetchall()
        columns = ", ".join(f'"{c[0]}" {TYPES.get(c[1], c[1])}' for c in described)
        session.execute(f'CREATE TABLE "{name}" ({columns})')
        for row in tables.connection.execute(f'SELECT * FROM "{name}"').fetchall():
            marks = ", ".join(["%s"] * len(row))
            session.execute(f'INSERT INTO "{name}" VALUES ({marks})', row)


def close(a: Any, b: Any) -> bool:
    if isinstance(a, float) or isinstance(b, float):
        return bool(a == pytest.approx(b, rel=1e-9))
    return bool(a == b)


def test_postgres_answers_as_duckdb_does(postgres_dsn: str) -> None:
    import psycopg

    from steerboard.engine.stores.postgres.store import PostgresStore, open_postgres

    tables = company(5)
    with psycopg.connect(postgres_dsn, autocommit=True) as session:
        copied(tables, session)
    duck = Engine(tables.store, shipped())
    shapes: list[dict[str, Any]] = [
        {},
        {"by": ["owner.team"], "grain": "quarter", "compare": ["previous"]},
        {"by": ["owner"], "known_at": datetime(2017, 6, 1, tzinfo=UTC)},
    ]
    with open_postgres(postgres_dsn) as session:
        other = Engine(PostgresStore(session), shipped())
        for asked in shapes:
            question = query(tables, *shipped().ids, **(YEAR | asked))
            first, second = duck.ask(question), other.ask(question)
            assert [row.key for row in first.rows] == [row.key for row in second.rows]
            for a, b in zip(first.rows, second.rows, strict=True):
                for kpi in question.kpis:
                    assert close(a.values[kpi].value, b.values[kpi].value), (asked, kpi, a.key)
            listed = other.contributions(query(tables, "win_rate:amount", **YEAR))
            assert listed.rows == duck.contributions(query(tables, "win_rate:amount", **YEAR)).rows
