"""The figures of three public data sets, recomputed from their files with csv and Decimal alone.

The files are not part of the project. ``STEERBOARD_TEST_DATA`` names their folder; without it a folder
``shared/data`` beside the project is looked for.
"""

from __future__ import annotations

import csv
import gzip
import io
import os
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from statistics import median
from typing import Any

Line = dict[str, str]


def folder() -> Path | None:
    """Where the data sets lie, None where there are none."""
    beside = Path(__file__).resolve().parents[3] / "shared" / "data"
    path = Path(os.environ.get("STEERBOARD_TEST_DATA") or beside)
    return path if path.is_dir() else None


def _read(name: str) -> list[Line]:
    root = folder()
    if root is None:
        raise FileNotFoundError("the public data sets are absent; STEERBOARD_TEST_DATA names their folder")
    path = root / name
    text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"), newline="")))


def _days(line: Line, start: str, end: str) -> int:
    return (date.fromisoformat(line[end]) - date.fromisoformat(line[start])).days


def _quarter(day: str) -> str:
    return f"{day[:4]}-Q{(int(day[5:7]) + 2) // 3}"


def _total(lines: Iterable[Line], field: str) -> Decimal:
    return sum((Decimal(line[field] or 0) for line in lines), Decimal(0))


def _by(lines: Iterable[Line], key: Callable[[Line], str]) -> dict[str, list[Line]]:
    out: dict[str, list[Line]] = {}
    for line in lines:
        out.setdefault(key(line), []).append(line)
    return dict(sorted(out.items()))


def _deals(won: list[Line], decided: list[Line], value: str) -> dict[str, Any]:
    return {
        "won_deals": len(won),
        "decided": len(decided),
        "win_rate": Fraction(len(won), len(decided)),
        "loss_rate": 1 - Fraction(len(won), len(decided)),
        "bookings": _total(won, value),
        "average_contract_value": Fraction(_total(won, value)) / len(won),
    }


def maven() -> dict[str, Any]:
    """8,800 opportunities with agents, managers and offices.

    ``total``; ``quarters`` ("2017-Q1", by close date); ``owners``, ``managers`` and ``regions`` by name, each
    with won_deals, decided, win_rate, loss_rate, bookings and average_contract_value; the won cycle in days.
    """
    lines = _read("maven_crm/sales_pipeline.csv")
    place = {line["sales_agent"]: line for line in _read("maven_crm/sales_teams.csv")}
    decided = [line for line in lines if line["deal_stage"] in ("Won", "Lost")]

    def figures(some: list[Line]) -> dict[str, Any]:
        return _deals([line for line in some if line["deal_stage"] == "Won"], some, "close_value")

    cycle = [_days(line, "engage_date", "close_date") for line in decided if line["deal_stage"] == "Won"]
    keys: dict[str, Callable[[Line], str]] = {
        "quarters": lambda line: _quarter(line["close_date"]),
        "months": lambda line: line["close_date"][:7],
        "owners": lambda line: line["sales_agent"],
        "managers": lambda line: place[line["sales_agent"]]["manager"],
        "regions": lambda line: place[line["sales_agent"]]["regional_office"],
    }
    groups = {name: {k: figures(some) for k, some in _by(decided, key).items()} for name, key in keys.items()}
    return {
        "records": len(lines),
        "total": figures(decided),
        **groups,
        "cycle_mean": Fraction(sum(cycle), len(cycle)),
        "cycle_median": median(cycle),
        "open": sum(line["deal_stage"] not in ("Won", "Lost") for line in lines),
        "open_without_created": sum(line["engage_date"] == "" for line in lines),
        "agents_without_deal": sorted(place.keys() - {line["sales_agent"] for line in lines}),
        "team_of": {agent: line["manager"] for agent, line in place.items()},
    }


