"""What employees answer in confidence: a figure of five people or none, and no answer by itself."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from steerboard.core.errors import BadInput
from steerboard.engine.query import Query
from steerboard.engine.rights import OWNER, Rights
from tests.engine.asking import YEAR, ask, by, engine, own, query, total
from tests.engine.tables import Tables

EXECUTIVE = Rights(9, frozenset({"executive"}), everything=True)
KPI = """
kpis:
  - &mood
    id: mood
    name: {zh: 情绪, en: Mood}
    meaning: {zh: 平均分, en: Mean score.}
    formula: {zh: 平均分, en: mean score}
    time_basis: {zh: 作答时间, en: time of the answer}
    left_out: {zh: 没有得分的, en: Without a score.}
    role: process
    unit: score
    better: up
    additivity: none
    attribution: none
    packs: [b2b]
    measure:
      kind: private
      least: 5
      person: user
      of: {kind: mean, of: survey_response, at: answered_at, value: score, where: "kind = 'employee'"}
  - <<: *mood
    id: peeping
    measure: {kind: mean, of: survey_response, at: answered_at, value: score, where: "kind = 'employee'"}
  - <<: *mood
    id: every_answer
    measure: {kind: count, of: survey_response, at: answered_at}
"""
MOOD = own(KPI)


@pytest.fixture
def tables() -> Tables:
    return Tables()


@pytest.fixture
def asked(tables: Tables) -> Tables:
    """Team 1: five people and a nameless one; team 2: four people, one of whom answered three times."""
    for user in range(1, 6):
        answer(tables, 1, user, 2)
    answer(tables, 1, None, 8)
    for user in (11, 12, 13, 14, 14, 14):
        answer(tables, 2, user, 5)
    tables.add("survey_response", kind="nps", score=Decimal(9), answered_at=date(2017, 3, 1))
    return tables


def answer(tables: Tables, team: int, user: int | None, score: int | None) -> None:
    tables.add(
        "survey_response",
        kind="employee",
        team=team,
        user=user,
        score=None if score is None else Decimal(score),
        answered_at=date(2017, 3, 1),
    )


def test_five_people_make_a_figure_and_four_who_answer_often_none(asked: Tables) -> None:
    assert by(asked, "mood", "team", known=MOOD, rights=EXECUTIVE, **YEAR) == {1: 3.0, 2: None}
    assert total(asked, "mood", known=MOOD, rights=EXECUTIVE, **YEAR) == 4.0
    cell = ask(asked, "mood", known=MOOD, by=["team"], rights=EXECUTIVE, **YEAR).rows[-1].values["mood"].cell
    assert cell.reason is not None
    assert cell.reason.code == "too_few"
    assert (cell.n, cell.numerator) == (0, None), "how many they were is not told either"


def test_nobody_is_a_group_of_his_own(asked: Tables) -> None:
    assert set(by(asked, "mood", "user", known=MOOD, rights=EXECUTIVE, **YEAR).values()) == {None}


def test_answers_without_a_score_do_not_make_up_the_number(tables: Tables) -> None:
    for user in range(1, 5):
        answer(tables, 1, user, 4)
    answer(tables, 1, 5, None)
    assert total(tables, "mood", known=MOOD, **YEAR) is None
    answer(tables, 1, 6, 4)
    assert total(tables, "mood", known=MOOD, **YEAR) == 4.0


@pytest.mark.parametrize("reader", [EXECUTIVE, OWNER])
def test_in_no_other_figure_do_they_count_whoever_asks(asked: Tables, reader: Rights) -> None:
    assert total(asked, "peeping", known=MOOD, rights=reader, **YEAR) is None
    assert total(asked, "every_answer", known=MOOD, rights=reader, **YEAR) == 1


def test_the_answers_behind_a_figure_are_listed_to_nobody(asked: Tables) -> None:
    behind: Query = query(asked, "mood", rights=EXECUTIVE, **YEAR)
    found = engine(asked, MOOD).contributions(behind)
    assert (found.rows, found.total, found.cell.value) == ((), 0, None)


def test_fewer_than_five_cannot_be_declared() -> None:
    with pytest.raises(BadInput, match="at least 5"):
        own(KPI.replace("least: 5", "least: 2")).kpi("mood")


@pytest.mark.parametrize("person", ["owner", "account", "kind"])
def test_no_other_field_tells_how_many_people_answered(person: str) -> None:
    """Five answers of one person would pass for five people."""
    with pytest.raises(BadInput, match="whose answer it is"):
        own(KPI.replace("person: user", f"person: {person}"))
