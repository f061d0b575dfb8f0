"""Figures that look at their period: what was due in it, who was there when it began, the first of each in it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from steerboard.core.calendars import Calendar
from steerboard.core.errors import BadInput
from tests.engine.asking import ask, by, engine, over, own, query, reader, total
from tests.engine.tables import ALWAYS, FOREVER, Tables, utc

JULY: dict[str, Any] = {"from_": date(2017, 7, 1), "to": date(2017, 7, 31)}
HALFWAY: dict[str, Any] = {**JULY, "now": datetime(2017, 7, 15, 12, tzinfo=UTC)}


@pytest.fixture
def tables() -> Tables:
    return Tables()


def with_target(tables: Tables, value: str = "1000", **scope: Any) -> None:
    tables.target("bookings", value, date(2017, 7, 1), date(2017, 8, 1), **scope)


def won(tables: Tables, created: date, closed: date, amount: int = 10, **more: Any) -> int:
    values: dict[str, Any] = {"created_at": created, "closed_at": closed, "amount": amount, "outcome": "won"}
    return tables.add("opportunity", **values, **more)


def due(tables: Tables, amount: int | None, day: date | None, created: date, **more: Any) -> int:
    return tables.add("opportunity", amount=amount, close_date=day, created_at=created, **more)


def cell(tables: Tables, kpi: str, **asked: Any) -> Any:
    return ask(tables, kpi, **asked).totals[kpi].cell


# --- coverage ---------------------------------------------------------------------------------------------------------


def test_what_is_too_young_to_close_in_the_period_does_not_cover_its_target(tables: Tables) -> None:
    with_target(tables)
    for closed in (date(2017, 1, 21), date(2017, 2, 10), date(2017, 3, 2), date(2017, 3, 22)):
        won(tables, date(2017, 1, 1), closed, 0)  # 20, 40, 60 and 80 days
    won(tables, date(2016, 7, 1), date(2016, 7, 2))  # more than a year ago
    # With the one of July the fastest quarter of five was won within 32 days.
    due(tables, 400, date(2017, 7, 20), date(2017, 6, 29))  # 32 days old at the end
    due(tables, 3000, date(2017, 7, 20), date(2017, 6, 30))
    due(tables, 5000, date(2017, 8, 1), date(2017, 1, 1))  # due later
    due(tables, 7000, None, date(2017, 1, 1))
    due(tables, None, date(2017, 7, 5), date(2017, 1, 1))
    won(tables, date(2017, 6, 1), date(2017, 7, 3), 200)  # within 32 days
    found = cell(tables, "pipeline_coverage", **HALFWAY)
    assert (found.value, found.numerator, found.denominator) == (0.5, 400, 800)
    assert (found.n, found.missing) == (1, 1)
    assert total(tables, "pipeline_coverage:all", **HALFWAY) == pytest.approx(3400 / 800)


def test_a_target_that_is_met_has_no_cover(tables: Tables) -> None:
    with_target(tables, "150")
    won(tables, date(2017, 6, 1), date(2017, 7, 3), 200)
    due(tables, 400, date(2017, 7, 20), date(2017, 1, 1))
    assert cell(tables, "pipeline_coverage", **HALFWAY).reason.code == "target_met"
    assert cell(tables, "pipeline_coverage", by=["product_line"], **HALFWAY).reason.code == "target_met"
    rows = ask(tables, "pipeline_coverage", by=["product_line"], **HALFWAY).rows
    reasons = [row.values["pipeline_coverage"].cell.reason for row in rows]
    assert {reason.code if reason else "" for reason in reasons} == {"no_target"}


def test_a_period_to_come_is_covered_by_what_is_due_in_it_now(tables: Tables) -> None:
    with_target(tables)
    due(tables, 250, date(2017, 7, 20), date(2017, 1, 1))
    asked = {**JULY, "now": datetime(2017, 6, 10, 12, tzinfo=UTC)}
    assert total(tables, "pipeline_coverage:all", **asked) == 0.25
    assert (
        cell(tables, "pipeline_coverage", **asked).reason.code == "not_known"
    )  # nothing was won to compare with


def test_a_month_that_is_asked_up_to_today_is_not_held_against_the_target_of_all_of_it(
    tables: Tables,
) -> None:
    with_target(tables)
    due(tables, 250, date(2017, 7, 20), date(2017, 1, 1))
    today = HALFWAY | {"to": None}
    assert cell(tables, "pipeline_coverage:all", **today).reason.code == "no_target"
    months = ask(tables, "pipeline_coverage:all", grain="month", **today).rows
    assert [row.values["pipeline_coverage:all"].value for row in months] == [0.25]


def test_by_person_each_has_his_own_target(tables: Tables) -> None:
    with_target(tables, "1000", scope="user", scope_id=1)
    with_target(tables, "400", scope="user", scope_id=2)
    due(tables, 100, date(2017, 7, 20), date(2017, 1, 1), owner=1)
    assert by(tables, "pipeline_coverage:all", "owner", **HALFWAY) == {1: 0.1, 2: 0}
    seen = by(tables, "pipeline_coverage:all", "owner", rights=reader(1), **HALFWAY)
    assert seen == {1: 0.1}


# --- net ------------------------------------------------------------------------------------------------------------


def moved(tables: Tables, amount: int, created: date, *dues: tuple[datetime, date]) -> None:
    """A deal with an expected day of closing that changed."""
    (_, last), number = dues[-1], tables.next()
    tables.add("opportunity", id=number, amount=amount, close_date=last, created_at=created, changed=True)
    ends = [since for since, _ in dues[1:]] + [FOREVER]
    for (since, day), until in zip(dues, ends, strict=True):
        values: dict[str, Any] = {"amount": amount, "close_date": day, "created_at": created}
        tables.span("opportunity", number, valid=(since, until), **values)


def test_net_takes_off_what_was_closed_and_what_slipped_out(tables: Tables) -> None:
    old, july, august = date(2017, 1, 1), date(2017, 7, 20), date(2017, 8, 20)
    moved(tables, 1, old, (ALWAYS, july), (utc(2017, 7, 10), august))  # slipped
    moved(tables, 20, date(2017, 7, 3), (ALWAYS, july), (utc(2017, 7, 10), august))  # came and slipped
    moved(
        tables, 300, old, (ALWAYS, july), (utc(2017, 6, 30, 23), august)
    )  # the evening before: was not due in July
    moved(tables, 4000, old, (ALWAYS, july), (utc(2017, 8, 1), august))  # afterwards
    moved(tables, 50000, old, (ALWAYS, july), (utc(2017, 7, 10), date(2017, 7, 31)))  # within the month
    won(tables, old, date(2017, 7, 5), 600000)
    assert total(tables, "pipeline_created", **JULY) == 20
    assert total(tables, "pipeline_created:net", **JULY) == 20 - 600000 - 21
    assert over(tables, "pipeline_created:net", "month", **JULY) == {"2017-07-01": 20 - 600000 - 21}


# --- the first of each -----------------------------------------------------------------------------------------------


def visits(tables: Tables) -> None:
    """Account 1 is visited by both, account 2 by one of them twice."""
    for owner, account, day in ((1, 1, 3), (2, 1, 5), (2, 2, 7), (2, 2, 9)):
        tables.add("activity", kind="visit", owner=owner, account=account, done_at=date(2017, 7, day))


COUNTED = """
kpis:
  - id: seen
    name: {zh: 拜访客户数, en: Accounts seen}
    meaning: {zh: 拜访过的客户数, en: accounts that were visited}
    formula: {zh: 去重, en: each account once}
    time_basis: {zh: 完成时间, en: time done}
    left_out: {zh: 无, en: none}
    role: behaviour
    unit: count
    better: up
    additivity: none
    attribution: owner
    measure: {kind: count, of: activity, at: done_at, where: "kind = 'visit'", each: account}
