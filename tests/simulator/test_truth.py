"""The truth equals a count from the files that shares no code with the simulation."""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import Decimal

import pytest

from steerboard.simulator.company import Company
from tests.simulator.conftest import Rows

Files = dict[str, Rows]
NOW = "2026-11-20"


def _money(sums: dict[str, Decimal]) -> dict[str, str]:
    return {key: f"{value:.2f}" for key, value in sums.items()}


def _nested(sums: dict[tuple[str, str], Decimal]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for (month, person), value in sums.items():
        found[month][person] = f"{value:.2f}"
    return found


def _won(files: Files) -> Rows:
    return [row for row in files["opportunities"] if row["outcome"] == "won"]


def test_created_won_and_lost_by_month(company: Company, files: Files) -> None:
    deals, truth = files["opportunities"], company.truth
    assert Counter(d["created_at"][:7] for d in deals) == truth["opportunities_created"]
    assert Counter(d["closed_at"][:7] for d in deals if d["outcome"] == "won") == truth["won_opportunities"]
    assert Counter(d["closed_at"][:7] for d in deals if d["outcome"] == "lost") == truth["lost_opportunities"]


def test_bookings_by_month_and_owner(company: Company, files: Files) -> None:
    by_month: dict[str, Decimal] = defaultdict(Decimal)
    by_owner: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for deal in _won(files):
        by_month[deal["closed_at"][:7]] += Decimal(deal["amount"])
        by_owner[deal["closed_at"][:7], deal["owner"]] += Decimal(deal["amount"])
    assert _money(by_month) == company.truth["bookings"]
    assert _nested(by_owner) == company.truth["bookings_by_owner"]


def test_bookings_by_credit(company: Company, files: Files) -> None:
    shares: dict[str, list[tuple[str, Decimal]]] = defaultdict(list)
    for split in files["opportunity_splits"]:
        shares[split["opportunity"]].append((split["user"], Decimal(split["share"])))
    sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for deal in _won(files):
        for user, share in shares.get(deal["external_id"], [(deal["owner"], Decimal(1))]):
            sums[deal["closed_at"][:7], user] += Decimal(deal["amount"]) * share
    assert _nested(sums) == company.truth["bookings_by_credit"]
    assert company.truth["bookings_by_credit"] != company.truth["bookings_by_owner"]


def test_the_open_pipeline(company: Company, files: Files) -> None:
    number: Counter[str] = Counter()
    amount: dict[str, Decimal] = defaultdict(Decimal)
    weighted: dict[str, Decimal] = defaultdict(Decimal)
    for deal in files["opportunities"]:
        if not deal["outcome"]:
            number[deal["stage"]] += 1
            amount[deal["stage"]] += Decimal(deal["amount"])
            weighted[deal["stage"]] += Decimal(deal["amount"]) * Decimal(deal["probability"])
    assert number == company.truth["open_opportunities"]
    assert _money(amount) == company.truth["open_pipeline_amount"]
    assert _money(weighted) == company.truth["weighted_pipeline_amount"]


def test_stages_entered_and_reached(company: Company, files: Files) -> None:
    changes: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in files["opportunity_history"]:
        if row["field"] == "stage":
            changes[row["external_id"]].append(row)
    entries: Counter[str] = Counter()
    reached: Counter[str] = Counter()
    for deal in files["opportunities"]:
        own = changes[deal["external_id"]]
        stages = [own[0]["old"], *(row["new"] for row in own)] if own else [deal["stage"]]
        entries.update(stages)
        reached.update(set(stages))
    assert entries == company.truth["stage_entries"]
    assert reached == company.truth["stage_reached"]
    assert entries["S2"] > reached["S2"]  # some went back


def test_revenue_units_and_orders(company: Company, files: Files) -> None:
    truth = company.truth
    orders = {row["external_id"]: row for row in files["orders"]}
    revenue: dict[str, Decimal] = defaultdict(Decimal)
    unknown: dict[str, Decimal] = defaultdict(Decimal)
    cancelled: dict[str, Decimal] = defaultdict(Decimal)
    units: Counter[str] = Counter()
    for line in files["order_lines"]:
        order = orders[line["order"]]
        month, net = order["ordered_at"][:7], Decimal(line["quantity"]) * Decimal(line["net_price"])
        revenue[month] += net
        units[month] += int(line["quantity"])
        if not order["account"]:
            unknown[month] += net
        if order["cancelled_at"]:
            cancelled[month] += net
    assert _money(revenue) == truth["revenue"]
    assert _money(unknown) == truth["revenue_without_customer"]
    assert _money(cancelled) == truth["revenue_of_cancelled_orders"]
    assert units == truth["units"]
    taken_back = {row["credit_of"] for row in files["orders"]}
    standing = [
        row
        for id_, row in orders.items()
        if not row["cancelled_at"] and not row["credit_of"] and id_ not in taken_back
    ]
    assert Counter(row["ordered_at"][:7] for row in standing) == truth["orders"]
    assert Counter(row["ordered_at"][:7] for row in orders.values()) == truth["order_entries"]


def _by_month_and_person(rows: list[tuple[str, str]]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for (month, person), number in Counter(rows).items():
        found[month][person] = number
    return found


def test_activities_and_visits_by_month_and_person(company: Company, files: Files) -> None:
    done = [row for row in files["activities"] if row["done_at"]]
    facing = [(a["done_at"][:7], a["owner"]) for a in done if a["kind"] not in ("task", "note")]
    visits = [
        (a["done_at"][:7], a["owner"])
        for a in done
        if a["kind"] in ("visit", "meeting") or (a["kind"] == "call" and a["outcome"] == "connected")
    ]
    assert _by_month_and_person(facing) == company.truth["activities"]
    assert _by_month_and_person(visits) == company.truth["visits"]


def test_plans_and_how_they_were_kept(company: Company, files: Files) -> None:
    first: dict[str, str] = {}
    for row in files["activity_history"]:
        first.setdefault(row["external_id"], row["old"])
    due, kept, eventually = [], [], []
    for a in files["activities"]:
        committed = first.get(a["external_id"], a["planned_for"])
        if not committed or committed[:10] >= NOW:
            continue
        key = (committed[:7], a["owner"])
        due.append(key)
        if a["done_at"]:
            eventually.append(key)
            if a["done_at"][:10] <= committed[:10]:
                kept.append(key)
    assert _by_month_and_person(due) == company.truth["plans_due"]
    assert _by_month_and_person(kept) == company.truth["plans_kept"]
    assert _by_month_and_person(eventually) == company.truth["plans_kept_eventually"]
    assert len(due) > len(eventually) > len(kept)


def test_targets_and_their_sums(company: Company, files: Files) -> None:
    own: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    whole: dict[str, Decimal] = defaultdict(Decimal)
    for row in files["targets"]:
        if row["kpi"] == "bookings" and row["level"] == "target":
            if row["scope"] == "user":
                own[row["starts_on"][:7], row["user"]] += Decimal(row["value"])
            elif row["scope"] == "company":
                whole[row["starts_on"][:7]] += Decimal(row["value"])
    assert _nested(own) == company.truth["targets"]
    for month, value in whole.items():
        assert value == sum(v for (m, _), v in own.items() if m == month)


SUMMED = ("bookings", "visits", "calls", "face_to_face_visits", "demos", "activities")
OF_TEAMS = ("revenue", "new_customer_revenue", "pipeline_created", "opportunities_created", "leads_created")


def _regions_on(files: Files, day: str) -> dict[str, str]:
    """The region above each team on a day."""
    regions = {t["external_id"] for t in files["teams"] if t["kind"] == "region"}
    places = [p for p in files["team_places"] if p["parent"] in regions]
    return {p["team"]: p["parent"] for p in places if p["valid_from"] <= day < (p["valid_to"] or "9")}


@pytest.mark.parametrize("kpi", [*SUMMED, *OF_TEAMS])
def test_the_targets_of_regions_are_the_sums_of_their_teams(files: Files, kpi: str) -> None:
    own: dict[tuple[str, str], Decimal] = {}
    company: dict[str, Decimal] = {}
    for t in files["targets"]:
        if t["kpi"] == kpi and t["level"] == "target" and t["scope"] != "user":
            if t["scope"] == "team":
                own[t["starts_on"], t["team"]] = Decimal(t["value"])
            else:
                company[t["starts_on"]] = Decimal(t["value"])
    assert len(company) > 12
    for month, whole in company.items():
        sums: dict[str, Decimal] = defaultdict(Decimal)
        for team, region in _regions_on(files, month).items():
            sums[region] += own.get((month, team), Decimal(0))
        there = {region: own[month, region] for region in sums if (month, region) in own}
        assert there == {region: value for region, value in sums.items() if value}
        rest = whole - sum(there.values())
        # What nobody owns, an order of the web shop for example, is the company's alone.
        assert rest == 0 if kpi in SUMMED else 0 <= rest < whole / 5


def test_ratios_have_a_target_for_the_year_at_each_level_above_people(files: Files) -> None:
    teams = {t["external_id"] for t in files["teams"]} - {"T001"}
    ratios = [t for t in files["targets"] if t["kpi"] not in (*SUMMED, *OF_TEAMS)]
    assert {(t["starts_on"], t["ends_on"]) for t in ratios} == {
        ("2025-01-01", "2026-01-01"),
        ("2026-01-01", "2027-01-01"),
    }
    for kpi in {t["kpi"] for t in ratios}:
        mine = [t for t in ratios if t["kpi"] == kpi and t["starts_on"] == "2026-01-01"]
        assert Counter(t["scope"] for t in mine) == {"company": 1, "team": len(teams)}
        assert all(Decimal(t["value"]) > 0 for t in mine)


def test_people_who_have_not_left(company: Company, files: Files) -> None:
    assert company.truth["people_at_the_end"] == sum(not row["left_on"] for row in files["users"])
    assert company.truth["rows"] == {name: len(rows) for name, rows in files.items()}
