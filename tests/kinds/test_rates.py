"""Rates come from a file, all of it or none."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from steerboard.core.errors import BadInput
from steerboard.kinds.models import Ledger, Rate
from steerboard.kinds.rates import currencies, enter_rates
from tests.django_db import Records


def file_of(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "rates.csv"
    path.write_text("\n".join(lines), encoding="utf-8-sig")
    return path


def test_rates_are_entered_and_replaced(any_records: Records, tmp_path: Path) -> None:
    assert (
        enter_rates(file_of(tmp_path, "currency,day,rate", "usd,2026-01-01,7.1", "EUR,2026-01-01,7.8")) == 2
    )
    enter_rates(file_of(tmp_path, "currency,day,rate", "USD,2026-01-01,7.25"))
    found = Rate.objects.order_by("currency").values_list("currency", "day", "rate")
    assert list(found) == [("EUR", date(2026, 1, 1), 7_800_000_000), ("USD", date(2026, 1, 1), 7_250_000_000)]
    assert Ledger.objects.filter(table="rate").exists()
    assert currencies() == ["EUR", "USD"]


@pytest.mark.parametrize(
    "line",
    ["USD,2026-01-01,0", "USD,yesterday,7", "DOLLAR,2026-01-01,7", "USD,2026-01-01", "USD,2026-01-01,NaN"],
)
def test_a_wrong_line_is_named_and_nothing_is_entered(
    any_records: Records, tmp_path: Path, line: str
) -> None:
    with pytest.raises(BadInput, match=r"rates\.csv:3"):
        enter_rates(file_of(tmp_path, "currency,day,rate", "EUR,2026-01-01,7.8", line))
    assert not Rate.objects.exists()


def test_other_columns_are_refused(records: Records, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="currency,day,rate"):
        enter_rates(file_of(tmp_path, "day,rate", "2026-01-01,7"))
    with pytest.raises(BadInput, match="cannot be read"):
        enter_rates(tmp_path / "nowhere.csv")