"""


def test_a_subject_counts_once_in_each_group_and_once_in_all(tables: Tables) -> None:
    visits(tables)
    tables.add("activity", kind="visit", owner=1, account=1, done_at=date(2017, 8, 3))
    tables.add("activity", kind="visit", owner=1, done_at=date(2017, 8, 3))  # with nobody
    known = own(COUNTED)
    assert total(tables, "seen", known=known, **JULY) == 2
    assert by(tables, "seen", "owner", known=known, **JULY) == {1: 1, 2: 2}
    asked = {"from_": date(2017, 7, 1), "to": date(2017, 8, 31)}
    assert over(tables, "seen", "month", known=known, **asked) == {"2017-07-01": 2, "2017-08-01": 1}
    assert total(tables, "seen", known=known, **asked) == 2
    assert total(tables, "seen", known=known, rights=reader(1), **JULY) == 1
    assert total(tables, "seen", known=known, where=["owner = 2"], **JULY) == 2


def test_the_rows_that_count_are_the_first_ones(tables: Tables) -> None:
    visits(tables)
    asker = engine(tables, own(COUNTED))
    listed = asker.contributions(query(tables, "seen", by=["owner"], **JULY), key={"owner": 2})
    assert [(row.on, row.amount) for row in listed.rows] == [(date(2017, 7, 5), 1), (date(2017, 7, 7), 1)]
    everyone = asker.contributions(query(tables, "seen", **JULY))
    assert [row.on for row in everyone.rows] == [date(2017, 7, 3), date(2017, 7, 7)]


def test_a_deal_that_was_handed_over_is_received_twice_and_counts_once(tables: Tables) -> None:
    since = utc(2017, 7, 10)
    values: dict[str, Any] = {"created_at": date(2017, 7, 2), "outcome": "won", "closed_at": date(2017, 9, 1)}
    deal = tables.add("opportunity", owner=2, shared=True, **values)
    for user, valid in ((1, (ALWAYS, since)), (2, (since, FOREVER))):
        tables.credit("opportunity", deal, user, "1", valid)
    tables.add("opportunity", owner=1, created_at=date(2017, 7, 5))
    shared = tables.add("opportunity", owner=1, created_at=date(2017, 7, 5), shared=True)
    for user, share in ((1, "0.4"), (2, "0.6")):
        tables.credit("opportunity", shared, user, share)
    assert by(tables, "close_ratio", "owner", **JULY) == {
        1: pytest.approx(1 / 2.4),
        2: pytest.approx(1 / 1.6),
    }
    assert total(tables, "close_ratio", **JULY) == pytest.approx(1 / 3)
    tables.place(1, 10, date(2017, 1, 1))
    tables.place(2, 10, date(2017, 1, 1))
    assert by(tables, "close_ratio", "owner.team", **JULY) == {10: pytest.approx(1 / 3)}


def test_a_visit_leads_to_what_the_account_bought_from_then_on(tables: Tables) -> None:
    visits(tables)
    for number in (1, 2):
        tables.add("account", id=number)
    tables.add("order", account=1, ordered_at=date(2017, 7, 4))
    won(tables, date(2017, 1, 1), date(2017, 7, 6), account=2)
    assert by(tables, "visit_conversion_rate", "owner", **JULY) == {1: 1, 2: 0}
    assert total(tables, "visit_conversion_rate", **JULY) == 0.5
    assert total(tables, "visit_conversion_rate", params={"within": 0}, **JULY) == 0


# --- who was there when it began ---------------------------------------------------------------------------------------


def test_existing_customers_bought_in_the_twelve_months_before(tables: Tables) -> None:
    bought = (date(2016, 6, 30), date(2016, 7, 1), date(2017, 6, 30), date(2017, 7, 1))
    for number, day in enumerate(bought, 1):
        tables.add(
            "account", id=number, owner=number, created_at=date(2017, 7, 9)
        )  # entered later than it bought
        tables.add("order", account=number, ordered_at=day)
        tables.add("activity", kind="call", account=number, owner=9, done_at=date(2017, 7, 31))
    tables.add("activity", kind="note", account=2, done_at=date(2017, 7, 3))
    tables.connection.execute("DELETE FROM activity WHERE account_id = 3")
    found = cell(tables, "existing_customer_engagement", **JULY)
    assert (found.value, found.numerator, found.denominator) == (0.5, 1, 2)
    assert by(tables, "existing_customer_engagement", "owner", **JULY) == {2: 1, 3: 0}
    assert total(tables, "existing_customer_engagement", **HALFWAY) == 0  # the call is yet to come
    ahead = JULY | {"now": datetime(2017, 6, 30, 12, tzinfo=UTC)}
    assert total(tables, "existing_customer_engagement", **ahead) is None
    assert over(tables, "existing_customer_engagement", "month", **JULY | {"to": date(2017, 8, 31)}) == {
        "2017-07-01": 0.5,
        "2017-08-01": 0,
    }


def test_the_days_of_a_period_mean_something_only_in_a_state(tables: Tables) -> None:
    with pytest.raises(BadInput, match=r"period_end\(\)"):
        total(tables, "bookings", where=["close_date > period_end()"], **JULY)
    with pytest.raises(BadInput, match="bought_before"):
        by(tables, "bookings", "account.bought_before", **JULY)


# --- months before, working days -----------------------------------------------------------------------------------------


def test_velocity_takes_the_year_up_to_the_end_of_the_period(tables: Tables) -> None:
    due(tables, 1, None, date(2017, 7, 1))
    due(tables, 1, None, date(2017, 8, 1))
    won(tables, date(2016, 7, 22), date(2016, 8, 1), 100)
    won(tables, date(2016, 7, 22), date(2016, 7, 31), 9000)  # a day too early
    tables.add("opportunity", created_at=date(2017, 1, 1), closed_at=date(2017, 2, 1), outcome="lost")
    assert total(tables, "pipeline_velocity", **JULY) == pytest.approx(1 * 0.5 * 100 / 10)
    assert total(tables, "pipeline_velocity", params={"months": 1}, **JULY) is None
    assert total(tables, "pipeline_coverage:needed", **JULY) == 2


def test_working_minutes_leave_out_days_off() -> None:
    tables = Tables("Asia/Shanghai")
    calendar = Calendar(
        zone=ZoneInfo("Asia/Shanghai"),
        off=frozenset({date(2017, 7, 17)}),
        worked=frozenset({date(2017, 7, 16)}),
    )

    def lead(assigned: date, answered: date) -> None:
        tables.add("lead", first_assigned_at=assigned, first_response_at=answered)

    friday = datetime(2017, 7, 14, 15, 0, tzinfo=UTC)  # 23:00 there; Sunday is worked, Monday is not
    lead(friday, datetime(2017, 7, 17, 16, 30, tzinfo=UTC))  # 60 + Sunday's 1440 + 30
    lead(datetime(2017, 7, 15, 3, tzinfo=UTC), datetime(2017, 7, 15, 9, tzinfo=UTC))  # all of it on Saturday
    lead(datetime(2017, 7, 19, 3, tzinfo=UTC), datetime(2017, 7, 19, 2, tzinfo=UTC))  # answered before
    lead(date(2017, 7, 19), datetime(2017, 7, 19, 2, tzinfo=UTC))
    asked = query(tables, "lead_response_minutes:working", calendar=calendar, **JULY)
    found = engine(tables).contributions(asked)
    assert [row.value for row in sorted(found.rows, key=lambda row: row.id)] == [1530, 0, 0, None]
    assert (found.cell.value, found.cell.n, found.cell.missing) == (0, 3, 1)
