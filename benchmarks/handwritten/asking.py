"""Running the handwritten statements, and holding the engine's answers against theirs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.questions import TWENTY, Question
from benchmarks.world.build import ASKED, CALENDAR
from steerboard.core.moments import naive
from steerboard.core.periods import add_months
from steerboard.engine.result import Result

Key = tuple[date | None, int | None] | None  # None: over everything
Values = tuple[Any, ...]
TOTAL: Key = None
CLOSE = 1e-9  # of doubles, whose last digits depend on the order of adding
QUOTIENTS_OF_MONEY = (
    "average_contract_value",
    "average_order_value",
)  # the engine gives four decimals of them


def statement(question: Question) -> str:
    return Path(__file__).with_name(f"{question.name}.sql").read_text(encoding="utf-8")


def parameters(text: str) -> dict[str, date | datetime | int]:
    """Those that the statement names."""
    first, last = ASKED
    after = last + timedelta(days=1)
    known: dict[str, date | datetime | int] = {
        "first": first,
        "after": after,
        "instant": naive(CALENDAR.ends(last)) - timedelta(microseconds=1),
        "year_first": add_months(first, -12),
        "year_after": add_months(after, -12),
        "rolling": after - timedelta(days=30),
        "last_month": last.year * 12 + last.month,
    }
    return {name: value for name, value in known.items() if f"${name}" in text}


def asker(connection: duckdb.DuckDBPyConnection, question: Question) -> Callable[[], list[Values]]:
    """A call that runs the statement and fetches its rows."""
    text = statement(question)
    given = parameters(text)
    return lambda: connection.execute(text, given).fetchall()


def handwritten_rows(rows: list[Values], question: Question) -> dict[Key, Values]:
    """Rows of the statement by month and team."""
    if not question.by:
        return {TOTAL: rows[0], (None, None): rows[0]}
    found: dict[Key, Values] = {}
    for total, month, team, *values in rows:
        first = date((month - 1) // 12, (month - 1) % 12 + 1, 1) if not total else None
        found[TOTAL if total else (first, team)] = tuple(values)
    return found


def engine_rows(result: Result) -> dict[Key, Values]:
    found: dict[Key, Values] = {TOTAL: tuple(result.totals[k].value for k in TWENTY)}
    for row in result.rows:
        team = row.by["owner.team"].id if row.by else None
        found[(row.period, team)] = tuple(row.values[k].value for k in TWENTY)  # type: ignore[index]
    return found


def differences(engine: dict[Key, Values], hand: dict[Key, Values]) -> list[str]:
    """What is not equal: exact numbers to the last digit, doubles to nine."""
    found = [f"only in one of them: {key}" for key in engine.keys() ^ hand.keys()]
    for key in engine.keys() & hand.keys():
        for kpi, ours, theirs in zip(TWENTY, engine[key], hand[key], strict=True):
            if not _equal(kpi, ours, theirs):
                found.append(f"{kpi} of {key}: {ours} and by hand {theirs}")
    return found


def _equal(kpi: str, ours: Any, theirs: Any) -> bool:
    if ours is None or theirs is None:
        return ours is theirs
    if isinstance(theirs, int | Decimal) and isinstance(ours, int | Decimal):
        return ours == theirs
    small = 0.00005 if kpi in QUOTIENTS_OF_MONEY else 0.0
    return abs(float(ours) - float(theirs)) <= max(small, CLOSE * abs(float(theirs)))
