"""Windows that overlap, for values that do not add up: read together, each as if it were asked for alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steerboard.core.calendars import Calendar
from steerboard.engine.frames import Window
from steerboard.engine.plan import slices
from steerboard.engine.plan.slices import WINDOWS_AT_ONCE, apart
from tests.engine.asking import ask, engine, own, query
from tests.engine.tables import Tables

CALENDAR = Calendar(zone=ZoneInfo("UTC"))
DAY = datetime(2017, 1, 1)  # noqa: DTZ001 — as the mart holds instants
WINDOWS = st.tuples(st.integers(0, 40), st.integers(1, 30)).map(
    lambda w: Window(DAY + timedelta(days=w[0]), DAY + timedelta(days=w[0] + w[1]))
)
_KPI = """
  - id: {id}
    name: &{id} {{zh: 周期, en: Cycle}}
    meaning: *{id}
    formula: *{id}
    time_basis: *{id}
    left_out: *{id}
    role: process
    unit: money
    better: down
    additivity: none
    attribution: owner
    measure: {measure}"""
CYCLE = "kpis:" + "".join(
    _KPI.format(id=name, measure=measure)
    for name, measure in (
        ("cycle", "{kind: median, value: amount, of: opportunity, at: closed_at}"),
        ("trailing", "{kind: trailing, of: cycle, days: 90}"),
    )
)


@given(st.lists(WINDOWS, max_size=40))
def test_every_window_has_its_place_in_one_scan(windows: list[Window]) -> None:
    found = apart(windows, CALENDAR)
    placed = [window for cut in found for window in cut.each]
    assert sorted(set(placed) & set(windows)) == sorted(set(windows))
    for cut in found:
        inside = [w for w in cut.each if w in set(windows)]
        assert all(any(r.start <= w.start and w.end <= r.end for r in cut.ranges) for w in inside)
        assert len(cut.windows) <= WINDOWS_AT_ONCE


def test_windows_that_follow_one_another_are_sliced() -> None:
    weeks = [Window(DAY + timedelta(days=7 * n), DAY + timedelta(days=7 * n + 7)) for n in range(9)]
    assert [cut.way for cut in apart(weeks, CALENDAR)] != ["windows"]
    assert [cut.way for cut in apart([*weeks, Window(weeks[0].start, weeks[-1].end)], CALENDAR)] == [
        "windows"
    ]


def deals() -> tuple[Tables, list[tuple[date, int, int]]]:
    tables, told = Tables(), []
    for user in (1, 2):
        tables.add("user", id=user, name=f"U{user}")
        tables.place(user, 10 + user, date(2016, 1, 1))
    for n in range(120):
        on, amount, owner = date(2017, 1, 1) + timedelta(days=3 * n), (37 * n) % 101, 1 + n % 2
        tables.add("opportunity", owner=owner, amount=amount, outcome="won", closed_at=on)
        told.append((on, amount, owner))
    return tables, told


def trailing(told: list[tuple[date, int, int]], day: date) -> float:
    return median(a for on, a, _ in told if day - timedelta(days=90) < on <= day)


@pytest.mark.parametrize("most", [WINDOWS_AT_ONCE, 2])
def test_rolling_medians_by_month(monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    monkeypatch.setattr(slices, "WINDOWS_AT_ONCE", most)
    tables, told = deals()
    asked = {"from_": date(2017, 4, 1), "to": date(2017, 12, 31), "grain": "month"}
    rows = ask(tables, "trailing", known=own(CYCLE), **asked).rows
    assert len(rows) == 9
    for row in rows:
        assert row.period is not None
        last = (row.period.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        assert float(row.values["trailing"].value or 0) == trailing(told, min(last, date(2018, 1, 10)))


def test_rolling_medians_of_each_by_month_and_those_before() -> None:
    tables, told = deals()
    asked = {"from_": date(2017, 6, 1), "to": date(2017, 7, 31), "grain": "month", "by": ["owner"]}
    rows = ask(tables, "trailing", known=own(CYCLE), compare=["previous"], **asked).rows
    mine = [d for d in told if d[2] == 1]
    july = next(r for r in rows if r.period == date(2017, 7, 1) and r.key["owner"] == 1)
    assert float(july.values["trailing"].value or 0) == trailing(mine, date(2017, 7, 31))
    before = july.values["trailing"].previous
    assert before is not None
    assert float(before.value or 0) == trailing(mine, date(2017, 6, 30))


def test_no_statement_for_each_window() -> None:
    tables, _ = deals()
    asked = query(
        tables, "trailing", from_=date(2017, 4, 1), to=date(2017, 12, 31), grain="month", totals=False
    )
    (statement,) = engine(tables, own(CYCLE)).explain(asked).statements
    assert statement.sql.count('"opportunity" AS "r"') == 1


def test_totals_are_left_out_where_nobody_reads_them() -> None:
    tables, told = deals()
    asked = {"from_": date(2017, 1, 1), "to": date(2017, 12, 31), "by": ["owner"]}
    every = ask(tables, "cycle", known=own(CYCLE), **asked)
    some = ask(tables, "cycle", known=own(CYCLE), totals=False, **asked)
    assert every.totals["cycle"].value == median(a for _, a, _ in told)
    assert some.rows == every.rows
    assert some.totals == {}
    assert some.to_json()["query"]["totals"] is False
    statements = engine(tables, own(CYCLE)).explain(query(tables, "cycle", totals=False, **asked)).statements
    assert len(statements) == 1


def test_windows_that_begin_within_a_day_are_cut_by_the_instant() -> None:
    hours = [Window(DAY + timedelta(hours=h), DAY + timedelta(hours=h + 8)) for h in (0, 4)]
    (cut,) = apart(hours, CALENDAR)
    assert not cut.daily
    tables = Tables()
    tables.add("user", id=1, name="U1")
    for hour, amount in ((2, 10), (5, 20), (9, 60)):
        at = datetime(2017, 1, 1, hour, tzinfo=UTC)
        tables.add("opportunity", owner=1, amount=amount, outcome="won", closed_at=at)
    prepared = engine(tables, own(CYCLE))._prepared(query(tables, "cycle", totals=False))
    (scan,) = prepared.scans
    rows = tables.store.rows(prepared.statement(replace(scan, slicing=cut)))
    assert sorted((row[0], float(row[1])) for row in rows) == [(0, 15.0), (1, 40.0)]  # type: ignore[arg-type]
