"""Any size, day, calendar and seed: the files hold together, and a story without room is left out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from steerboard.core.calendars import Calendar
from steerboard.simulator.company import LEAST_DAYS, LEAST_PEOPLE, Company, simulate
from tests.simulator.conftest import UNTIL, Rows
from tests.simulator.test_files import LINKS, MAY_BE_EMPTY

FACTS = {
    "leads": "created_at assigned_at first_response_at mql_at sql_at handed_over_at converted_at disqualified_at",
    "campaign_touches": "sent_at delivered_at opened_at clicked_at replied_at attended_at converted_at",
    "opportunities": "created_at closed_at forecast_confirmed_at",
    "activities": "created_at done_at cancelled_at entered_at",
    "quotes": "created_at sent_at accepted_at",
    "contracts": "signed_at",
    "orders": "ordered_at cancelled_at",
    "forecast_submissions": "submitted_at",
    "loss_reviews": "reviewed_at",
    "contacts": "created_at",
    "opportunity_history": "effective_at",
    "lead_history": "effective_at",
    "account_history": "effective_at",
    "subscribers": "subscribed_at unsubscribed_at",
    "web_sessions": "started_at first_seen_at cart_filled_at",
    "subscriptions": "started_on ended_on",
    "subscription_history": "effective_at",
    "subscription_events": "effective_at",
    "usage_days": "day",
    "tickets": "opened_at first_response_at serviced_at resolved_at closed_at escalated_at",
    "ticket_interactions": "happened_at",
    "phone_queue_calls": "queued_at answered_at abandoned_at",
    "return_claims": "claimed_at",
    "survey_responses": "sent_at answered_at",
    "invoices": "issued_on paid_on",
    "payments": "paid_on",
    "stock": "day",
    "competitor_prices": "observed_on",
    "time_entries": "day",
    "check_ins": "week",
    "work_reports": "handed_in_at",
    "trainings": "completed_at created_at",
}


def _holds_together(company: Company) -> dict[str, Rows]:
    """Links lead to rows, ids and names stand once, what happened lies before the present."""
    files = {name: table.dicts() for name, table in company.tables.items()}
    for name, links in LINKS.items():
        for column, target in links.items():
            linked = {row[column] for row in files[name]}
            if (name, column) in MAY_BE_EMPTY:
                linked.discard("")
            assert linked <= {row["external_id"] for row in files[target]}, (name, column)
    for name, rows in files.items():
        if not name.endswith("_history"):
            assert len({row["external_id"] for row in rows}) == len(rows), name
    for name in ("users", "accounts", "teams"):
        assert len({row["name"] for row in files[name]}) == len(files[name]), name
    morning = company.now.isoformat()[:10]
    for name, fields in FACTS.items():
        for field in fields.split():
            assert all(row[field][:10] < morning for row in files[name]), (name, field)
    assert company.truth["rows"] == {name: len(rows) for name, rows in files.items()}
    return files


@pytest.mark.parametrize(
    ("people", "days"), [(LEAST_PEOPLE, LEAST_DAYS), (13, 61), (17, 90), (25, 200), (150, 100), (14, 900)]
)
def test_any_size_holds_together(calendar: Calendar, people: int, days: int) -> None:
    company = simulate(people, days, UNTIL, 4, calendar)
    files = _holds_together(company)
    assert len(files["users"]) == people
    assert min(len(files[name]) for name in ("leads", "opportunities", "quotes", "orders", "costs")) > 20
    assert set(company.cast.values()) <= {user["external_id"] for user in files["users"]}


@pytest.mark.parametrize(
    "until",
    ["2026-01-01", "2026-02-18", "2026-03-31", "2026-04-01", "2026-10-08", "2024-02-29", "2026-11-21"],
)
def test_any_day_will_do(calendar: Calendar, until: str) -> None:
    """The first day of a year, within the long holidays, at a quarter's end, a leap day, a Saturday."""
    _holds_together(simulate(14, 120, date.fromisoformat(until), 2, calendar))


@pytest.mark.parametrize("seed", [0, -7, 2**40])
def test_any_seed_will_do(calendar: Calendar, seed: int) -> None:
    _holds_together(simulate(14, 90, UNTIL, seed, calendar))


def test_another_calendar_is_kept(calendar: Calendar) -> None:
    """A fiscal year from April on, Fridays and Saturdays off, and a zone that changes its clocks."""
    other = replace(
        calendar,
        zone=ZoneInfo("Europe/Berlin"),
        fiscal_month=4,
        rest_days=frozenset({4, 5}),
        worked=frozenset(),
    )
    files = _holds_together(simulate(14, 400, UNTIL, 5, other))
    days = {row["done_at"][:10] for row in files["activities"] if row["done_at"]}
    assert not {date.fromisoformat(day).weekday() for day in days} & {4, 5}
    assert {row["done_at"][-6:] for row in files["activities"] if row["done_at"]} == {"+01:00", "+02:00"}
    assert max(t["ends_on"] for t in files["targets"]) == "2027-04-01"


def test_stories_without_room_are_left_out(calendar: Calendar) -> None:
    small, large = (simulate(people, 90, UNTIL, 4, calendar).truth["stories"] for people in (12, 60))
    assert set(large) == {
        *("struggles_with_new_customers", "team_slump", "quotes_too_early", "stage_clogs", "promotions")
    }
    assert "team_slump" not in small  # there is one team
    assert len(small["promotions"]) == 1  # and one region: nothing to hold it against
    assert len(large["promotions"]) == 3


def test_more_people_and_days_make_more_of_everything(calendar: Calendar) -> None:
    sizes = [simulate(*size, UNTIL, 4, calendar).truth["rows"] for size in ((20, 100), (40, 100), (40, 200))]
    for name in ("leads", "opportunities", "activities", "quotes", "orders", "costs", "targets"):
        assert sizes[0][name] < sizes[1][name] < sizes[2][name], name
    assert sizes[1]["activities"] / sizes[0]["activities"] == pytest.approx(2.2, abs=0.5)