def ms_regional() -> dict[str, Any]:
    """20,000 opportunities of 20 owners: won, lost, open and weighted; ``owners`` by name."""
    lines = _read("ms_regional_sales/opportunities.csv")
    owners = {line["SystemUserSeq"]: line for line in _read("ms_regional_sales/owners.csv")}
    decided = [line for line in lines if line["Status"] in ("Won", "Lost")]
    opened = [line for line in lines if line["Status"] == "Open"]

    def figures(some: list[Line]) -> dict[str, Any]:
        return _deals([line for line in some if line["Status"] == "Won"], some, "Value")

    return {
        "records": len(lines),
        "total": figures(decided),
        "owners": {
            k: figures(v) for k, v in _by(decided, lambda x: owners[x["SystemUserSeq"]]["Owner"]).items()
        },
        "managers": {
            k: figures(v) for k, v in _by(decided, lambda x: owners[x["SystemUserSeq"]]["Manager"]).items()
        },
        "open_opportunities": len(opened),
        "pipeline_value": _total(opened, "Value"),
        "weighted_pipeline": sum(
            (Decimal(x["Value"]) * Decimal(x["Probability"]) for x in opened), Decimal(0)
        ),
        "closed_cycle_median": median(_days(line, "Opportunity Created On", "CloseDate") for line in decided),
    }


def online_retail() -> dict[str, Any]:
    """541,909 order lines. An invoice that starts with C is a cancellation: no order, its lines are negative.

    ``months`` and ``new_months`` ("2010-12"); a customer's first order is the earliest invoice that is no
    cancellation, of two in the same minute the one that comes first in the file.
    """
    lines = _read("online_retail/online_retail.csv.gz")
    amounts = [Decimal(line["Quantity"]) * Decimal(line["UnitPrice"]) for line in lines]
    invoices: dict[str, Line] = {}
    for line in lines:
        invoices.setdefault(line["InvoiceNo"], line)
    first: dict[str, Line] = {}
    for number, line in invoices.items():
        customer = line["CustomerID"]
        if not customer or number.startswith("C"):
            continue
        if customer not in first or line["InvoiceDate"] < first[customer]["InvoiceDate"]:
            first[customer] = line
    starts = {line["InvoiceNo"] for line in first.values()}

    def revenue(wanted: Callable[[Line], bool]) -> Decimal:
        return sum((a for a, line in zip(amounts, lines, strict=True) if wanted(line)), Decimal(0))

    def monthly(wanted: Callable[[Line], bool]) -> dict[str, Decimal]:
        out: dict[str, Decimal] = {}
        for amount, line in zip(amounts, lines, strict=True):
            if wanted(line):
                month = line["InvoiceDate"][:7]
                out[month] = out.get(month, Decimal(0)) + amount
        return dict(sorted(out.items()))

    cancelled = [line for line in lines if line["InvoiceNo"].startswith("C")]
    return {
        "lines": len(lines),
        "invoices": len(invoices),
        "customers": len({line["CustomerID"] for line in lines} - {""}),
        "orders": sum(not number.startswith("C") for number in invoices),
        "orders_months": {
            k: len(v)
            for k, v in _by(
                (x for n, x in invoices.items() if not n.startswith("C")), lambda x: x["InvoiceDate"][:7]
            ).items()
        },
        "revenue": sum(amounts, Decimal(0)),
        "months": monthly(lambda line: True),
        "units": sum(int(line["Quantity"]) for line in lines),
        "cancellation_lines": len(cancelled),
        "cancellation_revenue": revenue(lambda line: line["InvoiceNo"].startswith("C")),
        "lines_without_customer": sum(not line["CustomerID"] for line in lines),
        "new_customer_revenue": revenue(lambda line: line["InvoiceNo"] in starts),
        "new_months": monthly(lambda line: line["InvoiceNo"] in starts),
        "repeat_customer_revenue": revenue(
            lambda line: bool(line["CustomerID"]) and line["InvoiceNo"] not in starts
        ),
        "unknown_customer_revenue": revenue(lambda line: not line["CustomerID"]),
    }
