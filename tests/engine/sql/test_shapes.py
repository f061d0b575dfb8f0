"""Windows, joins and shapes of queries, executed on each store."""

# ruff: noqa: DTZ001 (the mart holds naive UTC times)

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from sqlglot import exp

from steerboard.engine.sql import values as v
from steerboard.engine.sql.nodes import Node
from steerboard.engine.sql.shapes import (
    day_spine,
    first_per_key,
    merge,
    select,
    subquery,
    union,
    values_table,
    with_parts,
)
from steerboard.engine.sql.store import Cell, Store

D = date(2017, 1, 1)


def on(n: int) -> date:
    return date(2017, 1, n)


SALES = values_table(
    {"who": "text", "day": "date", "n": "integer"},
    [
        ["ann", on(1), 1],
        ["ann", on(2), 2],
        ["ann", on(5), 4],
        ["ben", on(2), 8],
        [None, on(3), 16],
    ],
)


def column(store: Store, node: Node) -> list[Cell]:
    """The values of ``node`` over the sales, in the order in which they are written above."""
    query = select(node, source=subquery(SALES.copy(), "t"))
    keys = [
        store.nodes.ordered(store.nodes.text_order(v.column("who"))),
        store.nodes.ordered(v.column("day")),
    ]
    return [row[0] for row in store.rows(query.order_by(*keys))]


WHO, DAY, N = v.column("who"), v.column("day"), v.column("n")


def by() -> list[Node]:
    return [WHO.copy()]


def test_a_rolling_total_counts_days_and_not_rows(store: Store) -> None:
    node = store.nodes.rolling_total(N.copy(), DAY.copy(), 3, by(), of="integer")
    assert column(store, node) == [1, 3, 4, 8, 16]


def test_a_rolling_total_reaches_back_exactly_its_days(store: Store) -> None:
    node = store.nodes.rolling_total(N.copy(), DAY.copy(), 4, by(), of="integer")
    assert column(store, node) == [1, 3, 6, 8, 16]


def test_a_running_total_starts_anew_for_each_key(store: Store) -> None:
    node = store.nodes.running_total(N.copy(), DAY.copy(), by(), of="integer")
    values = column(store, node)
    assert values == [1, 3, 7, 8, 16]
    assert {type(value) for value in values} == {int}


def test_a_total_over_a_key_stands_beside_each_row(store: Store) -> None:
    assert column(store, store.nodes.total_over(N.copy(), by(), of="integer")) == [7, 7, 7, 8, 16]
    assert column(store, store.nodes.total_over(N.copy(), of="integer")) == [31] * 5


def test_the_next_and_the_previous_value_end_with_the_key(store: Store) -> None:
    assert column(store, store.nodes.next_value(N.copy(), by(), [DAY.copy()])) == [2, 4, None, None, None]
    assert column(store, store.nodes.previous_value(N.copy(), by(), [DAY.copy()])) == [None, 1, 2, None, None]


def test_row_numbers_follow_the_order(store: Store) -> None:
    latest = store.nodes.ordered(DAY.copy(), descending=True)
    assert column(store, store.nodes.row_number(by(), [latest])) == [3, 2, 1, 1, 1]


def test_the_first_row_of_each_key_breaks_ties_by_the_later_keys(store: Store) -> None:
    n = store.nodes
    rows = values_table({"k": "text", "d": "date", "id": "integer"}, [["a", D, 2], ["a", D, 1], [None, D, 3]])
    query = first_per_key(n, rows, ["k"], [v.column("d"), v.column("id")], ["k", "id"])
    assert sorted(store.rows(query), key=str) == [("a", 1), (None, 3)]


