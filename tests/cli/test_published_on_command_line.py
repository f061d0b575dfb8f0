"""Published figures of public data sets, asked on the command line: to the cent and the unit."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.cli.conftest import Cli
from tests.oracles import published


def money(value: str) -> Decimal:
    return Decimal(value).quantize(Decimal("0.01"))


def test_maven_totals(maven: Cli) -> None:
    totals = maven.ask("won_deals", "win_rate", "bookings", "sales_cycle_days", "sales_cycle_days:mean")[
        "totals"
    ]
    assert totals["won_deals"]["value"] == 4238
    assert (totals["win_rate"]["numerator"], totals["win_rate"]["denominator"]) == (4238, 6711)
    assert money(totals["bookings"]["value"]) == 10_005_534
    assert totals["sales_cycle_days"]["value"] == 57
    assert round(totals["sales_cycle_days:mean"]["value"], 3) == 51.782


def test_maven_quarters_of_2017(maven: Cli) -> None:
    document = maven.ask(
        "win_rate", "bookings", "--grain", "quarter", "--from", "2017-01-01", "--to", "2017-12-31"
    )
    closed = [row["values"]["win_rate"]["denominator"] for row in document["rows"]]
    revenue = [money(row["values"]["bookings"]["value"]) for row in document["rows"]]
    assert closed == [647, 2032, 2047, 1985]
    assert revenue[:3] == [1_134_672, 3_086_111, 2_982_255]
    assert [row["period"] for row in document["rows"]] == [
        "2017-01-01",
        "2017-04-01",
        "2017-07-01",
        "2017-10-01",
    ]


def test_maven_people_and_regions(maven: Cli) -> None:
    by_owner = maven.by("bookings", "owner")
    assert money(by_owner["Darcel Schlecht"]) == 1_153_214
    assert maven.by("won_deals", "owner")["Darcel Schlecht"] == 349
    regions = maven.by("bookings", "owner.region")
    assert {k: money(v) for k, v in regions.items()} == {
        "West": 3_568_647,
        "East": 3_090_594,
        "Central": 3_346_293,
    }
    assert maven.by("bookings", "owner.team.parent") == regions


def test_maven_as_a_rep_and_as_his_manager(maven: Cli) -> None:
    assert money(maven.total("bookings", "--as", "Darcel Schlecht")) == 1_153_214
    assert set(maven.by("bookings", "owner", "--as", "Darcel Schlecht")) == {"Darcel Schlecht"}
    assert money(maven.total("bookings", "--as", "Melvin Marxen")) == 2_251_930


def test_maven_records_behind_a_figure_add_up(maven: Cli) -> None:
    import json

    out = maven.ok("explain", "bookings", "--as", "Darcel Schlecht", "--records", "--format", "json")
    told = json.loads(out)
    records = told["records"]
    assert set(told["kpis"][0]["formula"]) == {"en", "zh"}
    assert told["statements"][0]["sql"].startswith("SELECT")
    assert told["rollup"]["en"].startswith("none")
    assert told["fresh_at"]
    assert len(records["rows"]) == 349
    assert sum(money(row["amount"]) for row in records["rows"]) == 1_153_214


def test_regional_totals(regional: Cli) -> None:
    totals = regional.ask("win_rate", "bookings")["totals"]
    assert (totals["win_rate"]["numerator"], totals["win_rate"]["denominator"]) == (7282, 14667)
    assert money(totals["bookings"]["value"]) == 26_435_925
    assert money(regional.total("pipeline_value")) == 27_812_381
    assert money(regional.total("weighted_pipeline")) == Decimal("10893405.50")


def test_retail_revenue_and_months(retail: Cli) -> None:
    assert money(retail.total("revenue")) == Decimal("9747747.93")
    rows = retail.ask("revenue", "--grain", "month", "--from", "2010-12-01", "--to", "2011-03-31")["rows"]
    assert [money(row["values"]["revenue"]["value"]) for row in rows] == [
        Decimal("748957.02"),
        Decimal("560000.26"),
        Decimal("498062.65"),
        Decimal("683267.08"),
    ]


def test_retail_customers(retail: Cli) -> None:
    known = published.online_retail()
    new, repeat, unknown = (
        money(retail.total(kpi))
        for kpi in ("new_customer_revenue", "repeat_customer_revenue", "repeat_customer_revenue:unknown")
    )
    assert new + repeat + unknown == Decimal("9747747.93")
    assert new == money(str(known["new_customer_revenue"]))


@pytest.mark.parametrize("name", ["maven", "regional", "retail"])
def test_the_same_files_again_change_nothing(name: str, request: pytest.FixtureRequest) -> None:
    import json

    cli: Cli = request.getfixturevalue(name)
    data = {"maven": "maven_crm", "regional": "ms_regional_sales", "retail": "online_retail"}[name]
    before = fingerprint(cli)
    root = published.folder()
    assert root is not None
    files = sorted(str(p) for p in (root / data).iterdir())
    report = json.loads(
        cli.ok("import", *files, "--mapping", f"examples/mappings/{data}.yaml", "--format", "json")
    )
    assert report["rejected"] == 0
    assert fingerprint(cli) == before


def fingerprint(cli: Cli) -> list[tuple[object, ...]]:
    """Ledger position, history and change counts, and a hash of each table."""
    import hashlib

    import pysqlite3

    connection = pysqlite3.connect(f"file:{cli.workspace / 'records.sqlite3'}?mode=ro", uri=True)
    try:
        found: list[tuple[object, ...]] = [
            connection.execute("SELECT max(id), count(*) FROM kinds_ledger").fetchone(),
            connection.execute("SELECT count(*) FROM kinds_history").fetchone(),
            connection.execute("SELECT count(*) FROM kinds_change").fetchone(),
        ]
        tables = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'records_%' ORDER BY name"
        ).fetchall()
        for (table,) in tables:
            digest = hashlib.sha256()
            for row in connection.execute(f"SELECT * FROM {table} ORDER BY id"):
                digest.update(repr(row).encode())
            found.append((table, digest.hexdigest()))
    finally:
        connection.close()
    return found


def test_olist_leads_that_became_customers(olist: Cli) -> None:
    totals = olist.ask("mqls", "won_deals", "mql_to_customer_rate", "time_to_convert:median")["totals"]
    rate = totals["mql_to_customer_rate"]
    assert (rate["numerator"], rate["denominator"], rate["value"]) == (842, 8000, 0.10525)
    assert (totals["mqls"]["value"], totals["won_deals"]["value"]) == (8000, 842)
    assert totals["time_to_convert:median"]["value"] == 14


def test_olist_rate_by_origin(olist: Cli) -> None:
    found = olist.ask("mql_to_customer_rate", "--by", "lead_source")["rows"]
    rates = {row["by"]["lead_source"]["id"]: row["values"]["mql_to_customer_rate"] for row in found}
    parts = {origin: (rate["numerator"], rate["denominator"]) for origin, rate in rates.items()}
    assert parts.items() >= {
        ("organic_search", (271, 2296)),
        ("paid_search", (195, 1586)),
        ("social", (75, 1350)),
        ("direct_traffic", (56, 499)),
    }
    assert parts[None][1] == 60  # a blank origin stands beside the one that is called unknown
    assert "unknown" in parts
    assert tuple(map(sum, zip(*parts.values(), strict=True))) == (842, 8000)


def test_olist_leads_open_behind_the_rate(olist: Cli) -> None:
    import json

    out = olist.ok(
        "explain",
        "mql_to_customer_rate",
        "--where",
        "lead_source = 'social'",
        "--records",
        "--format",
        "json",
    )
    records = json.loads(out)["records"]
    assert {part["name"]: part["rows"] for part in records["parts"]} == {"numerator": 75, "denominator": 1350}
