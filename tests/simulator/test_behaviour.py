"""The company behaves: histories replay, hands change, days off are kept, figures are plausible."""

from __future__ import annotations

import itertools
from collections import defaultdict
from datetime import date, datetime
from decimal import Decimal
from statistics import mean

import pytest

from steerboard.core.calendars import Calendar
from tests.simulator.conftest import Rows

Files = dict[str, Rows]
NOW = "2026-11-20T00:00:00+08:00"


@pytest.mark.parametrize(
    ("records", "history"),
    [
        ("opportunities", "opportunity_history"),
        ("activities", "activity_history"),
        ("accounts", "account_history"),
        ("leads", "lead_history"),
        ("subscriptions", "subscription_history"),
    ],
)
def test_history_replayed_is_the_present_row(files: Files, records: str, history: str) -> None:
    present = {row["external_id"]: row for row in files[records]}
    latest: dict[tuple[str, str], tuple[str, str]] = {}
    for row in files[history]:
        key = (row["external_id"], row["field"])
        if key in latest:
            at, value = latest[key]
            assert row["old"] == value
            assert row["effective_at"] > at
        assert row["old"] != row["new"]
        assert present[row["external_id"]]["created_at"] < row["effective_at"] < NOW
        latest[key] = (row["effective_at"], row["new"])
    for (id_, field), (_, value) in latest.items():
        assert present[id_][field] == value


def test_every_field_that_changes_on_a_deal_has_a_history(files: Files) -> None:
    assert {row["field"] for row in files["opportunity_history"]} == {
        *(
            "stage",
            "probability",
            "forecast_category",
            "amount",
            "close_date",
            "owner",
            "closed_at",
            "outcome",
        ),
        *("loss_reason", "competitor", "next_step", "next_step_due"),
    }


def test_a_deal_agrees_with_its_stage(files: Files) -> None:
    stages = {row["external_id"]: row for row in files["stages"]}
    for deal in files["opportunities"]:
        stage = stages[deal["stage"]]
        assert deal["probability"] == stage["probability"]
        assert deal["forecast_category"] == stage["forecast_category"]
        assert (deal["outcome"] or "open") == stage["kind"]
        assert bool(deal["closed_at"]) == bool(deal["outcome"])
        assert bool(deal["loss_reason"]) == (deal["outcome"] == "lost")


def test_the_amount_is_the_sum_of_the_lines(files: Files) -> None:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for line in files["opportunity_lines"]:
        sums[line["opportunity"]] += Decimal(line["quantity"]) * Decimal(line["unit_price"])
    assert {d["external_id"]: Decimal(d["amount"]) for d in files["opportunities"]} == sums


def test_shares_add_up_to_one_and_the_owner_has_one(files: Files) -> None:
    owners = {d["external_id"]: d["owner"] for d in files["opportunities"]}
    shares: dict[str, dict[str, Decimal]] = defaultdict(dict)
    for row in files["opportunity_splits"]:
        shares[row["opportunity"]][row["user"]] = Decimal(row["share"])
    assert shares
    for deal, split in shares.items():
        assert sum(split.values()) == 1
        assert len(split) >= 2
        assert owners[deal] in split


def test_who_leaves_hands_over_and_does_nothing_more(files: Files) -> None:
    left = {u["external_id"]: u["left_on"] for u in files["users"] if u["left_on"]}
    assert left
    assert not [d for d in files["opportunities"] if not d["outcome"] and d["owner"] in left]
    assert not [a for a in files["accounts"] if a["owner"] in left]
    for a in files["activities"]:
        if a["owner"] in left:
            assert max(a["done_at"], a["planned_for"], a["created_at"])[:10] < left[a["owner"]]
    for row in files["opportunity_history"]:
        if row["field"] == "owner":
            assert row["old"] in left
            assert row["new"] not in left
            assert row["effective_at"][:10] < left[row["old"]]


def test_some_joined_and_nobody_works_before(files: Files) -> None:
    hired = {u["external_id"]: u["hired_on"] for u in files["users"]}
    assert [day for day in hired.values() if day > "2025-11-01"]
    for a in files["activities"]:
        assert a["created_at"][:10] >= hired[a["owner"]]
    for d in files["opportunities"]:
        assert d["created_at"][:10] >= hired[d["owner"]] or d["owner"] in {
            row["new"] for row in files["opportunity_history"] if row["field"] == "owner"
        }


def test_memberships_of_a_person_follow_each_other(files: Files) -> None:
    stays: dict[str, Rows] = defaultdict(list)
    for row in files["memberships"]:
        stays[row["user"]].append(row)
    assert set(stays) == {u["external_id"] for u in files["users"]}
    assert [s for s in stays.values() if len(s) > 1]
    for own in stays.values():
        for earlier, later in itertools.pairwise(own):
            assert earlier["valid_to"] == later["valid_from"]
            assert earlier["team"] != later["team"]
    ends = {u["external_id"]: u["left_on"] for u in files["users"]}
    assert {user: own[-1]["valid_to"] for user, own in stays.items()} == ends


def test_a_team_has_moved_and_every_team_has_one_place_at_a_time(files: Files) -> None:
    places: dict[str, Rows] = defaultdict(list)
    for row in files["team_places"]:
        places[row["team"]].append(row)
    moved = [own for own in places.values() if len(own) == 2]
    assert len(moved) == 1
    assert moved[0][0]["valid_to"] == moved[0][1]["valid_from"]
    assert moved[0][0]["parent"] != moved[0][1]["parent"]


