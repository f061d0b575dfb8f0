"""Small charts in tables: what they draw, and what they say."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils import translation

from steerboard.core.text import Text
from steerboard.ui.sparks import spark, valence_of
from steerboard.ui.tags.charts import spark as drawn


def said(language: str = "en", /, *given: object, **more: object) -> str:
    with translation.override("zh-hans" if language == "zh" else "en"):
        return str(drawn(*given, **more)).replace("\u00a0", " ")  # type: ignore[arg-type]


def test_the_highest_value_lies_at_the_top_and_the_lowest_at_the_bottom() -> None:
    shape = spark([1, 3, 2], width=100, height=30)
    assert shape.line == "M5.0 25.0L50.0 5.0L95.0 15.0"
    assert shape.last == (95.0, 15.0)


def test_a_value_that_is_not_known_is_a_gap_and_a_value_alone_a_dot() -> None:
    assert spark([1, None, 2], width=100, height=30).line == "M5.0 25.0h0M95.0 5.0h0"


def test_without_a_value_now_nothing_is_marked() -> None:
    shape = spark([1, 2, None], target=1)
    assert shape.last is None
    assert shape.place is None


def test_values_that_are_all_the_same_lie_in_the_middle() -> None:
    assert spark([7, 7], height=30).line == "M5.0 15.0L91.0 15.0"


def test_the_band_and_the_target_are_on_the_scale_of_the_values() -> None:
    shape = spark([5, 6], band=(0, 10), target=10, width=100, height=30)
    assert shape.band == "M0 5.0H100V25.0H0Z"
    assert shape.target == "M0 5.0H100"
    assert shape.last == (95.0, 13.0)


def test_a_band_of_each_period_leaves_out_the_periods_without_one() -> None:
    shape = spark([1, 2, 3], band=[(0, 2), None, (2, 4)], width=100, height=30)
    assert shape.band == "M5.0 15.0L95.0 5.0L95.0 15.0L5.0 25.0Z"


def test_a_common_scale_makes_charts_comparable() -> None:
    one, two = spark([0, 10], scale=(0, 100)), spark([0, 100], scale=(0, 100))
    assert one.last is not None
    assert two.last is not None
    assert one.last[1] > two.last[1]


@pytest.mark.parametrize(
    ("last", "better", "expected"),
    [
        (9, "up", "better"),
        (9, "down", "worse"),
        (3, "up", "worse"),
        (6, "up", "neutral"),
        (9, "none", "neutral"),
    ],
)
def test_valence_follows_the_place_towards_the_band(last: int, better: str, expected: str) -> None:
    assert valence_of(spark([5, last], band=(5, 7)).place, better) == expected


def test_a_target_that_is_just_met_is_reached() -> None:
    assert spark([1, 5], target=5).place == "above"
    assert spark([1, 4], target=5).place == "below"


def test_the_accessible_name_says_what_is_seen() -> None:
    html = said("en", [Decimal("0.28"), None, Decimal("0.32")], "ratio", label="Win rate", band=(0.35, 0.45))
    assert "<title>Win rate: 32 %, 2 periods ago 28 %, below the band 35 %–45 %, worse</title>" in html
    assert 'class="spark worse"' in html


def test_the_accessible_name_is_chinese_on_a_chinese_page() -> None:
    html = said(
        "zh", [100_000, 312_000], "money:CNY", label=Text("Won", "签单"), target=500_000, partial=True
    )
    assert "<title>签单：¥31.2 万（截至目前），1 期前 ¥10 万，低于目标 ¥50 万，较差</title>" in html


def test_worse_and_better_differ_in_shape_and_not_only_in_hue() -> None:
    better, worse = said("en", [1, 9], target=5), said("en", [1, 2], target=5)
    assert "l4 7h-8z" in better
    assert "l4 -7h-8z" in worse
    assert "<circle" in said("en", [1, 2])


def test_a_period_that_still_runs_has_an_open_mark() -> None:
    assert "spark-open" in said("en", [1, 2], partial=True)
    assert "spark-open" not in said("en", [1, 2])


def test_without_values_there_is_a_dash_that_says_so() -> None:
    assert said("en", [None, None]).startswith('<span class="n-none" title="no values yet">—')


def test_a_label_that_people_wrote_is_escaped() -> None:
    assert "<b>" not in said("en", [1, 2], label="<b>x</b>")


def test_nothing_in_it_needs_what_the_content_policy_forbids() -> None:
    assert "style=" not in said("en", [1, 2, 3], band=(1, 2), target=3)
