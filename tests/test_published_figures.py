"""The public data sets give the figures that are published of them: the data part, without the product."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from tests.oracles import published

pytestmark = pytest.mark.skipif(
    published.folder() is None,
    reason="the public data sets are absent; STEERBOARD_TEST_DATA names their folder",
)


@pytest.fixture(scope="module")
def maven() -> dict[str, Any]:
    return published.maven()


@pytest.fixture(scope="module")
def ms_regional() -> dict[str, Any]:
    return published.ms_regional()


@pytest.fixture(scope="module")
def online_retail() -> dict[str, Any]:
    return published.online_retail()


def test_maven_wins_and_revenue(maven: dict[str, Any]) -> None:
    total = maven["total"]
    assert (maven["records"], total["won_deals"], total["decided"]) == (8800, 4238, 6711)
    assert total["win_rate"] == Fraction(4238, 6711)
    assert total["bookings"] == 10_005_534
    assert (maven["open"], maven["open_without_created"]) == (2089, 500)
    assert len(maven["agents_without_deal"]) == 5


def test_maven_quarters_of_2017(maven: dict[str, Any]) -> None:
    quarters = [maven["quarters"][f"2017-Q{n}"] for n in (1, 2, 3, 4)]
    assert [q["decided"] for q in quarters] == [647, 2032, 2047, 1985]
    assert quarters[0]["won_deals"] == 531
    assert [q["bookings"] for q in quarters[:3]] == [1_134_672, 3_086_111, 2_982_255]
    assert sum(q["bookings"] for q in quarters) == maven["total"]["bookings"]


def test_maven_cycle(maven: dict[str, Any]) -> None:
    assert maven["cycle_median"] == 57
    assert round(float(maven["cycle_mean"]), 3) == 51.782


def test_maven_people(maven: dict[str, Any]) -> None:
    darcel = maven["owners"]["Darcel Schlecht"]
    assert (darcel["bookings"], darcel["won_deals"]) == (1_153_214, 349)
    assert maven["managers"]["Melvin Marxen"]["bookings"] == 2_251_930
    regions = [maven["regions"][name]["bookings"] for name in ("West", "East", "Central")]
    assert regions == [3_568_647, 3_090_594, 3_346_293]


def test_ms_regional_won_lost_open_and_weighted(ms_regional: dict[str, Any]) -> None:
    total = ms_regional["total"]
    assert (ms_regional["records"], total["won_deals"], total["decided"]) == (20_000, 7282, 14_667)
    assert total["bookings"] == 26_435_925
    assert ms_regional["pipeline_value"] == 27_812_381
    assert ms_regional["weighted_pipeline"] == Decimal("10893405.50")
    assert ms_regional["closed_cycle_median"] == 107
    # One of the twenty owners has no opportunity.
    assert len(ms_regional["owners"]) == 19
    assert len(ms_regional["managers"]) == 3


def test_online_retail_revenue_and_months(online_retail: dict[str, Any]) -> None:
    assert (online_retail["lines"], online_retail["invoices"]) == (541_909, 25_900)
    assert round(online_retail["revenue"], 2) == Decimal("9747747.93")
    months = [round(online_retail["months"][m], 2) for m in ("2010-12", "2011-01", "2011-02", "2011-03")]
    assert months == [Decimal("748957.02"), Decimal("560000.26"), Decimal("498062.65"), Decimal("683267.08")]
    assert sum(online_retail["months"].values()) == online_retail["revenue"]


def test_online_retail_orders_cancellations_and_customers(online_retail: dict[str, Any]) -> None:
    assert online_retail["orders"] == 22_064
    assert sum(online_retail["orders_months"].values()) == 22_064
    assert online_retail["cancellation_lines"] == 9288
    assert round(online_retail["cancellation_revenue"], 2) == Decimal("-896812.49")
    assert (online_retail["customers"], online_retail["lines_without_customer"]) == (4372, 135_080)


def test_online_retail_new_repeat_and_unknown_add_up(online_retail: dict[str, Any]) -> None:
    parts = ("new_customer_revenue", "repeat_customer_revenue", "unknown_customer_revenue")
    assert sum(online_retail[part] for part in parts) == online_retail["revenue"]
    assert sum(online_retail["new_months"].values()) == online_retail["new_customer_revenue"]
    assert all(online_retail[part] > 0 for part in parts)
