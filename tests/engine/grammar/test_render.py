"""What conditions mean, executed on each store against rows worked out by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlglot import exp

from steerboard.core.errors import BadInput
from steerboard.engine.grammar.parse import parse_condition, parse_formula, parse_value
from steerboard.engine.grammar.render import render
from steerboard.engine.sql import values as v
from steerboard.engine.sql.shapes import select, subquery, values_table
from steerboard.engine.sql.store import Store
from tests.engine.grammar.company import MODEL, ROWS, Joined, holds, ids, query

ALL = {1, 2, 3, 4}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("outcome = 'won'", {1, 4}),
        ("outcome != 'won'", {2, 3}),
        ("outcome in ('won')", {1, 4}),
        ("outcome not in ('won')", {2, 3}),
        ("outcome != 'won' and outcome is known", {2}),
        ("outcome is unknown", {3}),
        ("amount > 0", {1, 2}),
        ("not amount > 0", {3, 4}),
        ("amount <= 0", {4}),
        ("amount = 0.3", {2}),
        ("amount between 0.3 and 1000", {1, 2}),
        ("amount not between 0.3 and 1000", {3, 4}),
        ("big", {1, 4}),
        ("not big", {2, 3}),
        ("big = false", {2}),
        ("big != true", {2, 3}),
        ("not (big or outcome = 'lost')", {3}),
        ("not (big and amount > 0)", {2, 3, 4}),
        ("not not big", {1, 4}),
        ("(amount > 0) = false", {3, 4}),
        ("name = ''';' or name contains 'drop table'", {3}),
        ("name contains 'STEEL'", {1}),
        ("name contains '钢'", {2}),
        ("name not contains 'steel'", {2, 3, 4}),
        ("name starts with 'steel'", {1}),
        ("name = 'steel for ann''s yard'", set()),
        ("name contains '%'", set()),
        ("lower(name) = 'steel for ann''s yard' and length(name) = 20", {1}),
        ("upper(name) starts with '钢铁 PROJECT'", {2}),
        ("account.industry = 'steel'", {1}),
        ("account.industry != 'steel'", {2, 3, 4}),
        ("account.industry is unknown", {3, 4}),
        ("account is unknown", {3}),
        ("account = 2 or account.id = 3", {2, 4}),
        ("account in (1, 2)", {1, 2}),
        ("owner = account.owner", {1, 4}),
        ("owner != account.owner", {2, 3}),
        ("account.parent.industry = 'steel'", {2}),
        ("owner.name = '王芳'", {2, 4}),
        ("not account.partner", {2, 3, 4}),
        ("opened_at = 2017-01-01", {2}),
        ("opened_at = 2017-01-02", {1}),
        ("opened_at between 2017-01-01 and 2017-01-31", {1, 2}),
        ("opened_at in (2017-01-01, '2017-02-01')", {2, 3}),
        ("opened_at < 2017-01-01T17:00Z", {2}),
        ("opened_at <= '2017-01-02T01:00+08:00'", {1, 2}),
        ("not opened_at_exact", {2, 4}),
        ("closed_at > due", {1, 4}),
        ("day(closed_at) = due", {2}),
        ("due + 1 = day(closed_at)", {1}),
        ("due - 9 = 2017-01-01", {1}),
        ("due - 2017-01-10 = 21", {2}),
        ("days_between(opened_at, closed_at) = 9", {1}),
        ("days(opened_at, closed_at) = 9.5", {1}),
        ("days(opened_at, closed_at) = 30", {2}),
        ("days(opened_at, due) = 8", {1}),
        ("hours_between(opened_at, closed_at) = 228", {1}),
        ("minutes_between(opened_at, closed_at) = 13680", {1}),
        ("minutes_between(opened_at, closed_at) is unknown", {2, 3, 4}),
        ("days(coalesce(closed_at, opened_at), 2017-02-01) = 0", {3}),
        ("amount / size > 0", {1, 4}),
        ("amount / size is unknown", {2, 3}),
        ("size / 2 = 1.5", {1}),
        ("amount * chance = 500", {1}),
        ("amount * amount * amount > 999999", {1}),
        ("amount - cost = 600", {1}),
        ("-size = 7", {4}),
        ("- -size = 3", {1}),
        ("abs(size) > 2", {1, 4}),
        ("coalesce(size, 5) > 2", {1, 3}),
        ("coalesce(outcome, 'open') = 'open'", {3}),
        ("least(amount, cost) = 0", {2}),
        ("greatest(size, 0) = 0", {2, 3, 4}),
        ("greatest(due, closed_at) = 2017-01-31", {2}),
        ("if(big, amount, cost) = 1000 or if(big, amount, cost) = 0", {1, 2}),
        ("if(big, 1) is unknown", {2, 3}),
        ("if(outcome = 'won', big, false)", {1, 4}),
        ("size * 100000 * 100000 > 1", {1}),
        ("1 = 1", ALL),
        ("'a' != 'a' or true", ALL),
        ("false", set()),
        ("id in (1, 4)", {1, 4}),
    ],
)
def test_a_condition_finds_its_records(company: Store, text: str, found: set[int]) -> None:
    node = parse_condition(text, MODEL, "deal")
    assert ids(company, node, render(node, Joined(), company.nodes)) == found
    assert {row["id"] for row in ROWS if holds(node, row)} == found  # the oracle of the random tests agrees


@pytest.mark.parametrize(
    "text",
    [
        "size * size * size * 999999999999999999 > 1",
        "due + 999999999999 > 2017-01-01",
        "9223372036854775 * 999999 * size = 1",
    ],
)
def test_a_number_that_leaves_its_range_is_bad_input(company: Store, text: str) -> None:
    node = parse_condition(text, MODEL, "deal")
    with pytest.raises(BadInput, match="range"):
        ids(company, node, render(node, Joined(), company.nodes))


@pytest.mark.parametrize("text", ["due + 99999999", "amount / 0.1" + " * 999999999999999999" * 17])
def test_a_value_that_leaves_its_range_is_bad_input(company: Store, text: str) -> None:
    node = parse_value(text, MODEL, "deal")
    with pytest.raises(BadInput, match="range"):
        company.rows(query(node, render(node, Joined(), company.nodes)))


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("amount * chance", [Decimal(500), Decimal(0), None, Decimal(-5)]),
        ("size", [3, 0, None, -7]),
        ("size * 2 + 1", [7, 1, None, -13]),
        ("amount / size", [1000 / 3, None, None, 5 / 7]),
        ("days(opened_at, closed_at)", [9.5, 30.0, None, None]),
        ("due + 1", [date(2017, 1, 11), date(2017, 2, 1), None, date(2017, 3, 2)]),
        ("owner.name", ["Ann", "王芳", None, "王芳"]),
        ("account", [1, 2, None, 3]),
        ("length(name)", [20, 10, 22, None]),
    ],
)
def test_a_value_is_worked_out_for_each_record(company: Store, text: str, answers: list[object]) -> None:
    node = parse_value(text, MODEL, "deal")
    asked = query(node, v.column("id", "deal")).select(render(node, Joined(), company.nodes), copy=False)
    assert [row[1] for row in sorted(company.rows(asked))] == answers


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("amount * chance", Decimal("49999999999999.99995")),
        ("chance * amount", Decimal("49999999999999.99995")),
        ("amount * amount", Decimal("9999999999999999980000000000.00000001")),
        ("amount + amount", Decimal("199999999999999.9998")),
        ("chance + amount", Decimal("100000000000000.4999")),
        ("chance - amount", Decimal("-99999999999999.4999")),
        ("amount * 0.5 * 0.5", Decimal("24999999999999.999975")),
        ("greatest(amount, chance)", Decimal("99999999999999.9999")),
        ("coalesce(chance, amount) + 0", Decimal("0.5")),
        ("if(amount > chance, amount, chance)", Decimal("99999999999999.9999")),
        ("if(amount > 0.123456789, -amount, size)", Decimal("-99999999999999.9999")),
        ("if(amount in (0.123456789), 1, 2)", 2),
        ("size * 0.5", Decimal("4611686018427387903.5")),
        ("abs(-amount) * 1.5", Decimal("149999999999999.99985")),
    ],
)
def test_exact_arithmetic_has_room_for_the_largest_amounts(
    store: Store, text: str, answer: Decimal | int
) -> None:
    class Stored:
        def column(self, path: tuple[str, ...], part: str) -> exp.Expression:
            return v.column(path[0])

    sizes = {"amount": "DECIMAL(18, 4)", "chance": "DECIMAL(9, 6)", "size": "BIGINT"}
    largest = {"amount": "99999999999999.9999", "chance": "0.5", "size": "9223372036854775807"}
    row = select(
        *(v.named(exp.cast(v.text(largest[c]), exp.DataType.build(of)), c) for c, of in sizes.items())
    )
    node = parse_value(text, MODEL, "deal")
    assert store.rows(select(render(node, Stored(), store.nodes), source=subquery(row, "t"))) == [(answer,)]


def test_a_condition_stands_in_an_aggregate(company: Store) -> None:
    node = parse_condition("amount > 0", MODEL, "deal")
    counted = company.nodes.count(render(node, Joined(), company.nodes))
    assert company.rows(query(node, counted)) == [(2,)]


def test_a_formula_is_worked_out_over_the_values_of_kpis(company: Store) -> None:
    class Values:
        def column(self, path: tuple[str, ...], part: str) -> exp.Expression:
            return v.column(path[0])

    node = parse_formula("(won - lost:late) / (won + lost:late) * 100", ["won", "lost:late"])
    rows = values_table({"won": "decimal", "lost:late": "decimal"}, [[3, 1], [0, 0]])
    asked = select(render(node, Values(), company.nodes), source=subquery(rows, "t"))
    assert sorted(company.rows(asked), key=str) == [(50.0,), (None,)]
