"""What the script of a chart is given: the values, and the words for them."""

from __future__ import annotations

import json

from django.template import engines
from django.test import RequestFactory
from django.utils import translation

from steerboard.core.text import Text
from steerboard.ui.charts import Bridge, Line, Point, Step, Trend

TREND = Trend(
    Text("Win rate", "赢单率"),
    "ratio",
    [Point("Oct", 0.28, "October"), Point("Nov", None, "November", partial=True)],
    [Line("Target", [0.3, 0.3], "ticks"), Line("a year before", [None, None])],
    shape="line",
)


def plain(text: object) -> str:
    return str(text).replace("\u00a0", " ")


def test_a_value_that_is_not_known_is_no_nought() -> None:
    points = TREND.document("en")["points"]
    assert [p["value"] for p in points] == [0.28, None]
    assert [plain(p["said"]) for p in points] == ["28 %", "—"]


def test_a_comparison_without_any_value_is_left_out() -> None:
    assert [line["name"] for line in TREND.document("en")["lines"]] == ["Target"]


def test_the_words_are_those_of_the_pages_language() -> None:
    assert TREND.document("zh")["label"] == "赢单率"
    assert TREND.document("zh")["points"][0]["said"] == "28%"


def test_the_steps_of_a_bridge_stand_on_one_another_and_a_total_on_the_ground() -> None:
    steps = [Step("Start", 10, "total"), Step("New", 5), Step("Lost", -3), Step("End", 12, "total")]
    drawn = Bridge("Pipeline", "count", steps).document("en")["steps"]
    assert [(s["from"], s["to"]) for s in drawn] == [(0, 10), (10, 15), (15, 12), (0, 12)]
    assert [plain(s["said"]) for s in drawn] == ["10", "+5", "−3", "12"]


def test_a_chart_brings_its_data_without_what_the_content_policy_forbids() -> None:
    name = Point("</script><b>", 1)
    source = engines["django"].from_string('{% load ui %}{% chart trend "figure" %}')
    with translation.override("en"):
        html = source.render({"trend": Trend("x", "count", [name])}, RequestFactory().get("/"))
    assert "</script><b>" not in html
    assert "style=" not in html
    data = html.split('type="application/json">')[1].split("</script>")[0]
    assert json.loads(data)["points"][0]["name"] == "</script><b>"
    assert 'role="img" aria-label="x"' in html