@pytest.mark.parametrize("descending", [False, True])
def test_missing_values_come_last_in_any_order(store: Store, descending: bool) -> None:
    texts: list[list[v.Value]] = [["b"], [None], ["B"], ["é"], ["a"], ["鋼"]]
    query = select(v.column("x"), source=subquery(values_table({"x": "text"}, texts), "t"))
    key = store.nodes.ordered(store.nodes.text_order(v.column("x")), descending=descending)
    expected = sorted(["b", "B", "é", "a", "鋼"], reverse=descending)
    assert [row[0] for row in store.rows(query.order_by(key))] == [*expected, None]


# --- spines and tables of values ---------------------------------------------------------------------------------


def test_a_day_spine_leaves_its_end_out(store: Store) -> None:
    query = day_spine(store.nodes, date(2016, 2, 28), date(2016, 3, 2))
    expected = [(date(2016, 2, 28),), (date(2016, 2, 29),), (date(2016, 3, 1),)]
    assert sorted(store.rows(query)) == expected


def test_an_empty_day_spine_has_no_rows(store: Store) -> None:
    assert store.rows(day_spine(store.nodes, D, D)) == []


def test_a_table_of_values_keeps_types_and_missing_values(store: Store) -> None:
    rows: list[list[v.Value]] = [
        ["x", 1, Decimal("1.5"), 0.5, True, D, datetime(2017, 1, 1, 12)],
        [None] * 7,
    ]
    columns: dict[str, v.SqlType] = {
        "a": "text", "b": "integer", "c": "decimal", "d": "double", "e": "boolean", "f": "date", "g": "timestamp",
    }  # fmt: skip
    answer = store.rows(values_table(columns, rows))
    assert sorted(answer, key=str) == sorted((tuple(r) for r in rows), key=str)
    assert store.rows(values_table(columns, [])) == []
    assert store.rows(values_table(columns, rows[1:])) == [(None,) * 7]


# --- merging grouped parts ------------------------------------------------------------------------------------------


def parts() -> dict[str, exp.Query]:
    return {
        "a": values_table({"k": "text", "m": "integer", "x": "integer"}, [["p", 1, 10], [None, 1, 20]]),
        "b": values_table({"k": "text", "m": "integer", "y": "integer"}, [["q", 1, 3], [None, 1, 4]]),
        "c": values_table({"k": "text", "m": "integer", "z": "integer"}, [["p", None, 5], ["p", 1, 6]]),
    }


def test_parts_meet_at_their_keys_even_where_keys_are_missing(store: Store) -> None:
    query = merge(store.nodes, {"a": ["x"], "b": ["y"], "c": ["z"]}, ["k", "m"])
    assert sorted(store.rows(with_parts(query, parts())), key=str) == [
        ("p", 1, 10, None, 6),
        ("p", None, None, None, 5),
        ("q", 1, None, 3, None),
        (None, 1, 20, 4, None),
    ]


def test_a_merge_never_multiplies_rows(store: Store) -> None:
    query = with_parts(merge(store.nodes, {"a": ["x"], "b": ["y"]}, ["k", "m"]), parts())
    total = select(store.nodes.total(v.column("x"), of="integer"), source=subquery(query, "merged"))
    assert store.rows(total) == [(30,)]


def test_a_spine_decides_which_keys_there_are(store: Store) -> None:
    spine = values_table({"k": "text", "m": "integer"}, [["p", 1], ["z", 1]])
    query = merge(store.nodes, {"a": ["x"]}, ["k", "m"], spine)
    assert sorted(store.rows(with_parts(query, parts()))) == [("p", 1, 10), ("z", 1, None)]


@pytest.mark.parametrize("of", ["text", "integer", "date", "timestamp", "boolean", "decimal"])
def test_keys_of_every_type_meet(store: Store, of: v.SqlType) -> None:
    some: dict[v.SqlType, v.Value] = {
        "text": "{a,NULL}", "integer": 7, "date": D, "timestamp": datetime(2017, 1, 1, 12), "boolean": True,
        "decimal": Decimal("1.5"),
    }  # fmt: skip
    one = values_table({"k": of, "x": "integer"}, [[some[of], 1], [None, 2]])
    other = values_table({"k": of, "y": "integer"}, [[None, 3], [some[of], 4]])
    query = with_parts(merge(store.nodes, {"a": ["x"], "b": ["y"]}, ["k"]), {"a": one, "b": other})
    assert sorted(store.rows(query), key=str) == sorted([(some[of], 1, 4), (None, 2, 3)], key=str)


