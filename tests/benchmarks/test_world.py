from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from benchmarks.world.build import SMALL, build
from benchmarks.world.tables import all_tables
from steerboard.engine.model import shipped_model


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    path = tmp_path_factory.mktemp("company") / "mart.duckdb"
    build(path, SMALL)
    with duckdb.connect(str(path), read_only=True) as connection:
        yield connection


def one(connection: duckdb.DuckDBPyConnection, sql: str) -> object:
    return connection.sql(sql).fetchall()[0][0]


def content(connection: duckdb.DuckDBPyConnection) -> dict[str, list[tuple[object, ...]]]:
    tables = all_tables(shipped_model())
    return {t: sorted(connection.sql(f'SELECT * FROM "{t}"').fetchall(), key=repr) for t in tables}


def test_the_same_arguments_give_the_same_rows(small: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    build(tmp_path / "again.duckdb", SMALL)
    with duckdb.connect(str(tmp_path / "again.duckdb"), read_only=True) as again:
        assert content(again) == content(small)


def test_another_seed_gives_other_rows(small: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    build(tmp_path / "other.duckdb", SMALL, seed=8)
    with duckdb.connect(str(tmp_path / "other.duckdb"), read_only=True) as other:
        assert content(other)["activity"] != content(small)["activity"]


def test_it_has_the_traps_that_figures_must_survive(small: duckdb.DuckDBPyConnection) -> None:
    for what in (
        "opportunity WHERE shared",
        "opportunity WHERE amount IS NULL AND outcome = 'won'",
        "opportunity WHERE NOT closed_at_exact",
        "opportunity WHERE outcome IS NULL",
        '"order" WHERE cancelled_at IS NOT NULL',
        '"order" WHERE credit_of_id IS NOT NULL',
        '"order" WHERE account_id IS NULL',
        "activity WHERE committed_for IS NULL",
        "activity WHERE done_at_on > committed_for_on",
        "opportunity_span WHERE known_to < TIMESTAMP '9999-12-31'",
        "org_span WHERE valid_from > DATE '2023-01-01'",
    ):
        assert one(small, f"SELECT count(*) FROM {what}") != 0, what


@pytest.mark.parametrize("kind", ["opportunity", "activity", "order"])
def test_shares_of_a_record_add_up_to_one_at_each_instant(
    small: duckdb.DuckDBPyConnection, kind: str
) -> None:
    off = one(
        small,
        f'SELECT count(*) FROM (SELECT id, valid_from FROM "{kind}_credit" GROUP BY ALL HAVING sum(share) <> 1)',
    )
    assert off == 0
    without = f'SELECT count(*) FROM "{kind}" r ANTI JOIN "{kind}_credit" c ON c.id = r.id WHERE r.shared'
    assert one(small, without) == 0


def test_at_most_one_rectangle_of_a_record_matches(small: duckdb.DuckDBPyConnection) -> None:
    overlapping = """
        SELECT count(*) FROM opportunity_span a JOIN opportunity_span b ON a.id = b.id AND a.rowid < b.rowid
            AND a.valid_from < b.valid_to AND b.valid_from < a.valid_to
            AND a.known_from < b.known_to AND b.known_from < a.known_to
    """
    assert one(small, overlapping) == 0


def test_the_newest_rectangle_is_the_present_row(small: duckdb.DuckDBPyConnection) -> None:
    newest = """
        SELECT s.id, s.stage_id, s.amount, s.outcome, s.closed_at FROM opportunity_span s
        WHERE known_to = TIMESTAMP '9999-12-31' AND valid_to = TIMESTAMP '9999-12-31' ORDER BY s.id
    """
    present = "SELECT id, stage_id, amount, outcome, closed_at FROM opportunity WHERE changed ORDER BY id"
    assert small.sql(newest).fetchall() == small.sql(present).fetchall()
