"""Components, as the tags draw them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.template import TemplateSyntaxError, engines
from django.test import RequestFactory
from django.utils import translation

from steerboard.core.text import Text

NOW = datetime(2026, 11, 20, 6, 30, tzinfo=UTC)


def draw(source: str, language: str = "zh-hans", /, **values: Any) -> str:
    request = RequestFactory().get("/deals/?stage=Proposal&sort=-amount")
    with translation.override(language):
        html = engines["django"].from_string("{% load ui %}" + source).render(values, request)
    return unescape(html).replace("\u00a0", " ").strip()


def test_a_number_opens_its_records_and_keeps_its_exact_value() -> None:
    html = draw('{% number v "money:CNY" href="/won/" %}', v=Decimal("312450.5"))
    assert html == '<a class="n" href="/won/" title="¥312,450.50" data-value="312450.5">¥31.2 万</a>'


def test_a_number_without_records_is_no_link() -> None:
    assert (
        draw("{% number 4238 %}", "en")
        == '<span class="n-still" title="4,238" data-value="4238">4,238</span>'
    )


def test_a_number_that_is_not_known_says_why() -> None:
    html = draw(
        '{% number None "ratio" href="/won/" reason=why %}',
        why=Text("no deal was closed", "没有已结束的商机"),
    )
    assert "href" not in html
    assert 'title="没有已结束的商机"' in html
    assert html.count("没有已结束的商机") == 2  # on hover, and for readers


def test_a_number_in_a_sheet_is_still_a_link() -> None:
    html = draw('{% number 5 href="/won/" sheet=True %}')
    assert 'href="/won/"' in html
    assert 'hx-target="#sheet-body"' in html


def test_a_text_that_people_wrote_is_escaped() -> None:
    name = Text.same('<b onclick="x">')
    assert "<b onclick" not in engines["django"].from_string("{% load ui %}{{ n|text }}").render({"n": name})


@pytest.mark.parametrize(
    ("state", "arrow", "word"), [("better", "▲", "较好"), ("worse", "▼", "较差"), ("neutral", "●", "持平")]
)
def test_valence_is_told_by_arrow_and_word_beside_its_hue(state: str, arrow: str, word: str) -> None:
    html = draw('{% valence state "68%" %}', state=state)
    assert html.startswith(f'<span class="{state}">68% ')
    assert arrow in html
    assert word in html


def test_an_unknown_valence_is_an_error() -> None:
    with pytest.raises(TemplateSyntaxError):
        draw('{% valence "good" %}')


@pytest.mark.parametrize(
    ("value", "better", "state", "arrow"),
    [
        (3, "up", "better", "▲"),
        (-3, "up", "worse", "▼"),
        (3, "down", "worse", "▲"),
        (-3, "down", "better", "▼"),
        (3, "none", "neutral", "▲"),
        (0, "up", "neutral", "●"),
    ],
)
def test_a_change_points_where_it_goes_and_says_whether_that_is_good(
    value: int, better: str, state: str, arrow: str
) -> None:
    html = draw('{% delta v "days" better=b %}', v=value, b=better)
    assert html.startswith(f'<span class="delta {state}">')
    assert arrow in html
    assert ("0 天" if value == 0 else "3 天") in html


def test_a_change_that_is_not_known_is_a_dash() -> None:
    assert draw("{% delta None %}") == '<span class="n-none">—</span>'


def test_the_bullet_bar_says_what_it_shows() -> None:
    html = draw('{% bullet 312000 "money:CNY" forecast=470000 target=500000 key="won" %}')
    assert 'aria-label="已签 ¥31.2 万，预测 ¥47 万，目标 ¥50 万"' in html
    assert 'id="won-done"' in html
    assert 'width="57.78%"' in html
    assert "style=" not in html
    english = draw('{% bullet 312000 "money:CNY" target=500000 %}', "en")
    assert 'aria-label="won ¥312k, target ¥500k"' in english
    assert "bar-likely" not in english


def test_a_behaviour_goal_shows_done_planned_and_goal() -> None:
    html = draw('{% behaviour "面访" 9 15 planned=3 href="/visits/" note="再排 3 次" %}')
    assert '<a class="n" href="/visits/">9</a>' in html
    assert "+ 3" in html
    assert "/ 15" in html
    assert 'aria-label="已完成 9，已排 3，目标 15"' in html
    assert "beh-reached" not in html
    assert "beh-reached" in draw('{% behaviour "面访" 15 15 %}')


def test_the_bar_of_a_behaviour_goal_ends_at_its_goal() -> None:
    html = draw('{% behaviour "x" 9 15 planned=3 %}')
    assert 'class="bar-done" width="60%"' in html
    assert 'class="bar-likely" x="60%" width="20%"' in html


def test_hints_say_how_whole_old_and_sure_a_figure_is() -> None:
    assert "工作日 16/22" in draw("{% partial_period 16 22 %}")
    assert "16 of 22 working days" in draw("{% partial_period 16 22 %}", "en")
    stale = draw("{% stale since now %}", since=NOW - timedelta(days=1), now=NOW)
    assert "截至昨天 " in stale
    assert "现有 11 单，需要 40 单才能判断" in draw('{% too_little 11 40 "单" %}')
    assert "11, 40 are needed to tell" in draw("{% too_little 11 40 %}", "en")


def test_an_empty_place_says_what_would_fill_it_and_offers_that() -> None:
    html = draw('{% empty "今天没有拜访" "排一次" "/plan/" True %}')
    assert "今天没有拜访" in html
    assert 'href="/plan/" hx-get="/plan/"' in html
    assert "<a" not in draw('{% empty "今天没有拜访" %}')


def test_a_skeleton_is_announced_once() -> None:
    html = draw("{% skeleton 4 %}")
    assert html.count('class="skeleton-line"') == 4
    assert html.count("正在加载") == 1


def test_segments_keep_the_other_parameters() -> None:
    html = draw('{% segments "by" options "month" "周期" %}', options=[("month", "月"), ("quarter", "季")])
    assert '<a href="/deals/?stage=Proposal&sort=-amount&by=month" aria-current="true">月</a>' in html
    assert '<a href="/deals/?stage=Proposal&sort=-amount&by=quarter">季</a>' in html


def test_a_query_takes_parameters_away() -> None:
    assert draw("{% query sort=None page=2 %}") == "/deals/?stage=Proposal&page=2"


def test_live_parts_fetch_again_for_their_names_and_after_lost_contact() -> None:
    html = draw('{% live "activity" "order" %}')
    assert html == 'hx-trigger="live:activity from:body, live:order from:body, live:again from:body"'


def test_a_finding_is_a_sentence_with_one_verb() -> None:
    html = draw(
        '{% include "ui/parts/finding.html" with sentence=s evidence="n 61" verb="排 3 次" verb_url="/plan/" quiet=q %}',
        s=Text("Plan 3 more.", "还要再排 3 次。"),
        q=[{"name": "稍后", "url": "/later/", "post": True}],
    )
    assert "还要再排 3 次。" in html
    assert html.count('class="btn"') == 1
    assert 'action="/later/" method="post"' in html
    assert "csrfmiddlewaretoken" in html


def test_filters_speak_the_language_of_the_page() -> None:
    source = '{{ v|money:"CNY" }}|{{ v|money }}|{{ v|count }}|{{ r|ratio }}|{{ d|days }}|{{ v|figure:"money:USD" }}|{{ r|exact:"ratio" }}'
    values: dict[str, Any] = {"v": 312000, "r": 0.62, "d": 1}
    assert draw(source, **values) == "¥31.2 万|31.2 万|31.2 万|62%|1 天|US$31.2 万|62.0000%"
    assert draw(source, "en", **values) == "¥312k|312k|312k|62 %|1 day|$312k|62.0000 %"


def test_day_filters_take_today_from_the_page() -> None:
    source = "{{ d|date_short:t }}|{{ d|date_long:t }}|{{ d|weekday }}|{{ d|ago:t }}|{{ at|moment:now }}|{{ at|clock_time }}"
    day = NOW.date()
    values: dict[str, Any] = {"d": day - timedelta(days=1), "t": day, "at": NOW, "now": NOW}
    clock = draw("{{ at|clock_time }}", **values)
    assert draw(source, **values) == f"11月19日|11月19日 周四|周四|昨天|今天 {clock}|{clock}"


def test_a_context_without_a_request_is_not_in_a_sheet() -> None:
    template = engines["django"].from_string("{% load ui %}{% in_sheet as yes %}{{ yes }}")
    assert template.render({}) == "False"
