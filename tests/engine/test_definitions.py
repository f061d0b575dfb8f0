"""Definition files: what is wrong in them is said with file, KPI and key."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from steerboard.catalogue.library import shipped as ours
from steerboard.core.errors import BadInput, SteerboardError, UnknownName
from steerboard.engine.definition.library import Definitions
from steerboard.engine.definition.load import read_text
from tests.engine.asking import YEAR, ask, engine, own, query, shipped
from tests.engine.tables import Tables

HOW_TO = Path(__file__).parents[2] / "docs" / "howto" / "add-a-kpi.md"
GOOD = """
kpis:
  - id: mine
    name: &t {zh: 我的, en: Mine}
    meaning: *t
    formula: *t
    time_basis: *t
    left_out: *t
    role: result
    unit: count
    better: up
    additivity: all
    attribution: owner
    params:
      days: {name: *t, default: 7}
    measure: {kind: count, of: opportunity, at: closed_at, where: "outcome = 'won'"}
"""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("of: opportunity", "of: oportunity", "own.yaml: mine.measure.of: no kind is called “oportunity”"),
        ("at: closed_at", "at: closed", "own.yaml: mine.measure.at"),
        ("at: closed_at", "at: amount", "is no time"),
        ("outcome = 'won'", "outcom = 'won'", "own.yaml: mine.measure.where"),
        ("outcome = 'won'", "outcome =", "own.yaml: mine.measure.where"),
        ("kind: count", "kind: cuont", "Did you mean count"),
        ("unit: count", "unit: pieces", "own.yaml: mine"),
        ("better: up", "beter: up", "Did you mean better"),
        ("role: result", "", "“role” is missing"),
        ("zh: 我的, ", "", "one for en"),
        ("where:", "wher:", "Did you mean where"),
        ("id: mine", "id: Mine", "a–z"),
        ("en: Mine}", "en: Mine, all of it}", "in quotes where it has a comma"),
        ("en: Mine}", "en: Mine, 000: }", "in quotes where it has a comma"),
        ("outcome = 'won'\"}", "outcome = 'won'", "not valid YAML|no valid YAML"),
        ("of: opportunity", "of: {param: dayz}", "is not declared"),
    ],
)
def test_a_fault_names_its_place(old: str, new: str, said: str) -> None:
    assert own(GOOD).ids == ("mine",)
    with pytest.raises(SteerboardError, match=said):
        own(GOOD.replace(old, new))


@pytest.mark.parametrize(
    "text", ["", "[]", "kpis: 3", "kpis: [3]", "kpis: [{}]", "1: {2: 3}", "kpis: {a: b}", "- !!python/x 1"]
)
def test_a_file_of_another_form_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        own(text)


def test_the_examples_of_the_how_to_work() -> None:
    blocks = re.findall(r"```yaml\n(.*?)```", HOW_TO.read_text(encoding="utf-8"), re.S)
    known = Definitions((*ours(), *read_text(blocks[0], "own.yaml")), shipped().terms.model)
    assert known.kpi("large_deals_won").unit == "count"
    head = blocks[0].partition("    measure")[0]
    known = Definitions((*ours(), *read_text(head + blocks[1], "own.yaml")), shipped().terms.model)
    measure = known.kpi("large_deals_won", {"days": 60}).measure
    assert measure.describe()["days"] == 60
    assert known.kpi("large_deals_won:money").unit == "money"
    with pytest.raises(BadInput, match="whole number"):
        known.kpi("large_deals_won", {"days": "many"})


def test_an_unknown_kpi_names_the_nearest() -> None:
    with pytest.raises(UnknownName, match="win_rate"):
        shipped().kpi("win_rte")
    with pytest.raises(UnknownName, match="win_rate:amount"):
        shipped().kpi("win_rate:amont")


def test_a_kpi_that_builds_on_itself_is_refused() -> None:
    circle = GOOD.replace(
        "{kind: count, of: opportunity, at: closed_at, where: \"outcome = 'won'\"}",
        "{kind: rolling, of: mine, days: 3, covered: {of: order, at: ordered_at}}",
    )
    with pytest.raises(BadInput, match="builds on itself"):
        own(circle)


def test_the_same_id_twice_is_refused() -> None:
    with pytest.raises(BadInput, match="defined twice"):
        own(GOOD + GOOD.partition("kpis:\n")[2].replace("&t", "&u").replace("*t", "*u"))


def test_a_version_changes_with_the_definition_and_the_parameters() -> None:
    known = own(GOOD)
    version = known.kpi("mine").version
    assert own(GOOD).kpi("mine").version == version
    assert known.kpi("mine", {"days": 8}).version != version
    assert own(GOOD.replace("'won'", "'lost'")).kpi("mine").version != version


def test_every_shipped_definition_is_told_in_both_languages() -> None:
    for definition in shipped():
        for identifier in definition.ids:
            kpi = shipped().kpi(identifier)
            texts = (kpi.name, definition.meaning, kpi.formula, definition.time_basis, definition.left_out)
            assert all(text.en and text.zh and text.en != text.zh for text in texts), identifier
        assert definition.guardrail in ("", *shipped().ids)
        assert definition.packs
        for told in (definition.why, definition.example):
            assert told is not None, definition.id
            assert told.en
            assert told.zh
            assert told.en != told.zh
        assert definition.leading, definition.id


def test_a_default_variant_is_the_kpi_itself() -> None:
    assert shipped().kpi("sales_cycle_days:median").measure == shipped().kpi("sales_cycle_days").measure


TOLD = """
    why: {zh: 要紧, en: It matters}
    leading: leading
    benchmark: {value: 0.3, zh: 同行约三成, en: about a third of the trade}
    example: {zh: 2 ÷ 4 = 50%, en: 2 / 4 = 50 %}
