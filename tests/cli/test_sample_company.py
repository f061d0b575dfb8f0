"""A simulated company from the command line: it goes in whole, its figures are the truth, its stories can be asked for."""

from __future__ import annotations

import json
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Cli

NOW = ("--now", "2026-11-20T08:00:00+08:00")
MONTHS = ("--grain", "month", "--from", "2025-12-01", "--to", "2026-10-31", *NOW)
pytestmark = pytest.mark.slow
LONG = 1000  # rows that no question here has


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("simulated")
    size = ("--people", "40", "--days", "400", "--seed", "5", "--until", "2026-11-20")
    Cli(out / "nowhere").ok("simulate", *size, "--out", str(out))
    return out


@pytest.fixture(scope="module")
def company(files: Path) -> Cli:
    cli = Cli(files / "workspace")
    cli.ok("init", str(cli.workspace), "--zone", "Asia/Shanghai", "--country", "CN")
    paths = sorted(str(path) for path in files.glob("*.csv"))
    ran = cli.run("import", *paths, "--mapping", "examples/mappings/simulated.yaml", NOW[0], NOW[1])
    assert ran.code == 0, ran.out + ran.err  # 3 would mean that rows were rejected
    return cli


@pytest.fixture(scope="module")
def truth(files: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((files / "truth.json").read_text(encoding="utf-8"))["truth"]
    return found


def _by_month(company: Cli, kpi: str) -> dict[str, Any]:
    return {row["period"][:7]: row["values"][kpi]["value"] for row in company.ask(kpi, *MONTHS)["rows"]}


@pytest.mark.parametrize(
    ("kpi", "name"),
    [
        ("leads_created", "leads_created"),
        ("mqls", "mqls"),
        ("sqls", "sqls"),
        ("opportunities_created", "opportunities_created"),
        ("won_deals", "won_opportunities"),
        ("orders", "orders"),
        ("units", "units"),
    ],
)
def test_a_count_by_month_is_the_truth(company: Cli, truth: dict[str, Any], kpi: str, name: str) -> None:
    found = _by_month(company, kpi)
    assert len(found) == 11
    assert {month: int(value) for month, value in found.items()} == {m: truth[name][m] for m in found}


@pytest.mark.parametrize("kpi", ["bookings", "revenue"])
def test_money_by_month_is_the_truth(company: Cli, truth: dict[str, Any], kpi: str) -> None:
    found = _by_month(company, kpi)
    assert {m: Decimal(value) for m, value in found.items()} == {m: Decimal(truth[kpi][m]) for m in found}


@pytest.mark.parametrize("kpi", ["visits", "activities", "quotes_sent"])
def test_a_count_by_person_and_month_adds_up_to_the_truth(
    company: Cli, truth: dict[str, Any], kpi: str
) -> None:
    found = _by_month(company, kpi)
    assert {m: int(value) for m, value in found.items()} == {m: sum(truth[kpi][m].values()) for m in found}


def test_the_bookings_of_people_are_those_of_the_truth(company: Cli, truth: dict[str, Any]) -> None:
    rows = company.ask("bookings", "--by", "owner", "--limit", str(LONG), *MONTHS)["rows"]
    sums: Counter[str] = Counter()
    for row in rows:
        sums[row["period"][:7]] += Decimal(row["values"]["bookings"]["value"])  # type: ignore[assignment]
    for month, people in truth["bookings_by_credit"].items():
        if month in sums:
            assert sums[month] == sum(map(Decimal, people.values()))
    shown = sorted(Decimal(r["values"]["bookings"]["value"]) for r in rows if r["period"] == "2026-06-01")
    told = sorted(map(Decimal, truth["bookings_by_credit"]["2026-06"].values()))
    assert [value for value in shown if value] == told


def _by_person(company: Cli, kpi: str, *more: str) -> dict[str, Any]:
    """By mail, which is unique where names need not be."""
    rows = company.ask(kpi, "--by", "owner.email", "--limit", str(LONG), *more, *NOW)["rows"]
    return {r["by"]["owner.email"]["label"]: r["values"][kpi] for r in rows if r["by"]["owner.email"]}


def _mail(files: Path, user: str) -> str:
    rows = (files / "users.csv").read_text(encoding="utf-8").splitlines()
    return next(row.split(",")[2] for row in rows if row.startswith(f"{user},"))


def test_who_struggles_with_new_customers_is_told_by_the_win_rate(
    company: Cli, truth: dict[str, Any], files: Path
) -> None:
    who = _mail(files, truth["stories"]["struggles_with_new_customers"]["user"])
    new = _by_person(company, "win_rate", "--where", "type = 'new'")
    whole = company.ask("win_rate", "--where", "type = 'new'", *NOW)["totals"]["win_rate"]["value"]
    assert new[who]["value"] < whole / 2
    state = _by_person(
        company, "win_rate", "--where", "account.ownership = 'state_owned'", "--where", "type != 'new'"
    )
    assert state[who]["value"] > 1.5 * company.ask("win_rate", *NOW)["totals"]["win_rate"]["value"]


def test_who_quotes_too_early_is_told_by_what_becomes_of_the_quotes(
    company: Cli, truth: dict[str, Any], files: Path
) -> None:
    who = _mail(files, truth["stories"]["quotes_too_early"]["user"])
    found = _by_person(company, "quote_to_order_rate")
    whole = company.ask("quote_to_order_rate", *NOW)["totals"]["quote_to_order_rate"]["value"]
    assert found[who]["value"] < 0.7 * whole


def test_the_stage_that_clogs_is_told_by_the_time_in_it(company: Cli, truth: dict[str, Any]) -> None:
    story = truth["stories"]["stage_clogs"]
    quarters = ("--grain", "quarter", "--from", "2026-01-01", "--to", "2026-09-30")
    rows = company.ask(
        "time_in_stage",
        "--by",
        "stage",
        *quarters,
        *NOW,
        "--where",
        f"opportunity.product_line = '{story['line']}'",
    )["rows"]
    at = {(r["period"], r["by"]["stage"]["label"]): r["values"]["time_in_stage"]["value"] for r in rows}
    before, after = at["2026-01-01", "方案设计 Solution"], at["2026-07-01", "方案设计 Solution"]
    assert after > 1.6 * before
    assert at["2026-07-01", "需求确认 Needs confirmed"] < 1.5 * at["2026-01-01", "需求确认 Needs confirmed"]


def test_the_slump_is_told_by_the_visits_of_the_team(
    company: Cli, truth: dict[str, Any], files: Path
) -> None:
    story = truth["stories"]["team_slump"]
    teams = (files / "teams.csv").read_text(encoding="utf-8").splitlines()
    name = next(row.split(",")[1] for row in teams if row.startswith(f"{story['team']},"))
    visits = company.by(
        "activities",
        "owner.team",
        "--where",
        "kind = 'visit'",
        "--from",
        "2026-03-01",
        "--to",
        "2026-05-31",
        *NOW,
    )
    later = company.by(
        "activities",
        "owner.team",
        "--where",
        "kind = 'visit'",
        "--from",
        "2026-08-01",
        "--to",
        "2026-10-31",
        *NOW,
    )
    ratios = {team: later[team] / visits[team] for team in visits if visits[team] > 60}
    assert min(ratios, key=lambda team: ratios[team]) == name
    assert ratios[name] < 0.5


def test_the_promotion_is_told_by_the_orders_of_its_region(company: Cli, truth: dict[str, Any]) -> None:
    story = truth["stories"]["promotions"][0]
    small = ("--where", "opportunity is null", "--where", "account is not null", *NOW)
    during = company.by("orders", "region", "--from", story["begins"], "--to", story["ends"], *small)
    before = company.by("orders", "region", "--from", "2026-03-01", "--to", "2026-05-31", *small)
    lifts = {region: during[region] / before[region] for region in before}
    assert max(lifts, key=lambda region: lifts[region]) == story["region"]


def test_plans_stand_beside_the_figures_at_every_level(company: Cli) -> None:
    kpis = ("bookings", "revenue", "win_rate", "gross_margin", "pipeline_created", "sales_cycle_days")
    for by in ((), ("--by", "owner.team"), ("--by", "owner.region")):
        rows = company.ask(
            *kpis,
            *by,
            "--grain",
            "month",
            "--from",
            "2026-10-01",
            "--to",
            "2026-10-31",
            "--compare",
            "target",
            *NOW,
        )["rows"]
        planned = [row for row in rows if row["values"]["revenue"]["target"]]
        assert planned, by
        for row in planned:
            assert all(row["values"][kpi]["target"] for kpi in kpis), (by, row)
