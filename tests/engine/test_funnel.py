"""Stages: cohorts, time in stage, and what closing tells too late."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.engine.asking import YEAR, ask, by, total
from tests.engine.tables import ALWAYS, FOREVER, Tables, utc

LEAD, OFFER, WON, LOST = 101, 102, 103, 104


@pytest.fixture
def tables() -> Tables:
    tables = Tables()
    stages = (
        (LEAD, "Lead", 1, "open"),
        (OFFER, "Offer", 2, "open"),
        (WON, "Won", 3, "won"),
        (LOST, "Lost", 4, "lost"),
    )
    for number, name, position, kind in stages:
        tables.add("stage", id=number, name=name, position=position, kind=kind, pipeline="default")
    return tables


def went(tables: Tables, *visits: tuple[int, date], outcome: str | None = None) -> int:
    """An opportunity that went through stages; each visit lasts until the next."""
    deal = tables.add("opportunity", created_at=visits[0][1], outcome=outcome, stage=visits[-1][0])
    ends = [entered for _, entered in visits[1:]]
    for n, (stage, entered) in enumerate(visits):
        left = ends[n] if n < len(ends) else None
        tables.add(
            "stage_visit", opportunity=deal, stage=stage, entered_at=entered, left_at=left, visit=n + 1
        )
    return deal


def test_lost_deals_stay_in_the_funnel(tables: Tables) -> None:
    went(tables, (LEAD, date(2017, 1, 1)), (OFFER, date(2017, 1, 5)), (WON, date(2017, 1, 9)), outcome="won")
    went(tables, (LEAD, date(2017, 1, 1)), (LOST, date(2017, 1, 9)), outcome="lost")
    assert by(tables, "stage_conversion_rate", "stage", **YEAR) == {LEAD: 0.5, OFFER: 1.0}
    assert total(tables, "stage_conversion_rate", **YEAR) == pytest.approx(2 / 3)


def test_a_stage_that_was_entered_twice_counts_once(tables: Tables) -> None:
    went(
        tables,
        (LEAD, date(2017, 1, 1)),
        (OFFER, date(2017, 1, 5)),
        (LEAD, date(2017, 2, 1)),
        (OFFER, date(2017, 2, 11)),
        (LOST, date(2017, 3, 1)),
        outcome="lost",
    )
    result = ask(tables, "stage_conversion_rate", by=["stage"], **YEAR)
    cells = {row.key["stage"]: row.values["stage_conversion_rate"].cell for row in result.rows}
    assert (cells[LEAD].numerator, cells[LEAD].denominator) == (1, 1)
    assert (cells[OFFER].numerator, cells[OFFER].denominator) == (0, 1)


def test_entries_count_as_won_within_some_days_once_they_are_old_enough(tables: Tables) -> None:
    def deal(entered: date, closed: date | None, outcome: str | None) -> None:
        number = tables.add("opportunity", created_at=entered, closed_at=closed, outcome=outcome)
        tables.add("stage_visit", opportunity=number, stage=LEAD, entered_at=entered, left_at=closed, visit=1)

    deal(date(2017, 11, 1), date(2017, 12, 1), "won")  # after 30 days
    deal(date(2017, 11, 1), date(2017, 12, 2), "won")  # after 31
    deal(date(2017, 11, 1), date(2017, 11, 2), "lost")
    deal(date(2017, 12, 11), None, None)  # 30 days before now
    deal(date(2017, 12, 12), date(2017, 12, 13), "won")  # too young to tell
    name = "stage_conversion_rate:won"

    def parts(**asked: Any) -> tuple[Any, Any]:
        cell = ask(tables, name, **(YEAR | asked)).totals[name].cell
        return cell.numerator, cell.denominator

    assert parts() == (3, 5)
    assert parts(params={"within": 30}) == (1, 4)
    assert parts(params={"within": 29}) == (1, 5)
    quarter = ask(tables, name, by=["stage"], grain="quarter", params={"within": 30}, **YEAR)
    assert [row.values[name].cell.denominator for row in quarter.rows] == [4]


def test_stages_come_in_the_order_of_the_pipeline(tables: Tables) -> None:
    went(tables, (OFFER, date(2017, 1, 1)), (LEAD, date(2017, 1, 5)), (WON, date(2017, 1, 9)), outcome="won")
    tables.connection.execute("UPDATE stage SET name = 'Zero' WHERE id = ?", [LEAD])
    rows = ask(tables, "stage_conversion_rate", by=["stage"], **YEAR).rows
    assert [row.by["stage"].label for row in rows] == ["Zero", "Offer"]
    turned = ask(tables, "stage_conversion_rate", by=["stage"], sort="-stage", **YEAR).rows
    assert [row.by["stage"].label for row in turned] == ["Offer", "Zero"]


def test_all_visits_of_a_stage_add_up_by_the_last_leaving(tables: Tables) -> None:
    went(
        tables,
        (LEAD, date(2017, 1, 1)),
        (OFFER, date(2017, 1, 5)),
        (LEAD, date(2017, 2, 1)),
        (WON, date(2017, 2, 11)),
    )
    went(tables, (LEAD, date(2017, 2, 1)), (WON, date(2017, 2, 3)))
    february = {"from_": date(2017, 2, 1), "to": date(2017, 2, 28)}
    assert by(tables, "time_in_stage", "stage", **february) == {LEAD: (14 + 2) / 2, OFFER: 27}
    assert total(tables, "time_in_stage:mean", **february) == pytest.approx((14 + 2 + 27) / 3)
    assert total(tables, "time_in_stage", from_=date(2017, 1, 1), to=date(2017, 1, 31)) is None


def test_who_is_still_in_the_stage_counts_as_of_the_instant(tables: Tables) -> None:
    went(tables, (LEAD, date(2017, 1, 1)), (OFFER, date(2017, 1, 5)), (LEAD, date(2017, 2, 1)))
    assert by(tables, "time_in_stage:open", "stage", as_of=date(2017, 2, 11)) == {LEAD: 4 + 10}


def test_what_closing_set_is_not_known_before_it(tables: Tables) -> None:
    tables.add(
        "opportunity", created_at=date(2017, 1, 1), closed_at=date(2017, 6, 1), outcome="won",
        stage=WON, amount=100, probability=1,
    )  # fmt: skip
    assert by(tables, "pipeline_value", "stage", as_of=date(2017, 3, 1)) == {None: 100}
    cell = ask(tables, "weighted_pipeline", as_of=date(2017, 3, 1)).totals["weighted_pipeline"].cell
    assert (cell.value, cell.missing) == (None, 1)


def test_a_state_shows_the_stage_and_amount_of_its_time(tables: Tables) -> None:
    deal = tables.add("opportunity", created_at=date(2017, 1, 1), stage=OFFER, amount=300, changed=True)
    until = utc(2017, 2, 1)
    tables.span(
        "opportunity", deal, valid=(ALWAYS, until), created_at=date(2017, 1, 1), stage=LEAD, amount=100
    )
    tables.span(
        "opportunity", deal, valid=(until, FOREVER), created_at=date(2017, 1, 1), stage=OFFER, amount=300
    )
    assert by(tables, "pipeline_value", "stage", as_of=date(2017, 1, 31)) == {LEAD: 100}
    assert by(tables, "pipeline_value", "stage", as_of=date(2017, 2, 1)) == {OFFER: 300}


def test_a_figure_can_be_asked_as_it_was_known(tables: Tables) -> None:
    deal = tables.add(
        "opportunity", closed_at=date(2017, 3, 1), outcome="won", amount=300, changed=True,
        known_from=utc(2017, 3, 2),
    )  # fmt: skip
    fixed = utc(2017, 4, 1)
    values: dict[str, Any] = {"closed_at": date(2017, 3, 1), "outcome": "won"}
    tables.span("opportunity", deal, known=(utc(2017, 3, 2), fixed), amount=100, **values)
    tables.span("opportunity", deal, known=(fixed, FOREVER), amount=300, **values)
    gone = 900
    tables.span("opportunity", gone, known=(utc(2017, 3, 2), utc(2017, 5, 1)), amount=7, **values)
    assert total(tables, "bookings", known_at=date(2017, 3, 1), **YEAR) == 0
    assert total(tables, "bookings", known_at=date(2017, 3, 15), **YEAR) == 107
    assert total(tables, "bookings", known_at=date(2017, 4, 2), **YEAR) == 307
    assert total(tables, "bookings", **YEAR) == 300
