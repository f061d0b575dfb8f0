"""The engine beside handwritten SQL: twenty KPIs on a million activities, with equal rows."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from benchmarks import measuring
from benchmarks.handwritten import asking
from benchmarks.page import Grid, Section, ms, ratio
from benchmarks.questions import QUESTIONS, TWENTY, Question
from benchmarks.recording import RecordingStore, table_scans
from benchmarks.world.build import FULL, Size, build
from steerboard.catalogue.library import definitions
from steerboard.engine.api import Engine
from steerboard.engine.stores.duckdb.store import open_duckdb

RUNS = 9
AIM = 1.5
FACTS = ("activity", "opportunity", "opportunity_span", "stage_visit", "order", "order_line")


@contextmanager
def company(size: Size = FULL) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to the benchmark's company, made anew."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mart.duckdb"
        build(path, size)
        with open_duckdb(path, read_only=True) as connection:
            yield connection


def run() -> Section:
    with company() as connection:
        parts = [_introduction(connection), *(p for q in QUESTIONS for p in _compare(connection, q))]
    return Section("The engine beside SQL written by hand", parts)


def _introduction(connection: duckdb.DuckDBPyConnection) -> str:
    counts = [connection.sql(f'SELECT count(*) FROM "{table}"').fetchall()[0][0] for table in FACTS]
    told = ", ".join(f"{count:,} of `{table}`" for table, count in zip(FACTS, counts, strict=True))
    return (
        f"Twenty KPIs on {told}; {FULL.users} people in {FULL.teams} teams whose memberships are dated, with shared"
        " deals, histories, credits, cancelled orders and values that are not known. By hand: one statement for all"
        " twenty with the same answer, totals included (`benchmarks/handwritten/`). **Every row was compared and is"
        f" equal.** The engine also tells numerators, denominators, how many"
        " records stand behind each figure and how many are missing from it; the statement by hand gives the values. The aim"
        f" is at most {AIM} × the CPU of the statement written by hand.\n\n"
        f"The set: {', '.join(f'`{k}`' for k in TWENTY)}."
    )


def _compare(connection: duckdb.DuckDBPyConnection, question: Question) -> list[str | Grid]:
    store = RecordingStore(connection)
    engine = Engine(store, definitions())
    by_hand = asking.asker(connection, question)
    result = engine.ask(question.query())
    statements = list(store.asked)
    hand = asking.handwritten_rows(by_hand(), question)
    different = asking.differences(asking.engine_rows(result), hand)
    if different:
        raise AssertionError(f"{question.name}: {len(different)} values differ, first {different[:3]}")

    def one_by_one() -> None:
        for kpi in TWENTY:
            engine.ask(question.query((kpi,)))

    def sql_alone() -> None:
        for sql in statements:
            connection.execute(sql).fetchall()

    calls = {"hand": by_hand, "engine": lambda: engine.ask(question.query()), "sql": sql_alone}
    taken = measuring.medians({**calls, "single": one_by_one}, RUNS)
    base = taken["hand"].cpu
    names = {
        "hand": "by hand, one statement",
        "engine": "the engine, one query",
        "sql": "of it, the engine's statements alone",
        "single": "the engine, one query for each KPI",
    }
    rows = [
        [name, ms(taken[key].cpu), ms(taken[key].wall), ratio(taken[key].cpu, base)]
        for key, name in names.items()
    ]
    grid = Grid((question.title, "CPU", "elapsed", "CPU to by hand"), rows)
    text = asking.statement(question)
    scans = sum((table_scans(connection, sql) for sql in statements), Counter())
    hand_scans = table_scans(connection, text, asking.parameters(text))
    told = (
        f"{len(result.rows):,} {'rows' if question.by else 'row'}. {_groups(engine)} groups (a table and the time that places its rows) in"
        f" {len(statements)} statements; beyond one for each group stand the medians (by team, and over all), the"
        " earliest order and the names of the teams."
        f" Reads of the fact tables in the plans: {_listed(scans)}; by hand: {_listed(hand_scans)}."
    )
    return [f"### {question.title[0].upper()}{question.title[1:]}", grid, told]


def _groups(engine: Engine) -> int:
    """How many groups the definitions of the twenty fall into: a table, the time that places its rows, flow or state."""
    kpis = [engine.definitions.kpi(k, {}) for k in TWENTY]
    atoms = {a for k in kpis for a in k.atoms}
    return len({(a.table, a.at, a.state, a.until) for a in atoms if a.aggregate != "beginning"})


def _listed(scans: Counter[str]) -> str:
    return ", ".join(f"`{table}` {scans[table]}" for table in FACTS if scans[table])
