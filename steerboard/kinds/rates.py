"""Entering what currencies were worth: a dated table by which amounts become figures of one currency."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from django.db import transaction

from steerboard.core.errors import BadInput
from steerboard.core.scaled import scale
from steerboard.core.text import Text
from steerboard.kinds.models import Rate

PLACES = 9
COLUMNS = ("currency", "day", "rate")
ROW_FORM = Text("a row is like USD,2026-01-01,7.1234.", "每行应形如 USD,2026-01-01,7.1234。")


def enter_rates(path: Path) -> int:
    """Take rates from a CSV file with the columns currency, day and rate; returns how many rows it had.

    A rate says what one unit of ``currency`` was worth in the workspace's currency from ``day`` on. A rate of the
    same currency and day replaces the one there was. Raises BadInput with the line; then none is taken.
    """
    rows = list(_rows(path))
    with transaction.atomic():
        for currency, day, rate in rows:
            Rate.objects.update_or_create(currency=currency, day=day, defaults={"rate": scale(rate, PLACES)})
    return len(rows)


def currencies() -> list[str]:
    """The currencies that have a rate."""
    return list(Rate.objects.order_by("currency").values_list("currency", flat=True).distinct())


def _rows(path: Path) -> Iterator[tuple[str, date, Decimal]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines)
            if tuple(reader.fieldnames or ()) != COLUMNS:
                raise BadInput(
                    Text("the first line must be currency,day,rate.", "首行应为 currency,day,rate。"),
                    where=str(path),
                )
            for row in reader:
                yield _row(row, f"{path}:{reader.line_num}")
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BadInput(
            Text("this file cannot be read: {e}", "无法读取该文件：{e}").fill(e=error), where=str(path)
        ) from None


def _row(row: dict[str, str], where: str) -> tuple[str, date, Decimal]:
    currency = (row["currency"] or "").strip().upper()
    try:
        day, rate = date.fromisoformat((row["day"] or "").strip()), Decimal((row["rate"] or "").strip())
    except (ValueError, InvalidOperation):
        raise BadInput(ROW_FORM, where=where) from None
    if not (len(currency) == 3 and currency.isalpha() and rate.is_finite() and rate > 0):
        raise BadInput(ROW_FORM, where=where)
    scale(rate, PLACES)
    return currency, day, rate
