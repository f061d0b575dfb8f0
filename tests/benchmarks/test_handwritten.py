from collections.abc import Iterator

import duckdb
import pytest

from benchmarks.engine import company
from benchmarks.handwritten import asking
from benchmarks.questions import QUESTIONS, TWENTY, WHOLE, Question
from benchmarks.recording import RecordingStore, table_scans
from benchmarks.world.build import SMALL
from steerboard.catalogue.library import definitions
from steerboard.engine.api import Engine


@pytest.fixture(scope="module")
def small() -> Iterator[duckdb.DuckDBPyConnection]:
    with company(SMALL) as connection:
        yield connection


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: str(q.name))
def test_the_engine_gives_the_rows_of_the_sql_written_by_hand(
    small: duckdb.DuckDBPyConnection, question: Question
) -> None:
    result = Engine(RecordingStore(small), definitions()).ask(question.query())
    hand = asking.handwritten_rows(asking.asker(small, question)(), question)
    assert asking.differences(asking.engine_rows(result), hand) == []


def test_a_difference_is_told(small: duckdb.DuckDBPyConnection) -> None:
    hand = asking.handwritten_rows(asking.asker(small, WHOLE)(), WHOLE)
    wrong = {key: (values[0] + 1, *values[1:]) for key, values in hand.items()}
    assert len(asking.differences(wrong, hand)) == len(hand)
    assert asking.differences({}, hand) != []
    unknown = {key: (None, *values[1:]) for key, values in hand.items()}
    assert "bookings" in asking.differences(unknown, hand)[0]


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: str(q.name))
def test_every_figure_of_the_set_has_a_value_somewhere(
    small: duckdb.DuckDBPyConnection, question: Question
) -> None:
    rows = asking.handwritten_rows(asking.asker(small, question)(), question).values()
    for n, kpi in enumerate(TWENTY):
        assert any(row[n] for row in rows), kpi


def test_reads_of_a_table_are_counted_from_the_plan(small: duckdb.DuckDBPyConnection) -> None:
    both = (
        'SELECT count(*) FROM activity a JOIN activity b ON a.id = b.account_id JOIN "order" o ON o.id = a.id'
    )
    assert table_scans(small, both) == {"activity": 2, "order": 1}
    assert table_scans(small, "SELECT 1") == {}
