"""CPU from a question to its statements, for four KPIs and for twenty."""

from __future__ import annotations

import statistics
from collections.abc import Callable

from benchmarks.measuring import spent
from benchmarks.page import Grid, Section, ms
from benchmarks.questions import FOUR, QUESTIONS, TWENTY, Question
from steerboard.catalogue import library
from steerboard.catalogue.library import definitions
from steerboard.engine.answer import prepare
from steerboard.engine.definition.library import Definitions
from steerboard.engine.plan.dims import Dimensions
from steerboard.engine.stores.duckdb.store import DuckDBStore, open_duckdb

RUNS = 25
AIMS = {len(FOUR): 0.005, len(TWENTY): 0.015}


def run() -> Section:
    with open_duckdb(None) as connection:
        store = DuckDBStore(connection)
        rows = [_row(store, question, kpis) for kpis in (FOUR, TWENTY) for question in QUESTIONS]
    told = (
        "From a query to the text of all its statements: check, plan, compile, print. Nothing is read. “First” has"
        " definitions that nobody has asked anything yet; “again” is the same question once more. Beforehand, and once"
        f" for each process, the definitions are read and checked ({ms(_median(_read_anew))})."
    )
    header = ("KPIs", "question", "statements", "first", "again", "aim")
    return Section("Compiling a question", [told, Grid(header, rows)])


def _row(store: DuckDBStore, question: Question, kpis: tuple[str, ...]) -> list[str]:
    known = definitions()
    dimensions = Dimensions(known.terms)
    texts = compiled(store, known, dimensions, question, kpis)
    again = _median(lambda: compiled(store, known, dimensions, question, kpis))
    first = statistics.median(_first(store, question, kpis) for _ in range(5))
    return [str(len(kpis)), question.title, str(len(texts)), ms(first), ms(again), ms(AIMS[len(kpis)])]


def _first(store: DuckDBStore, question: Question, kpis: tuple[str, ...]) -> float:
    known = definitions()
    dimensions = Dimensions(known.terms)
    return spent(lambda: compiled(store, known, dimensions, question, kpis)).cpu


def compiled(
    store: DuckDBStore, known: Definitions, dimensions: Dimensions, question: Question, kpis: tuple[str, ...]
) -> list[str]:
    """The statements of a question."""
    prepared = prepare(store, known, dimensions, question.query(kpis))
    return [store.sql(statement) for _, statement in prepared.statements()]


def _read_anew() -> None:
    library.shipped.cache_clear()
    library.definitions()


def _median(call: Callable[[], object]) -> float:
    return statistics.median(spent(call).cpu for _ in range(RUNS))