"""


def test_a_kpi_may_say_why_it_matters_with_an_example_and_a_benchmark() -> None:
    (definition,) = own(GOOD + TOLD)
    assert str(definition.why) == "It matters"
    assert definition.leading == "leading"
    assert definition.benchmark is not None
    assert (definition.benchmark.value, definition.benchmark.said.zh) == (0.3, "同行约三成")
    assert definition.example is not None
    with pytest.raises(UnknownName, match="leading"):
        own(GOOD + TOLD.replace("leading: leading", "leading: later"))
    with pytest.raises(SteerboardError, match="benchmark"):
        own(GOOD + TOLD.replace("0.3", "many"))


def test_a_kpi_without_a_feed_says_what_it_waits_for() -> None:
    tables = Tables()
    waiting = GOOD[: GOOD.index("    measure:")] + "    waits_for: {zh: 预测记录, en: the kept forecasts}\n"
    known = own(waiting)
    (listed,) = engine(tables, known).kpis()
    assert not listed.available
    assert listed.document()["waits_for"] == {"zh": "预测记录", "en": "the kept forecasts"}
    answer = ask(tables, "mine", known=known, **YEAR)
    cell = answer.totals["mine"].cell
    assert cell.value is None
    assert cell.reason is not None
    assert cell.reason.code == "not_fed_yet"
    assert "the kept forecasts" in str(cell.reason.text)
    assert ask(tables, "mine", known=known, by=("owner",), **YEAR).rows == ()
    behind = engine(tables, known).contributions(query(tables, "mine", **YEAR))
    assert (behind.total, behind.cell.reason) == (0, cell.reason)
    with pytest.raises(SteerboardError, match="in place of"):
        own(waiting + "    measure: {kind: count, of: opportunity, at: closed_at}\n")


def test_a_figure_that_builds_on_one_without_a_feed_has_none_either() -> None:
    waiting = """
    variants:
      later: {name: {zh: 后, en: later}, waits_for: {zh: 后续, en: what comes}}
      twice:
        name: {zh: 倍, en: twice}
        measure: {kind: formula, formula: 2 * x, parts: {x: "mine:later"}}
"""
    cell = ask(Tables(), "mine:twice", known=own(GOOD + waiting), **YEAR).totals["mine:twice"].cell
    assert cell.value is None
    assert cell.reason is not None
    assert cell.reason.code == "not_fed_yet"


def test_what_ships_is_the_same_whether_it_is_read_at_once_or_when_asked_for() -> None:
    known = Definitions(read_text(GOOD, "own.yaml"), shipped().terms.model, beside=ours())
    assert known.ids == (*shipped().ids, "mine")
    assert [known.kpi(identifier).version for identifier in shipped().ids] == [
        shipped().kpi(identifier).version for identifier in shipped().ids
    ]


def test_an_own_kpi_cannot_take_the_id_of_a_shipped_one() -> None:
    with pytest.raises(BadInput, match=r"own.yaml: bookings: “bookings” is defined twice"):
        Definitions(
            read_text(GOOD.replace("id: mine", "id: bookings"), "own.yaml"),
            shipped().terms.model,
            beside=ours(),
        )