def test_a_missing_key_is_not_the_word_for_it(store: Store) -> None:
    pairs = [(v.null(), v.text("NULL")), (v.null(), v.text(""))]
    for pair in pairs:
        assert store.rows(select(store.nodes.same_keys([pair]))) == [(False,)]


@pytest.mark.postgres
def test_postgres_merges_by_looking_keys_up(postgres_dsn: str) -> None:
    from steerboard.engine.stores.postgres.store import PostgresStore, open_postgres

    with open_postgres(postgres_dsn) as connection:
        store = PostgresStore(connection)
        query = with_parts(merge(store.nodes, {"a": ["x"], "b": ["y"], "c": ["z"]}, ["k", "m"]), parts())
        plan = connection.execute(f"EXPLAIN {store.sql(query)}".encode()).fetchall()
    joins = [line for (line,) in plan if "Join" in line or "Loop" in line]
    assert joins
    assert not [line for line in joins if "Nested Loop" in line]


def test_parts_without_keys_are_one_row(store: Store) -> None:
    single = {
        "a": values_table({"x": "integer"}, [[1]]),
        "b": values_table({"y": "integer"}, [[2]]),
    }
    query = with_parts(merge(store.nodes, {"a": ["x"], "b": ["y"]}, []), single)
    assert store.rows(query) == [(1, 2)]


def test_one_part_needs_no_spine(store: Store) -> None:
    query = with_parts(merge(store.nodes, {"a": ["x"]}, ["k"]), parts())
    assert sorted(store.rows(query), key=str) == [("p", 10), (None, 20)]


@pytest.mark.parametrize(
    ("distinct", "answer"), [(True, [(1,), (None,)]), (False, [(1,), (1,), (None,), (None,)])]
)
def test_a_union_counts_missing_values_as_equal(
    store: Store, distinct: bool, answer: list[tuple[int | None]]
) -> None:
    one = values_table({"x": "integer"}, [[1], [None]])
    assert sorted(store.rows(union([one, one.copy()], distinct=distinct)), key=str) == answer


# --- as-of join --------------------------------------------------------------------------------------------------------


def test_the_latest_row_that_is_not_after_is_joined(store: Store) -> None:
    left = values_table(
        {"k": "text", "at": "date"},
        [["a", on(1)], ["a", on(3)], ["a", on(9)], ["b", on(9)], [None, on(9)]],
    )
    right = values_table(
        {"k": "text", "since": "date", "price": "integer"}, [["a", on(2), 7], ["a", on(3), 8]]
    )
    query = select(v.column("k", "l"), v.column("at", "l"), v.column("price", "r"), source=v.table("l"))
    store.nodes.asof_join(
        query, v.table("prices", "r"), [(v.column("k", "l"), "k")], v.column("at", "l"), "since"
    )
    assert sorted(store.rows(with_parts(query, {"l": left, "prices": right})), key=str) == [
        ("a", on(1), None),
        ("a", on(3), 8),
        ("a", on(9), 8),
        ("b", on(9), None),
        (None, on(9), None),
    ]


def test_the_latest_row_of_all_is_joined_without_keys(store: Store) -> None:
    left = values_table({"at": "date"}, [[on(1)], [on(5)]])
    right = values_table({"since": "date", "price": "integer"}, [[on(2), 7], [on(5), 8]])
    query = select(v.column("at", "l"), v.column("price", "r"), source=v.table("l"))
    store.nodes.asof_join(query, v.table("prices", "r"), [], v.column("at", "l"), "since")
    parts = {"l": left, "prices": right}
    assert sorted(store.rows(with_parts(query, parts))) == [(on(1), None), (on(5), 8)]
