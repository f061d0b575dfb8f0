"""What the grammar accepts, what it makes of it, and what it says when something is wrong."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from steerboard.core.errors import BadInput, UnknownName
from steerboard.engine.grammar import nodes as g
from steerboard.engine.grammar.functions import FUNCTIONS
from steerboard.engine.grammar.parse import parse_condition, parse_formula, parse_path, parse_value
from steerboard.engine.model import shipped_model
from tests.engine.grammar.company import MODEL, joins_of


def condition(text: str, params: dict[str, g.Scalar] | None = None) -> g.Node:
    return parse_condition(text, MODEL, "deal", params)


def fault(text: str) -> BadInput:
    with pytest.raises(BadInput) as caught:
        condition(text)
    return caught.value


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("amount = 1 AND Size = 2".replace("Size", "size"), "amount = 1 and (size = 2)"),
        ("not amount = 1", "not (amount == 1)"),
        ("amount != 1", "not amount = 1"),
        ("amount <> 1", "amount ≠ 1"),
        ("size not in (1, 2)", "not size in (1, 2)"),
        ("size between 1 and 2", "size >= 1 and size <= 2"),
        ("size not between 1 and 2", "not (size between 1 and 2)"),
        ("name is null", "name = null"),
        ("name is not null", "name != null"),
        ("name is known", "name is not null"),
        ("name is unknown", "null = name"),
        ('name = "it\'s"', "name = 'it''s'"),
        ("name = “钢铁”", "name = '钢铁'"),
        ("size in (1,2)", "size in (1, 2)"),
        ("due = '2017-01-01'", "due = 2017-01-01"),
        ("closed_at >= 2017-01-01", "closed_at_on >= 2017-01-01"),
        ("closed_at >= 2017-01-01", "day(closed_at) >= 2017-01-01"),
        ("opened_at = 2017-01-01T09:30+08:00", "opened_at = '2017-01-01T01:30:00Z'"),
        ("size = -1", "size = - 1"),
        ("2 + 3 * 4 = size", "2 + (3 * 4) = size"),
        ("size - 1 - 1 = 0", "(size - 1) - 1 = 0"),
        ("big or big and big", "big or (big and big)"),
        ("name not contains 'a'", "not name contains 'a'"),
        ("name not starts with 'a'", "not name starts with 'a'"),
        ("NOT big", "not\n\tbig"),
    ],
)
def test_two_ways_to_write_the_same(one: str, other: str) -> None:
    assert condition(one) == condition(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("size = 1", "size = 2"),
        ("size - (1 - 1) = 0", "size - 1 - 1 = 0"),
        ("(big or big) and big", "big or big and big"),
        ("name = '1'", "size = 1"),
        ("amount = 1", "amount = 1.0"),
    ],
)
def test_two_things_that_are_not_the_same(one: str, other: str) -> None:
    assert condition(one) != condition(other)


def test_names_that_begin_like_a_word_of_the_language_are_names() -> None:
    assert isinstance(
        parse_formula("order_count + android - inside", ["order_count", "android", "inside"]), g.Node
    )


# --- what is wrong, and where -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "where", "nearest"),
    [
        ("amuont > 1", "1:1", "amount"),
        ("big and account.indutry = 'x'", "1:17", "industry"),
        ("big\n  and acount.industry = 'x'", "2:7", "account"),
        ("outcome = 'wom'", "1:11", "won"),
        ("outcome in ('won', 'lsot')", "1:20", "lost"),
        ("lowr(name) = 'x'", "1:1", "lower"),
        ("amount > $leest", "1:10", "least"),
    ],
)
def test_an_unknown_name_is_pointed_at_with_the_nearest_one(text: str, where: str, nearest: str) -> None:
    with pytest.raises(UnknownName) as caught:
        condition(text, {"least": 1})
    assert caught.value.where == where
    assert caught.value.nearest[0] == nearest


@pytest.mark.parametrize(
    ("text", "where", "words"),
    [
        ("", "1:1", "ends too early"),
        ("amount >", "1:9", "ends too early"),
        ("amount > 1 1", "1:12", "“1” cannot stand here"),
        ("amount > 1 ; drop", "1:12", "“;” cannot stand here"),
        ("name = 'open", "1:8", "cannot stand here"),
        ("amount", "1:1", "condition is needed"),
        ("big and amount", "1:9", "condition is needed"),
        ("not size", "1:5", "condition is needed"),
        ("amount = 'x'", "1:10", "a number and a text cannot be compared"),
        ("big = 1", "1:7", "a yes or no and a number"),
        ("due > 5", "1:7", "a date and a number"),
        ("due > 'soon'", "1:7", "is no date"),
        ("due > 2017-02-30", "1:7", "is no date"),
        ("opened_at > 0001-01-01T00:00+08:00", "1:13", "is no date"),
        ("account = owner", "1:11", "cannot be compared"),
        ("account = 1.5", "1:11", "cannot be compared"),
        ("name > 'a'", "1:1", "no order"),
        ("outcome between 'lost' and 'won'", "1:1", "no order"),
        ("size in ()", "1:1", "list is empty"),
        ("size in (1, size)", "1:13", "written values only"),
        ("size in (1, null)", "1:13", "“null” cannot stand here"),
        ("opened_at in (2017-01-01, 2017-01-02T00:00Z)", "1:27", "depends on the zone"),
        ("null is null", "1:1", "“null” cannot stand here"),
        ("size contains 'a'", "1:1", "a text is needed"),
        ("name starts with 5", "1:18", "a text is needed"),
        ("name + 1 = 2", "1:1", "a number is needed"),
        ("-name = 'x'", "1:2", "a number is needed"),
        ("closed_at - opened_at > 1", "1:1", "a number or a date"),
        ("due + 1.5 > due", "1:7", "whole number of days"),
        ("due * 2 > due", "1:7", "whole number of days"),
        ("due + size / 2 > due", "1:7", "whole number of days"),
        ("days(due) > 1", "1:1", "another number of values"),
        ("abs() = 1", "1:1", "another number of values"),
        ("hours_between(due, closed_at) > 1", "1:15", "a time is needed"),
        ("day(size) = 1", "1:5", "a date or a time"),
        ("least(name, 'a') = 'a'", "1:7", "a number, a date or a time"),
        ("coalesce(name, 1) = 1", "1:16", "cannot be compared"),
        ("if(size, 1, 2) = 1", "1:4", "a yes or no is needed"),
        ("name.size = 1", "1:1", "leads to no other record"),
        ("extra = 'x'", "1:1", "no single value"),
        ("account.parent.parent.parent.parent.parent.industry = 'x'", "1:1", "links away"),
        ("size = 1234567890123456789", "1:8", "at most 18 digits"),
        ("size = 1.2.3", "1:8", "cannot stand here"),
        ("size = 1e5", "1:8", "cannot stand here"),
        ("name = 'a\x00b'", "1:8", "cannot be stored"),
        ("name = 'a\ud800b'", "1:8", "cannot be stored"),
        ("big and\n\n   size = = 1", "3:11", "cannot stand here"),
        ("__import__('os')", "1:1", "no function"),
    ],
)
def test_it_says_what_is_wrong_and_where(text: str, where: str, words: str) -> None:
    error = fault(text)
    assert words in error.message.en
    assert error.where == where
    assert any("\u4e00" <= c <= "\u9fff" for c in error.message.zh)


def test_a_text_of_the_utmost_length_is_read_and_one_more_is_not() -> None:
    longest = "big" + " " * 997
    assert condition(longest) == condition("big")
    assert "longer than 1000" in fault(longest + " ").message.en


@pytest.mark.parametrize(
    "nest",
    [
        lambda n: "not " * n + "big",
        lambda n: "-" * n + "size = 1",
        lambda n: "abs(" * n + "size" + ")" * n + " = 1",
        lambda n: "size" + " + 1" * n + " = 1",
    ],
)
def test_a_text_nested_too_deeply_is_refused(nest: object) -> None:
    assert callable(nest)
    assert isinstance(condition(nest(28)), g.Node)
    assert "nested" in fault(nest(33)).message.en
    assert "nested" in fault(nest(150)).message.en


def test_many_conditions_side_by_side_are_not_deep() -> None:
    many = condition(" or ".join(["big"] * 120))
    assert isinstance(many, g.Either)
    assert len(many.items) == 120


def test_parentheses_alone_are_not_deep() -> None:
    assert condition("(" * 400 + "big" + ")" * 400) == condition("big")


# --- what it knows about a text ------------------------------------------------------------------------------------------


def test_it_lists_the_columns_it_touches_with_their_sensitivity() -> None:
    node = condition("account.owner.email contains 'x' and cost > amount")
    assert sorted(g.fields_of(node)) == [
        g.Use("account", "owner", ""),
        g.Use("deal", "account", ""),
        g.Use("deal", "amount", ""),
        g.Use("deal", "cost", "cost"),
        g.Use("user", "email", "personal"),
    ]


def test_a_field_in_every_kind_of_place_is_found() -> None:
    places = (
        "cost is null",
        "cost in (1)",
        "not cost = 1",
        "1 between 0 and cost",
        "if(big, cost, 1) = 1",
        "-cost = 1",
        "abs(coalesce(1, cost)) = 1",
        "1 / cost = 1",
        "big or (big and least(1, 2 * cost) > 0)",
    )
    for text in places:
        assert g.Use("deal", "cost", "cost") in g.fields_of(condition(text)), text


def test_joins_come_after_those_they_go_through() -> None:
    node = condition("account.parent.owner.name = 'x' and owner.name = 'y' and account.industry = 'z'")
    assert joins_of(node) == (
        ("account",),
        ("account", "parent"),
        ("account", "parent", "owner"),
        ("owner",),
    )


def test_a_link_by_itself_needs_no_join() -> None:
    assert joins_of(condition("account is null or owner = 1")) == ()


def test_paths_are_as_written_without_the_part_of_a_time() -> None:
    node = condition("closed_at_exact and account.industry = 'x'")
    assert g.paths_of(node) == {("closed_at",), ("account", "industry")}


def test_a_path_alone_is_a_field() -> None:
    assert parse_path("account.industry", MODEL, "deal").path == ("account", "industry")
    with pytest.raises(BadInput, match="name of a field"):
        parse_path("size + 1", MODEL, "deal")


@pytest.mark.parametrize(
    ("text", "kind", "exactly"),
    [
        ("amount", "number", True),
        ("amount * chance", "number", True),
        ("amount * amount * amount", "number", False),
        ("amount / size", "number", False),
        ("days(opened_at, closed_at)", "number", False),
        ("days(opened_at, due)", "number", True),
        ("due + 3", "date", True),
        ("coalesce(closed_at, opened_at)", "time", True),
        ("coalesce(closed_at, due)", "date", True),
        ("name", "text", True),
        ("big and size > 1", "boolean", True),
        ("owner", "link", True),
    ],
)
def test_a_value_has_a_kind(text: str, kind: str, exactly: bool) -> None:
    node = parse_value(text, MODEL, "deal")
    assert (node.type.kind, node.type.exact) == (kind, exactly)


@pytest.mark.parametrize(
    ("value", "same"),
    [
        (30, "size > 30"),
        (Decimal("0.5"), "size > 0.5"),
        (date(2017, 1, 1), "closed_at > 2017-01-01"),
        (datetime(2017, 1, 1, 8, tzinfo=timezone(timedelta(hours=8))), "closed_at > 2017-01-01T00:00Z"),
        (datetime(2017, 1, 1, tzinfo=UTC), "closed_at > 2017-01-01T00:00Z"),
    ],
)
def test_a_parameter_stands_for_its_value(value: g.Scalar, same: str) -> None:
    left = same.split(" ")[0]
    assert condition(f"{left} > $p", {"p": value}) == condition(same)


def test_parameters_that_are_equal_in_python_are_kept_apart() -> None:
    assert condition("big = $p", {"p": True}) == condition("big = true")
    with pytest.raises(BadInput, match="yes or no"):
        condition("big = $p", {"p": 1})


def test_a_text_as_parameter_is_only_a_text() -> None:
    node = condition("name = $p", {"p": "x' or '1'='1"})
    assert isinstance(node, g.Compare)
    assert isinstance(node.right, g.Constant)
    assert node.right.value == "x' or '1'='1"


def test_the_same_text_is_parsed_once_for_each_model() -> None:
    assert condition("size = 12345") is condition("size = 12345")
    shipped = shipped_model()
    assert parse_condition("name = 'a'", shipped, "account") is not condition("name = 'a'")


def test_a_formula_names_other_kpis_with_their_variants() -> None:
    node = parse_formula("revenue / orders:gross - $base", ["revenue", "orders:gross"], {"base": 1})
    assert g.kpis_of(node) == {"revenue", "orders:gross"}
    assert node.type.kind == "number"


def test_a_formula_refuses_a_kpi_that_is_not_there() -> None:
    with pytest.raises(UnknownName) as caught:
        parse_formula("1 + revnue", ["revenue"])
    assert (caught.value.where, caught.value.nearest) == ("1:5", ("revenue",))


def test_a_formula_is_a_number() -> None:
    with pytest.raises(BadInput, match="a number is needed"):
        parse_formula("revenue > 1", ["revenue"])


def test_every_function_has_a_usage_and_both_languages() -> None:
    for name, function in FUNCTIONS.items():
        assert function.usage.startswith(f"{name}(")
        assert function.meaning.en
        assert any("\u4e00" <= c <= "\u9fff" for c in function.meaning.zh)


def test_the_shipped_model_can_be_asked() -> None:
    text = "account.owner.name = 'Ann' and stage.kind = 'open' and closed_at is unknown"
    assert len(joins_of(parse_condition(text, shipped_model(), "opportunity"))) == 3