def test_nobody_works_on_a_day_off(files: Files, calendar: Calendar) -> None:
    days = {a[field][:10] for a in files["activities"] for field in ("done_at", "planned_for")}
    days |= {d[field][:10] for d in files["opportunities"] for field in ("created_at", "closed_at")}
    days |= {o["ordered_at"][:10] for o in files["orders"]}
    for day in days - {""}:
        assert calendar.is_working_day(date.fromisoformat(day)), day
    assert "2026-02-28" in days  # a Saturday that is worked
    assert "2026-02-16" not in days


def test_what_happened_lies_before_now(files: Files) -> None:
    for name, fields in (
        ("activities", ("done_at", "cancelled_at", "entered_at", "created_at")),
        ("opportunities", ("created_at", "closed_at")),
        ("orders", ("ordered_at", "cancelled_at")),
        ("accounts", ("created_at", "first_touch_at", "first_order_at")),
    ):
        for field in fields:
            assert max(row[field] for row in files[name]) < NOW, (name, field)


def test_the_times_of_an_activity_are_in_order(files: Files) -> None:
    for a in files["activities"]:
        if a["done_at"]:
            assert a["created_at"] <= a["done_at"] < a["entered_at"]
            assert not a["cancelled_at"]
            assert not a["reason_not_done"]
        if a["planned_for"]:
            assert a["created_at"] < a["planned_for"]
        else:
            assert a["done_at"]


def test_an_activity_is_about_a_deal_of_its_owner_and_customer(files: Files) -> None:
    deals = {d["external_id"]: d for d in files["opportunities"]}
    owners: dict[str, set[str]] = {id_: {d["owner"]} for id_, d in deals.items()}
    for row in files["opportunity_history"]:
        if row["field"] == "owner":
            owners[row["external_id"]] |= {row["old"]}
    about = [a for a in files["activities"] if a["opportunity"]]
    assert len(about) > len(files["activities"]) / 3
    for a in about:
        assert deals[a["opportunity"]]["account"] == a["account"]
        assert a["owner"] in owners[a["opportunity"]]
        when = a["done_at"] or a["planned_for"]
        assert deals[a["opportunity"]]["created_at"] <= when


def test_nothing_happens_with_a_customer_before_it_is_known(files: Files) -> None:
    created = {a["external_id"]: a["created_at"] for a in files["accounts"]}
    for a in files["activities"]:
        assert bool(a["account"]) != bool(a["lead"])
        assert not a["account"] or created[a["account"]] <= (a["done_at"] or a["planned_for"])
    for d in files["opportunities"]:
        assert created[d["account"]] <= d["created_at"]
    for o in files["orders"]:
        assert not o["account"] or created[o["account"]] <= o["ordered_at"]


def test_credits_take_a_whole_order_back(files: Files) -> None:
    lines: dict[str, list[tuple[str, int, str]]] = defaultdict(list)
    for row in files["order_lines"]:
        lines[row["order"]].append((row["product"], int(row["quantity"]), row["net_price"]))
    orders = {row["external_id"]: row for row in files["orders"]}
    credits_ = [row for row in files["orders"] if row["credit_of"]]
    assert credits_
    for credit in credits_:
        taken = orders[credit["credit_of"]]
        assert taken["ordered_at"] < credit["ordered_at"]
        assert lines[credit["external_id"]] == [(p, -n, price) for p, n, price in lines[taken["external_id"]]]


def test_a_customer_is_known_by_its_first_order(files: Files) -> None:
    taken_back = {row["credit_of"] for row in files["orders"]}
    first: dict[str, str] = {}
    for row in files["orders"]:
        if (
            row["account"]
            and not row["credit_of"]
            and not row["cancelled_at"]
            and row["external_id"] not in taken_back
        ):
            first.setdefault(row["account"], row["ordered_at"])
    for account in files["accounts"]:
        assert account["first_order_at"] == first.get(account["external_id"], "")
        assert (account["customer_type"] == "prospect") == (not account["first_order_at"])
        assert account["first_touch_at"] <= account["created_at"]


def test_names_of_people_and_customers_are_in_both_languages(files: Files) -> None:
    for name in ("users", "accounts"):
        latin = [row for row in files[name] if row["name"].isascii()]
        assert 0.1 < len(latin) / len(files[name]) < 0.4
        names = [row["name"] for row in files[name]]
        assert len(set(names)) == len(names)


def test_the_figures_are_those_of_such_a_company(files: Files) -> None:
    closed = [d for d in files["opportunities"] if d["outcome"]]
    won = [d for d in closed if d["outcome"] == "won"]
    assert 0.25 < len(won) / len(closed) < 0.35
    cycle = mean(
        (datetime.fromisoformat(d["closed_at"]) - datetime.fromisoformat(d["created_at"])).days for d in won
    )
    assert 60 < cycle < 90
    amounts = [Decimal(d["amount"]) for d in files["opportunities"]]
    assert min(amounts) > 10_000
    assert max(amounts) < 2_600_000


def test_signatures_crowd_at_the_end_of_a_quarter(files: Files) -> None:
    won = [d["closed_at"][:10] for d in files["opportunities"] if d["outcome"] == "won"]
    ends = [day for day in won if day[5:7] in ("03", "06", "09", "12") and day[8:] >= "24"]
    days = {day for day in won if day in ends}
    assert len(ends) / len(days) > 1.5 * len(won) / len(set(won))


def test_few_deals_begin_around_the_new_year_of_china(files: Files) -> None:
    begun = [d["created_at"][:10] for d in files["opportunities"] if d["created_at"] >= "2025-11"]
    around = [day for day in begun if "2026-02-09" <= day <= "2026-02-27"]
    assert 0 < len(around) / len(set(around)) < 0.75 * len(begun) / len(set(begun))
