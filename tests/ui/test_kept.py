"""What is drawn once, and what must never be taken from before."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.http import HttpResponse
from django.template import NodeList, engines
from django.test import override_settings
from django.urls import NoReverseMatch, path
from django.utils import translation
from django.utils.safestring import SafeString

from steerboard.ui.tags.kept import kept
from steerboard.ui.tags.quick import Address, Word


def draw(source: str, language: str = "en", /, **values: Any) -> str:
    with translation.override(language):
        return str(engines["django"].from_string("{% load i18n ui %}" + source).render(values))


def test_the_same_is_drawn_once_for_each_language() -> None:
    drawn: list[Any] = []

    @kept
    def mark(*args: Any, **options: Any) -> SafeString:
        drawn.append((args, options))
        return SafeString(f"{args}{options}")

    for language in ("en", "zh-hans"):
        with translation.override(language):
            for values in ([1, 2], (1, 2), [1, 3]):
                mark(values, wide=True)
            mark((1, 2), wide=False)
    assert len(drawn) == 2 * 3


def test_numbers_of_other_types_are_not_taken_for_each_other() -> None:
    show = kept(lambda value: SafeString(repr(value)))
    assert [show(1), show(True), show(Decimal(1)), show(1.0)] == ["1", "True", "Decimal('1')", "1.0"]


def test_what_cannot_be_kept_is_drawn_each_time() -> None:
    show = kept(lambda value: SafeString(value["n"]))
    value = {"n": "one"}
    assert show(value) == "one"
    value["n"] = "two"
    assert show(value) == "two"


def test_a_fault_in_drawing_stays_one() -> None:
    @kept
    def fails(value: int) -> SafeString:
        raise TypeError("not so")

    with pytest.raises(TypeError, match="not so"):
        fails(1)


def test_a_tag_that_includes_has_nothing_of_the_page_around_it() -> None:
    html = draw('{% number v href="/a/" %}', v=5, reason="secret", sheet=True)
    assert "hx-get" not in html


def test_a_figure_follows_its_value_and_the_language() -> None:
    source = '{% number v "money:CNY" %}{% delta d %}'
    seen = {
        draw(source, language, v=v, d=d)
        for language in ("en", "zh-hans")
        for v in (12, 99_999)
        for d in (1, -1)
    }
    assert len(seen) == 8
    assert draw(source, "en", v=12, d=1) in seen


def test_a_text_of_a_template_is_looked_up_once_in_each_language() -> None:
    template = engines["django"].from_string("{% load i18n ui %}{% translate 'Save' %}")
    nodes: NodeList = template.template.nodelist  # type: ignore[attr-defined]
    assert any(isinstance(node, Word) for node in nodes)
    said = []
    for language in ("en", "zh-hans", "en"):
        with translation.override(language):
            said.append(template.render({}))
    assert said == ["Save", "保存", "Save"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{% translate word %}", "保存"),
        ("{% translate 'Save' as word %}[{{ word }}]", "[保存]"),
        ("{% translate 'Save'|cut:'存' %}", "保"),
        ("{% translate 'Tom & Ann' %}", "Tom & Ann"),
        ("{% translate '100%' %}", "100%"),
        ("{% translate ', ' context 'between names in a list' %}", "、"),
    ],
)
def test_texts_are_said_as_django_says_them(source: str, expected: str) -> None:
    assert draw(source, "zh-hans", word="Save") == expected


def test_an_address_follows_its_arguments(pages: None) -> None:
    assert (
        draw("{% for n in numbers %}{% url 'wrong' n %} {% endfor %}", numbers=[1, 2, "3"])
        == "/wrong/1/ /wrong/2/ /wrong/3/ "
    )
    assert draw("{% url 'wrong' status=7 %}{% url 'wrong' 8 as it %}{{ it }}") == "/wrong/7//wrong/8/"
    with pytest.raises(NoReverseMatch):
        draw("{% url 'wrong' '' %}")
    with pytest.raises(NoReverseMatch):
        draw("{% url 'no_such_route' %}")
    assert draw("{% url 'no_such_route' as it %}[{{ it }}]") == "[]"


def test_an_address_is_that_of_the_site_that_is_there(pages: None) -> None:
    template = engines["django"].from_string("{% load ui %}{% url 'today' %}")
    nodes: NodeList = template.template.nodelist  # type: ignore[attr-defined]
    assert any(isinstance(node, Address) for node in nodes)
    there = template.render({})
    with override_settings(ROOT_URLCONF="tests.ui.test_kept"):
        assert template.render({}) == "/elsewhere/"
    assert template.render({}) == there


urlpatterns = [path("elsewhere/", lambda request: HttpResponse(), name="today")]
