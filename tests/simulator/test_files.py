"""The files: equal arguments give equal bytes, links hold, values are well formed."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from steerboard.core.calendars import Calendar
from steerboard.core.errors import BadInput
from steerboard.simulator.company import Company, simulate
from steerboard.simulator.tables import COLUMNS
from tests.simulator.conftest import UNTIL, Rows

ROOT = Path(__file__).parents[2]

LINKS = {
    "team_places": {"team": "teams", "parent": "teams"},
    "memberships": {"user": "users", "team": "teams"},
    "accounts": {"owner": "users", "parent": "accounts"},
    "account_history": {"external_id": "accounts"},
    "contacts": {"account": "accounts"},
    "products": {"replaces": "products"},
    "leads": {
        "owner": "users",
        "campaign": "campaigns",
        "referred_by": "accounts",
        "account": "accounts",
        "contact": "contacts",
    },
    "lead_history": {"external_id": "leads"},
    "campaign_touches": {"campaign": "campaigns", "lead": "leads", "contact": "contacts"},
    "opportunities": {
        "account": "accounts",
        "contact": "contacts",
        "lead": "leads",
        "partner": "accounts",
        "owner": "users",
        "stage": "stages",
    },
    "opportunity_lines": {"opportunity": "opportunities", "product": "products"},
    "opportunity_splits": {"opportunity": "opportunities", "user": "users"},
    "opportunity_history": {"external_id": "opportunities"},
    "loss_reviews": {"opportunity": "opportunities"},
    "activities": {
        "owner": "users",
        "account": "accounts",
        "contact": "contacts",
        "lead": "leads",
        "opportunity": "opportunities",
        "campaign": "campaigns",
        "product": "products",
    },
    "activity_history": {"external_id": "activities"},
    "quotes": {"opportunity": "opportunities", "account": "accounts", "owner": "users"},
    "contracts": {"opportunity": "opportunities", "account": "accounts", "owner": "users"},
    "orders": {
        "account": "accounts",
        "owner": "users",
        "opportunity": "opportunities",
        "quote": "quotes",
        "partner": "accounts",
        "campaign": "campaigns",
        "credit_of": "orders",
    },
    "order_lines": {"order": "orders", "product": "products"},
    "costs": {"user": "users", "team": "teams", "campaign": "campaigns", "product": "products"},
    "forecast_submissions": {"user": "users", "team": "teams"},
    "activity_participants": {"activity": "activities", "user": "users"},
    "web_sessions": {"lead": "leads", "order": "orders"},
    "account_spend": {"account": "accounts"},
    "competitor_prices": {"product": "products"},
    "price_changes": {"product": "products"},
    "subscriptions": {"account": "accounts", "product": "products", "owner": "users"},
    "subscription_history": {"external_id": "subscriptions"},
    "subscription_events": {"subscription": "subscriptions"},
    "features": {"product": "products"},
    "usage_days": {"account": "accounts", "feature": "features"},
    "tickets": {
        "account": "accounts",
        "contact": "contacts",
        "product": "products",
        "order": "orders",
        "agent": "users",
        "escalated_by": "users",
    },
    "ticket_interactions": {"ticket": "tickets", "agent": "users"},
    "phone_queue_calls": {"agent": "users", "ticket": "tickets"},
    "return_claims": {"order_line": "order_lines"},
    "survey_responses": {
        "account": "accounts",
        "contact": "contacts",
        "ticket": "tickets",
        "owner": "users",
        "team": "teams",
    },
    "budgets": {"team": "teams", "user": "users"},
    "invoices": {"account": "accounts", "order": "orders"},
    "payments": {"invoice": "invoices", "account": "accounts", "order": "orders"},
    "stock": {"product": "products"},
    "market_figures": {"product": "products"},
    "time_entries": {"user": "users"},
    "check_ins": {"user": "users", "given_by": "users"},
    "work_reports": {"user": "users"},
    "trainings": {"user": "users"},
    "targets": {"user": "users", "team": "teams"},
}
MAY_BE_EMPTY = {
    (name, column)
    for name, columns in {
        "team_places": "parent",
        "accounts": "owner parent",
        "products": "replaces",
        "leads": "owner campaign referred_by account contact",
        "campaign_touches": "lead contact",
        "opportunities": "contact lead partner",
        "activities": "account contact lead opportunity campaign product",
        "orders": "account owner opportunity quote partner campaign credit_of",
        "costs": "user team campaign product",
        "forecast_submissions": "team",
        "web_sessions": "lead order",
        "subscriptions": "owner",
        "tickets": "contact agent escalated_by",
        "ticket_interactions": "agent",
        "phone_queue_calls": "agent ticket",
        "survey_responses": "account contact ticket owner team",
        "budgets": "team user",
        "invoices": "account order",
        "payments": "invoice account order",
        "market_figures": "product",
        "targets": "user team",
    }.items()
    for column in columns.split()
}
_RUN = """
import sys
from pathlib import Path
from steerboard.simulator.company import simulate
from steerboard.simulator.writer import write
from tests.simulator.conftest import UNTIL, china
write(simulate(14, 90, UNTIL, 3, china()), Path(sys.argv[1]))
"""


def _digests(folder: Path) -> dict[str, str]:
    paths = sorted(p for p in folder.rglob("*") if p.is_file())
    return {p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in paths}


def test_two_processes_write_the_same_bytes(tmp_path: Path) -> None:
    found = []
    for hash_seed in ("1", "2"):
        out = tmp_path / hash_seed
        environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(ROOT)}
        subprocess.run([sys.executable, "-c", _RUN, str(out)], check=True, env=environment, cwd=ROOT)
        found.append(_digests(out))
    assert found[0] == found[1]
    assert len(found[0]) == 2 * len(COLUMNS) + 1


def test_another_seed_gives_another_company(calendar: Calendar) -> None:
    one, other = (simulate(14, 90, UNTIL, seed, calendar) for seed in (1, 2))
    assert one.tables["opportunities"] != other.tables["opportunities"]
    assert one.cast == other.cast


def test_the_files_and_columns_are_those_declared(files: dict[str, Rows]) -> None:
    assert {name: list(rows[0]) for name, rows in files.items()} == {n: list(c) for n, c in COLUMNS.items()}


def test_every_file_and_column_is_documented() -> None:
    text = (ROOT / "docs" / "simulator.md").read_text(encoding="utf-8")
    for name, columns in COLUMNS.items():
        section = text.split(f"### `{name}.csv`")[1].split("###")[0]
        listed = re.findall(r"`(\w+)`(?: \((\w+)\))?", section.split("Columns:")[1].split("\n\n")[0])
        assert [(c, t or "text") for c, t in listed] == list(columns.items())


def test_ids_are_unique(files: dict[str, Rows]) -> None:
    for name, rows in files.items():
        if not name.endswith("_history"):
            ids = [row["external_id"] for row in rows]
            assert len(set(ids)) == len(ids), name


def test_the_files_stand_in_the_order_in_which_they_can_be_imported() -> None:
    place = {name: number for number, name in enumerate(COLUMNS)}
    for name, links in LINKS.items():
        assert max(place[target] for target in links.values()) <= place[name], name


@pytest.mark.parametrize("name", LINKS)
def test_every_link_leads_to_a_row(files: dict[str, Rows], name: str) -> None:
    for column, target in LINKS[name].items():
        known = {row["external_id"] for row in files[target]}
        linked = {row[column] for row in files[name]}
        if (name, column) in MAY_BE_EMPTY:
            linked.discard("")
        assert linked
        assert linked <= known, column


def test_values_are_of_their_type(files: dict[str, Rows]) -> None:
    for name, columns in COLUMNS.items():
        for column, kind in columns.items():
            for value in {row[column] for row in files[name]} - {""}:
                if kind == "time":
                    assert datetime.fromisoformat(value).utcoffset() is not None
                    assert value.endswith("+08:00")
                elif kind == "date":
                    date.fromisoformat(value)
                elif kind in ("money", "quantity", "share"):
                    assert Decimal(value).is_finite()
                elif kind == "integer":
                    int(value)
                elif kind == "boolean":
                    assert value in ("true", "false")


def test_parquet_holds_the_same_rows_with_types(folder: Path, files: dict[str, Rows]) -> None:
    with duckdb.connect() as connection:
        for name, rows in files.items():
            relation = connection.read_parquet(str(folder / "parquet" / f"{name}.parquet"))
            assert relation.columns == list(COLUMNS[name])
            assert relation.aggregate("count(*)").fetchall() == [(len(rows),)]
        orders = connection.read_parquet(str(folder / "parquet" / "opportunities.parquet"))
        total = orders.aggregate("sum(amount)").fetchall()[0][0]
    assert total == sum(Decimal(row["amount"]) for row in files["opportunities"])


def test_the_truth_is_written_beside_the_data(folder: Path, company: Company) -> None:
    document = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    assert document == {"truth": company.truth, "cast": company.cast, "now": "2026-11-20T08:00:00+08:00"}


@pytest.mark.parametrize(("people", "days"), [(5, 400), (60, 10)])
def test_it_refuses_a_company_too_small(calendar: Calendar, people: int, days: int) -> None:
    with pytest.raises(BadInput):
        simulate(people, days, UNTIL, 1, calendar)
