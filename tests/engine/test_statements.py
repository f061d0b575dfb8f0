"""Statements that are kept: printed once for a scan in its scope, and never given to another question."""

from __future__ import annotations

from datetime import date

from steerboard.engine.answer import Prepared, prepare
from steerboard.engine.plan.dims import Dimensions
from tests.engine.asking import YEAR, query, reader, shipped, total
from tests.engine.tables import Tables


def won(tables: Tables, day: date, amount: int, owner: int | None = None) -> None:
    tables.add(
        "opportunity", name="Deal", account=None, amount=amount, outcome="won", closed_at=day, owner=owner
    )


def prepared(tables: Tables, **asked: object) -> Prepared:
    known = shipped()
    return prepare(tables.store, known, Dimensions(known.terms), query(tables, "bookings", **asked))


def test_the_same_question_is_printed_once() -> None:
    tables = Tables()
    ((_, first),) = prepared(tables, **YEAR).statements()
    ((_, again),) = prepared(tables, **YEAR).statements()
    assert again is first
    assert "opportunity" in first.tables


def test_a_kept_statement_reads_the_records_anew() -> None:
    tables = Tables()
    won(tables, date(2017, 3, 1), 10)
    assert total(tables, "bookings", **YEAR) == 10
    won(tables, date(2017, 3, 2), 5)
    assert total(tables, "bookings", **YEAR) == 15


def test_other_dates_readers_and_conditions_have_statements_of_their_own() -> None:
    tables = Tables()
    won(tables, date(2017, 3, 1), 10, owner=1)
    won(tables, date(2017, 4, 1), 5, owner=2)
    asked = {"from_": date(2017, 4, 1), "to": date(2017, 4, 30)}
    assert total(tables, "bookings", **YEAR) == 15
    assert total(tables, "bookings", **asked) == 5
    assert total(tables, "bookings", **YEAR, rights=reader(1)) == 10
    assert total(tables, "bookings", **YEAR, rights=reader(2)) == 5
    assert total(tables, "bookings", **YEAR, where=["amount > 7"]) == 10
    assert total(tables, "bookings", **YEAR, where=["amount < 7"]) == 5
