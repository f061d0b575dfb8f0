"""Thousands of made-up texts: hostile ones must neither crash nor escape, sound ones must mean what they say."""

# ruff: noqa: PT017 (most of the texts are refused; what is said is looked at then)

from __future__ import annotations

import random
import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steerboard.core.errors import BadInput, SteerboardError
from steerboard.engine.grammar import nodes as g
from steerboard.engine.grammar.parse import parse_condition, parse_value
from steerboard.engine.grammar.render import render
from steerboard.engine.sql.shapes import select
from steerboard.engine.sql.store import Store
from steerboard.engine.stores.duckdb.store import DuckDBStore, open_duckdb
from tests.engine.grammar.company import MODEL, ROWS, Joined, holds, ids

FRAGMENTS = [
    "name", "amount", "size", "big", "due", "closed_at", "outcome", "account.industry", "owner.email", "account",
    "owner.", ".name", "no_such", "id", "extra", "$p", "$q", "lower(", "days(", "coalesce(", "if(", "f(", "exec(",
    "and", "or", "not", "is null", "is not null", "is", "in (", "not in (", "between", "contains", "starts with",
    "=", "!=", "<", ">=", "<>", "==", "+", "-", "*", "/", "(", ")", ",", ";", "--", "/*", "*/", "\\", "%", "::", "`",
    "'won'", "'a'", "''", "'", '"', "'''", "'\\'", "'; DROP TABLE deal; --'", '"; SELECT 1; --"', "'%s'", "“钢”", "”",
    "'' OR ''1''=''1", "' OR '1'='1", "'$$'", "$$", "'\n'", "'--'", "'/*'", "'{name}'", "E'\\x27'", "U&'\\0027'",
    "1", "0", "-1", "1.5", ".5", "1e9", "999999999999999999", "9" * 30, "2017-01-01", "2017-13-01", "'2017-01-01'",
    "9999-12-31", "0001-01-01", "2017-01-01T00:00Z", "true", "false", "null", "\x00", "\ud800", "\u202e", "\ufeff",
    "SELECT * FROM user", "UNION SELECT", "read_text('/etc/passwd')", "pg_sleep(9)", "__class__", "\u00a0", "(" * 40,
]  # fmt: skip

SKELETON = re.compile(r"[A-Za-z0-9_\"., ()<>=+*/-]*")
LITERAL = re.compile(r"'((?:[^']|'')*)'")
DUCKDB = DuckDBStore(open_duckdb(None, "64MB", threads=1))


def hostile(dice: random.Random) -> str:
    """A text that is at times nearly right."""
    glue = dice.choice(["", " ", " "])
    text = glue.join(dice.choice(FRAGMENTS) for _ in range(dice.randint(1, 9)))
    if dice.random() < 0.7:
        sound = [sound_condition(dice, 1) for _ in range(dice.randint(1, 2))]
        text = dice.choice(["{a}", "{a}", "{a} and {t}", "{t} or {a}", "not ({a}) {t}"]).format(
            a=" or ".join(sound).replace("{", "").replace("}", ""), t=text.replace("{", "").replace("}", "")
        )
        if dice.random() < 0.4:
            at = dice.randrange(len(text))
            text = text[:at] + dice.choice(FRAGMENTS) + text[at + dice.randint(0, 3) :]
    return text


# --- sound texts -----------------------------------------------------------------------------------------------------


def sound_number(dice: random.Random, depth: int) -> str:
    if depth <= 0 or dice.random() < 0.3:
        return dice.choice(
            ["amount", "size", "chance", "cost", "3", "0", "-7", "0.5", "1000", "length(name)"]
        )
    a, b = sound_number(dice, depth - 1), sound_number(dice, depth - 1)
    return dice.choice(
        [
            f"({a} {dice.choice('+-*/')} {b})",
            f"{a} {dice.choice('+-*/')} {b}",
            f"abs({a})",
            f"-({a})",
            f"coalesce({a}, {b})",
            f"least({a}, {b})",
            f"greatest({a}, {b})",
            f"if({sound_condition(dice, depth - 1)}, {a}, {b})",
            f"days({sound_time(dice)}, {sound_time(dice)})",
            f"days_between({sound_time(dice)}, {sound_day(dice)})",
            f"(({sound_day(dice)}) - ({sound_day(dice)}))",
        ]
    )


def sound_time(dice: random.Random) -> str:
    return dice.choice(
        ["opened_at", "closed_at", "coalesce(closed_at, opened_at)", "greatest(closed_at, opened_at)"]
    )


def sound_day(dice: random.Random) -> str:
    return dice.choice(
        ["due", "closed_at_on", "day(opened_at)", "2017-01-31", "due + size", "day(closed_at) - 3"]
    )


def sound_text(dice: random.Random) -> str:
    return dice.choice(
        ["name", "lower(name)", "account.industry", "owner.name", "'steel'", "coalesce(name, 'x')"]
    )


