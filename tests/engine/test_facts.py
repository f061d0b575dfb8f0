"""Statements are shorter for what the tables are known to hold; the answers are the same."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from steerboard.engine.compile import facts
from steerboard.engine.compile.facts import UNKNOWN, Facts, Stint, facts_for
from steerboard.engine.kinds.base import Atom
from steerboard.engine.rights import OWNER, Rights
from tests.engine.asking import YEAR, ask, engine, query, reader, shipped, total
from tests.engine.tables import Tables
from tests.engine.test_contributions import company

READERS: tuple[Rights, ...] = (
    OWNER,
    reader(1),
    reader(9, teams=(10,), people=(1, 2)),  # some who are below him now, and some who were
    reader(2, teams=(10, 11)),
)
KPIS = (
    *("bookings", "sales_cycle_days", "pipeline_value", "stage_conversion_rate", "activities"),
    *("first_visit_success_rate", "repeat_order_share", "quote_to_order_rate", "lead_response_minutes"),
)
SHAPES: tuple[dict[str, Any], ...] = (
    {},
    {"by": ["owner"]},
    {"by": ["owner.team"], "grain": "quarter", "compare": ["previous"]},
    {"by": ["owner"], "known_at": datetime(2017, 9, 1, tzinfo=UTC)},
    {"where": ["owner = 1"]},
)


def counted(table: str) -> Atom:
    return Atom(table, "created_at", "count", "count", "owner")


@pytest.mark.parametrize("shared", [True, False])
@pytest.mark.parametrize("who", READERS)
def test_answers_are_those_of_the_general_statements(
    monkeypatch: pytest.MonkeyPatch, who: Rights, shared: bool
) -> None:
    tables = company(3)
    if not shared:
        tables.connection.execute("UPDATE opportunity SET shared = FALSE")
        tables.connection.execute("DELETE FROM opportunity_credit")
    for shape in SHAPES:
        asked = query(tables, *KPIS, rights=who, **(YEAR | shape))
        short = engine(tables).ask(asked)
        with monkeypatch.context() as patched:
            patched.setattr("steerboard.engine.answer.facts_for", lambda *_: UNKNOWN)
            general = engine(tables).ask(asked)
        assert short.to_json() == general.to_json()


def test_a_kind_that_nobody_shares_is_read_without_credits() -> None:
    tables = company(3)
    assert facts_for(
        tables.store, shipped().terms.model, OWNER, [counted("order_line"), counted("opportunity")]
    ) == Facts(frozenset({"order"}), None)
    assert "order_credit" not in asked(tables, "revenue")
    assert "opportunity_credit" in asked(tables, "bookings")
    told = engine(tables).explain(query(tables, "revenue", by=["owner"], **YEAR)).statements
    assert any("order_credit" in statement.sql for statement in told), "what nobody shares is not told"


def asked(tables: Tables, kpi: str) -> str:
    """What a question reads."""
    statements = engine(tables)._prepared(query(tables, kpi, by=["owner"], **YEAR)).statements()
    assert statements
    return " ".join(statement.text for _, statement in statements)


def test_the_first_record_that_is_shared_is_counted_as_such() -> None:
    tables = Tables()
    for user in (1, 2):
        tables.add("user", id=user, name=f"U{user}")
    tables.add("opportunity", owner=1, amount=100, outcome="won", closed_at=date(2017, 3, 1))
    assert total(tables, "bookings", rights=reader(2), **YEAR) == 0
    deal = tables.add(
        "opportunity", owner=1, amount=50, outcome="won", closed_at=date(2017, 3, 1), shared=True
    )
    tables.credit("opportunity", deal, 1, "0.4")
    tables.credit("opportunity", deal, 2, "0.6")
    rows = ask(tables, "bookings", by=["owner"], **YEAR).rows
    assert {row.key["owner"]: row.values["bookings"].value for row in rows} == {1: 120, 2: 30}


def test_who_was_below_is_told_once_and_only_while_they_are_few(monkeypatch: pytest.MonkeyPatch) -> None:
    tables, lead = Tables(), reader(9, teams=(10, 20))
    tables.place(1, 10, date(2016, 1, 1), date(2017, 1, 1), parent=20)
    tables.place(2, 10, date(2016, 1, 1), parent=20)
    known = facts_for(tables.store, shipped().terms.model, lead, ()).below
    end = date(9999, 12, 31)
    assert known == (Stint(1, date(2016, 1, 1), date(2017, 1, 1)), Stint(2, date(2016, 1, 1), end))
    monkeypatch.setattr(facts, "MOST_STINTS", 1)
    assert facts_for(tables.store, shipped().terms.model, lead, ()).below is None