def sound_condition(dice: random.Random, depth: int) -> str:
    if depth > 0 and dice.random() < 0.6:
        a, b = sound_condition(dice, depth - 1), sound_condition(dice, depth - 1)
        return dice.choice([f"({a}) and ({b})", f"{a} or {b}", f"not ({a})", f"not {a}", f"({a}) = false"])
    sign = dice.choice(["=", "!=", "<", "<=", ">", ">="])
    number = sound_number(dice, depth)
    written = dice.choice(["'steel'", "'a''b'", "'; DROP TABLE deal; --'", "'it\"s \\'", "'%_$1?'", "“王”"])
    return dice.choice(
        [
            f"{number} {sign} {sound_number(dice, depth)}",
            f"{number} {dice.choice(['', 'not '])}between {sound_number(dice, 0)} and {sound_number(dice, 0)}",
            f"{sound_day(dice)} {sign} {sound_day(dice)}",
            f"closed_at {sign} {sound_day(dice)}",
            f"{sound_text(dice)} {dice.choice(['=', '!='])} {written}",
            f"{sound_text(dice)} {dice.choice(['', 'not '])}contains {written}",
            f"{sound_text(dice)} {dice.choice(['', 'not '])}in ({written}, 'IT')",
            f"outcome {dice.choice(['in', 'not in'])} ('won', 'lost')",
            f"{number} {dice.choice(['is null', 'is known'])}",
            dice.choice(["big", "account.partner", "closed_at_exact", "owner = account.owner", "owner != 2"]),
        ]
    )


# --- the properties ----------------------------------------------------------------------------------------------------


def check_skeleton(node: g.Node, sql: str) -> None:
    """Outside of its literals the SQL has nothing but names and operators; the literals are those of the text."""
    assert SKELETON.fullmatch(LITERAL.sub("", sql)), sql
    written = [n.value for n in node.walk() if isinstance(n, g.Constant)]
    written += [o for n in node.walk() if isinstance(n, g.In) for o in n.options]
    found = Counter(text.replace("''", "'") for text in LITERAL.findall(sql))
    for text in written:
        if isinstance(text, str):
            assert found[text] > 0, sql


def test_five_thousand_hostile_texts_are_refused_or_harmless(company: Store) -> None:
    dice = random.Random(20170101)
    outcomes: Counter[str] = Counter()
    for _ in range(5_000):
        text = hostile(dice)
        try:
            node = parse_condition(text, MODEL, "deal", {"p": "x' OR 1=1 --"})
        except BadInput as error:
            assert re.fullmatch(r"\d+:\d+", error.where), text
            assert error.message.zh
            outcomes["refused"] += 1
            continue
        where = render(node, Joined(), company.nodes)
        check_skeleton(node, company.sql(where))
        try:
            assert ids(company, node, where) <= {1, 2, 3, 4}, text
        except BadInput:
            outcomes["out of range"] += 1
            continue
        outcomes["answered"] += 1
    assert outcomes["refused"] > 2_000, outcomes
    assert outcomes["answered"] > 600, outcomes


@settings(max_examples=500, deadline=None)
@given(st.text(max_size=1_100))
def test_any_text_at_all_is_read_or_refused(text: str) -> None:
    for parse in (parse_condition, parse_value):
        try:
            parse(text, MODEL, "deal")
        except SteerboardError as error:
            assert isinstance(error, BadInput)


@settings(max_examples=300, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=60))
def test_any_text_between_quotes_comes_back_as_it_was_written(text: str) -> None:
    quoted = "'" + text.replace("'", "''") + "'"
    node = parse_value(quoted, MODEL, "deal")
    assert DUCKDB.rows(select(render(node, Joined(), DUCKDB.nodes))) == [(text,)]


@pytest.mark.parametrize("seed", range(4))
def test_sound_texts_find_what_a_second_opinion_finds(company: Store, seed: int) -> None:
    dice = random.Random(seed)
    found: Counter[int] = Counter()
    for _ in range(250):
        text = sound_condition(dice, 3)
        if len(text) > 1_000:
            continue
        try:
            node = parse_condition(text, MODEL, "deal")
        except BadInput as error:
            assert "nested" in error.message.en, text
            continue
        answer = ids(company, node, render(node, Joined(), company.nodes))
        assert answer == {row["id"] for row in ROWS if holds(node, row)}, text
        found[len(answer)] += 1
    assert all(found[n] > 5 for n in range(5)), found


@pytest.mark.parametrize("seed", range(2))
def test_a_condition_and_its_negation_make_up_all_records(company: Store, seed: int) -> None:
    dice = random.Random(seed + 100)
    for _ in range(150):
        text = sound_condition(dice, 2)
        node, negation = (parse_condition(t, MODEL, "deal") for t in (text, f"not ({text})"))
        one = ids(company, node, render(node, Joined(), company.nodes))
        other = ids(company, negation, render(negation, Joined(), company.nodes))
        assert one | other == {1, 2, 3, 4}, text
        assert not one & other, text
